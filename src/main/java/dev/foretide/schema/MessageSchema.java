package dev.foretide.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;

/** The schemas of what Foretide writes; the build takes their files from {@code deploy/}. */
public final class MessageSchema {
  public static final Schema FORECAST = read("/api/schemas/forecast.avsc");
  public static final Schema SCORE = read("/api/schemas/score.avsc");

  private MessageSchema() {}

  private static Schema read(String resource) {
    try (InputStream in = MessageSchema.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is not on the class path");
      }
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + resource + " cannot be read", e);
    }
  }
}
