package dev.foretide.stream.models;

import dev.foretide.message.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys of the models topic: {@code GROUP@VERSION} holds a version, {@code GROUP} points to the
 * serving one as {@code {"version":N}}, with a {@code "reason"} after a rollback.
 *
 * @param group model group
 * @param version version, 0 for the pointer
 */
public record ModelKey(String group, int version) {
  private static final Pattern VERSION = Pattern.compile("(.+)@([1-9][0-9]{0,8})", Pattern.DOTALL);
  private static final Pattern POINTER =
      Pattern.compile(
          "\\s*\\{\\s*\"version\"\\s*:\\s*([1-9][0-9]{0,8})\\s*"
              + "(,\\s*\"reason\"\\s*:\\s*\"([^\"\\\\]|\\\\.)*\"\\s*)?\\}\\s*");

  private static final int LONGEST_POINTER = 1_024;

  public static ModelKey parse(String key) {
    Matcher matcher = VERSION.matcher(key);
    return matcher.matches()
        ? new ModelKey(matcher.group(1), Integer.parseInt(matcher.group(2)))
        : new ModelKey(key, 0);
  }

  boolean isPointer() {
    return version == 0;
  }

  String text() {
    return isPointer() ? group : group + "@" + version;
  }

  public static byte[] pointer(int version) {
    return ("{\"version\":" + version + "}").getBytes(StandardCharsets.UTF_8);
  }

  /** A pointer that says why it was moved. */
  public static byte[] pointer(int version, String reason) {
    return new JsonText(1)
        .raw("{\"version\":" + version + ",\"reason\":")
        .text(reason)
        .raw("}")
        .bytes();
  }

  /**
   * The version that a pointer names.
   *
   * @throws IllegalArgumentException if the bytes are no pointer
   */
  public static int versionOf(byte[] pointer) {
    Matcher matcher = POINTER.matcher(new String(pointer, StandardCharsets.UTF_8));
    if (pointer.length > LONGEST_POINTER || !matcher.matches()) {
      throw new IllegalArgumentException(
          "pointer of " + pointer.length + " bytes, must be {\"version\":N}");
    }
    return Integer.parseInt(matcher.group(1));
  }
}
