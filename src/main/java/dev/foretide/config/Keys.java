package dev.foretide.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.NO_DEFAULT_VALUE;

import dev.foretide.model.Evaluation;
import dev.foretide.nn.Loss;
import dev.foretide.series.Aggregate;
import dev.foretide.series.CalendarTerm;
import dev.foretide.series.GapFill;
import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The keys: one {@code define} each, which makes this file long. A default of {@code ""} means that
 * it follows other keys.
 */
public final class Keys {
  public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
  public static final String APPLICATION_ID = "application.id";
  public static final String STATE_DIR = "state.dir";
  public static final String STATE_STORE = "state.store";
  public static final String PROCESSING_GUARANTEE = "processing.guarantee";
  public static final String THREADS = "threads";
  public static final String SERIES_MAX = "series.max";
  public static final String READINGS_TOPIC = "readings.topic";
  public static final String READINGS_FORMAT = "readings.format";
  public static final String READINGS_FEATURES = "readings.features";
  public static final String READINGS_TARGET = "readings.target";
  public static final String READINGS_TIMESTAMP = "readings.timestamp";
  public static final String READINGS_SERIES = "readings.series";
  public static final String READINGS_TIMESTAMP_PRECISION = "readings.timestamp.precision";
  public static final String READINGS_EACH = "readings.each";
  public static final String READINGS_NAME = "readings.name";
  public static final String READINGS_VALUE = "readings.value";
  public static final String READINGS_SERIES_INCLUDE = "readings.series.include";
  public static final String READINGS_NUMBER_TEXT = "readings.number.text";
  public static final String READINGS_MISSING = "readings.missing";
  public static final String READINGS_KEY_FORMAT = "readings.key.format";
  public static final String READINGS_TOMBSTONES = "readings.tombstones";
  public static final String READINGS_UNKNOWN_FIELDS = "readings.unknown.fields";
  public static final String READINGS_FUTURE_MAX = "readings.future.max";
  public static final String READINGS_PAST_MAX = "readings.past.max";
  public static final String FORECASTS_TOPIC = "forecasts.topic";
  public static final String SCORES_TOPIC = "scores.topic";
  public static final String MODELS_TOPIC = "models.topic";
  public static final String HISTORY_TOPIC = "history.topic";
  public static final String DLQ_TOPIC = "dlq.topic";
  public static final String DIGITS = "forecasts.digits";
  public static final String FORECASTS_FORMAT = "forecasts.format";
  public static final String FORECASTS_HEADERS = "forecasts.headers";
  public static final String SCHEMA_REGISTRY_URL = "schema.registry.url";
  public static final String STEP = "step";
  public static final String AGGREGATE = "aggregate";
  public static final String GRACE = "grace";
  public static final String GAP_FILL = "gap.fill";
  public static final String GAP_MAX = "gap.max";
  public static final String WINDOW = "window";
  public static final String HORIZON = "horizon";
  public static final String LOOKBACK = "lookback";
  public static final String SEASON = "season";
  public static final String CALENDAR = "calendar";
  public static final String TIME_ZONE = "time.zone";
  public static final String INTERVALS = "intervals";
  public static final String ANOMALY_DEBOUNCE = "anomaly.debounce";
  public static final String SCORE_LEADS = "score.leads";
  public static final String MODEL_LAYERS = "model.layers";
  public static final String MODEL_LINEAR = "model.linear";
  public static final String MODEL_MASK = "model.mask";
  public static final String MODEL_GROUP = "model.group";
  public static final String EVALUATION = "evaluation";
  public static final String LOSS = "loss";
  public static final String OPTIMIZER = "optimizer";
  public static final String TRAIN_INTERVAL = "train.interval";
  public static final String TRAIN_LINEAR_INTERVAL = "train.linear.interval";
  public static final String TRAIN_GROWTH = "train.growth";
  public static final String TRAIN_HISTORY = "train.history";
  public static final String TRAIN_HISTORY_VALUES = "train.history.values";
  public static final String TRAIN_HISTORY_RATE = "train.history.rate";
  public static final String TRAIN_MIN_STEPS = "train.min.steps";
  public static final String TRAIN_EPOCHS = "train.epochs";
  public static final String TRAIN_PATIENCE = "train.patience";
  public static final String TRAIN_BATCH_SIZE = "train.batch.size";
  public static final String TRAIN_LEARNING_RATE = "train.learning.rate";
  public static final String TRAIN_THREADS = "train.threads";
  public static final String TRAIN_BUDGET = "train.budget";
  public static final String TRAIN_SEED = "train.seed";
  public static final String GATE_MARGIN = "gate.margin";
  public static final String GATE_HOLDOUT = "gate.holdout";
  public static final String GATE_CONFIDENCE = "gate.confidence";
  public static final String GATE_WATCH = "gate.watch";
  public static final String MODELS_KEEP = "models.keep";
  public static final String DRIFT = "drift";
  public static final String HTTP_BIND = "http.bind";
  public static final String HTTP_PORT = "http.port";
  public static final String HTTP_TOKEN = "http.token";
  public static final String HTTP_USER = "http.user";
  public static final String HTTP_PASSWORD = "http.password";
  public static final String HTTP_TLS_KEYSTORE = "http.tls.keystore";
  public static final String HTTP_TLS_KEYSTORE_PASSWORD = "http.tls.keystore.password";
  public static final String HTTP_RATE_MAX = "http.rate.max";
  public static final String HTTP_ADVERTISED = "http.advertised";

