package dev.foretide.stream;

import dev.foretide.config.ForetideConfig;
import dev.foretide.config.ReadingTopics;
import dev.foretide.message.MessageFormats;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.stream.cluster.Names;
import dev.foretide.stream.cluster.Role;
import dev.foretide.stream.delivery.FlushBeforeWriteStore;
import dev.foretide.stream.delivery.TrackedClients;
import dev.foretide.stream.evaluator.EvaluatorProcessor;
import dev.foretide.stream.evaluator.EvaluatorServices;
import dev.foretide.stream.evaluator.EvaluatorSettings;
import dev.foretide.stream.evaluator.RekeyProcessor;
import dev.foretide.stream.evaluator.SeriesEviction;
import dev.foretide.stream.evaluator.StreamListener;
import dev.foretide.stream.models.ExpectedShape;
import dev.foretide.stream.models.ModelProcessor;
import dev.foretide.stream.models.ServingModels;
import dev.foretide.stream.trainer.TrainerProcessor;
import dev.foretide.stream.trainer.TrainerServices;
import dev.foretide.stream.trainer.TrainerTaskSettings;
import dev.foretide.stream.trainer.TrainingPool;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Puts the topology together; every name is explicit and durable.
 *
 * <pre>
 *   readings ─► [rekey ─► readings-by-series ─►] evaluator(series) ─► forecasts, scores, dlq
 *                                                    │
 *                                                    ▼
 *                                                 history ─► trainer(history, trainings) ─► models
 *
 *   models ─► global store ─► registry
 * </pre>
 */
public final class ForetideTopology {
  private final ForetideConfig config;
  private final ServingModels models;
  private final ForetideMetrics metrics;
  private final StreamListener listener;
  private final MessageFormats formats;
  private final @Nullable EvaluatorSupplier replacement;

  /**
   * @param models registry that the global store fills
   * @param listener sees what is made
   */
  public ForetideTopology(
      ForetideConfig config,
      ServingModels models,
      ForetideMetrics metrics,
      StreamListener listener) {
    this(config, models, metrics, listener, MessageFormats.open(config), null);
  }

  /**
   * @param models registry that the global store fills
   * @param listener sees what is made
   * @param formats how readings are read and results are written
   * @param replacement makes what takes the place of the evaluator; null for the evaluator
   */
  ForetideTopology(
      ForetideConfig config,
      ServingModels models,
      ForetideMetrics metrics,
      StreamListener listener,
      MessageFormats formats,
      @Nullable EvaluatorSupplier replacement) {
    this.config = config;
    this.models = models;
    this.metrics = metrics;
    this.listener = listener;
    this.formats = formats;
    this.replacement = replacement;
  }

  /**
   * Builds the part of a role, for clients whose transactions hold results and states together, or
   * that are driven by a test.
   *
   * @param pool threads of the trainings
   */
  public Topology build(Role role, TrainingPool pool) {
    return build(role, pool, UnaryOperator.identity());
  }

  /**
   * Builds the part of a role, for clients without transactions.
   *
   * @param pool threads of the trainings
   * @param clients those of the application, asked before a state is written
   */
  Topology build(Role role, TrainingPool pool, TrackedClients clients) {
    return build(role, pool, states -> FlushBeforeWriteStore.before(states, clients));
  }

  private Topology build(
      Role role, TrainingPool pool, UnaryOperator<KeyValueBytesStoreSupplier> guard) {
    Topology topology = new Topology();
    addModels(topology);
    if (role.evaluates()) {
      addEvaluator(topology, guard);
    }
    if (role.trains()) {
      addTrainer(topology, pool);
    }
    return topology;
  }

