package dev.foretide.deploy;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import dev.foretide.config.ConfigSources;
import dev.foretide.config.ForetideConfig;
import dev.foretide.deploy.HelmChart.ScaledObject;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTransactionalIdResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Helm chart, rendered without a cluster; every object is read strictly. */
@EnabledOnOs(
    value = OS.LINUX,
    architectures = "amd64",
    disabledReason = "Helm's library is here for Linux on x86-64 only: the chart is unchecked")
class HelmChartTest {
  private static final String DEFAULTS = "{}";

  private static final String SPLIT =
      """
      split: true
      config: {train.history.values: 5000000, model.group: '([^\\d]+)\\d+'}
      podMonitor: {enabled: true, labels: {team: plant}}
      """;

  private static final String SECURED =
      """
      config:
        bootstrap.servers: kafka-kafka-bootstrap:9093
        application.id: plant
        processing.guarantee: exactly_once_v2
        http.tls.keystore: /etc/foretide-tls/keystore.p12
        http.tls.keystore.password: in-a-secret
      volumes: [{name: tls, secret: {secretName: foretide-tls}}]
      volumeMounts: [{name: tls, mountPath: /etc/foretide-tls, readOnly: true}]
      podMonitor: {enabled: true, endpoint: {tlsConfig: {insecureSkipVerify: true}}}
      strimzi: {cluster: kafka, authentication: tls}
      """;

  private static final String SCALED =
      """
      config: {application.id: plant, forecasts.topic: predictions}
      secret: foretide
      env:
        - {name: FORETIDE_KAFKA_GROUP_INSTANCE_ID, value: $(POD_NAME)}
      strimzi: {cluster: kafka}
      scaling: {enabled: true, lag: 2500000, authentication: kafka}
      nodeSelector: {disk: fast}
      tolerations: [{key: sensors, operator: Exists}]
      affinity: {nodeAffinity: {}}
      imagePullSecrets: [{name: registry}]
      podAnnotations: {team: plant}
      """;

  /** A row of the table of grants: resource, pattern, operations. */
  private static final Pattern GRANT =
      Pattern.compile("\\| (topic|group|transactional id) `(\\w+)` \\| (\\w+) \\| ([\\w, ]+) \\|");

  @TempDir Path temp;

  @Test
  void shouldPassTheLinter() {
    LintResult lint = new Helm(HelmChart.FOLDER).lint().strict().call();

    assertThat(lint.isFailed()).isFalse();
    assertThat(lint.getMessages()).noneMatch(message -> message.matches("\\[(WARN|ERR).*"));
  }

  @Test
  void shouldDeployTheVersionOfTheBuild() throws IOException {
    String pom = Files.readString(DeployFiles.ROOT.resolve("pom.xml"));

    JsonNode chart = DeployFiles.yaml(HelmChart.FOLDER.resolve("Chart.yaml"));

    assertThat(pom)
        .contains(
            "<artifactId>foretide</artifactId>\n  <version>%s</version>"
                .formatted(chart.get("appVersion").asText()));
  }

  @Test
  void shouldRefuseFieldsThatKubernetesDoesNotKnow() throws IOException {
    ObjectNode misspelt =
        (ObjectNode)
            new YAMLMapper()
                .readTree("{apiVersion: apps/v1, kind: StatefulSet, spec: {template: {spec: {}}}}");
    misspelt.withObject("/spec/template/spec").put("restartPolice", "Always");

    assertThatThrownBy(() -> HelmChart.parse(misspelt))
        .isInstanceOf(UnrecognizedPropertyException.class)
        .hasMessageContaining("restartPolice");
  }

  @ParameterizedTest
  @ValueSource(strings = {DEFAULTS, SPLIT, SECURED, SCALED})
  void shouldStartPodsWithAConfigurationThatForetideAccepts(String values) throws IOException {
    HelmChart chart = render(values);

    assertThat(chart.all(StatefulSet.class))
        .isNotEmpty()
        .allSatisfy(set -> assertThat(config(chart, set).applicationId()).isNotBlank());
  }

