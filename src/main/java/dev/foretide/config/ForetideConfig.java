package dev.foretide.config;

import dev.foretide.forecast.ForecastSettings;
import dev.foretide.model.GroupRule;
import dev.foretide.train.TrainerSettings;
import dev.foretide.train.TrainingSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/**
 * A checked configuration. What has been constructed is right: every rule of every key and between
 * keys holds. Immutable. Over 300 lines, because it is the one way to every setting.
 */
public final class ForetideConfig {
  private static final Pattern SECRET =
      Pattern.compile(
          ".*(password|passphrase|secret|jaas|token|credential|user\\.info|authorization|\\.key$|keystore\\.key).*");
  private static final String MASK = "[hidden]";
  private static final Duration DEFAULT_HISTORY = Duration.ofDays(7);
  private static final int DEFAULT_HISTORY_STEPS = 10_000;

  private final AbstractConfig values;
  private final Map<String, String> kafka;
  private final Map<String, String> apicurio;
  private final ForecastSettings forecast;
  private final TrainingSettings training;
  private final GroupRule groups;
  private final ReadingSettings readings;
  private final Topics topics;
  private final StreamSettings stream;

  /**
   * Checks a configuration.
   *
   * @throws ConfigFaultsException with every fault
   */
  public ForetideConfig(Map<String, String> given) {
    this.kafka = new TreeMap<>();
    this.apicurio = new TreeMap<>();
    Map<String, String> own = new TreeMap<>();
    given.forEach(
        (key, value) -> {
          if (key.startsWith(Keys.KAFKA_PREFIX)) {
            kafka.put(key.substring(Keys.KAFKA_PREFIX.length()), value);
          } else if (key.startsWith(Keys.APICURIO_PREFIX)) {
            apicurio.put(key, value);
          } else {
            own.put(key, value);
          }
        });
    ConfigDef definition = Keys.definition();
    List<String> faults = KeyFaults.unknownKeys(definition, own);
    Map<String, String> wrong = KeyFaults.wrongValues(definition, own);
    faults.addAll(wrong.values());
    Map<String, String> right = new TreeMap<>(own);
    right.keySet().removeAll(wrong.keySet());
    if (wrong.containsKey(Keys.BOOTSTRAP_SERVERS)) {
      right.put(Keys.BOOTSTRAP_SERVERS, "missing:9092");
    }
    this.values = new AbstractConfig(definition, right, false);
    this.topics = topics();
    SettingsBuilder settings = new SettingsBuilder(values);
    for (String fault : settings.faults()) {
      if (wrong.keySet().stream().noneMatch(fault::contains)) { // else it may be about a default
        faults.add(fault);
      }
    }
    topics.ownNames(applicationId()).stream()
        .filter(topics.source()::matches)
        .map(
            name ->
                "readings.topic is %s, must not match Foretide's own topic %s"
                    .formatted(topics.readings(), name))
        .forEach(faults::add);
    if (!faults.isEmpty()) {
      throw new ConfigFaultsException(faults);
    }
    this.forecast = settings.forecast();
    this.training = settings.training();
    this.groups = settings.groups();
    this.readings = settings.readingSettings();
    this.stream = settings.stream();
  }

  /** The topics of this forecaster. */
  public record Topics(
      ReadingTopics source,
      String readingsBySeries,
      String forecasts,
      String scores,
      String models,
      String history,
      String dlq) {
    /** Topics that Foretide or Kafka Streams writes to. */
    List<String> ownNames(String applicationId) {
      return List.of(
          readingsBySeries,
          forecasts,
          scores,
          models,
          history,
          dlq,
          applicationId + "-series-changelog",
          applicationId + "-history-changelog",
          applicationId + "-trainings-changelog");
    }

    /** The topic of readings, or what names several of them. */
    public String readings() {
      return source.text();
    }
  }

  private Topics topics() {
    return new Topics(
        ReadingTopics.of(values.getList(Keys.READINGS_TOPIC)),
        applicationId() + "-readings-by-series",
        topic(Keys.FORECASTS_TOPIC, "forecasts"),
        topic(Keys.SCORES_TOPIC, "scores"),
        topic(Keys.MODELS_TOPIC, "models"),
        topic(Keys.HISTORY_TOPIC, "history"),
        topic(Keys.DLQ_TOPIC, "dlq"));
  }

  private String topic(String key, String suffix) {
    String given = values.getString(key);
    return given.isEmpty() ? applicationId() + "-" + suffix : given;
  }

  public ForecastSettings forecast() {
    return forecast;
  }

  /**
   * Whether the step of each series is inferred. The settings of forecasts and trainings then have
   * a step that only stands in for those that {@code withStep} makes.
   */
  public boolean infersStep() {
    return values.getString(Keys.STEP).equals(Keys.AUTO);
  }

  public TrainingSettings training() {
    return training;
  }

  /** What the trainers of the groups do. */
  public TrainerSettings trainer() {
    return new TrainerSettings(
        training,
        duration(Keys.TRAIN_INTERVAL),
        duration(Keys.TRAIN_LINEAR_INTERVAL),
        trainingHistory(),
        values.getLong(Keys.TRAIN_HISTORY_VALUES));
  }

  /** How forecasts and scores are written. */
  public MessageSettings messages() {
    return new MessageSettings(
        values.getString(Keys.FORECASTS_FORMAT).equals(Keys.AVRO),
        values.getString(Keys.FORECASTS_HEADERS).equals("cloudevents"),
        values.getInt(Keys.DIGITS),
        values.getString(Keys.SCHEMA_REGISTRY_URL));
  }

