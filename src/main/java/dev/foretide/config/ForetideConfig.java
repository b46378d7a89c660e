package dev.foretide.config;

import dev.foretide.forecast.ForecastSettings;
import dev.foretide.model.Evaluation;
import dev.foretide.model.GroupRule;
import dev.foretide.model.ModelShape;
import dev.foretide.model.NetworkInputs;
import dev.foretide.nn.Architecture;
import dev.foretide.nn.Loss;
import dev.foretide.series.Aggregate;
import dev.foretide.series.CalendarTerm;
import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.train.TrainingSettings;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/**
 * A checked configuration. What has been constructed is right: every rule of every key and between
 * keys holds. Immutable.
 */
public final class ForetideConfig {
  private static final Pattern SECRET =
      Pattern.compile(".*(password|secret|jaas|token|credential|\\.key$|keystore\\.key).*");
  private static final String MASK = "[hidden]";

  private final AbstractConfig values;
  private final Map<String, String> kafka;
  private final ForecastSettings forecast;
  private final TrainingSettings training;
  private final GroupRule groups;
  private final Topics topics;

  /**
   * Checks a configuration.
   *
   * @throws ConfigFaultsException with every fault
   */
  public ForetideConfig(Map<String, String> given) {
    this.kafka = new TreeMap<>();
    Map<String, String> own = new TreeMap<>();
    given.forEach(
        (key, value) -> {
          if (key.startsWith(Keys.KAFKA_PREFIX)) {
            kafka.put(key.substring(Keys.KAFKA_PREFIX.length()), value);
          } else {
            own.put(key, value);
          }
        });
    ConfigDef definition = Keys.definition();
    List<String> faults = unknownKeys(definition, own);
    Map<String, String> wrong = wrongValues(definition, own);
    faults.addAll(wrong.values());
    Map<String, String> right = new TreeMap<>(own);
    right.keySet().removeAll(wrong.keySet());
    if (wrong.containsKey(Keys.BOOTSTRAP_SERVERS)) {
      right.put(Keys.BOOTSTRAP_SERVERS, "missing:9092");
    }
    this.values = new AbstractConfig(definition, right, false);
    this.topics = topics();
    Parts parts = new Parts(values);
    for (String fault : parts.faults) {
      if (wrong.keySet().stream().noneMatch(fault::contains)) { // else it may be about a default
        faults.add(fault);
      }
    }
    if (!faults.isEmpty()) {
      throw new ConfigFaultsException(faults);
    }
    this.forecast = parts.forecast();
    this.training = parts.training();
    this.groups = parts.groups();
  }

  private static List<String> unknownKeys(ConfigDef definition, Map<String, String> own) {
    List<String> faults = new ArrayList<>();
    for (String key : own.keySet()) {
      if (!definition.names().contains(key)) {
        faults.add("%s: unknown key%s".formatted(key, suggestion(definition, key)));
      }
    }
    return faults;
  }

  /** The first fault of each key whose value is wrong by itself. */
  private static Map<String, String> wrongValues(ConfigDef definition, Map<String, String> own) {
    Map<String, String> wrong = new TreeMap<>();
    for (ConfigValue value : definition.validate(new HashMap<>(own))) {
      if (!value.errorMessages().isEmpty()) {
        wrong.put(value.name(), value.errorMessages().get(0));
      }
    }
    return wrong;
  }

  private static String suggestion(ConfigDef definition, String key) {
    String squeezed = squeeze(key);
    return definition.names().stream()
        .filter(name -> resembles(squeeze(name), squeezed) || name.endsWith("." + key))
        .findFirst()
        .map(name -> ", did you mean " + name + "?")
        .orElse("");
  }

  private static boolean resembles(String name, String key) {
    return name.startsWith(key) || key.startsWith(name);
  }

  private static String squeeze(String key) {
    return key.toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
  }

  /** The topics of this forecaster. */
  public record Topics(
      String readings,
      String readingsBySeries,
      String forecasts,
      String scores,
      String models,
      String history,
      String dlq) {}