  /** Prefix of what goes to every Kafka client untouched. */
  public static final String KAFKA_PREFIX = "kafka.";

  /** Prefix of what goes to Apicurio's registry client untouched, with the prefix. */
  public static final String APICURIO_PREFIX = "apicurio.";

  /** A format of readings, forecasts and scores that needs a schema registry. */
  static final String AVRO = "avro";

  static final String NONE = "none";
  static final String AUTO = "auto";
  static final String MEMORY = "memory";
  static final String EXACTLY_ONCE = "exactly_once_v2";

  static final Validator DURATION = Keys::checkDuration;
  private static final Validator POSITIVE_DURATION = Keys::checkPositiveDuration;
  static final Validator NOT_EMPTY = new ConfigDef.NonEmptyString();
  private static final Validator FRACTIONS = Keys::checkFractions;

  private Keys() {}

  /** All keys, in the order in which they are documented. */
  public static ConfigDef definition() {
    ConfigDef keys = new ConfigDef();
    defineKafka(keys);
    ReadingKeys.define(keys);
    defineTopics(keys);
    defineGrid(keys);
    defineForecast(keys);
    defineTraining(keys);
    defineHttp(keys);
    return keys;
  }

  private static void defineKafka(ConfigDef keys) {
    keys.define(
            BOOTSTRAP_SERVERS,
            ConfigDef.Type.STRING,
            NO_DEFAULT_VALUE,
            NOT_EMPTY,
            HIGH,
            "Addresses of your Kafka, `host:port`, comma-separated.")
        .define(
            APPLICATION_ID,
            ConfigDef.Type.STRING,
            "foretide",
            NOT_EMPTY,
            HIGH,
            "Name of this forecaster: consumer group, prefix of its topics, directory of its state."
                + " Instances with the same name share the work.")
        .define(
            STATE_DIR,
            ConfigDef.Type.STRING,
            defaultStateDirectory(),
            NOT_EMPTY,
            MEDIUM,
            "Where state is kept on disk.")
        .define(
            STATE_STORE,
            ConfigDef.Type.STRING,
            "rocksdb",
            ValidString.in("rocksdb", MEMORY),
            MEDIUM,
            "`rocksdb`, or `memory`: faster, restored from the changelog at every start.")
        .define(
            PROCESSING_GUARANTEE,
            ConfigDef.Type.STRING,
            "at_least_once",
            ValidString.in("at_least_once", EXACTLY_ONCE),
            MEDIUM,
            "As in Kafka Streams.")
        .define(
            THREADS,
            ConfigDef.Type.INT,
            1,
            Range.atLeast(1),
            MEDIUM,
            "Stream threads of this instance.")
        .define(
            SERIES_MAX,
            ConfigDef.Type.INT,
            100_000,
            Range.atLeast(1),
            MEDIUM,
            "Most series of this instance. Beyond it those that were read least recently are"
                + " forgotten, and counted.");
  }

