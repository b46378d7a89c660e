package dev.foretide.deploy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The objects of the chart in deploy/kubernetes, for a file of values. */
final class HelmChart {
  static final Path FOLDER = DeployFiles.ROOT.resolve("deploy/kubernetes");
  static final String RELEASE = "plant";
  static final String NAMESPACE = "sensors";

  /** As {@code apiVersion/kind}: another version of an object is another object. */
  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "v1/ConfigMap", ConfigMap.class,
          "v1/Service", Service.class,
          "apps/v1/StatefulSet", StatefulSet.class,
          "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
          "monitoring.coreos.com/v1/PodMonitor", PodMonitor.class,
          "kafka.strimzi.io/v1/KafkaTopic", KafkaTopic.class,
          "kafka.strimzi.io/v1/KafkaUser", KafkaUser.class,
          "keda.sh/v1alpha1/ScaledObject", ScaledObject.class);

  private final List<Object> objects;

  private HelmChart(List<Object> objects) {
    this.objects = objects;
  }

  /**
   * Renders the chart.
   *
   * @throws IllegalStateException the values break a rule of values.schema.json
   * @throws com.fasterxml.jackson.databind.JsonMappingException an object has a field that its kind
   *     does not know, or a value of another type
   */
  static HelmChart render(Path folder, String values) throws IOException {
    Path file = Files.writeString(folder.resolve("values.yaml"), values);
    String text =
        new Helm(FOLDER)
            .template()
            .withKubeVersion("1.33.0")
            .withName(RELEASE)
            .withNamespace(NAMESPACE)
            .withValuesFile(file)
            .call();
    List<Object> objects = new ArrayList<>();
    try (MappingIterator<JsonNode> documents =
        new YAMLMapper().readerFor(JsonNode.class).readValues(text)) {
      while (documents.hasNext()) {
        objects.add(parse(documents.next()));
      }
    }
    return new HelmChart(objects);
  }

  static Object parse(JsonNode object) throws IOException {
    String kind = object.path("apiVersion").asText() + "/" + object.path("kind").asText();
    Class<?> type = KINDS.get(kind);
    if (type == null) {
      throw new IOException("the chart has a " + kind + ", which is none of " + KINDS.keySet());
    }
    return strict().treeToValue(object, type);
  }

  /** The models keep fields that they do not know; here these shall be errors. */
  private static ObjectMapper strict() {
    return JsonMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .annotationIntrospector(
            new JacksonAnnotationIntrospector() {
              private static final long serialVersionUID = 1L;

              @Override
              public Boolean hasAnySetter(Annotated field) {
                return false;
              }
            })
        .build();
  }

  <T> List<T> all(Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  <T> T only(Class<T> kind) {
    List<T> found = all(kind);
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " objects of kind " + kind.getSimpleName());
    }
    return found.get(0);
  }

  <T extends HasMetadata> T named(Class<T> kind, String name) {
    return all(kind).stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " " + name));
  }

  /** KEDA's object, of which no Java model is published: the fields that the chart may use. */
  record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {
    record Spec(
        Target scaleTargetRef,
        int minReplicaCount,
        int maxReplicaCount,
        Advanced advanced,
        List<Trigger> triggers) {}

    record Target(String apiVersion, String kind, String name) {}

    record Advanced(Autoscaler horizontalPodAutoscalerConfig) {}

    record Autoscaler(HorizontalPodAutoscalerBehavior behavior) {}

    record Trigger(String type, Map<String, String> metadata, Reference authenticationRef) {}

    record Reference(String name) {}
  }
}
