package dev.foretide.message.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SenML in JSON, RFC 8428: a pack of records, of which each is resolved with the base fields before
 * it. A tree has {@code n}, {@code u}, {@code v}, {@code t} resolved, also as {@code name}, {@code
 * unit}, {@code value} and {@code time}. Owned by one thread.
 */
final class SenmlTreeFormat implements TreeFormat {
  private static final int NEWEST_VERSION = 10;

  /** Times below it are relative to now (section 4.5.3): to the record, which was sent then. */
  private static final BigDecimal RELATIVE = BigDecimal.valueOf(1L << 28);

  private static final List<String> VALUES = List.of("v", "vs", "vb", "vd");

  @Override
  public boolean fansOut() {
    return true;
  }

  @Override
  public List<Tree> read(SourceRecord record) {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    JsonNode pack = JsonTrees.read(value, 0, "the value", Reason.NOT_SENML);
    if (!pack.isArray()) {
      throw new RefusedReadingException(
          Reason.NOT_SENML, "the value is no array, must be a pack of SenML records");
    }
    Base base = new Base(record.timestamp());
    List<Tree> trees = new ArrayList<>(pack.size());
    for (JsonNode each : pack) {
      trees.add(base.resolved(each, Scope.of(pack)));
    }
    return trees;
  }

  /** What holds for the records behind. */
  private static final class Base {
    private final long now;
    private String name = "";
    private BigDecimal time = BigDecimal.ZERO;
    private @Nullable JsonNode unit;
    private @Nullable BigDecimal value;

    Base(long now) {
      this.now = now;
    }

    Tree resolved(JsonNode each, Scope pack) {
      if (!each.isObject()) {
        throw new RefusedReadingException(
            Reason.NOT_SENML, "an element of the pack is no object, must be a SenML record");
      }
      take(each);
      ObjectNode resolved = ((ObjectNode) each).objectNode();
      resolved.setAll((ObjectNode) each);
      String id = name + each.path("n").asText("");
      resolved.put("n", id).put("name", id);
      long at = millis(time.add(number(each, "t", BigDecimal.ZERO)));
      resolved.putPOJO("t", Instant.ofEpochMilli(at)).putPOJO("time", Instant.ofEpochMilli(at));
      JsonNode own = each.get("u") == null ? unit : each.get("u");
      if (own != null) {
        resolved.set("u", own);
        resolved.set("unit", own);
      }
      BigDecimal sum = sum(each);
      if (sum != null) {
        resolved.set("v", DecimalNode.valueOf(sum));
        resolved.set("value", DecimalNode.valueOf(sum));
      }
      return new Tree(pack.within(resolved, null), id, at, false);
    }

    private void take(JsonNode each) {
      JsonNode version = each.get("bver");
      if (version != null && version.asInt(Integer.MAX_VALUE) > NEWEST_VERSION) {
        throw new RefusedReadingException(
            Reason.NOT_SENML, "bver is %s, must be at most %d".formatted(version, NEWEST_VERSION));
      }
      for (Map.Entry<String, JsonNode> field : each.properties()) {
        if (field.getKey().endsWith("_")) { // section 4.4
          throw new RefusedReadingException(
              Reason.NOT_SENML,
              "field %s must be understood and is not".formatted(Shown.text(field.getKey())));
        }
      }
      name = each.path("bn").asText(name);
      time = number(each, "bt", time);
      unit = each.get("bu") == null ? unit : each.get("bu");
      value = each.get("bv") == null ? value : number(each, "bv", BigDecimal.ZERO);
    }

    /** Value and base value; null where the record has a value of another kind, or a sum alone. */
    private @Nullable BigDecimal sum(JsonNode each) {
      if (each.has("v")) {
        BigDecimal own = number(each, "v", BigDecimal.ZERO);
        return value == null ? own : own.add(value);
      }
      return VALUES.stream().anyMatch(each::has) ? null : value;
    }

    private long millis(BigDecimal seconds) {
      try {
        BigDecimal millis = seconds.movePointRight(3).setScale(0, RoundingMode.FLOOR);
        return seconds.compareTo(RELATIVE) < 0
            ? Math.addExact(now, millis.longValueExact())
            : millis.longValueExact();
      } catch (ArithmeticException e) {
        throw new RefusedReadingException(
            Reason.BAD_TIMESTAMP, "%s s is no time".formatted(Shown.shortened(seconds.toString())));
      }
    }

    private static BigDecimal number(JsonNode each, String field, BigDecimal otherwise) {
      JsonNode given = each.get(field);
      if (given == null) {
        return otherwise;
      }
      double number = given.isNumber() ? given.doubleValue() : Double.NaN;
      if (!(Math.abs(number) < 1e40)) { // else its digits fill the memory
        throw new RefusedReadingException(
            Reason.NOT_SENML,
            "%s is %s, must be a number".formatted(field, Shown.shortened(given.toString())));
      }
      return Math.abs(number) < 1e-40 ? BigDecimal.ZERO : given.decimalValue();
    }
  }
}
