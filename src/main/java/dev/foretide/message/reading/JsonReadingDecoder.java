package dev.foretide.message.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.foretide.config.ReadingSettings;
import dev.foretide.config.Reference;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Readings in JSON, one of each record: a bare number, which is the feature {@code value}, or an
 * object in which names and pointers are met in passing. Builds no tree.
 */
public final class JsonReadingDecoder implements ReadingDecoder {
  /** Texts within texts are read as JSON no deeper than this. */
  private static final int MOST_TEXTS = 4;

  /** Longer values are no word for a missing one. */
  private static final int LONGEST_TEXT = 64;

  private final ReadingBuilder parts;
  private final FieldTree root;
  private final String timeName;
  private final boolean takesText;

  /** Whether the value may be an array, of which a pointer names an element. */
  private final boolean namesElements;

  private final JsonFactory json =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          // Names come from outside: none of them may stay.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /**
   * @param settings of records that {@link #canRead}
   */
  public JsonReadingDecoder(ReadingSettings settings) {
    this.parts = new ReadingBuilder(settings);
    this.root = FieldTree.of(settings);
    Reference time = settings.time().reference();
    this.timeName = time == null ? "" : time.text();
    this.takesText = settings.numbers().parseText() || !settings.numbers().missing().isEmpty();
    this.namesElements =
        settings.features().stream()
            .map(ReadingSettings.Feature::reference)
            .anyMatch(r -> r.kind() == Reference.Kind.POINTER && isIndex(r.tokens()));
  }

  /** Whether each record is one reading, of which nothing depends on a place among items. */
  static boolean canRead(ReadingSettings settings) {
    return settings.items().each().isEmpty()
        && settings.items().name() == null
        && Stream.concat(
                settings.series().references().stream(),
                settings.features().stream().map(ReadingSettings.Feature::reference))
            .noneMatch(Reference::namesItem);
  }

  private static boolean isIndex(List<String> tokens) {
    return !tokens.isEmpty() && tokens.get(0).chars().allMatch(c -> c >= '0' && c <= '9');
  }

  @Override
  public DecodedRecord decode(SourceRecord record, long now) {
    byte[] value = record.value();
    if (parts.begin(record) && value != null) {
      parse(value);
      parts.end(now);
    }
    return parts.decoded();
  }

  private void parse(byte[] value) {
    int from = JsonTrees.start(value);
    try (JsonParser parser = json.createParser(value, from, value.length - from)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new RefusedReadingException(Reason.EMPTY, "the value is blank, must be a reading");
      }
      if (first == JsonToken.START_OBJECT) {
        takeMembers(parser, root, 0);
      } else if (first == JsonToken.START_ARRAY && !namesElements) {
        throw new RefusedReadingException(
            Reason.NOT_A_NUMBER,
            "the value is an array, must be a number or an object: readings.each=/*?");
      } else {
        if (root.features().length == 0) {
          parts.unknown(ReadingBuilder.BARE);
        }
        take(ReadingBuilder.BARE, parser, first, root, 0);
      }
      if (!JsonTrees.isEnd(parser)) {
        throw new RefusedReadingException(Reason.NOT_JSON, "text follows after the reading");
      }
    } catch (IOException e) {
      if (isBareText(value)) {
        parts.beginItem();
        takeBareText(new String(value, UTF_8).strip());
        return;
      }
      throw new RefusedReadingException(
          Reason.NOT_JSON, "not JSON: " + JsonTrees.firstLine(e) + cause(value));
    }
  }

  /** Whether the value may be a number or a word for a missing one, which is no JSON. */
  private boolean isBareText(byte[] value) {
    return takesText
        && value.length <= LONGEST_TEXT
        && root.features().length > 0
        && value[0] > ' ';
  }

  private void takeBareText(String text) {
    for (int feature : root.features()) {
      parts.found(feature);
      parts.text(feature, text);
    }
  }

