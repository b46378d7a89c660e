package dev.foretide.message.reading;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import java.util.List;

/**
 * JSON as it stands, or as Kafka Connect wraps it: its payload is looked into, and the envelope
 * encloses it. Owned by one thread.
 */
final class JsonTreeFormat implements TreeFormat {
  private final boolean connect;

  /**
   * @param connect whether a value may be an envelope of schema and payload
   */
  JsonTreeFormat(boolean connect) {
    this.connect = connect;
  }

  @Override
  public List<Tree> read(SourceRecord record) {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    JsonNode whole = JsonTrees.read(value, JsonTrees.start(value), "the value", Reason.NOT_JSON);
    if (!connect) {
      return List.of(Tree.of(Scope.of(whole)));
    }
    JsonNode payload = ConnectJson.payloadOf(whole);
    Scope scope = Scope.of(whole).within(payload, null);
    boolean deleted = payload.path("op").asText().equals("d") && payload.path("after").isNull();
    return List.of(new Tree(scope, null, null, deleted || payload.isNull()));
  }
}