  private static void defineTopics(ConfigDef keys) {
    keys.define(
            FORECASTS_TOPIC,
            ConfigDef.Type.STRING,
            "",
            MEDIUM,
            "Topic of forecasts; default `<application.id>-forecasts`.")
        .define(
            SCORES_TOPIC,
            ConfigDef.Type.STRING,
            "",
            MEDIUM,
            "Topic of scores; default `<application.id>-scores`.")
        .define(
            MODELS_TOPIC,
            ConfigDef.Type.STRING,
            "",
            MEDIUM,
            "Compacted topic of model versions; default `<application.id>-models`.")
        .define(
            HISTORY_TOPIC,
            ConfigDef.Type.STRING,
            "",
            MEDIUM,
            "Topic of training history; default `<application.id>-history`.")
        .define(
            DLQ_TOPIC,
            ConfigDef.Type.STRING,
            "",
            MEDIUM,
            "Topic of refused readings; default `<application.id>-dlq`.")
        .define(
            DIGITS,
            ConfigDef.Type.INT,
            6,
            Range.between(3, 9),
            LOW,
            "Significant digits of the numbers in forecasts and scores, where they are JSON.")
        .define(
            FORECASTS_FORMAT,
            ConfigDef.Type.STRING,
            "json",
            ValidString.in("json", AVRO),
            MEDIUM,
            "Format of forecasts and scores: `json` or `avro`.")
        .define(
            FORECASTS_HEADERS,
            ConfigDef.Type.STRING,
            NONE,
            ValidString.in(NONE, "cloudevents"),
            MEDIUM,
            "Headers of forecasts and scores: `none`, or `cloudevents` (Kafka binding, binary mode).")
        .define(
            SCHEMA_REGISTRY_URL,
            ConfigDef.Type.STRING,
            "",
            Keys::checkUrlOrEmpty,
            MEDIUM,
            "Address of the Apicurio Registry with the schemas of `avro`, such as"
                + " `http://localhost:8080`.");
  }

  private static void defineGrid(ConfigDef keys) {
    keys.define(
            STEP,
            ConfigDef.Type.STRING,
            "1m",
            Keys::checkStep,
            HIGH,
            "Length of a step of the regular grid; `auto` infers it for each series from its first"
                + " readings.")
        .define(
            AGGREGATE,
            ConfigDef.Type.STRING,
            "mean",
            oneOf(Aggregate.values()),
            MEDIUM,
            "How several readings of one step become its value; such a series is answered when a"
                + " step closes.")
        .define(
            GRACE,
            ConfigDef.Type.STRING,
            "0s",
            DURATION,
            MEDIUM,
            "How far a reading may lie behind the newest step and still correct the window.")
        .define(
            GAP_FILL,
            ConfigDef.Type.STRING,
            "hold",
            oneOf(GapFill.values()),
            MEDIUM,
            "What stands for steps without a reading; `none`: every gap starts the window anew.")
        .define(
            GAP_MAX,
            ConfigDef.Type.INT,
            5,
            Range.atLeast(0),
            MEDIUM,
            "Longest gap in steps that is filled; a longer one starts the window anew.");
  }

