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
import dev.foretide.train.gate.GateSettings;
import dev.foretide.train.network.NetworkSettings;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.jspecify.annotations.Nullable;

/**
 * Builds the settings records of the floors below from single keys, and collects what the rules
 * between keys have against them: a record that refuses its values adds a fault. Over 300 lines,
 * because every record of settings is filled here and nowhere else.
 */
final class SettingsBuilder {
  /** Name of the place that several targets take in the readings of their series. */
  private static final String ONE_OF_TARGETS = "value";

  private final AbstractConfig values;
  private final List<String> faults = new ArrayList<>();
  private final @Nullable ForecastSettings forecast;
  private final @Nullable TrainingSettings training;
  private final @Nullable GroupRule groups;
  private final @Nullable ReadingSettings readings;
  private final @Nullable StreamSettings stream;

  SettingsBuilder(AbstractConfig values) {
    this.values = values;
    this.readings = collect(this::readings);
    Grid grid = collect(this::grid);
    ModelShape shape = collect(this::shape);
    this.groups = collect(() -> new GroupRule(values.getString(Keys.MODEL_GROUP)));
    if (grid != null) {
      // A wrong target or lookback must not hide what else is wrong.
      ModelShape checked = shape == null ? shape(List.of("any"), "any", defaultLookback()) : shape;
      this.forecast =
          collect(
              () ->
                  new ForecastSettings(
                      grid,
                      checked,
                      intervals(),
                      scoredLeads(),
                      values.getInt(Keys.ANOMALY_DEBOUNCE),
                      readingTargets()));
      if (!values.getString(Keys.MODEL_LAYERS).equals(NetworkSettings.NO_NETWORK)) {
        collect(() -> architecture(checked));
      }
      this.training = collect(() -> training(grid, checked));
    } else {
      this.forecast = null;
      this.training = null;
    }
    this.stream = collect(this::streamSettings);
    checkTopics();
    checkTogether(Keys.HTTP_USER, Keys.HTTP_PASSWORD);
    checkTogether(Keys.HTTP_TLS_KEYSTORE, Keys.HTTP_TLS_KEYSTORE_PASSWORD);
    checkRegistry();
    if (values.getString(Keys.HTTP_USER).contains(":")) {
      faults.add("http.user must not contain a colon");
    }
  }

  private void checkRegistry() {
    String url = values.getString(Keys.SCHEMA_REGISTRY_URL);
    for (String key : List.of(Keys.READINGS_FORMAT, Keys.FORECASTS_FORMAT)) {
      String format = values.getString(key);
      if (ReadingFormat.of(format).needsRegistry() && url.isEmpty()) {
        faults.add("%s is %s, which needs %s".formatted(key, format, Keys.SCHEMA_REGISTRY_URL));
      }
    }
    if (!url.isEmpty() && URI.create(url).getUserInfo() != null) {
      faults.add(
          "%s must not contain a name and password; there are apicurio.auth.username and .password"
              .formatted(Keys.SCHEMA_REGISTRY_URL));
    }
  }

  private void checkTogether(String key, String password) {
    if (values.getString(key).isEmpty() != values.getPassword(password).value().isEmpty()) {
      faults.add("%s and %s must be set together, or neither".formatted(key, password));
    }
  }

  private <T> @Nullable T collect(Supplier<T> part) {
    try {
      return part.get();
    } catch (IllegalArgumentException e) {
      String.valueOf(e.getMessage()).lines().forEach(faults::add);
      return null;
    }
  }

  /** What is wrong; empty when every record could be built. */
  List<String> faults() {
    return faults;
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

  ReadingSettings readingSettings() {
    return required(readings);
  }

  StreamSettings stream() {
    return required(stream);
  }

  private static <T> T required(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("a part is missing without a fault");
    }
    return part;
  }

  private StreamSettings streamSettings() {
    return new StreamSettings(
        values.getString(Keys.BOOTSTRAP_SERVERS),
        values.getString(Keys.PROCESSING_GUARANTEE).equals(Keys.EXACTLY_ONCE),
        values.getInt(Keys.THREADS),
        values.getString(Keys.STATE_DIR),
        values.getString(Keys.STATE_STORE).equals(Keys.MEMORY),
        values.getInt(Keys.SERIES_MAX));
  }

