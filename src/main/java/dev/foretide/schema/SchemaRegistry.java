package dev.foretide.schema;

import io.apicurio.registry.resolver.DefaultSchemaResolver;
import io.apicurio.registry.resolver.ParsedSchema;
import io.apicurio.registry.resolver.SchemaLookupResult;
import io.apicurio.registry.resolver.SchemaResolverConfig;
import io.apicurio.registry.resolver.strategy.ArtifactReference;
import io.apicurio.registry.rest.client.exception.NotFoundException;
import io.apicurio.registry.rest.client.exception.RestClientException;
import io.apicurio.registry.serde.avro.AvroSchemaParser;
import io.apicurio.registry.serde.avro.DefaultAvroDatumProvider;
import io.apicurio.registry.serde.data.KafkaSerdeMetadata;
import io.apicurio.registry.serde.data.KafkaSerdeRecord;
import io.apicurio.registry.serde.strategy.TopicIdStrategy;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/**
 * Asks an Apicurio Registry, through the resolver of Apicurio's own serdes.
 *
 * <p>The id of a schema is that of its content, as in the registry's Confluent-compatible API, and
 * the schema of a topic's values has the name {@code TOPIC-value}; so clients of either API agree
 * with ours. Calls are made by threads of our own, because those of the resolver know no time
 * limit. Thread-safe.
 */
public final class SchemaRegistry implements AutoCloseable {
  private static final String YES = "true";