  private void addModels(Topology topology) {
    topology.addGlobalStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(Names.MODELS_STORE),
                Serdes.String(),
                Serdes.ByteArray())
            .withLoggingDisabled(),
        Names.MODELS_SOURCE,
        new StringDeserializer(),
        new ByteArrayDeserializer(),
        config.topicNames().models(),
        Names.MODELS_PROCESSOR,
        () -> new ModelProcessor(models, new ExpectedShape(config), metrics, listener::onModel));
  }

  private void addEvaluator(Topology topology, UnaryOperator<KeyValueBytesStoreSupplier> guard) {
    ForetideConfig.Topics topics = config.topicNames();
    addReadings(topology, topics.source());
    String evaluatorSource = Names.READINGS_SOURCE;
    if (formats.rekeys()) {
      topology.addProcessor(
          Names.REKEY, () -> new RekeyProcessor(formats, metrics), Names.READINGS_SOURCE);
      addByteSink(topology, Names.REKEYED_SINK, topics.readingsBySeries(), Names.REKEY);
      evaluatorSource = Names.REKEYED_SOURCE;
      addByteSource(topology, evaluatorSource, topics.readingsBySeries());
    }
    topology.addProcessor(Names.EVALUATOR, evaluator(), evaluatorSource);
    topology.addStateStore(store(guard.apply(bytes(Names.SERIES_STORE))), Names.EVALUATOR);
    addByteSink(topology, Names.FORECASTS_SINK, topics.forecasts(), Names.EVALUATOR);
    addByteSink(topology, Names.SCORES_SINK, topics.scores(), Names.EVALUATOR);
    addByteSink(topology, Names.HISTORY_SINK, topics.history(), Names.EVALUATOR);
    if (formats.rekeys()) {
      addByteSink(topology, Names.DLQ_SINK, topics.dlq(), Names.EVALUATOR, Names.REKEY);
    } else {
      addByteSink(topology, Names.DLQ_SINK, topics.dlq(), Names.EVALUATOR);
    }
  }

  private ProcessorSupplier<byte[], byte[], byte[], byte[]> evaluator() {
    EvaluatorSupplier other = replacement;
    if (other != null) {
      return () -> other.get(formats, metrics);
    }
    EvaluatorSettings settings =
        new EvaluatorSettings(
            config.forecast(),
            config.groups(),
            config.infersStep(),
            config.historyRate(),
            config.detectsDrift());
    EvaluatorServices services =
        new EvaluatorServices(
            formats,
            models,
            metrics,
            listener,
            new SeriesEviction.Bound(config.stream().maxSeries()));
    return () -> new EvaluatorProcessor(settings, services);
  }

  private void addTrainer(Topology topology, TrainingPool pool) {
    ForetideConfig.Topics topics = config.topicNames();
    addByteSource(topology, Names.HISTORY_SOURCE, topics.history());
    TrainerTaskSettings settings =
        new TrainerTaskSettings(config.trainer(), config.keptModels(), config.infersStep());
    TrainerServices services = new TrainerServices(models, metrics, pool);
    topology.addProcessor(
        Names.TRAINER, () -> new TrainerProcessor(settings, services), Names.HISTORY_SOURCE);
    topology.addStateStore(store(bytes(Names.HISTORY_STORE)), Names.TRAINER);
    topology.addStateStore(store(bytes(Names.TRAININGS_STORE)), Names.TRAINER);
    topology.addSink(
        Names.MODELS_SINK,
        topics.models(),
        new StringSerializer(),
        new ByteArraySerializer(),
        Names.TRAINER);
  }

  private KeyValueBytesStoreSupplier bytes(String name) {
    return config.stream().statesInMemory()
        ? Stores.inMemoryKeyValueStore(name)
        : Stores.persistentKeyValueStore(name);
  }

  /** The record cache holds back what is written until the commit. */
  private static StoreBuilder<KeyValueStore<String, byte[]>> store(
      KeyValueBytesStoreSupplier bytes) {
    return Stores.keyValueStoreBuilder(bytes, Serdes.String(), Serdes.ByteArray())
        .withLoggingEnabled(Map.of())
        .withCachingEnabled();
  }

  private static void addByteSource(Topology topology, String name, String topic) {
    topology.addSource(name, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic);
  }

  private static void addReadings(Topology topology, ReadingTopics topics) {
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    if (topics.pattern() == null) {
      topology.addSource(
          Names.READINGS_SOURCE, bytes, bytes, topics.names().toArray(String[]::new));
    } else {
      topology.addSource(Names.READINGS_SOURCE, bytes, bytes, topics.pattern());
    }
  }

  private static void addByteSink(Topology topology, String name, String topic, String... parents) {
    topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), parents);
  }
}
