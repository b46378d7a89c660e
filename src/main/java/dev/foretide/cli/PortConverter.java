package dev.foretide.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The number of a TCP port; 0 lets the operating system choose. */
final class PortConverter implements ITypeConverter<Integer> {
  private static final int LARGEST = 65_535;

  @Override
  public Integer convert(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= LARGEST) {
        return port;
      }
    } catch (NumberFormatException e) {
      // the same answer
    }
    throw new TypeConversionException("'" + text + "' is no port, must be 0 to " + LARGEST);
  }
}
