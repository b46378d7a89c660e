package dev.foretide.stream;

import dev.foretide.config.ForetideConfig;
import dev.foretide.message.MessageFormats;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.schema.SchemaRegistryException;
import dev.foretide.stream.cluster.ClientSettings;
import dev.foretide.stream.cluster.Role;
import dev.foretide.stream.cluster.RoleConflictException;
import dev.foretide.stream.cluster.StartupChecks;
import dev.foretide.stream.delivery.StallDetector;
import dev.foretide.stream.delivery.TrackedClients;
import dev.foretide.stream.evaluator.SeriesQueries;
import dev.foretide.stream.evaluator.StreamListener;
import dev.foretide.stream.models.ServingModels;
import dev.foretide.stream.trainer.TrainingPool;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running forecaster: waits for Kafka, starts the topology, ends it. Started and awaited by one
 * thread; closed and asked by any. Over 300 lines, because start and end must know of each other.
 */
public final class ForetideStreams implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ForetideStreams.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(8);

  /** A thread that dies more often than this is a fault that replacing does not mend. */
  private static final int MOST_REPLACEMENTS = 10;

  private final ForetideConfig config;
  private final Role role;
  private final String applicationServer;
  private final MeterRegistry registry;
  private final ForetideMetrics metrics;
  private final ServingModels models = new ServingModels();
  private final StreamListener listener;
  private final TrainingPool pool;
  private final @Nullable EvaluatorSupplier replacement;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicInteger replacements = new AtomicInteger();
  private volatile @Nullable KafkaStreams streams;
  private volatile @Nullable MessageFormats formats;
  private volatile @Nullable TrackedClients clients;
  private volatile @Nullable KafkaStreamsMetrics kafkaMetrics;

  /** Held for moments only, so that a start and a close know of each other. */
  private final Object lock = new Object();

  private @Nullable Thread starter;
  private volatile boolean closing;

  /**
   * @param applicationServer {@code host:port} at which other instances reach this one
   */
  public ForetideStreams(
      ForetideConfig config,
      Role role,
      String applicationServer,
      MeterRegistry registry,
      StreamListener listener) {
    this(config, role, applicationServer, registry, listener, null);
  }

  /**
   * @param replacement makes what takes the place of the evaluator, for benchmarks; null for the
   *     evaluator
   */
  public ForetideStreams(
      ForetideConfig config,
      Role role,
      String applicationServer,
      MeterRegistry registry,
      StreamListener listener,
      @Nullable EvaluatorSupplier replacement) {
    this.config = config;
    this.replacement = replacement;
    this.role = role;
    this.applicationServer = applicationServer;
    this.registry = registry;
    this.metrics = new ForetideMetrics(registry, config.forecast().scoredLeads());
    this.listener = listener;
    this.pool = new TrainingPool(config.trainingThreads());
  }

  public ForetideMetrics metrics() {
    return metrics;
  }

  /** The models of this instance. */
  public ServingModels models() {
    return models;
  }

  /**
   * Waits for Kafka and starts.
   *
   * @throws InterruptedException when closed before or while starting
   * @throws SchemaRegistryException when the schema registry does not answer or refuses
   * @throws RoleConflictException when another role runs that this one must not run beside
   */
  public void start() throws InterruptedException {
    MessageFormats opened = openFormats();
    awaitKafka();
    KafkaStreams created = create(opened);
    created.setUncaughtExceptionHandler(this::onUncaught);
    created.setStateListener((now, before) -> onState(created, now));
    synchronized (lock) {
      if (closing) { // by a thread that found nothing to close yet
        Thread.interrupted();
        created.close(Duration.ZERO);
        throw new InterruptedException("closed while starting");
      }
      streams = created;
      bindMeters(created);
    }
    try {
      created.start();
    } catch (IllegalStateException e) {
      if (closing) {
        throw interrupted(e);
      }
      throw e;
    }
  }

  private MessageFormats openFormats() {
    MessageFormats opened =
        role.evaluates() ? MessageFormats.open(config) : MessageFormats.json(config);
    formats = opened;
    return opened;
  }

  private KafkaStreams create(MessageFormats messageFormats) {
    ForetideTopology topology =
        new ForetideTopology(config, models, metrics, listener, messageFormats, replacement);
    Properties settings = ClientSettings.streams(config, role, applicationServer);
    if (config.stream().exactlyOnce()) {
      return new KafkaStreams(topology.build(role, pool), settings);
    }
    ForetideConfig.Topics topics = config.topicNames();
    TrackedClients tracked =
        new TrackedClients(
            Set.of(topics.forecasts(), topics.scores()),
            StallDetector.start(ClientSettings.longestStall(settings)));
    clients = tracked;
    return new KafkaStreams(topology.build(role, pool, tracked), settings, tracked);
  }

  private void awaitKafka() throws InterruptedException {
    synchronized (lock) {
      if (closing) {
        throw new InterruptedException("closed before the start");
      }
      starter = Thread.currentThread();
    }
    try {
      new StartupChecks(config, role).await();
    } finally {
      synchronized (lock) {
        starter = null;
      }
    }
  }

  private static InterruptedException interrupted(Throwable cause) {
    InterruptedException interrupted = new InterruptedException("closed while starting");
    interrupted.initCause(cause);
    return interrupted;
  }

  private StreamThreadExceptionResponse onUncaught(Throwable fault) {
    String lasting = LastingFault.of(fault, Path.of(config.stream().stateDir()));
    if (lasting != null) {
      LOG.error("{}", lasting);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    LOG.error("Stream thread {} died", Thread.currentThread().getName(), fault);
    boolean global = Thread.currentThread().getName().contains("GlobalStreamThread");
    return global || replacements.incrementAndGet() > MOST_REPLACEMENTS
        ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
        : StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /**
   * Meters of tasks and stores come and go with them. Micrometer looks for new ones once a minute:
   * too late to see a start.
   */
  private void bindMeters(KafkaStreams running) {
    synchronized (lock) {
      if (closing) {
        return;
      }
      KafkaStreamsMetrics before = kafkaMetrics;
      if (before != null) {
        before.close();
      }
      KafkaStreamsMetrics binder = new KafkaStreamsMetrics(running);
      binder.bindTo(registry);
      kafkaMetrics = binder;
    }
  }

  private void onState(KafkaStreams running, KafkaStreams.State state) {
    LOG.debug("Kafka Streams is {}", state);
    if (state == KafkaStreams.State.RUNNING) {
      Thread binder = new Thread(() -> bindMeters(running), "foretide-meters");
      binder.setDaemon(true);
      binder.start(); // hundreds of meters a task: not on a stream thread
    }
    if (state == KafkaStreams.State.ERROR || state == KafkaStreams.State.NOT_RUNNING) {
      ended.countDown();
    }
  }

  /** The state of Kafka Streams; empty while Kafka or the topics are waited for. */
  public Optional<KafkaStreams.State> state() {
    return Optional.ofNullable(streams).map(KafkaStreams::state);
  }

  /** Takes in no more readings until it resumes; what is under way is finished. */
  public void pause() {
    Objects.requireNonNull(streams, "not started").pause();
  }

  public void resume() {
    Objects.requireNonNull(streams, "not started").resume();
  }

  /**
   * The tasks of an instance.
   *
   * @param active that take in readings
   * @param copies kept for other instances
   * @param recordsBehind records of changelogs that the stores of both lack
   */
  public record Tasks(int active, int copies, long recordsBehind) {}

  /** The tasks of this instance now. */
  public Tasks tasks() {
    KafkaStreams running = Objects.requireNonNull(streams, "not started");
    int active = 0;
    int copies = 0;
    for (ThreadMetadata thread : running.metadataForLocalThreads()) {
      active += thread.activeTasks().size();
      copies += thread.standbyTasks().size();
    }
    long behind =
        running.allLocalStorePartitionLags().values().stream()
            .flatMap(store -> store.values().stream())
            .mapToLong(LagInfo::offsetLag)
            .sum();
    return new Tasks(active, copies, behind);
  }

  /** Series of this instance; empty before the start, or where only the trainer runs. */
  public Optional<SeriesQueries> queries() {
    KafkaStreams running = streams;
    return running == null || !role.evaluates()
        ? Optional.empty()
        : Optional.of(new SeriesQueries(config, running, models));
  }

  /**
   * Waits for the end.
   *
   * @return true when it was asked for, false when the application died
   */
  public boolean awaitEnd() throws InterruptedException {
    ended.await();
    return closing;
  }

  /** Ends within seconds and leaves the consumer group at once. */
  @Override
  public void close() {
    synchronized (lock) {
      closing = true;
      if (starter != null) {
        starter.interrupt();
      }
    }
    MessageFormats opened = formats;
    if (opened != null) {
      opened.close(); // a stream thread may be waiting for a schema
    }
    KafkaStreams running = streams;
    if (running != null) {
      running.close(
          CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
              .withTimeout(CLOSE_TIMEOUT));
    }
    TrackedClients tracked = clients;
    if (tracked != null) {
      tracked.close();
    }
    KafkaStreamsMetrics binder = kafkaMetrics;
    if (binder != null) {
      binder.close();
    }
    pool.close();
    ended.countDown();
  }
}