  private Grid grid() {
    return new Grid(
        step(),
        Aggregate.valueOf(upper(Keys.AGGREGATE)),
        duration(Keys.GRACE),
        GapFill.valueOf(upper(Keys.GAP_FILL)),
        values.getInt(Keys.GAP_MAX));
  }

  private List<ReadingSettings.Feature> readingFeatures() {
    return values.getList(Keys.READINGS_FEATURES).stream().map(ReadingKeys::feature).toList();
  }

  private List<String> readingTargets() {
    List<String> given = values.getList(Keys.READINGS_TARGET);
    return given.isEmpty() ? List.of(readingFeatures().get(0).name()) : given;
  }

  private ReadingSettings readings() {
    List<ReadingSettings.Feature> features = readingFeatures();
    List<String> names = features.stream().map(ReadingSettings.Feature::name).toList();
    List<String> targets = readingTargets();
    for (String target : targets) {
      if (!names.contains(target)) {
        throw new IllegalArgumentException(
            "readings.target is %s, must be one of readings.features %s".formatted(target, names));
      }
    }
    if (new HashSet<>(targets).size() < targets.size()) {
      throw new IllegalArgumentException(
          "readings.target is %s, names one twice".formatted(targets));
    }
    ReadingSettings settings =
        new ReadingSettings(
            ReadingFormat.of(values.getString(Keys.READINGS_FORMAT)),
            features,
            targets,
            seriesId(),
            readingTime(),
            items(),
            numbers(),
            refusesUnknown());
    if (refusesUnknown() && !settings.isFlat()) {
      throw new IllegalArgumentException(
          "readings.unknown.fields is refuse, which needs plain names in readings.features,"
              + " readings.series and readings.timestamp");
    }
    return settings;
  }

  private boolean refusesUnknown() {
    return values.getString(Keys.READINGS_UNKNOWN_FIELDS).equals("refuse");
  }

  private ReadingSettings.SeriesId seriesId() {
    String include = values.getString(Keys.READINGS_SERIES_INCLUDE);
    return new ReadingSettings.SeriesId(
        values.getList(Keys.READINGS_SERIES).stream().map(Reference::parse).toList(),
        isGiven(Keys.READINGS_KEY_FORMAT)
            ? KeyFormat.valueOf(upper(Keys.READINGS_KEY_FORMAT))
            : KeyFormat.TEXT,
        include.isEmpty() ? null : Pattern.compile(include));
  }

  private ReadingSettings.Time readingTime() {
    return new ReadingSettings.Time(
        reference(Keys.READINGS_TIMESTAMP),
        isGiven(Keys.READINGS_TIMESTAMP_PRECISION)
            ? TimePrecision.valueOf(upper(Keys.READINGS_TIMESTAMP_PRECISION))
            : null,
        isGiven(Keys.TIME_ZONE) ? ZoneId.of(values.getString(Keys.TIME_ZONE)) : null,
        duration(Keys.READINGS_FUTURE_MAX),
        duration(Keys.READINGS_PAST_MAX));
  }

  private ReadingSettings.Items items() {
    String each = values.getString(Keys.READINGS_EACH);
    Reference name = reference(Keys.READINGS_NAME);
    Reference value = reference(Keys.READINGS_VALUE);
    if (name == null && value != null) {
      throw new IllegalArgumentException(
          "readings.value is %s, which needs readings.name".formatted(value));
    }
    return new ReadingSettings.Items(
        each.isEmpty() ? List.of() : Reference.tokens(each),
        name,
        name != null && value == null ? Reference.parse("value") : value,
        values.getString(Keys.READINGS_TOMBSTONES).equals("skip"));
  }

  private ReadingSettings.Numbers numbers() {
    return new ReadingSettings.Numbers(
        values.getString(Keys.READINGS_NUMBER_TEXT).equals("parse"),
        Set.copyOf(values.getList(Keys.READINGS_MISSING)));
  }

  private @Nullable Reference reference(String key) {
    String text = values.getString(key);
    return text.isEmpty() ? null : Reference.parse(text);
  }

  /** Whether somebody has set a key, be it to its default. */
  private boolean isGiven(String key) {
    return values.originals().containsKey(key);
  }

