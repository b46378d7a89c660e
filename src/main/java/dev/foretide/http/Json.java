package dev.foretide.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** JSON as the API writes it: six significant digits, missing is null, times are ISO-8601 UTC. */
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final MathContext SIX_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

  private Json() {}

  /** Writes one value to a generator. */
  @FunctionalInterface
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /** UTF-8 bytes of one value. */
  static byte[] bytes(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  /** UTF-8 bytes of one object. */
  static byte[] object(Body fields) {
    return bytes(
        json -> {
          json.writeStartObject();
          fields.write(json);
          json.writeEndObject();
        });
  }

  /** Answers a request. */
  static void send(Context ctx, int status, byte[] body) {
    ctx.status(status).contentType("application/json; charset=utf-8").result(body);
    ctx.header("Cache-Control", "no-store");
  }

  static byte[] error(@Nullable String message) {
    return object(json -> json.writeStringField("error", String.valueOf(message)));
  }

  /** A number with six significant digits; NaN and infinities are null, for JSON has none. */
  static void number(JsonGenerator json, double value) throws IOException {
    if (!Double.isFinite(value)) {
      json.writeNull();
      return;
    }
    BigDecimal rounded = new BigDecimal(value).round(SIX_DIGITS).stripTrailingZeros();
    json.writeNumber(rounded.scale() < 0 ? rounded.setScale(0) : rounded);
  }

  static void number(JsonGenerator json, String name, double value) throws IOException {
    json.writeFieldName(name);
    number(json, value);
  }

  static void numbers(JsonGenerator json, float[] values) throws IOException {
    json.writeStartArray();
    for (float value : values) {
      number(json, value);
    }
    json.writeEndArray();
  }

  static void time(JsonGenerator json, String name, long epochMillis) throws IOException {
    json.writeStringField(name, Instant.ofEpochMilli(epochMillis).toString());
  }
}
