package dev.foretide.forecast;

import java.util.Locale;

/** Stored bytes of a series that this release cannot read; the message says what they are. */
public final class SeriesStateException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** Why the bytes cannot be read. */
  public enum Reason {
    /** They were written by a release before the first that this one follows. */
    OLDER_FORMAT,
    /** They were written by a release to come: they must not be overwritten. */
    NEWER_FORMAT,
    /** They are not what any release has written. */
    DAMAGED;

    /** The word used in metrics. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  SeriesStateException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static SeriesStateException damaged(byte[] bytes, String what, Throwable cause) {
    SeriesStateException damaged =
        new SeriesStateException(
            Reason.DAMAGED, "%s of %d bytes is damaged".formatted(what, bytes.length));
    damaged.initCause(cause);
    return damaged;
  }

  public Reason reason() {
    return reason;
  }
}