  private Topics topics() {
    return new Topics(
        values.getString(Keys.READINGS_TOPIC),
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

  /** Settings records; a record that refuses its values adds a fault. */
  private static final class Parts {
    private final AbstractConfig values;
    private final List<String> faults = new ArrayList<>();
    private final @Nullable ForecastSettings forecast;
    private final @Nullable TrainingSettings training;
    private final @Nullable GroupRule groups;

    Parts(AbstractConfig values) {
      this.values = values;
      Grid grid = collect(this::grid);
      ModelShape shape = collect(this::shape);
      this.groups = collect(() -> new GroupRule(values.getString(Keys.MODEL_GROUP)));
      if (grid != null) {
        // A wrong target must not hide what else is wrong.
        ModelShape checked = shape == null ? shape(readingFeatures().get(0)) : shape;
        this.forecast =
            collect(() -> new ForecastSettings(grid, checked, intervals(), scoredLeads()));
        collect(() -> architecture(checked));
        this.training = collect(() -> training(grid, checked));
      } else {
        this.forecast = null;
        this.training = null;
      }
      checkTopics();
    }

    private <T> @Nullable T collect(Supplier<T> part) {
      try {
        return part.get();
      } catch (IllegalArgumentException e) {
        String.valueOf(e.getMessage()).lines().forEach(faults::add);
        return null;
      }
    }

    ForecastSettings forecast() {
      return required(forecast);
    }

    TrainingSettings training() {
      return required(training);
    }

    GroupRule groups() {
      return required(groups);
    }

    private static <T> T required(@Nullable T part) {
      if (part == null) {
        throw new IllegalStateException("a part is missing without a fault");
      }
      return part;
    }

    private Grid grid() {
      return new Grid(
          duration(Keys.STEP),
          Aggregate.valueOf(upper(Keys.AGGREGATE)),
          duration(Keys.GRACE),
          GapFill.valueOf(upper(Keys.GAP_FILL)),
          values.getInt(Keys.GAP_MAX));
    }

    private List<String> readingFeatures() {
      return values.getList(Keys.READINGS_FEATURES);
    }

    private ModelShape shape() {
      String target = values.getString(Keys.READINGS_TARGET);
      return shape(target.isEmpty() ? readingFeatures().get(0) : target);
    }

    private ModelShape shape(String target) {
      String season = values.getString(Keys.SEASON);
      return new ModelShape(
          readingFeatures(),
          target,
          duration(Keys.STEP).toMillis(),
          values.getInt(Keys.WINDOW),
          values.getInt(Keys.HORIZON),
          season.equals(Keys.NONE) ? 0 : Integer.parseInt(season),
          values.getList(Keys.CALENDAR).stream()
              .filter(term -> !term.equals(Keys.NONE))
              .map(term -> CalendarTerm.valueOf(term.toUpperCase(Locale.ROOT)))
              .toList(),
          ZoneId.of(values.getString(Keys.TIME_ZONE)),
          Evaluation.valueOf(upper(Keys.EVALUATION)));
    }

    private List<Double> intervals() {
      return values.getList(Keys.INTERVALS).stream().map(Double::valueOf).toList();
    }

    private List<Integer> scoredLeads() {
      int horizon = values.getInt(Keys.HORIZON);
      List<String> given = values.getList(Keys.SCORE_LEADS);
      if (given.isEmpty()) {
        return List.copyOf(new TreeSet<>(List.of(1, Math.max(1, horizon / 2), horizon)));
      }
      try {
        return given.stream().map(Integer::valueOf).toList();
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "score.leads is " + given + ", must be whole numbers", e);
      }
    }

    private Architecture architecture(ModelShape shape) {
      try {
        return Architecture.parse(
            values.getString(Keys.MODEL_LAYERS), NetworkInputs.size(shape), shape.horizon());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("model.layers: " + e.getMessage(), e);
      }
    }

    private TrainingSettings training(Grid grid, ModelShape shape) {
      String minSteps = values.getString(Keys.TRAIN_MIN_STEPS);
      return new TrainingSettings(
          shape,
          grid,
          values.getString(Keys.MODEL_LAYERS),
          values.getBoolean(Keys.MODEL_LINEAR),
          Loss.valueOf(upper(Keys.LOSS)),
          values.getInt(Keys.TRAIN_EPOCHS),
          values.getInt(Keys.TRAIN_BATCH_SIZE),
          values.getDouble(Keys.TRAIN_LEARNING_RATE),
          values.getLong(Keys.TRAIN_SEED),
          minSteps.isEmpty() ? 4 * (shape.window() + shape.horizon()) : Integer.parseInt(minSteps),
          duration(Keys.TRAIN_BUDGET),
          values.getDouble(Keys.GATE_HOLDOUT),
          values.getDouble(Keys.GATE_MARGIN));
    }

    private void checkTopics() {
      Map<String, String> seen = new HashMap<>();
      for (String key :
          List.of(
              Keys.READINGS_TOPIC,
              Keys.FORECASTS_TOPIC,
              Keys.SCORES_TOPIC,
              Keys.MODELS_TOPIC,
              Keys.HISTORY_TOPIC,
              Keys.DLQ_TOPIC)) {
        String topic = values.getString(key);
        String other = topic.isEmpty() ? null : seen.put(topic, key);
        if (other != null) {
          faults.add("%s and %s are both %s, must differ".formatted(other, key, topic));
        }
      }
    }

    private Duration duration(String key) {
      return Durations.parse(values.getString(key));
    }

    private String upper(String key) {
      return values.getString(key).toUpperCase(Locale.ROOT);
    }
  }

  public ForecastSettings forecast() {
    return forecast;
  }

  public TrainingSettings training() {
    return training;
  }

  public GroupRule groups() {
    return groups;
  }

  /** Names of all topics. */
  public Topics topicNames() {
    return topics;
  }

  /** What goes to every Kafka client, without its prefix. */
  public Map<String, String> kafka() {
    return Map.copyOf(kafka);
  }

  public final String applicationId() {
    return values.getString(Keys.APPLICATION_ID);
  }

  public String text(String key) {
    return values.getString(key);
  }

  public int number(String key) {
    return values.getInt(key);
  }

  public long bigNumber(String key) {
    return values.getLong(key);
  }

  public Duration duration(String key) {
    return Durations.parse(values.getString(key));
  }

  /** The token of changing calls, or null. */
  public @Nullable String httpToken() {
    String token = values.getPassword(Keys.HTTP_TOKEN).value();
    return token.isEmpty() ? null : token;
  }

  /** Key and value of everything that is in force, secrets masked. */
  public Map<String, String> effective() {
    Map<String, String> effective = new TreeMap<>();
    Keys.definition()
        .configKeys()
        .forEach(
            (name, key) -> {
              String text = ConfigDef.convertToString(values.values().get(name), key.type);
              effective.put(name, text == null ? "" : text);
            });
    if (httpToken() == null) { // an empty password would be shown as one that is hidden
      effective.put(Keys.HTTP_TOKEN, "");
    }
    effective.put(Keys.FORECASTS_TOPIC, topics.forecasts());
    effective.put(Keys.SCORES_TOPIC, topics.scores());
    effective.put(Keys.MODELS_TOPIC, topics.models());
    effective.put(Keys.HISTORY_TOPIC, topics.history());
    effective.put(Keys.DLQ_TOPIC, topics.dlq());
    effective.put(Keys.READINGS_TARGET, forecast.shape().target());
    effective.put(Keys.TRAIN_MIN_STEPS, Integer.toString(training.minSteps()));
    effective.put(Keys.SCORE_LEADS, forecast.scoredLeads().toString().replaceAll("[\\[\\] ]", ""));
    if (httpToken() == null) {
      effective.put(Keys.HTTP_TOKEN, "");
    }
    kafka.forEach((key, value) -> effective.put(Keys.KAFKA_PREFIX + key, value));
    effective.replaceAll(
        (key, value) ->
            !value.isEmpty() && SECRET.matcher(key.toLowerCase(Locale.ROOT)).matches()
                ? MASK
                : value);
    return effective;
  }
}
