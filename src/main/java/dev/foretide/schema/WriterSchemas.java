package dev.foretide.schema;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schemas that messages name by id, each asked for once. Shared by all stream threads.
 *
 * <p>A schema never changes, so it is kept for good; that there is none is believed for a minute. A
 * registry that does not answer is asked again until patience ends: the message may not be lost
 * because of it.
 */
public final class WriterSchemas {
  private static final Logger LOG = LoggerFactory.getLogger(WriterSchemas.class);

  /** A hostile producer can name four billion ids. */
  private static final int MOST = 10_000;

  private static final long ABSENCE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long PAUSE_MILLIS = 2_000;

  private final SchemaRegistry registry;
  private final long patienceNanos;
  private final Map<SchemaId, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<SchemaId, Known> eldest) {
          return size() > MOST;
        }
      };
  private volatile boolean closed;

  /** Either a schema, or why there is none, since when. */
  private record Known(@Nullable Schema schema, @Nullable String absence, long since) {}

  /**
   * @param patience how long a registry that does not answer is asked
   */
  public WriterSchemas(SchemaRegistry registry, Duration patience) {
    this.registry = registry;
    this.patienceNanos = patience.toNanos();
  }

  /** Learns the newest schema of a topic beforehand, if there is one. */
  public void learn(String topic) {
    SchemaRegistry.Registered newest = registry.newest(topic);
    if (newest != null) {
      remember(SchemaId.content(newest.id()), new Known(newest.schema(), null, System.nanoTime()));
    }
  }

  /**
   * The schema of an id; blocks while the registry is asked.
   *
   * @throws UnknownSchemaException where there is none
   * @throws SchemaRegistryException where patience has ended
   */
  public Schema of(SchemaId id) throws UnknownSchemaException {
    Known found = recall(id);
    if (found != null && found.schema() != null) {
      return found.schema();
    }
    if (found != null && System.nanoTime() - found.since() < ABSENCE_NANOS) {
      throw new UnknownSchemaException(String.valueOf(found.absence()));
    }
    try {
      Schema schema = ask(id);
      remember(id, new Known(schema, null, System.nanoTime()));
      return schema;
    } catch (UnknownSchemaException e) {
      remember(id, new Known(null, e.getMessage(), System.nanoTime()));
      throw e;
    }
  }

  private Schema ask(SchemaId id) throws UnknownSchemaException {
    long began = System.nanoTime();
    while (true) {
      try {
        return registry.schema(id);
      } catch (SchemaRegistryException e) {
        if (closed || System.nanoTime() - began > patienceNanos) {
          throw e;
        }
        LOG.warn("Waiting for schema {}: {}", id, e.getMessage());
        pause(e);
      }
    }
  }

  private static void pause(SchemaRegistryException why) {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw why;
    }
  }

  private @Nullable Known recall(SchemaId id) {
    synchronized (known) {
      return known.get(id);
    }
  }

  private void remember(SchemaId id, Known what) {
    synchronized (known) {
      known.put(id, what);
    }
  }

  /** Lets nobody wait any longer. */
  public void close() {
    closed = true;
  }
}