  /** How records are read. */
  public ReadingSettings readings() {
    return readings;
  }

  /**
   * Whether readings pass through a topic keyed by series: their records are keyed otherwise, hold
   * several of them, or stand in topics whose partitions do not agree.
   */
  public boolean rekeysReadings() {
    return readings.rekeys() || topics.source().areSeveral();
  }

  public GroupRule groups() {
    return groups;
  }

  /** Threads for the trainings of this process. */
  public int trainingThreads() {
    return values.getInt(Keys.TRAIN_THREADS);
  }

  /** Steps per second that a group adds to the history from each partition of the readings. */
  public double historyRate() {
    return values.getDouble(Keys.TRAIN_HISTORY_RATE);
  }

  /** Versions kept per group. */
  public int keptModels() {
    return values.getInt(Keys.MODELS_KEEP);
  }

  /** Whether a lasting rise of the error asks for an early training. */
  public boolean detectsDrift() {
    return !values.getString(Keys.DRIFT).equals(Keys.NONE);
  }

  /** How this instance runs on Kafka. */
  public StreamSettings stream() {
    return stream;
  }

  /** What is configured of the HTTP server. */
  public ServerSettings server() {
    return new ServerSettings(
        values.getString(Keys.HTTP_BIND),
        values.getInt(Keys.HTTP_PORT),
        values.getString(Keys.HTTP_ADVERTISED),
        values.getInt(Keys.HTTP_RATE_MAX),
        secret(Keys.HTTP_TOKEN),
        optionalText(Keys.HTTP_USER),
        secret(Keys.HTTP_PASSWORD),
        optionalText(Keys.HTTP_TLS_KEYSTORE),
        secret(Keys.HTTP_TLS_KEYSTORE_PASSWORD));
  }

  /** Where states are kept unless {@code state.dir} says otherwise. */
  public static Path defaultStateDirectory() {
    return Path.of(String.valueOf(Keys.definition().defaultValues().get(Keys.STATE_DIR)));
  }

  /** Names of all topics. */
  public Topics topicNames() {
    return topics;
  }

  /** What goes to every Kafka client, without its prefix. */
  public Map<String, String> kafka() {
    return Map.copyOf(kafka);
  }

  /** What goes to Apicurio's registry client, with its prefix. */
  public Map<String, String> apicurio() {
    return Map.copyOf(apicurio);
  }

  public final String applicationId() {
    return values.getString(Keys.APPLICATION_ID);
  }

  private Duration duration(String key) {
    return Durations.parse(values.getString(key));
  }

  /** Age of the history that is trained on. */
  public Duration trainingHistory() {
    String given = values.getString(Keys.TRAIN_HISTORY);
    if (!given.isEmpty()) {
      return Durations.parse(given);
    }
    Duration steps = forecast.grid().step().multipliedBy(DEFAULT_HISTORY_STEPS);
    return steps.compareTo(DEFAULT_HISTORY) > 0 ? steps : DEFAULT_HISTORY;
  }

  /** A text, or null where the key is not set. */
  private @Nullable String optionalText(String key) {
    String text = values.getString(key);
    return text.isEmpty() ? null : text;
  }

  /** A password or token in plain text, or null where the key is not set. */
  @Nullable String secret(String key) {
    String secret = values.getPassword(key).value();
    return secret.isEmpty() ? null : secret;
  }

  /** Key and value of everything that is in force, secrets masked. */
  public Map<String, String> effective() {
    Map<String, String> effective = new TreeMap<>();
    Keys.definition()
        .configKeys()
        .forEach(
            (name, key) -> {
              String text = ConfigDef.convertToString(values.values().get(name), key.type);
              // An empty password would be shown as one that is hidden.
              boolean unset = key.type == ConfigDef.Type.PASSWORD && secret(name) == null;
              effective.put(name, text == null || unset ? "" : text);
            });
    effective.put(Keys.FORECASTS_TOPIC, topics.forecasts());
    effective.put(Keys.SCORES_TOPIC, topics.scores());
    effective.put(Keys.MODELS_TOPIC, topics.models());
    effective.put(Keys.HISTORY_TOPIC, topics.history());
    effective.put(Keys.DLQ_TOPIC, topics.dlq());
    effective.put(Keys.READINGS_TARGET, String.join(",", readings.targets()));
    effective.put(Keys.LOOKBACK, Integer.toString(forecast.shape().lookback()));
    int season = forecast.shape().season();
    effective.put(Keys.SEASON, season == 0 ? Keys.NONE : Integer.toString(season));
    if (values.getString(Keys.TRAIN_HISTORY).isEmpty()) {
      effective.put(Keys.TRAIN_HISTORY, Durations.text(trainingHistory()));
    }
    effective.put(Keys.GATE_WATCH, Integer.toString(training.gate().watch()));
    effective.put(Keys.TRAIN_MIN_STEPS, Integer.toString(training.minSteps()));
    effective.put(Keys.SCORE_LEADS, forecast.scoredLeads().toString().replaceAll("[\\[\\] ]", ""));
    kafka.forEach((key, value) -> effective.put(Keys.KAFKA_PREFIX + key, value));
    effective.putAll(apicurio);
    effective.replaceAll(
        (key, value) ->
            !value.isEmpty() && SECRET.matcher(key.toLowerCase(Locale.ROOT)).matches()
                ? MASK
                : value);
    return effective;
  }
}