  /**
   * Features of each series, the target first where there are several: they take the same place in
   * their readings, which has one name.
   */
  private List<String> seriesFeatures(List<String> targets) {
    List<String> names =
        new ArrayList<>(readingFeatures().stream().map(ReadingSettings.Feature::name).toList());
    if (targets.size() > 1) {
      names.removeAll(targets);
      names.add(0, names.contains(ONE_OF_TARGETS) ? "target" : ONE_OF_TARGETS);
    }
    return names;
  }

  private ModelShape shape() {
    List<String> targets = readingTargets();
    String lookback = values.getString(Keys.LOOKBACK);
    return shape(
        seriesFeatures(targets),
        targets.size() > 1 ? seriesFeatures(targets).get(0) : targets.get(0),
        lookback.isEmpty() ? defaultLookback() : Integer.parseInt(lookback));
  }

  private int defaultLookback() {
    return values.getInt(Keys.WINDOW) * 7 / 2;
  }

  private ModelShape shape(List<String> features, String target, int lookback) {
    long step = step().toMillis();
    return new ModelShape(
        features,
        target,
        step,
        values.getInt(Keys.WINDOW),
        values.getInt(Keys.HORIZON),
        season(step, lookback),
        values.getList(Keys.CALENDAR).stream()
            .filter(term -> !term.equals(Keys.NONE))
            .map(term -> CalendarTerm.valueOf(term.toUpperCase(Locale.ROOT)))
            .toList(),
        ZoneId.of(values.getString(Keys.TIME_ZONE)),
        Evaluation.valueOf(upper(Keys.EVALUATION)),
        lookback,
        values.getBoolean(Keys.MODEL_LINEAR),
        values.getBoolean(Keys.MODEL_MASK));
  }

  private int season(long stepMillis, int lookback) {
    String season = values.getString(Keys.SEASON);
    if (season.equals(Keys.AUTO)) {
      return values.getString(Keys.STEP).equals(Keys.AUTO)
          ? ModelShape.SEASON_BY_STEP
          : ModelShape.daySeason(stepMillis, lookback);
    }
    return season.equals(Keys.NONE) ? 0 : Integer.parseInt(season);
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
      throw new IllegalArgumentException("score.leads is " + given + ", must be whole numbers", e);
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
        new NetworkSettings(
            shape,
            grid,
            values.getString(Keys.MODEL_LAYERS),
            Loss.of(values.getString(Keys.LOSS)),
            epochs(),
            values.getInt(Keys.TRAIN_PATIENCE),
            values.getInt(Keys.TRAIN_BATCH_SIZE),
            values.getDouble(Keys.TRAIN_LEARNING_RATE),
            values.getLong(Keys.TRAIN_SEED)),
        minSteps.isEmpty() ? 4 * (shape.window() + shape.horizon()) : Integer.parseInt(minSteps),
        duration(Keys.TRAIN_BUDGET),
        gate(shape),
        values.getDouble(Keys.TRAIN_GROWTH));
  }

  private GateSettings gate(ModelShape shape) {
    String watch = values.getString(Keys.GATE_WATCH);
    return new GateSettings(
        values.getDouble(Keys.GATE_HOLDOUT),
        values.getDouble(Keys.GATE_MARGIN),
        values.getDouble(Keys.GATE_CONFIDENCE),
        watch.isEmpty() ? 10 * shape.horizon() : Integer.parseInt(watch));
  }

  private int epochs() {
    String given = values.getString(Keys.TRAIN_EPOCHS);
    return given.isEmpty() ? 0 : Integer.parseInt(given);
  }

  private void checkTopics() {
    Map<String, String> seen = new HashMap<>();
    values.getList(Keys.READINGS_TOPIC).forEach(topic -> seen.put(topic, Keys.READINGS_TOPIC));
    for (String key :
        List.of(
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

  /** Under {@code auto} one that stands in: each series has its own. */
  private Duration step() {
    return values.getString(Keys.STEP).equals(Keys.AUTO)
        ? Duration.ofMinutes(1)
        : duration(Keys.STEP);
  }

  private Duration duration(String key) {
    return Durations.parse(values.getString(key));
  }

  private String upper(String key) {
    return values.getString(key).toUpperCase(Locale.ROOT);
  }
}