  /** What the value may be instead. */
  private static String cause(byte[] value) {
    return value[0] == 0 ? "; it begins with a schema id: readings.format=avro?" : "";
  }

  private void takeMembers(JsonParser parser, FieldTree place, int texts) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      FieldTree member = place.child(name);
      if (member != null) {
        take(name, parser, token, member, texts);
      } else {
        if (place == root) {
          parts.unknown(name);
        }
        parser.skipChildren();
      }
    }
  }

  private void takeElements(JsonParser parser, FieldTree place, int texts) throws IOException {
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      String name = Integer.toString(i);
      FieldTree element = place.child(name);
      if (element == null) {
        parser.skipChildren();
      } else {
        take(name, parser, parser.currentToken(), element, texts);
      }
    }
  }

  /** Takes a value that is asked for: of itself, and what is asked for within it. */
  private void take(String name, JsonParser parser, JsonToken token, FieldTree place, int texts)
      throws IOException {
    for (int feature : place.features()) {
      takeFeature(feature, parser, token);
    }
    for (int part : place.seriesParts()) {
      parts.seriesPart(
          part, token.isScalarValue() && token != JsonToken.VALUE_NULL ? parser.getText() : null);
    }
    if (place.isTime()) {
      takeTime(parser, token);
    }
    if (!place.hasChildren()) {
      parser.skipChildren();
    } else if (token == JsonToken.START_OBJECT) {
      takeMembers(parser, place, texts);
    } else if (token == JsonToken.START_ARRAY) {
      takeElements(parser, place, texts);
    } else if (token == JsonToken.VALUE_STRING && place != root && texts < MOST_TEXTS) {
      takeText(name, parser.getText(), place, texts + 1);
    }
  }

  /** A text with a pointer that goes on is read on as JSON; other text holds nothing. */
  private void takeText(String name, String text, FieldTree place, int texts) {
    if (JsonTrees.within(text) == null) {
      return;
    }
    try (JsonParser parser = json.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        takeMembers(parser, place, texts);
      } else if (first == JsonToken.START_ARRAY) {
        takeElements(parser, place, texts);
      } else if (first == JsonToken.VALUE_STRING && texts < MOST_TEXTS) {
        takeText(name, parser.getText(), place, texts + 1);
      }
    } catch (IOException e) {
      throw new RefusedReadingException(
          Reason.NOT_JSON, "%s is not JSON: %s".formatted(name, JsonTrees.firstLine(e)));
    }
  }

  private void takeFeature(int place, JsonParser parser, JsonToken token) throws IOException {
    parts.found(place);
    if (token == JsonToken.VALUE_NULL) {
      return;
    }
    if (token.isNumeric()) {
      parts.number(place, parser.getDoubleValue());
    } else if (token == JsonToken.VALUE_STRING) {
      parts.text(place, parser.getText());
    } else {
      parts.refuseFeature(parts.notANumber(place, shown(parser, token)));
    }
  }

  private static String shown(JsonParser parser, JsonToken token) throws IOException {
    if (token == JsonToken.START_OBJECT) {
      return "an object";
    }
    return token == JsonToken.START_ARRAY ? "an array" : Shown.text(parser.getText());
  }

  /** Null stands for a time that is missing. */
  private void takeTime(JsonParser parser, JsonToken token) throws IOException {
    try {
      switch (token) {
        case VALUE_NULL -> {}
        case VALUE_NUMBER_INT -> parts.time().number(timeName, parser.getLongValue());
        case VALUE_NUMBER_FLOAT -> parts.time().number(timeName, parser.getDecimalValue());
        case VALUE_STRING -> parts.time().text(timeName, parser.getText());
        default -> throw parts.time().notATime(timeName, shown(parser, token));
      }
    } catch (InputCoercionException | NumberFormatException e) {
      throw parts.time().notATime(timeName, shown(parser, token));
    }
  }
}
