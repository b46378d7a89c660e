package dev.foretide.message.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.foretide.config.ReadingSettings;
import dev.foretide.config.Reference;
import dev.foretide.message.reading.DecodedRecord.Skip;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Readings of records that are looked into as trees: items within a record, narrow records, and
 * every format that is not read in passing.
 *
 * <p>An item that cannot be read does not take the others with it: they are readings, and the
 * record is refused besides, once, for the first item that cannot be read.
 */
final class TreeReadingDecoder implements ReadingDecoder {
  private final ReadingSettings settings;
  private final TreeFormat format;
  private final ReadingBuilder parts;
  private final Map<String, Integer> placesByName = new HashMap<>();
  private final boolean severalItems;

  TreeReadingDecoder(ReadingSettings settings, TreeFormat format) {
    this.settings = settings;
    this.format = format;
    this.parts = new ReadingBuilder(settings);
    this.severalItems = format.fansOut() || !settings.items().each().isEmpty();
    for (int i = 0; i < settings.features().size(); i++) {
      placesByName.put(settings.features().get(i).reference().text(), i);
    }
  }

  @Override
  public DecodedRecord decode(SourceRecord record, long now) {
    if (!parts.begin(record)) {
      return parts.decoded();
    }
    for (TreeFormat.Tree tree : format.read(record)) {
      if (tree.deleted()) {
        parts.tombstone("the record tells of a deleted row");
        continue;
      }
      List<Scope> items = new ArrayList<>();
      collect(tree.scope(), 0, items);
      if (items.isEmpty()) {
        parts.decoded().skip(Skip.NO_FEATURE);
      }
      for (Scope item : items) {
        takeOrRefuse(tree, item, now);
      }
    }
    return parts.decoded();
  }

  /** The items behind the path, of which this many tokens have been gone. */
  private void collect(Scope scope, int gone, List<Scope> items) {
    List<String> path = settings.items().each();
    if (gone == path.size()) {
      items.add(scope);
      return;
    }
    JsonNode text = scope.node().isTextual() ? JsonTrees.within(scope.node().textValue()) : null;
    Scope here = text == null ? scope : scope.within(text, null);
    JsonNode node = here.node();
    if (!path.get(gone).equals(ReadingSettings.EVERY)) {
      JsonNode child = Scope.child(node, path.get(gone));
      if (child != null) {
        collect(here.within(child, null), gone + 1, items);
      }
    } else if (node.isObject()) {
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        collect(here.within(member.getValue(), member.getKey()), gone + 1, items);
      }
    } else {
      for (int i = 0; i < node.size(); i++) {
        collect(here.within(node.get(i), Integer.toString(i)), gone + 1, items);
      }
    }
  }

  private void takeOrRefuse(TreeFormat.Tree tree, Scope item, long now) {
    try {
      take(tree, item, now);
    } catch (RefusedReadingException e) {
      if (!severalItems) {
        throw e;
      }
      parts.decoded().refuse(e);
    }
  }

  private void take(TreeFormat.Tree tree, Scope item, long now) {
    parts.beginItem();
    boolean asked = settings.items().name() == null ? takeWide(item) : takeNarrow(item);
    if (!asked) {
      return;
    }
    if (!parts.hasFeature() && severalItems) {
      parts.decoded().skip(Skip.NO_FEATURE);
      return;
    }
    if (!parts.hasFeature() && item.node().isArray()) {
      throw new RefusedReadingException(
          RefusedReadingException.Reason.NOT_A_NUMBER,
          "the value is an array, must be a number or an object: readings.each=/*?");
    }
    takeSeries(tree, item);
    takeTime(tree, item);
    parts.end(now);
  }

  private boolean takeWide(Scope item) {
    for (int place = 0; place < settings.features().size(); place++) {
      Reference reference = settings.features().get(place).reference();
      JsonNode found = find(item, reference);
      if (found == null
          && reference.text().equals(ReadingBuilder.BARE)
          && !item.node().isContainerNode()) {
        found = item.node();
      }
      takeFeature(place, found);
    }
    return true;
  }

  /** Returns false for a name that is no feature, which is counted. */
  private boolean takeNarrow(Scope item) {
    JsonNode name = find(item, settings.items().name());
    Integer place = name == null || !name.isValueNode() ? null : placesByName.get(name.asText());
    if (place == null) {
      parts.decoded().skip(Skip.OTHER_NAME);
      return false;
    }
    takeFeature(place, find(item, settings.items().value()));
    if (!parts.hasFeature()) {
      parts.decoded().skip(Skip.NO_FEATURE);
      return false;
    }
    return true;
  }

  private static @Nullable JsonNode find(Scope item, @Nullable Reference reference) {
    if (reference == null) {
      return null;
    }
    if (reference.kind() == Reference.Kind.ITEM_NAME) {
      String token = item.itemToken();
      return token == null ? null : TextNode.valueOf(token);
    }
    return item.find(reference);
  }

  private void takeFeature(int place, @Nullable JsonNode value) {
    if (value == null) {
      return;
    }
    parts.found(place);
    if (value.isNumber()) {
      parts.number(place, value.doubleValue());
    } else if (value.isTextual()) {
      parts.text(place, value.textValue());
    } else if (!value.isNull()) {
      parts.refuseFeature(parts.notANumber(place, shown(value)));
    }
  }

  private static String shown(JsonNode value) {
    if (value.isContainerNode()) {
      return value.isArray() ? "an array" : "an object";
    }
    return value.isPojo() ? "the time " + value.asText() : Shown.text(value.asText());
  }

  private void takeSeries(TreeFormat.Tree tree, Scope item) {
    List<Reference> references = settings.series().references();
    for (int part = 0; part < references.size(); part++) {
      if (!references.get(part).isOutside()) {
        parts.seriesPart(part, scalarText(find(item, references.get(part))));
      }
    }
    if (tree.series() != null) {
      parts.series(tree.series());
    }
  }

  private static @Nullable String scalarText(@Nullable JsonNode found) {
    return found == null || found.isNull() || !found.isValueNode() ? null : found.asText();
  }

  private void takeTime(TreeFormat.Tree tree, Scope item) {
    Reference reference = settings.time().reference();
    if (reference == null) {
      if (tree.time() != null) {
        parts.time().millis(tree.time());
      }
      return;
    }
    JsonNode found = reference.isOutside() ? null : find(item, reference);
    if (found == null || found.isNull()) {
      return;
    }
    String name = reference.text();
    if (found.isPojo() && value(found) instanceof Instant instant) {
      parts.time().millis(instant.toEpochMilli());
    } else if (found.isPojo() && value(found) instanceof LocalDateTime local) {
      parts.time().local(name, local);
    } else if (found.isIntegralNumber() && found.canConvertToLong()) {
      parts.time().number(name, found.longValue());
    } else if (found.isNumber()) {
      parts.time().number(name, decimal(found, name));
    } else if (found.isTextual()) {
      parts.time().text(name, found.textValue());
    } else {
      throw parts.time().notATime(name, shown(found));
    }
  }

  private BigDecimal decimal(JsonNode number, String name) {
    try {
      return number.decimalValue();
    } catch (NumberFormatException e) {
      throw parts.time().notATime(name, shown(number));
    }
  }

  private static @Nullable Object value(JsonNode pojo) {
    return ((POJONode) pojo).getPojo();
  }
}
