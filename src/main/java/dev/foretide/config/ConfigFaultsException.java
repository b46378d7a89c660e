package dev.foretide.config;

import java.util.List;

/** A configuration is wrong; the message lists every fault, one per line. */
public final class ConfigFaultsException extends RuntimeException {
  private final List<String> faults;

  public ConfigFaultsException(List<String> faults) {
    super(String.join(System.lineSeparator(), faults));
    this.faults = List.copyOf(faults);
  }

  public List<String> faults() {
    return faults;
  }
}
