package dev.foretide.message.reading;

/** Names and values of records in messages for people: quoted, and not longer than is of use. */
final class Shown {
  private static final int LONGEST = 40;

  private Shown() {}

  static String text(String text) {
    return "\"" + shortened(text) + "\"";
  }

  static String shortened(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
  }
}
