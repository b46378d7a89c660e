package dev.foretide.stream.cluster;

import dev.foretide.config.ForetideConfig;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What Kafka must let a role do. It is asked for before the start, because a stream thread that is
 * refused later dies with the name of at most one topic, and of no operation.
 *
 * <p>Brokers without an authorizer grant everything; those that do not tell are believed.
 */
final class AclCheck {
  private final ForetideConfig config;
  private final Role role;
  private final Admin admin;
  private final List<String> missing = new ArrayList<>();

  private AclCheck(ForetideConfig config, Role role, Admin admin) {
    this.config = config;
    this.role = role;
    this.admin = admin;
  }

  /**
   * Asks Kafka.
   *
   * @throws MissingGrantsException naming each thing and operation that is refused
   */
  static void require(ForetideConfig config, Role role, Admin admin) throws InterruptedException {
    AclCheck grants = new AclCheck(config, role, admin);
    for (Map.Entry<String, Set<AclOperation>> topic : grants.topics().entrySet()) {
      grants.checkTopic(topic.getKey(), topic.getValue());
    }
    grants.checkGroup();
    grants.checkTransactions();
    if (!grants.missing.isEmpty()) {
      throw new MissingGrantsException(grants.missing);
    }
  }

  /** Operations by topic. */
  private Map<String, Set<AclOperation>> topics() {
    ForetideConfig.Topics names = config.topicNames();
    Map<String, Set<AclOperation>> topics = new TreeMap<>();
    want(topics, names.models(), AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
    want(topics, names.history(), AclOperation.DESCRIBE_CONFIGS);
    want(topics, names.dlq(), AclOperation.WRITE);
    if (role.evaluates()) {
      names.source().names().forEach(topic -> want(topics, topic, AclOperation.READ));
      want(topics, names.forecasts(), AclOperation.WRITE);
      want(topics, names.scores(), AclOperation.WRITE);
      want(topics, names.history(), AclOperation.WRITE);
      want(topics, changelog(Names.SERIES_STORE), AclOperation.READ, AclOperation.WRITE);
      if (config.rekeysReadings()) {
        want(topics, names.readingsBySeries(), AclOperation.READ, AclOperation.WRITE);
      }
    }
    if (role.trains()) {
      want(topics, names.history(), AclOperation.READ);
      want(topics, names.models(), AclOperation.WRITE);
      want(topics, changelog(Names.HISTORY_STORE), AclOperation.READ, AclOperation.WRITE);
      want(topics, changelog(Names.TRAININGS_STORE), AclOperation.READ, AclOperation.WRITE);
    }
    return topics;
  }

  private static void want(
      Map<String, Set<AclOperation>> topics, String topic, AclOperation... operations) {
    topics
        .computeIfAbsent(topic, name -> EnumSet.noneOf(AclOperation.class))
        .addAll(List.of(operations));
  }

  private String changelog(String store) {
    return "%s-%s-changelog".formatted(ClientSettings.applicationId(config, role), store);
  }

  private void checkTopic(String topic, Set<AclOperation> wanted) throws InterruptedException {
    DescribeTopicsOptions options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
    try {
      TopicDescription found =
          Objects.requireNonNull(
                  admin.describeTopics(List.of(topic), options).topicNameValues().get(topic))
              .get();
      Set<AclOperation> granted = found.authorizedOperations();
      if (granted != null) {
        wanted.stream()
            .filter(operation -> !granted.contains(operation))
            .forEach(operation -> refuse("topic", topic, operation));
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        wanted.forEach(operation -> refuse("topic", topic, operation));
      } else if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        checkCreation(topic);
      } else {
        throw asKafka(e);
      }
    }
  }

  /** The readings topic is the user's to create. */
  private void checkCreation(String topic) throws InterruptedException {
    if (!config.topicNames().source().names().contains(topic)) {
      ask(
          admin
              .createTopics(
                  List.of(new NewTopic(topic, 1, (short) -1)),
                  new CreateTopicsOptions().validateOnly(true))
              .all(),
          TopicExistsException.class,
          "topic",
          topic,
          AclOperation.CREATE);
    }
  }

  private void checkGroup() throws InterruptedException {
    String group = ClientSettings.applicationId(config, role);
    ask(
        Objects.requireNonNull(
            admin.describeConsumerGroups(List.of(group)).describedGroups().get(group)),
        GroupIdNotFoundException.class,
        "group",
        group,
        AclOperation.READ);
  }

  private void checkTransactions() throws InterruptedException {
    if (config.stream().exactlyOnce()) {
      String id = ClientSettings.applicationId(config, role);
      ask(
          admin.describeTransactions(List.of(id)).description(id),
          TransactionalIdNotFoundException.class,
          "transactional-id",
          id,
          AclOperation.WRITE);
    }
  }

  /** Takes an answer for a yes, and also the one that there is nothing yet. */
  private void ask(
      KafkaFuture<?> answer,
      Class<? extends Exception> nothingYet,
      String kind,
      String name,
      AclOperation operation)
      throws InterruptedException {
    try {
      answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        refuse(kind, name, operation);
      } else if (!nothingYet.isInstance(e.getCause())) {
        throw asKafka(e);
      }
    }
  }

  private void refuse(String kind, String name, AclOperation operation) {
    missing.add(
        ("%s %s: %s is not granted to this user: kafka-acls.sh --bootstrap-server %s --add"
                + " --allow-principal User:NAME --operation %s --%s %s")
            .formatted(
                kind, name, operation, config.stream().bootstrapServers(), operation, kind, name));
  }

  private static KafkaException asKafka(ExecutionException e) {
    return e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
  }
}
