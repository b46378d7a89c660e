package dev.foretide.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.Certificates;
import dev.foretide.config.ForetideConfig;
import dev.foretide.demo.EmbeddedBroker;
import dev.foretide.stream.cluster.MissingGrantsException;
import dev.foretide.stream.cluster.Role;
import dev.foretide.stream.cluster.StartupChecks;
import dev.foretide.stream.evaluator.StreamListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka that encrypts, knows its users, and lets them do what docs/SECURITY.md lists, no more. */
class SecuredKafkaIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";

  /** The grants of docs/SECURITY.md, for application.id=plant and readings.topic=readings. */
  private static final List<AclBinding> DOCUMENTED =
      Stream.of(
              grant(ResourceType.TOPIC, "readings", PatternType.LITERAL, AclOperation.READ),
              own(ResourceType.TOPIC, AclOperation.READ),
              own(ResourceType.TOPIC, AclOperation.WRITE),
              own(ResourceType.TOPIC, AclOperation.CREATE),
              own(ResourceType.TOPIC, AclOperation.DESCRIBE_CONFIGS),
              own(ResourceType.GROUP, AclOperation.READ),
              own(ResourceType.TRANSACTIONAL_ID, AclOperation.WRITE))
          .toList();

  @TempDir Path directory;

  @Test
  void shouldForecastOverMutualTlsAndNotWithoutACertificate() throws Exception {
    Certificates certificates = new Certificates(directory);
    Map<String, String> broker = tls(certificates, "broker");
    broker.put("listener.security.protocol.map", "CLIENTS:SSL,CONTROLLER:PLAINTEXT");
    broker.put("ssl.client.auth", "required");
    try (EmbeddedBroker kafka = start(broker)) {
      Map<String, String> client = tls(certificates, "client");
      client.put("security.protocol", "SSL");
      createReadings(kafka, client);

      shouldForecast(kafka, client, client, Map.of());

      Map<String, String> stranger = new HashMap<>(client);
      stranger.keySet().removeIf(key -> key.startsWith("ssl.keystore"));
      ForetideConfig config = config(kafka, stranger, Map.of());
      assertThatThrownBy(() -> new StartupChecks(config, Role.ALL).await())
          .isInstanceOf(AuthenticationException.class);
    }
  }

  @Test
  void shouldRunWithTheDocumentedGrantsAndSayWhichIsMissing() throws Exception {
    Certificates certificates = new Certificates(directory);
    Map<String, String> broker = tls(certificates, "broker");
    broker.put("listener.security.protocol.map", "CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT");
    broker.put("sasl.enabled.mechanisms", "PLAIN");
    broker.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    broker.put(
        "listener.name.clients.plain.sasl.jaas.config",
        PLAIN
            + " required username=\"admin\" password=\"admin-secret\""
            + " user_admin=\"admin-secret\" user_foretide=\"foretide-secret\";");
    broker.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    // Nobody is anonymous but the controller's own listener.
    broker.put("super.users", "User:admin;User:ANONYMOUS");
    try (EmbeddedBroker kafka = start(broker)) {
      Map<String, String> admin = sasl(certificates, "admin");
      Map<String, String> user = sasl(certificates, "foretide");
      createReadings(kafka, admin);
      try (Admin acls = Admin.create(connect(kafka, admin))) {
        acls.createAcls(DOCUMENTED).all().get();
        Map<String, String> exactlyOnce = Map.of("processing.guarantee", "exactly_once_v2");

        shouldForecast(kafka, user, admin, exactlyOnce);

        ForetideConfig config = config(kafka, user, exactlyOnce);
        for (AclBinding grant : DOCUMENTED) {
          shouldNameWhatIsMissing(acls, grant, config);
        }
      }
    }
  }

  private static void shouldNameWhatIsMissing(Admin acls, AclBinding grant, ForetideConfig config)
      throws Exception {
    AclOperation operation = grant.entry().operation();
    String name = grant.pattern().name();
    String kind = grant.pattern().resourceType().name().toLowerCase(Locale.ROOT).replace('_', '-');
    AclBindingFilter filter = grant.toFilter();
    acls.deleteAcls(List.of(filter)).all().get();
    if (operation == AclOperation.CREATE) { // matters where something is still to be created
      acls.deleteTopics(List.of("plant-scores")).all().get();
    }

    Awaitility.await(grant.toString())
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> new StartupChecks(config, Role.ALL).await())
                    .isInstanceOf(MissingGrantsException.class)
                    .message()
                    .contains(kind + " " + name, ": " + operation + " is not granted")
                    .contains("kafka-acls.sh", "--operation " + operation + " --" + kind));
    acls.createAcls(List.of(grant)).all().get();
  }

  private void shouldForecast(
      EmbeddedBroker kafka,
      Map<String, String> user,
      Map<String, String> onlooker,
      Map<String, String> settings)
      throws Exception {
    try (ForetideStreams streams =
            new ForetideStreams(
                config(kafka, user, settings),
                Role.ALL,
                "localhost:1",
                new SimpleMeterRegistry(),
                StreamListener.NONE);
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(
                connect(kafka, onlooker), new StringSerializer(), new ByteArraySerializer());
        KafkaConsumer<String, byte[]> forecasts =
            new KafkaConsumer<>(
                connect(kafka, onlooker), new StringDeserializer(), new ByteArrayDeserializer())) {
      streams.start();
      long now = System.currentTimeMillis() / 1000 * 1000;
      for (int step = 0; step < 20; step++) {
        producer
            .send(
                new ProducerRecord<>(
                    "readings",
                    null,
                    now - 60_000 + 1000L * step,
                    "pump/1",
                    "21.5".getBytes(UTF_8)))
            .get();
      }
      Collection<TopicPartition> partitions = List.of(new TopicPartition("plant-forecasts", 0));
      forecasts.assign(partitions);
      forecasts.seekToBeginning(partitions);
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInSameThread()
          .until(() -> !forecasts.poll(Duration.ofMillis(500)).isEmpty());
    }
  }

  // --- given

  private static AclBinding own(ResourceType type, AclOperation operation) {
    return grant(type, "plant", PatternType.PREFIXED, operation);
  }

  private static AclBinding grant(
      ResourceType type, String name, PatternType pattern, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(type, name, pattern),
        new AccessControlEntry("User:foretide", "*", operation, AclPermissionType.ALLOW));
  }

  private EmbeddedBroker start(Map<String, String> settings) {
    return EmbeddedBroker.start(
        EmbeddedBroker.Settings.in(directory.resolve("kafka")).withOverrides(settings));
  }

  private static Map<String, String> tls(Certificates certificates, String name) throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("ssl.keystore.location", certificates.issue(name).toString());
    settings.put("ssl.keystore.password", Certificates.PASSWORD);
    settings.put("ssl.keystore.type", "PKCS12");
    settings.putAll(trust(certificates));
    return settings;
  }

  private static Map<String, String> trust(Certificates certificates) throws Exception {
    return Map.of(
        "ssl.truststore.location",
        certificates.trusted().toString(),
        "ssl.truststore.password",
        Certificates.PASSWORD,
        "ssl.truststore.type",
        "PKCS12");
  }

  private static Map<String, String> sasl(Certificates certificates, String user) throws Exception {
    Map<String, String> settings = new HashMap<>(trust(certificates));
    settings.put("security.protocol", "SASL_SSL");
    settings.put("sasl.mechanism", "PLAIN");
    settings.put(
        "sasl.jaas.config",
        "%s required username=\"%s\" password=\"%s-secret\";".formatted(PLAIN, user, user));
    return settings;
  }

  private static Map<String, Object> connect(EmbeddedBroker kafka, Map<String, String> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    return settings;
  }

  private static void createReadings(EmbeddedBroker kafka, Map<String, String> client)
      throws Exception {
    try (Admin admin = Admin.create(connect(kafka, client))) {
      admin.createTopics(List.of(new NewTopic("readings", 1, (short) 1))).all().get();
    }
  }

  private ForetideConfig config(
      EmbeddedBroker kafka, Map<String, String> client, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("bootstrap.servers", kafka.bootstrapServers());
    client.forEach((key, value) -> all.put("kafka." + key, value));
    return TopologyHarness.config(directory.resolve("state"), all);
  }
}