  private static void defineForecast(ConfigDef keys) {
    keys.define(
            WINDOW,
            ConfigDef.Type.INT,
            96,
            Range.between(2, 10_000),
            HIGH,
            "Steps the network and the shorter linear heads look back.")
        .define(
            LOOKBACK,
            ConfigDef.Type.STRING,
            "",
            Keys::checkPositiveOrEmpty,
            MEDIUM,
            "Steps the longest linear head looks back; default `3.5 x window`.")
        .define(HORIZON, ConfigDef.Type.INT, 24, Range.between(1, 1_000), HIGH, "Steps forecast.")
        .define(
            SEASON,
            ConfigDef.Type.STRING,
            AUTO,
            Keys::checkSeason,
            MEDIUM,
            "Length of a season in steps, such as 24; adds the seasonal naive forecast, and the"
                + " values one season, day or week ago to a linear head. `auto`: a day, where the"
                + " lookback holds one; `none`.")
        .define(
            CALENDAR,
            ConfigDef.Type.LIST,
            "hour",
            Keys::checkCalendar,
            MEDIUM,
            "Calendar features, of `hour`, `weekday`, `month`, or `none`. Each is learnt from once"
                + " two of its cycles have passed.")
        .define(
            TIME_ZONE,
            ConfigDef.Type.STRING,
            "UTC",
            Keys::checkZone,
            LOW,
            "Time zone of the calendar features, and, once it is set, of times without an offset in"
                + " readings.")
        .define(
            INTERVALS,
            ConfigDef.Type.LIST,
            "0.8,0.95",
            FRACTIONS,
            MEDIUM,
            "Nominal coverages of the intervals, ascending.")
        .define(
            ANOMALY_DEBOUNCE,
            ConfigDef.Type.INT,
            1,
            Range.atLeast(1),
            MEDIUM,
            "Values in a row outside the widest interval of lead 1 that make an anomaly; 1 sees"
                + " single spikes, 2 or 3 are for alerts.")
        .define(
            SCORE_LEADS,
            ConfigDef.Type.LIST,
            "",
            MEDIUM,
            "Leads in scores and metrics; default 1, half the horizon and the horizon.")
        .define(
            MODEL_LAYERS,
            ConfigDef.Type.STRING,
            "lstm:64,dropout:0.2,lstm:32,dropout:0.2,dense",
            NOT_EMPTY,
            HIGH,
            "Layers of the network: `lstm:UNITS`, `dropout:RATE`, `dense[:UNITS[:ACTIVATION]]`,"
                + " `activation:NAME`; the last one gives all leads. `none`: the linear heads alone.")
        .define(
            MODEL_LINEAR,
            ConfigDef.Type.BOOLEAN,
            true,
            MEDIUM,
            "Linear heads, on the residuals of one of which the network is trained. `false`: the"
                + " network alone.")
        .define(
            MODEL_MASK,
            ConfigDef.Type.BOOLEAN,
            false,
            LOW,
            "Whether the network sees, per feature, if a value was measured or filled in.")
        .define(
            EVALUATION,
            ConfigDef.Type.STRING,
            "stateful",
            oneOf(Evaluation.values()),
            MEDIUM,
            "`stateful` carries the LSTM's state from reading to reading; `windowed` runs the whole"
                + " window at each.")
        .define(
            MODEL_GROUP,
            ConfigDef.Type.STRING,
            "default",
            NOT_EMPTY,
            MEDIUM,
            "Name of the one model of all series, or a regular expression on the series id whose"
                + " first group names it: `([^/]+)/.*`.");
  }

