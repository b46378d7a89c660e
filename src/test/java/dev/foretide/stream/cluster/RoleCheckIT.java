package dev.foretide.stream.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.config.ForetideConfig;
import dev.foretide.demo.EmbeddedBroker;
import dev.foretide.stream.ForetideStreams;
import dev.foretide.stream.TopologyHarness;
import dev.foretide.stream.evaluator.StreamListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.streams.KafkaStreams;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Roles that meet under one application id, on a real broker. */
class RoleCheckIT {
  @TempDir static Path brokerDirectory;
  @TempDir Path directory;
  private static EmbeddedBroker broker;
  private static Admin admin;
  private final List<ForetideStreams> running = new ArrayList<>();

  @BeforeAll
  static void startBroker() throws Exception {
    broker =
        EmbeddedBroker.start(
            EmbeddedBroker.Settings.in(brokerDirectory)
                .withOverrides(
                    Map.of(
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "allow.everyone.if.no.acl.found",
                        "true")));
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    admin.createTopics(List.of(new NewTopic("readings", 1, (short) 1))).all().get();
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  @AfterEach
  void stop() {
    running.forEach(ForetideStreams::close);
  }

  private ForetideStreams start(String application, String protocol, Role role) throws Exception {
    ForetideConfig config =
        TopologyHarness.config(
            directory.resolve("state-" + running.size()),
            Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "application.id", application,
                "kafka.group.protocol", protocol));
    ForetideStreams streams =
        new ForetideStreams(
            config, role, "localhost:1", new SimpleMeterRegistry(), StreamListener.NONE);
    running.add(streams);
    streams.start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> streams.state().filter(s -> s == KafkaStreams.State.RUNNING).isPresent());
    return streams;
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "streams"})
  void shouldRefuseTheSplitRolesBesideAll(String protocol) throws Exception {
    String application = "whole-" + protocol;
    start(application, protocol, Role.ALL);

    assertThatThrownBy(() -> start(application, protocol, Role.TRAINER))
        .isInstanceOf(RoleConflictException.class)
        .hasMessageStartingWith(
            "role trainer must not run beside role all under application.id %s: group %s has live members (1);"
                .formatted(application, application));
    assertThatThrownBy(() -> start(application, protocol, Role.EVALUATOR))
        .isInstanceOf(RoleConflictException.class)
        .hasMessageStartingWith("role evaluator must not run beside role all");
    assertThatCode(() -> start(application, protocol, Role.ALL)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "streams"})
  void shouldRefuseAllBesideTheSplitRoles(String protocol) throws Exception {
    String application = "split-" + protocol;
    start(application, protocol, Role.EVALUATOR);
    ForetideStreams trainer = start(application, protocol, Role.TRAINER);

    assertThatThrownBy(() -> start(application, protocol, Role.ALL))
        .isInstanceOf(RoleConflictException.class)
        .hasMessageContaining(
            "beside role trainer under application.id %s: group %s-trainer has live members"
                .formatted(application, application));
    trainer.close();
    assertThatThrownBy(() -> start(application, protocol, Role.ALL))
        .isInstanceOf(RoleConflictException.class)
        .hasMessageContaining("beside role evaluator under application.id " + application);
    assertThatCode(() -> start(application, protocol, Role.EVALUATOR)).doesNotThrowAnyException();
  }

  @Test
  void shouldStartWhenItMayNotLook() throws Exception {
    admin
        .createAcls(
            List.of(
                new AclBinding(
                    new ResourcePattern(ResourceType.GROUP, "secret-trainer", PatternType.LITERAL),
                    new AccessControlEntry(
                        "User:somebody", "*", AclOperation.READ, AclPermissionType.ALLOW))))
        .all()
        .get();

    ForetideStreams streams = start("secret", "classic", Role.ALL);

    assertThat(streams.state()).hasValue(KafkaStreams.State.RUNNING);
  }
}
