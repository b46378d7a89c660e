package dev.foretide.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.foretide.message.RefusedReadingException.Reason;
import dev.foretide.series.Reading;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Readings in JSON: a bare number, which is the feature {@code value}, or an object. */
public final class JsonReadingDecoder implements ReadingDecoder {
  private final ReadingSettings settings;
  private final ReadingBuilder parts;
  private final JsonFactory json =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          // Names come from outside: none of them may stay.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  public JsonReadingDecoder(ReadingSettings settings) {
    this.settings = settings;
    this.parts = new ReadingBuilder(settings);
  }

  @Override
  public Reading decode(byte @Nullable [] key, byte @Nullable [] value, long recordTime, long now) {
    parts.begin(key, value);
    if (value != null) {
      parse(value);
    }
    return parts.reading(recordTime, now);
  }

  @Override
  public @Nullable String unknownField() {
    return parts.unknownField();
  }

  private void parse(byte[] value) {
    try (JsonParser parser = json.createParser(value)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        parseObject(parser);
      } else if (first == null) {
        throw new RefusedReadingException(Reason.EMPTY, "the value is blank, must be a reading");
      } else {
        takeFeature(ReadingBuilder.BARE, parser, first);
      }
      if (parser.nextToken() != null) {
        throw new RefusedReadingException(Reason.NOT_JSON, "text follows after the reading");
      }
    } catch (IOException e) {
      throw new RefusedReadingException(Reason.NOT_JSON, "not JSON: " + firstLine(e));
    }
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private void parseObject(JsonParser parser) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals(settings.timestampField())) {
        parts.timestamp(time(name, parser, token));
      } else if (name.equals(settings.seriesField())) {
        parts.series(
            token.isScalarValue() && token != JsonToken.VALUE_NULL ? parser.getText() : null);
        parser.skipChildren();
      } else {
        takeFeature(name, parser, token);
      }
    }
  }

  private void takeFeature(String name, JsonParser parser, JsonToken token) throws IOException {
    int place = parts.place(name);
    if (place < 0) {
      parser.skipChildren();
      return;
    }
    if (token == JsonToken.VALUE_NULL) {
      return;
    }
    if (!token.isNumeric()) {
      throw new RefusedReadingException(
          Reason.NOT_A_NUMBER, "%s is %s, must be a number".formatted(name, shown(parser, token)));
    }
    parts.feature(place, name, parser.getDoubleValue());
  }

  private static String shown(JsonParser parser, JsonToken token) throws IOException {
    String text = token.isScalarValue() ? parser.getText() : token.asString();
    return "\"" + ReadingBuilder.shortened(text) + "\"";
  }

  /** Null stands for a time that is missing. */
  private static @Nullable Long time(String name, JsonParser parser, JsonToken token)
      throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    Long time = null;
    try {
      if (token == JsonToken.VALUE_NUMBER_INT) {
        time = parser.getLongValue();
      } else if (token == JsonToken.VALUE_STRING) {
        time = ReadingBuilder.time(parser.getText());
      }
    } catch (InputCoercionException e) {
      throw ReadingBuilder.noTime(name, shown(parser, token));
    }
    if (time == null) {
      throw ReadingBuilder.noTime(name, shown(parser, token));
    }
    return time;
  }
}