  private static void defineTraining(ConfigDef keys) {
    keys.define(
            LOSS,
            ConfigDef.Type.STRING,
            "huber",
            (key, value) -> check(key, value, () -> Loss.of((String) value)),
            MEDIUM,
            "Loss of the network: `mse`, `mae`, `huber` or `pinball:LEVEL`. With the last, the"
                + " network's part of `mean` is the quantile of that level, such as 0.9, not a"
                + " middle; `pinball:0.5` learns what `mae` learns.")
        .define(
            OPTIMIZER,
            ConfigDef.Type.STRING,
            "adam",
            ValidString.in("adam"),
            LOW,
            "Optimiser of the network.")
        .define(
            TRAIN_INTERVAL,
            ConfigDef.Type.STRING,
            "15m",
            DURATION,
            MEDIUM,
            "Between full trainings of a group.")
        .define(
            TRAIN_LINEAR_INTERVAL,
            ConfigDef.Type.STRING,
            "1m",
            DURATION,
            MEDIUM,
            "Between trainings of the linear head alone.")
        .define(
            TRAIN_GROWTH,
            ConfigDef.Type.DOUBLE,
            0.4,
            Range.atLeast(0),
            MEDIUM,
            "Share of the history that must be new before everything is trained anew; a twentieth"
                + " of it for the linear heads. 0: the intervals alone decide.")
        .define(
            TRAIN_HISTORY,
            ConfigDef.Type.STRING,
            "",
            Keys::checkDurationOrEmpty,
            MEDIUM,
            "Age of the history that is trained on; default `7d`, or 10,000 steps where they are"
                + " longer.")
        .define(
            TRAIN_HISTORY_VALUES,
            ConfigDef.Type.LONG,
            5_000_000L,
            Range.atLeast(1_000),
            LOW,
            "Most values of history kept per group. A fifth of them are episodes of what is older"
                + " than `train.history`, drawn by lot, so that older regimes are not forgotten.")
        .define(
            TRAIN_HISTORY_RATE,
            ConfigDef.Type.DOUBLE,
            1_000.0,
            (key, value) -> checkNumber(key, value, v -> v > 0, "above 0"),
            MEDIUM,
            "Steps per second, in the time of the readings, that a group adds to the history from"
                + " each partition of the readings. Where its series have more, a sample of them"
                + " does, always the same ones.")
        .define(
            TRAIN_MIN_STEPS,
            ConfigDef.Type.STRING,
            "",
            Keys::checkPositiveOrEmpty,
            MEDIUM,
            "Steps of history that a group needs before its first training; default `4 x (window +"
                + " horizon)`.")
        .define(
            TRAIN_EPOCHS,
            ConfigDef.Type.STRING,
            "",
            Keys::checkPositiveOrEmpty,
            MEDIUM,
            "Passes over the history in one training; default: as many as make about 150 updates,"
                + " half of that from trained weights.")
        .define(
            TRAIN_PATIENCE,
            ConfigDef.Type.INT,
            0,
            Range.atLeast(0),
            LOW,
            "Epochs without a better loss on the newest tenth of what is trained on, after which a"
                + " training stops, with the best weights. 0: it runs all its epochs.")
        .define(
            TRAIN_BATCH_SIZE,
            ConfigDef.Type.INT,
            32,
            Range.atLeast(1),
            MEDIUM,
            "Sequences per update.")
        .define(
            TRAIN_LEARNING_RATE,
            ConfigDef.Type.DOUBLE,
            0.003,
            (key, value) -> checkNumber(key, value, v -> v > 0 && v <= 1, "above 0, at most 1"),
            MEDIUM,
            "Highest learning rate of Adam.")
        .define(
            TRAIN_THREADS,
            ConfigDef.Type.INT,
            1,
            Range.atLeast(1),
            MEDIUM,
            "Threads for trainings in this process. Each group in training has one; threads that"
                + " are free share the work of the others.")
        .define(
            TRAIN_BUDGET,
            ConfigDef.Type.STRING,
            "2m",
            POSITIVE_DURATION,
            MEDIUM,
            "Wall clock that one training may take.")
        .define(
            TRAIN_SEED,
            ConfigDef.Type.LONG,
            1L,
            LOW,
            "Seed of initialisation, shuffling and dropout.")
        .define(
            GATE_MARGIN,
            ConfigDef.Type.DOUBLE,
            0.0,
            (key, value) -> checkNumber(key, value, v -> v >= 0 && v < 1, "from 0 to below 1"),
            MEDIUM,
            "Relative improvement that a challenger must show.")
        .define(
            GATE_HOLDOUT,
            ConfigDef.Type.DOUBLE,
            0.2,
            (key, value) -> checkNumber(key, value, v -> v > 0 && v < 1, "between 0 and 1"),
            MEDIUM,
            "Newest share of the history that judges and is not trained on.")
        .define(
            GATE_CONFIDENCE,
            ConfigDef.Type.DOUBLE,
            0.6,
            (key, value) -> checkNumber(key, value, v -> v >= 0 && v < 1, "from 0 to below 1"),
            MEDIUM,
            "Confidence, from a paired block bootstrap on the holdout, that a challenger is better;"
                + " it must be above this.")
        .define(
            GATE_WATCH,
            ConfigDef.Type.STRING,
            "",
            Keys::checkCountOrEmpty,
            MEDIUM,
            "Steps after a promotion over which the version before runs beside the new one, which is"
                + " rolled back if it is worse; 0: none; default `10 x horizon`.")
        .define(
            MODELS_KEEP,
            ConfigDef.Type.INT,
            10,
            Range.atLeast(1),
            MEDIUM,
            "Versions kept per group.")
        .define(
            DRIFT,
            ConfigDef.Type.STRING,
            "page-hinkley",
            ValidString.in("page-hinkley", NONE),
            MEDIUM,
            "Detector of a lasting rise of the error, which asks for an early training.");
  }

  private static void defineHttp(ConfigDef keys) {
    keys.define(
            HTTP_BIND,
            ConfigDef.Type.STRING,
            "127.0.0.1",
            NOT_EMPTY,
            MEDIUM,
            "Address of the live page, the API and the metrics.")
        .define(
            HTTP_PORT,
            ConfigDef.Type.INT,
            8080,
            Range.between(0, 65_535),
            MEDIUM,
            "Port of the same; 0 takes a free one.")
        .define(
            HTTP_TOKEN,
            ConfigDef.Type.PASSWORD,
            "",
            MEDIUM,
            "Token that changing calls must carry; without one the API only reads.")
        .define(
            HTTP_USER,
            ConfigDef.Type.STRING,
            "",
            MEDIUM,
            "Name that readers must give, by basic authentication; default none, everybody reads.")
        .define(HTTP_PASSWORD, ConfigDef.Type.PASSWORD, "", MEDIUM, "Password of `http.user`.")
        .define(
            HTTP_TLS_KEYSTORE,
            ConfigDef.Type.STRING,
            "",
            MEDIUM,
            "PKCS#12 or JKS file with certificate and private key; with one the server speaks TLS"
                + " alone.")
        .define(
            HTTP_TLS_KEYSTORE_PASSWORD,
            ConfigDef.Type.PASSWORD,
            "",
            MEDIUM,
            "Password of the keystore and of its key.")
        .define(
            HTTP_RATE_MAX,
            ConfigDef.Type.INT,
            100,
            Range.atLeast(1),
            LOW,
            "Requests a second that one address may make. Behind a proxy all readers are one"
                + " address.")
        .define(
            HTTP_ADVERTISED,
            ConfigDef.Type.STRING,
            "",
            LOW,
            "`host:port` at which other instances reach this one; default bind address and port.");
  }

