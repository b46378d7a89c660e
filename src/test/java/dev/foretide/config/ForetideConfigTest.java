package dev.foretide.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.foretide.model.Evaluation;
import dev.foretide.nn.Loss;
import dev.foretide.series.CalendarTerm;
import dev.foretide.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForetideConfigTest {

  @Test
  void shouldAskForARegistryWhereSomethingIsAvro() {
    assertThat(faults("readings.format=avro", "forecasts.format=avro"))
        .containsExactly(
            "readings.format is avro, which needs schema.registry.url",
            "forecasts.format is avro, which needs schema.registry.url");
    assertThat(faults("schema.registry.url=registry:8080"))
        .singleElement()
        .asString()
        .contains("schema.registry.url", "must be an address of http or https");
    assertThat(faults("forecasts.headers=all"))
        .singleElement()
        .asString()
        .contains("forecasts.headers");
  }

  @Test
  void shouldNotTakeAPasswordInTheAddressOfTheRegistryAndNotShowIt() {
    assertThat(faults("schema.registry.url=http://plant:s3cret@registry:8080"))
        .containsExactly(
            "schema.registry.url must not contain a name and password; there are"
                + " apicurio.auth.username and .password");
  }

  @Test
  void shouldHandApicuriosKeysOnWithTheirPrefix() {
    ForetideConfig config =
        config(
            "readings.format=avro",
            "schema.registry.url=https://registry/apis/registry/v2",
            "apicurio.auth.username=plant",
            "apicurio.auth.password=s3cret");

    assertThat(config.apicurio())
        .containsOnly(
            Map.entry("apicurio.auth.username", "plant"),
            Map.entry("apicurio.auth.password", "s3cret"));
    assertThat(config.effective())
        .containsEntry("apicurio.auth.username", "plant")
        .containsEntry("apicurio.auth.password", "[hidden]");
    assertThat(ConfigSources.merge(null, Map.of("FORETIDE_APICURIO_AUTH_PASSWORD", "s"), List.of()))
        .containsExactly(Map.entry("apicurio.auth.password", "s"));
  }

  @Test
  void shouldListEveryFaultAtOnce() {
    List<String> faults =
        faults(
            "model_layers=lstm:8,dense",
            "horizn=3",
            "window=many",
            "step=1 minute",
            "gap.fill=sometimes",
            "intervals=0.8,1.5",
            "train.learning.rate=7",
            "gate.holdout=3",
            "gate.margin=-1",
            "train.budget=0s",
            "calendar=moon",
            "time.zone=Mars/Base",
            "readings.target=wind",
            "model.layers=lstm:8,gru:3",
            "model.group=(",
            "score.leads=1,99",
            "dlq.topic=readings");

    assertThat(faults).anySatisfy(fault -> assertThat(fault).contains("model_layers: unknown key"));
    for (String text :
        List.of(
            "did you mean model.layers?",
            "horizn: unknown key",
            "window",
            "1 minute",
            "gap.fill",
            "intervals",
            "train.learning.rate",
            "gate.holdout",
            "gate.margin",
            "train.budget",
            "moon",
            "Mars/Base",
            "readings.target is wind",
            "gru:3",
            "model.group is (",
            "score.leads is [1, 99]",
            "readings.topic and dlq.topic are both readings")) {
      assertThat(faults).as(text).anySatisfy(fault -> assertThat(fault).contains(text));
    }
  }

  @Test
  void shouldListBothContradictionsWithinForecastSettings() {
    assertThat(faults("gap.max=90", "score.leads=1,99"))
        .anySatisfy(fault -> assertThat(fault).contains("gap.max is 90"))
        .anySatisfy(fault -> assertThat(fault).contains("score.leads is [1, 99]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "window=one           | window",
        "window=1             | window",
        "horizon=0            | horizon",
        "season=-3            | season",
        "season=yes           | season",
        "lookback=95          | lookback is 95, must be at least the window 96",
        "lookback=0           | lookback",
        "lookback=long        | lookback",
        "model.mask=maybe     | model.mask",
        "train.growth=-0.1    | train.growth",
        "train.history=week   | train.history",
        "step=0s              | step",
        "grace=-1s            | grace",
        "intervals=0.95,0.8   | intervals",
        "intervals=x          | intervals",
        "gap.max=-1           | gap.max",
        "gap.max=49           | gap.max is 49",
        "aggregate=median     | aggregate",
        "evaluation=guess     | evaluation",
        "model.linear=maybe   | model.linear",
        "model.layers=dense:7 | model.layers",
        "loss=quantile        | loss",
        "loss=pinball:1       | loss",
        "train.epochs=0       | train.epochs",
        "train.learning.rate=0| train.learning.rate",
        "gate.holdout=0       | gate.holdout",
        "gate.margin=1        | gate.margin",
        "train.budget=0s      | train.budget",
        "train.min.steps=0    | train.min.steps",
        "score.leads=2,1      | score.leads",
        "score.leads=a        | score.leads",
        "readings.features=a,a| readings.features",
        "readings.features=   | readings.features",
        "http.port=65536      | http.port",
        "bootstrap.servers=   | bootstrap.servers",
        "drift=adwin          | drift",
      })
  void shouldNameKeyOfEachFaultAndNothingElse(String setting, String named) {
    assertThat(faults(setting)).hasSize(1).first().asString().contains(named);
  }

  @Test
  void shouldRequireAddressOfKafka() {
    ConfigFaultsException refusal =
        catchThrowableOfType(ConfigFaultsException.class, () -> new ForetideConfig(Map.of()));

    assertThat(refusal.faults()).hasSize(1).first().asString().contains("bootstrap.servers");
  }

  @Test
  void shouldInferStepOnRequestAndElseHaveOne() {
    assertThat(config().infersStep()).isFalse();

    ForetideConfig inferring = config("step=auto");

    assertThat(inferring.infersStep()).isTrue();
    assertThat(inferring.forecast().withStep(600_000).grid().step())
        .isEqualTo(Duration.ofMinutes(10));
    assertThat(inferring.training().withStep(600_000).shape().stepMillis()).isEqualTo(600_000);
  }

  @Test
  void shouldHaveDefaultsOfDesign() {
    ForetideConfig config = config();

    assertThat(config.forecast().shape().window()).isEqualTo(96);
    assertThat(config.forecast().shape().horizon()).isEqualTo(24);
    assertThat(config.forecast().shape().features()).containsExactly("value");
    assertThat(config.forecast().shape().target()).isEqualTo("value");
    assertThat(config.forecast().shape().season()).as("a day is too long").isZero();
    assertThat(config.forecast().shape().lookback()).isEqualTo(336);
    assertThat(config.forecast().shape().calendar()).containsExactly(CalendarTerm.HOUR);
    assertThat(config.forecast().shape().linear()).isTrue();
    assertThat(config.forecast().shape().mask()).isFalse();
    assertThat(config.forecast().shape().evaluation()).isEqualTo(Evaluation.STATEFUL);
    assertThat(config.forecast().intervals()).containsExactly(0.8, 0.95);
    assertThat(config.forecast().scoredLeads()).containsExactly(1, 12, 24);
    assertThat(config.forecast().grid().step()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.forecast().grid().gapMax()).isEqualTo(5);
    assertThat(config.training().minSteps()).isEqualTo(4 * (96 + 24));
    assertThat(config.training().network().loss()).isEqualTo(Loss.HUBER);
    assertThat(config.training().shape().linear()).isTrue();
    assertThat(config.training().network().layers())
        .isEqualTo("lstm:64,dropout:0.2,lstm:32,dropout:0.2,dense");
    assertThat(config.training().network().epochs()).as("as many as suit the history").isZero();
    assertThat(config.training().growth()).isEqualTo(0.4);
    assertThat(config.trainingHistory()).isEqualTo(Duration.ofDays(7));
    assertThat(config.topicNames().readings()).isEqualTo("readings");
    assertThat(config.topicNames().forecasts()).isEqualTo("foretide-forecasts");
    assertThat(config.topicNames().models()).isEqualTo("foretide-models");
    assertThat(config.groups().groupOf("any")).isEqualTo("default");
    assertThat(config.server().token()).isNull();
    assertThat(config.stream())
        .isEqualTo(
            new StreamSettings(
                "localhost:9092",
                false,
                1,
                ForetideConfig.defaultStateDirectory().toString(),
                false,
                100_000));
    assertThat(config.detectsDrift()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1h,  96, '',   auto, 24", // a day within the lookback of 336
    "15m, 96, '',   auto, 96",
    "5m,  96, '',   auto, 288",
    "5m,  48, '',   auto, 0", // 168 steps of lookback hold no day
    "5m,  48, 288,  auto, 288",
    "12h, 96, '',   auto, 2",
    "1d,  96, '',   auto, 0", // a season of one step is none
    "2d,  96, '',   auto, 0",
    "1s,  96, '',   auto, 0",
    "1h,  96, '',   none, 0",
    "1h,  96, '',   168,  168",
  })
  void shouldTakeADayForSeasonWhereTheLookbackHoldsOne(
      String step, String window, String lookback, String given, int season) {
    ForetideConfig config =
        config("step=" + step, "window=" + window, "lookback=" + lookback, "season=" + given);

    assertThat(config.forecast().shape().season()).isEqualTo(season);
  }

  @Test
  void shouldLookBackThreeAndAHalfWindows() {
    assertThat(config("window=21").forecast().shape().lookback()).isEqualTo(73);
    assertThat(config("lookback=500").forecast().shape().lookback()).isEqualTo(500);
    assertThat(config("lookback=96").forecast().shape().lookback()).isEqualTo(96);
  }

  @Test
  void shouldKeepTenThousandStepsOfHistoryWhereTheyAreLongerThanAWeek() {
    assertThat(config("step=1s").trainingHistory()).isEqualTo(Duration.ofDays(7));
    assertThat(config("step=1h").trainingHistory()).isEqualTo(Duration.ofHours(10_000));
    assertThat(config("step=1h", "train.history=30d").trainingHistory())
        .isEqualTo(Duration.ofDays(30));
  }

  @Test
  void shouldReadLevelOfPinballLoss() {
    assertThat(config("loss=pinball:0.9").training().network().loss()).isEqualTo(Loss.pinball(0.9));
  }

  @Test
  void shouldTakeValuesThatDiffer() {
    ForetideConfig config =
        config(
            "application.id=plant",
            "readings.features=load,heat",
            "readings.target=heat",
            "season=168",
            "calendar=hour,weekday",
            "time.zone=Europe/Berlin",
            "scores.topic=my-scores",
            "horizon=1",
            "http.token=s3cret");

    assertThat(config.forecast().shape().targetIndex()).isEqualTo(1);
    assertThat(config.forecast().shape().season()).isEqualTo(168);
    assertThat(config.forecast().shape().calendar())
        .containsExactly(CalendarTerm.HOUR, CalendarTerm.WEEKDAY);
    assertThat(config.forecast().scoredLeads()).containsExactly(1);
    assertThat(config.topicNames().scores()).isEqualTo("my-scores");
    assertThat(config.topicNames().history()).isEqualTo("plant-history");
    assertThat(config.server().token()).isEqualTo("s3cret");
    assertThat(config.server()).asString().doesNotContain("s3cret");
  }

  @Test
  void shouldSayHowItRunsOnKafka() {
    ForetideConfig config =
        config(
            "threads=3",
            "state.dir=/var/lib/foretide/",
            "state.store=memory",
            "processing.guarantee=exactly_once_v2",
            "series.max=7",
            "drift=none");

    assertThat(config.stream().exactlyOnce()).isTrue();
    assertThat(config.stream().statesInMemory()).isTrue();
    assertThat(config.stream().threads()).isEqualTo(3);
    assertThat(config.stream().stateDir()).isEqualTo("/var/lib/foretide/");
    assertThat(config.stream().maxSeries()).isEqualTo(7);
    assertThat(config.detectsDrift()).isFalse();
  }

  @Test
  void shouldNameTheNumberThatIsNone() {
    assertThatThrownBy(() -> config("gate.margin=much"))
        .isInstanceOfSatisfying(
            ConfigFaultsException.class,
            e -> assertThat(e.faults()).singleElement().asString().contains("gate.margin", "much"));
  }

  @Test
  void shouldWantUserAndPasswordTogetherAndKeystoreAndPasswordToo() {
    assertThatThrownBy(() -> config("http.user=ann", "http.tls.keystore.password=x"))
        .isInstanceOfSatisfying(
            ConfigFaultsException.class,
            e ->
                assertThat(e.faults())
                    .containsExactly(
                        "http.user and http.password must be set together, or neither",
                        "http.tls.keystore and http.tls.keystore.password must be set together, or"
                            + " neither"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http.token",
        "http.password",
        "http.tls.keystore.password",
        "kafka.sasl.jaas.config",
        "kafka.ssl.keystore.key",
        "kafka.ssl.key.password",
        "kafka.sasl.oauthbearer.assertion.private.key.passphrase",
        "kafka.sasl.oauthbearer.client.credentials.client.secret",
        "kafka.basic.auth.user.info",
        "apicurio.auth.password",
        "apicurio.auth.client.secret",
        "apicurio.rest.request.headers.Authorization",
        "apicurio.rest.request.ssl.truststore.password"
      })
  void shouldNotShowSecrets(String key) {
    Map<String, String> shown =
        config(
                key + "=s3cret",
                "http.user=" + (key.equals("http.password") ? "ann" : ""),
                "http.tls.keystore=" + (key.endsWith("keystore.password") ? "one.p12" : ""))
            .effective();

    assertThat(shown).containsEntry(key, "[hidden]");
    assertThat(shown.toString()).doesNotContain("s3cret");
  }

  @Test
  void shouldAcceptNetworkOfTutorial() {
    ForetideConfig config =
        config(
            "model.layers=lstm:100,dropout:0.2,lstm:50,dropout:0.2,dense",
            "model.linear=false",
            "evaluation=windowed",
            "loss=mse",
            "optimizer=adam",
            "train.epochs=100",
            "train.batch.size=200");

    assertThat(config.training().shape().linear()).isFalse();
    assertThat(config.training().network().epochs()).isEqualTo(100);
    assertThat(config.training().network().batchSize()).isEqualTo(200);
    assertThat(config.forecast().shape().evaluation()).isEqualTo(Evaluation.WINDOWED);
  }

  @Test
  void shouldTakeNoneForTheLinearHeadsAlone() {
    TrainingSettings training = config("model.layers=none").training();

    assertThat(training.network().hasNetwork()).isFalse();
    assertThat(training.shape().linear()).isTrue();
    assertThat(config().training().network().hasNetwork()).isTrue();
    assertThat(faults("model.layers=none", "model.linear=false"))
        .singleElement()
        .asString()
        .contains("model.layers is none, must name a network where model.linear is false");
  }

  @Test
  void shouldPassKeysOfKafkaOnUntouched() {
    ForetideConfig config =
        config("kafka.security.protocol=SASL_SSL", "kafka.no.such.key=1", "kafka.acks=all");

    assertThat(config.kafka())
        .containsOnly(
            Map.entry("security.protocol", "SASL_SSL"),
            Map.entry("no.such.key", "1"),
            Map.entry("acks", "all"));
  }

  @Test
  void shouldMaskSecretsWhereConfigurationIsShown() {
    ForetideConfig config =
        config(
            "http.token=s3cret",
            "kafka.sasl.jaas.config=org.example.Login required password=s3cret;",
            "kafka.ssl.key.password=s3cret",
            "kafka.ssl.keystore.key=s3cret",
            "kafka.sasl.oauthbearer.client.credentials.client.secret=s3cret",
            "kafka.sasl.mechanism=PLAIN");

    assertThat(config.effective().toString()).doesNotContain("s3cret");
    assertThat(config.effective())
        .containsEntry("http.token", "[hidden]")
        .containsEntry("kafka.sasl.jaas.config", "[hidden]")
        .containsEntry("kafka.sasl.mechanism", "PLAIN");
  }

  @Test
  void shouldShowWhatFollowsFromOtherKeys() {
    assertThat(config("horizon=10").effective())
        .containsEntry("horizon", "10")
        .containsEntry("score.leads", "1,5,10")
        .containsEntry("forecasts.topic", "foretide-forecasts")
        .containsEntry("readings.target", "value")
        .containsEntry("lookback", "336")
        .containsEntry("season", "none")
        .containsEntry("train.history", "7d")
        .containsEntry("train.min.steps", "424")
        .containsEntry("http.token", "");
  }

  @Test
  void shouldShowTheSeasonThatAutoMeans() {
    assertThat(config("step=1h").effective())
        .containsEntry("season", "24")
        .containsEntry("train.history", "416d16h");
    assertThat(config("train.history=48h").effective()).containsEntry("train.history", "48h");
  }

  @Test
  void shouldPreferSettingToEnvironmentToFileToDefault(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("foretide.properties");
    Files.writeString(
        file,
        """
        bootstrap.servers = kafka:9092
        window = 10
        horizon = 10
        gap.max = 2
        """);

    Map<String, String> merged =
        ConfigSources.merge(
            file,
            Map.of("FORETIDE_HORIZON", "20", "FORETIDE_GAP_MAX", "3", "HORIZON", "99"),
            List.of("gap.max=4"));

    ForetideConfig config = new ForetideConfig(merged);
    assertThat(config.forecast().shape().window()).isEqualTo(10);
    assertThat(config.forecast().shape().horizon()).isEqualTo(20);
    assertThat(config.forecast().grid().gapMax()).isEqualTo(4);
    assertThat(config.forecast().grid().step()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void shouldTakeKeysOfKafkaFromEnvironment() {
    Map<String, String> merged =
        ConfigSources.merge(null, Map.of("FORETIDE_KAFKA_SECURITY_PROTOCOL", "SSL"), List.of());

    assertThat(merged).containsExactly(Map.entry("kafka.security.protocol", "SSL"));
  }

  @Test
  void shouldRefuseUnknownVariablesAndSettingsThatAreNone() {
    Map<String, String> environment =
        new TreeMap<>(Map.of("FORETIDE_HORIZN", "1", "FORETIDE_JVM_OPTS", "-Xmx1g"));

    assertThatThrownBy(() -> ConfigSources.merge(null, environment, List.of("window", "=3")))
        .isInstanceOfSatisfying(
            ConfigFaultsException.class,
            refusal ->
                assertThat(refusal.faults())
                    .containsExactly(
                        "FORETIDE_HORIZN: no key of Foretide has this environment variable",
                        "--set window: must be key=value",
                        "--set =3: must be key=value"));
  }

  @Test
  void shouldNameFileThatCannotBeRead(@TempDir Path directory) throws IOException {
    Path missing = directory.resolve("missing.properties");
    Path binary = Files.write(directory.resolve("binary.properties"), new byte[] {(byte) 0xc3, 0});

    assertThatThrownBy(() -> ConfigSources.merge(missing, Map.of(), List.of()))
        .isInstanceOf(ConfigFaultsException.class)
        .hasMessage(missing + ": no such file");
    assertThatThrownBy(() -> ConfigSources.merge(binary, Map.of(), List.of()))
        .isInstanceOf(ConfigFaultsException.class)
        .hasMessage(binary + ": is not UTF-8 text");
  }

  @Test
  void shouldAcceptFileThatIsDeployed() {
    Path deployed = Path.of("deploy", "foretide.properties");

    ForetideConfig config = new ForetideConfig(ConfigSources.merge(deployed, Map.of(), List.of()));

    assertThat(config.stream().bootstrapServers()).isEqualTo("kafka:19092");
  }

  @Test
  void shouldGiveEveryKeyItsOwnVariable() {
    assertThat(Keys.definition().names().stream().map(ConfigSources::variable))
        .doesNotHaveDuplicates();
  }

  private static ForetideConfig config(String... settings) {
    return new ForetideConfig(
        ConfigSources.merge(
            null, Map.of("FORETIDE_BOOTSTRAP_SERVERS", "localhost:9092"), List.of(settings)));
  }

  private static List<String> faults(String... settings) {
    return catchThrowableOfType(ConfigFaultsException.class, () -> config(settings)).faults();
  }
}