  @ParameterizedTest
  @ValueSource(strings = {DEFAULTS, SPLIT, SECURED, SCALED})
  void shouldLetPodsDoNothingThatTheyNeedNot(String values) throws IOException {
    for (StatefulSet set : render(values).all(StatefulSet.class)) {
      PodSpec pod = pod(set);
      SecurityContext container = container(set).getSecurityContext();

      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(10_001);
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      assertThat(pod.getAutomountServiceAccountToken()).isFalse();
      assertThat(container.getReadOnlyRootFilesystem()).isTrue();
      assertThat(container.getAllowPrivilegeEscalation()).isFalse();
      assertThat(container.getCapabilities().getDrop()).containsExactly("ALL");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DEFAULTS, SPLIT, SECURED, SCALED})
  void shouldMountWhatThePodsName(String values) throws IOException {
    for (StatefulSet set : render(values).all(StatefulSet.class)) {
      Set<String> volumes = new TreeSet<>(List.of("state"));
      pod(set).getVolumes().forEach(volume -> volumes.add(volume.getName()));

      assertThat(container(set).getVolumeMounts())
          .extracting(VolumeMount::getName)
          .containsExactlyInAnyOrderElementsOf(volumes);
      assertThat(container(set).getVolumeMounts())
          .extracting(VolumeMount::getMountPath)
          .contains("/var/lib/foretide", "/etc/foretide", "/tmp")
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void shouldKeepTheStateAndStopInOrder() throws IOException {
    StatefulSet set = render(DEFAULTS).only(StatefulSet.class);

    assertThat(set.getSpec().getVolumeClaimTemplates())
        .singleElement()
        .satisfies(
            claim -> {
              assertThat(claim.getMetadata().getName()).isEqualTo("state");
              assertThat(claim.getSpec().getResources().getRequests()).containsKey("storage");
            });
    assertThat(environment(set)).containsEntry("FORETIDE_STATE_DIR", "/var/lib/foretide");
    assertThat(pod(set).getTerminationGracePeriodSeconds()).isEqualTo(60);
    assertThat(container(set).getResources().getRequests()).containsKeys("cpu", "memory");
    assertThat(container(set).getResources().getLimits()).containsOnlyKeys("memory");
  }

  @Test
  void shouldAskWhetherToRestartAndWhetherToSendTraffic() throws IOException {
    Container plain = container(render(DEFAULTS).only(StatefulSet.class));
    Container secured = container(render(SECURED).only(StatefulSet.class));

    assertThat(List.of(plain.getStartupProbe(), plain.getLivenessProbe()))
        .extracting(HelmChartTest::asked)
        .containsOnly("HTTP /livez");
    assertThat(asked(plain.getReadinessProbe())).isEqualTo("HTTP /readyz");
    assertThat(asked(secured.getReadinessProbe())).isEqualTo("HTTPS /readyz");
  }

  @Test
  void shouldBeReachedByOtherInstancesAtTheNameOfThePod() throws IOException {
    HelmChart chart = render(DEFAULTS);
    StatefulSet set = chart.only(StatefulSet.class);

    Service pods = chart.named(Service.class, set.getSpec().getServiceName());

    assertThat(pods.getSpec().getClusterIP()).isEqualTo("None");
    assertThat(environment(set))
        .containsEntry(
            "FORETIDE_HTTP_ADVERTISED",
            "$(POD_NAME).%s.%s.svc:8080"
                .formatted(pods.getMetadata().getName(), HelmChart.NAMESPACE));
    // A Service of this name would otherwise become FORETIDE_PORT, which no key has.
    assertThat(pod(set).getEnableServiceLinks()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {DEFAULTS, SPLIT})
  void shouldSelectThePodsOfEachRole(String values) throws IOException {
    HelmChart chart = render(values);
    for (StatefulSet set : chart.all(StatefulSet.class)) {
      Map<String, String> labels = set.getSpec().getTemplate().getMetadata().getLabels();

      assertThat(labels).containsAllEntriesOf(set.getSpec().getSelector().getMatchLabels());
      assertThat(
              chart
                  .named(PodDisruptionBudget.class, set.getMetadata().getName())
                  .getSpec()
                  .getSelector()
                  .getMatchLabels())
          .isEqualTo(set.getSpec().getSelector().getMatchLabels());
    }
  }

  @Test
  void shouldDeployTheRolesApart() throws IOException {
    HelmChart chart = render(SPLIT);

    assertThat(chart.all(StatefulSet.class))
        .extracting(set -> container(set).getArgs().subList(3, 5))
        .containsExactly(List.of("--role", "evaluator"), List.of("--role", "trainer"));
    assertThat(chart.named(Service.class, "plant-foretide").getSpec().getSelector())
        .containsEntry("app.kubernetes.io/component", "evaluator");
  }

  @Test
  void shouldLetPrometheusFindThePods() throws IOException {
    HelmChart chart = render(SECURED);

    PodMonitor monitor = chart.only(PodMonitor.class);

    assertThat(monitor.getSpec().getPodMetricsEndpoints())
        .singleElement()
        .satisfies(
            endpoint -> {
              assertThat(endpoint.getPath()).isEqualTo("/metrics");
              assertThat(endpoint.getPort()).isEqualTo("http");
              assertThat(endpoint.getScheme()).isEqualToIgnoringCase("https");
            });
    // The alerts look for the job of this name.
    assertThat(
            chart
                .only(StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels()
                .get(monitor.getSpec().getJobLabel()))
        .isEqualTo("foretide");
  }

  @Test
  void shouldFollowTheLagOfTheReadings() throws IOException {
    HelmChart chart = render(SCALED);

    ScaledObject scaled = chart.only(ScaledObject.class);

    StatefulSet set = chart.named(StatefulSet.class, scaled.spec().scaleTargetRef().name());
    assertThat(set.getSpec().getReplicas()).as("left to KEDA").isNull();
    assertThat(scaled.spec().triggers())
        .singleElement()
        .satisfies(
            trigger ->
                assertThat(trigger.metadata())
                    .containsOnly(
                        Map.entry("bootstrapServers", "kafka-kafka-bootstrap:9092"),
                        Map.entry("consumerGroup", "plant"),
                        Map.entry("topic", "readings"),
                        Map.entry("lagThreshold", "2500000")));
  }

  @Test
  void shouldCreateTheTopicsThatForetideOwns() throws IOException {
    HelmChart chart = render(SCALED);

    Map<String, KafkaTopic> topics =
        chart.all(KafkaTopic.class).stream()
            .collect(toMap(topic -> topic.getSpec().getTopicName(), topic -> topic));

    ForetideConfig.Topics names = config(chart, chart.only(StatefulSet.class)).topicNames();
    assertThat(topics)
        .containsOnlyKeys(
            names.forecasts(), names.scores(), names.models(), names.history(), names.dlq());
    assertThat(topics.get(names.models()).getSpec().getPartitions()).isEqualTo(1);
    assertThat(topics.get(names.models()).getSpec().getConfig())
        .containsOnly(
            Map.entry("cleanup.policy", "compact"),
            Map.entry("max.message.bytes", 16 * 1024 * 1024));
    assertThat(topics.get(names.history()).getSpec().getConfig())
        .containsOnly(Map.entry("retention.ms", 86_400_000));
  }

  @Test
  void shouldGrantExactlyWhatIsDocumented() throws IOException {
    KafkaUser user = render(SECURED).only(KafkaUser.class);

    assertThat(grants(user)).isEqualTo(documentedGrants());
  }

  @Test
  void shouldGrantTopicsWithNamesOfTheirOwnAndNoTransactions() throws IOException {
    KafkaUser user = render(SCALED).only(KafkaUser.class);

    Set<String> expected = new TreeSet<>(documentedGrants());
    expected.remove("transactional id plant prefixed Write");
    for (String operation : List.of("Read", "Write", "Create", "DescribeConfigs")) {
      expected.add("topic predictions literal " + operation);
    }
    assertThat(grants(user)).isEqualTo(expected);
  }

  @Test
  void shouldRenderTheValuesOfItsPage() throws IOException {
    String page = Files.readString(DeployFiles.ROOT.resolve("deploy/README.md"));
    MatchResult block =
        Pattern.compile("(?s)```yaml\n(.*?)```").matcher(page).results().findFirst().get();

    HelmChart chart = render(block.group(1));

    StatefulSet evaluator = chart.named(StatefulSet.class, "plant-foretide-evaluator");
    assertThat(config(chart, evaluator).applicationId()).isEqualTo("plant");
    assertThat(chart.only(KafkaUser.class)).isNotNull();
  }

  @Test
  void shouldLeaveUserAndGroupToThePlatform() throws IOException {
    HelmChart chart =
        render("podSecurityContext: {runAsUser: null, runAsGroup: null, fsGroup: null}");

    PodSecurityContext context = pod(chart.only(StatefulSet.class)).getSecurityContext();
    assertThat(context.getRunAsUser()).isNull();
    assertThat(context.getFsGroup()).isNull();
    assertThat(context.getRunAsNonRoot()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config: {state.dir: /elsewhere}",
        "config: {bootstrap.servers: ''}",
        "config: {processing.guarantee: twice}",
        "splitt: true",
        "roles: {all: {replicas: many}}",
        "strimzi: {authentication: plain}"
      })
  void shouldRefuseWrongValues(String values) {
    String key = values.replaceFirst(":.*", "");

    assertThatThrownBy(() -> render(values))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(key);
  }

  // --- given

  private HelmChart render(String values) throws IOException {
    return HelmChart.render(temp, values);
  }

  private static PodSpec pod(StatefulSet set) {
    return set.getSpec().getTemplate().getSpec();
  }

  private static Container container(StatefulSet set) {
    return pod(set).getContainers().get(0);
  }

  private static String asked(Probe probe) {
    return probe.getHttpGet().getScheme() + " " + probe.getHttpGet().getPath();
  }

  /** The variables of a pod; what comes from a Secret has some text. */
  private static Map<String, String> environment(StatefulSet set) {
    return container(set).getEnv().stream()
        .collect(toMap(EnvVar::getName, env -> env.getValue() == null ? "x" : env.getValue()));
  }

  /** What the program makes of the file and the variables. */
  private ForetideConfig config(HelmChart chart, StatefulSet set) throws IOException {
    String properties = chart.only(ConfigMap.class).getData().get("foretide.properties");
    Path file = Files.writeString(temp.resolve("foretide.properties"), properties);
    return new ForetideConfig(ConfigSources.merge(file, environment(set), List.of()));
  }

  private static Set<String> grants(KafkaUser user) {
    Set<String> grants = new TreeSet<>();
    var authorization = (KafkaUserAuthorizationSimple) user.getSpec().getAuthorization();
    for (AclRule rule : authorization.getAcls()) {
      rule.getOperations()
          .forEach(
              operation -> grants.add(resource(rule.getResource()) + " " + operation.toValue()));
    }
    return grants;
  }

  private static String resource(AclRuleResource resource) {
    if (resource instanceof AclRuleTopicResource topic) {
      return named("topic", topic.getName(), topic.getPatternType().toString());
    }
    if (resource instanceof AclRuleGroupResource group) {
      return named("group", group.getName(), group.getPatternType().toString());
    }
    var transaction = (AclRuleTransactionalIdResource) resource;
    return named(
        "transactional id", transaction.getName(), transaction.getPatternType().toString());
  }

  private static String named(String type, String name, String pattern) {
    return "%s %s %s"
        .formatted(type, name, pattern.equalsIgnoreCase("prefix") ? "prefixed" : "literal");
  }

  /** The table of docs/SECURITY.md, a line for each operation. */
  private static Set<String> documentedGrants() throws IOException {
    String page = Files.readString(DeployFiles.ROOT.resolve("docs/SECURITY.md"));
    Set<String> grants = new TreeSet<>();
    for (MatchResult row : GRANT.matcher(page).results().toList()) {
      for (String operation : row.group(4).split(", ", -1)) {
        grants.add("%s %s %s %s".formatted(row.group(1), row.group(2), row.group(3), operation));
      }
    }
    assertThat(grants).hasSize(7);
    return grants;
  }
}