  private static String defaultStateDirectory() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path base =
        cache == null || cache.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return base.resolve("foretide").toString();
  }

  private static ValidString oneOf(Enum<?>[] values) {
    return ValidString.in(
        Arrays.stream(values)
            .map(value -> value.name().toLowerCase(Locale.ROOT))
            .toArray(String[]::new));
  }

  private static void checkUrlOrEmpty(String key, Object value) {
    if (!"".equals(value)) {
      check(
          key,
          value,
          () -> {
            URI url = URI.create((String) value);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (!http || url.getHost() == null) {
              throw new IllegalArgumentException("must be an address of http or https");
            }
          });
    }
  }

  private static void checkDurationOrEmpty(String key, Object value) {
    if (!((String) value).isEmpty()) {
      checkDuration(key, value);
    }
  }

  private static void checkDuration(String key, Object value) {
    check(key, value, () -> Durations.parse((String) value));
  }

  private static void checkStep(String key, Object value) {
    if (!AUTO.equals(value)) {
      checkPositiveDuration(key, value);
    }
  }

  private static void checkPositiveDuration(String key, Object value) {
    checkDuration(key, value);
    if (Durations.parse((String) value).isZero()) {
      throw new ConfigException(key, value, "must be positive");
    }
  }

  /** A null is no number, which the definition has said already. */
  private static void checkNumber(
      String key, @Nullable Object value, DoublePredicate rule, String description) {
    if (value != null && !rule.test((Double) value)) {
      throw new ConfigException(key, value, "must be " + description);
    }
  }

  private static void checkSeason(String key, Object value) {
    if (!NONE.equals(value) && !AUTO.equals(value)) {
      check(key, value, () -> requireAtLeast(1, (String) value));
    }
  }

  private static void checkPositiveOrEmpty(String key, Object value) {
    if (!"".equals(value)) {
      check(key, value, () -> requireAtLeast(1, (String) value));
    }
  }

  private static void checkCountOrEmpty(String key, Object value) {
    if (!"".equals(value)) {
      check(key, value, () -> requireAtLeast(0, (String) value));
    }
  }

  private static void requireAtLeast(int least, String text) {
    boolean enough;
    try {
      enough = Integer.parseInt(text) >= least;
    } catch (NumberFormatException e) {
      enough = false;
    }
    if (!enough) {
      throw new IllegalArgumentException("must be a whole number of at least " + least);
    }
  }

  private static void checkCalendar(String key, Object value) {
    for (Object term : (List<?>) value) {
      if (!NONE.equals(term)) {
        check(
            key,
            value,
            () -> {
              String name = ((String) term).toUpperCase(Locale.ROOT);
              if (Arrays.stream(CalendarTerm.values()).noneMatch(t -> t.name().equals(name))) {
                throw new IllegalArgumentException("must be of hour, weekday, month");
              }
            });
      }
    }
  }

  private static void checkZone(String key, Object value) {
    check(key, value, () -> ZoneId.of((String) value));
  }

  private static void checkFractions(String key, Object value) {
    for (Object fraction : (List<?>) value) {
      check(
          key,
          value,
          () -> {
            double number = Double.parseDouble((String) fraction);
            if (!(number > 0 && number < 1)) {
              throw new IllegalArgumentException("must be numbers between 0 and 1");
            }
          });
    }
  }

  static void check(String key, Object value, Runnable rule) {
    try {
      rule.run();
    } catch (RuntimeException e) {
      throw new ConfigException(key, value, e.getMessage());
    }
  }
}