  private final Settings settings;
  private final SchemasByUuid byUuid;
  private final DefaultSchemaResolver<Schema, Object> resolver = new DefaultSchemaResolver<>();
  private final ExecutorService callers =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "foretide-schema-registry");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Where a registry is and how it is asked.
   *
   * @param url its address, with or without the path of its API
   * @param client what goes to Apicurio's client untouched
   * @param timeout how long one call may take
   */
  public record Settings(String url, Map<String, String> client, Duration timeout) {}

  /** What a registry holds under an id may be anything. */
  private static final class Parser extends AvroSchemaParser<Object> {
    Parser() {
      super(new DefaultAvroDatumProvider<>());
    }

    @Override
    public Schema parseSchema(byte[] content, Map<String, ParsedSchema<Schema>> references) {
      try {
        return super.parseSchema(content, references);
      } catch (RuntimeException | StackOverflowError e) {
        throw new NotAvroException("no schema of Avro: " + firstLine(e), e);
      }
    }
  }

  private static final class NotAvroException extends RuntimeException {
    NotAvroException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A schema with its id. */
  public record Registered(int id, Schema schema) {}

  /** Asks nothing yet. */
  public SchemaRegistry(Settings settings) {
    this.settings = settings;
    this.byUuid = new SchemasByUuid(settings);
    Map<String, Object> all = new HashMap<>(settings.client());
    all.put(SchemaResolverConfig.REGISTRY_URL, settings.url());
    all.put(SchemaResolverConfig.ARTIFACT_RESOLVER_STRATEGY, TopicIdStrategy.class.getName());
    all.put(SchemaResolverConfig.AUTO_REGISTER_ARTIFACT, YES);
    all.put(SchemaResolverConfig.AUTO_REGISTER_ARTIFACT_IF_EXISTS, "RETURN_OR_UPDATE");
    // Else each record within a record would be registered by itself.
    all.put(SchemaResolverConfig.DEREFERENCE_SCHEMA, YES);
    all.put(SchemaResolverConfig.RETRY_COUNT, "0");
    try {
      resolver.configure(all, new Parser());
    } catch (RuntimeException e) {
      callers.shutdown();
      throw new SchemaRegistryException(
          "schema registry %s: %s".formatted(settings.url(), rootOf(e)), e);
    }
  }

  /** Its address. */
  public String url() {
    return settings.url();
  }

  /**
   * Registers a schema for the values of a topic, if it is not there yet.
   *
   * @return its id
   * @throws SchemaRegistryException where the registry does not answer or refuses
   */
  public int register(String topic, Schema schema) {
    GenericData.Record nothing = new GenericData.Record(schema);
    try {
      return idOf(
          call(
              () ->
                  resolver.resolveSchema(
                      new KafkaSerdeRecord<>(
                          new KafkaSerdeMetadata(topic, false, null), nothing))));
    } catch (UnknownSchemaException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The newest schema for the values of a topic; null if there is none.
   *
   * @throws SchemaRegistryException where the registry does not answer or refuses
   */
  public @Nullable Registered newest(String topic) {
    ArtifactReference values = ArtifactReference.builder().artifactId(topic + "-value").build();
    try {
      SchemaLookupResult<Schema> found =
          call(() -> resolver.resolveSchemaByArtifactReference(values));
      return new Registered(idOf(found), found.getParsedSchema().getParsedSchema());
    } catch (UnknownSchemaException e) {
      return null;
    }
  }

  /**
   * The schema of an id.
   *
   * @throws UnknownSchemaException where the registry knows none, or one that is not of Avro
   * @throws SchemaRegistryException where the registry does not answer or refuses
   */
  public Schema schema(SchemaId id) throws UnknownSchemaException {
    UUID uuid = id.uuid();
    if (uuid != null) {
      return call(() -> byUuid.schema(uuid));
    }
    ArtifactReference artifact =
        id.kind() == SchemaId.Kind.GLOBAL
            ? ArtifactReference.builder().globalId(id.number()).build()
            : ArtifactReference.builder().contentId(id.number()).build();
    return call(() -> resolver.resolveSchemaByArtifactReference(artifact))
        .getParsedSchema()
        .getParsedSchema();
  }

  private int idOf(SchemaLookupResult<Schema> found) {
    long id = found.getContentId();
    if (id < 0 || id > Integer.MAX_VALUE) {
      throw failed("the id %d does not fit into four bytes".formatted(id), null);
    }
    return (int) id;
  }

  private <T> T call(Callable<T> request) throws UnknownSchemaException {
    Future<T> answer;
    try {
      answer = callers.submit(request);
    } catch (RejectedExecutionException e) {
      throw failed("is closed", e);
    }
    try {
      return answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw failed("no answer within " + settings.timeout().toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted while waiting", e);
    } catch (ExecutionException e) {
      throw translated(e.getCause() == null ? e : e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  /** Says that there is none, or throws that the registry has failed. */
  private UnknownSchemaException translated(Throwable cause) {
    if (cause instanceof NotFoundException) {
      return new UnknownSchemaException(String.valueOf(cause.getMessage()));
    }
    if (cause instanceof UnknownSchemaException unknown) {
      return unknown;
    }
    if (cause instanceof NotAvroException) {
      return new UnknownSchemaException(String.valueOf(cause.getMessage()));
    }
    throw failed(reasonOf(rootOf(cause)), cause);
  }

  /** Apicurio's client keeps what happened to a connection as the name of an exception. */
  private static String reasonOf(Throwable cause) {
    if (cause instanceof RestClientException rest && rest.getError() != null) {
      String name = rest.getError().getName();
      Integer status = rest.getError().getErrorCode();
      if (name == null && status != null && status > 0) { // by a proxy, not by the registry
        return "HTTP status " + status;
      }
      String message = rest.getError().getMessage();
      return name == null
          ? String.valueOf(message)
          : message == null ? name : name + ": " + message;
    }
    return firstLine(cause);
  }

  private static String firstLine(Throwable cause) {
    String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return text.lines().findFirst().orElse(text);
  }

  private static Throwable rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  private SchemaRegistryException failed(String why, @Nullable Throwable cause) {
    return new SchemaRegistryException(
        "schema registry %s: %s".formatted(settings.url(), why), cause);
  }

  @Override
  public void close() {
    callers.shutdownNow();
    try {
      resolver.close();
    } catch (IOException e) {
      throw failed("cannot be closed", e);
    }
  }
}
