package dev.foretide.stream.cluster;

import dev.foretide.config.ForetideConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@code all} apart from the split roles under one {@code application.id}: trainers of both
 * kinds would train every model twice, and members of one group must run one topology.
 *
 * <p>Trainers alone are a group of their own. In the group of {@code application.id}, those of
 * {@code all} read the history topic and evaluators do not. The look is a moment's: two that start
 * at the same time do not see each other.
 */
final class RoleCheck {
  private static final Logger LOG = LoggerFactory.getLogger(RoleCheck.class);
  private static final int LOOKS = 20;
  private static final long PAUSE_MILLIS = 250;

  private final ForetideConfig config;
  private final Role role;
  private final Admin admin;

  RoleCheck(ForetideConfig config, Role role, Admin admin) {
    this.config = config;
    this.role = role;
    this.admin = admin;
  }

  /**
   * The live members of a group.
   *
   * @param topics topics that they read; empty while the group is being rebalanced
   */
  private record Members(int count, Set<String> topics) {
    static final Members NONE = new Members(0, Set.of());
  }

  /**
   * Looks at the groups. Without the right to describe them it warns and goes on.
   *
   * @throws RoleConflictException if another role runs that this one must not run beside
   * @throws KafkaException if Kafka does not answer
   */
  void check() throws InterruptedException {
    if (role == Role.ALL) {
      String trainers = ClientSettings.applicationId(config, Role.TRAINER);
      int count = members(trainers).count();
      if (count > 0) {
        throw conflict(Role.TRAINER, trainers, count);
      }
    }
    String group = config.applicationId();
    Members others = settled(group);
    if (others.topics().isEmpty()) {
      return;
    }
    Role running =
        others.topics().contains(config.topicNames().history()) ? Role.ALL : Role.EVALUATOR;
    if (running != role && (running == Role.ALL || role == Role.ALL)) {
      throw conflict(running, group, others.count());
    }
  }

  private RoleConflictException conflict(Role running, String group, int count) {
    return new RoleConflictException(
        ("role %s must not run beside role %s under application.id %s: group %s has live members"
                + " (%d); stop them first, one that was killed counts until its session ends")
            .formatted(role, running, config.applicationId(), group, count));
  }

  /** Members of a group once it is known what they read. */
  private Members settled(String group) throws InterruptedException {
    for (int look = 0; look < LOOKS; look++) {
      Members found = members(group);
      if (found.count() == 0 || !found.topics().isEmpty()) {
        return found;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    LOG.warn("Group {} is being rebalanced: its roles are not checked", group);
    return Members.NONE;
  }

  private Members members(String group) throws InterruptedException {
    try {
      Members consumers = consumers(group);
      return consumers.count() > 0 ? consumers : streams(group);
    } catch (AuthorizationException e) {
      LOG.warn(
          "Group {} is not checked for other roles: DESCRIBE on it is missing ({})",
          group,
          e.getMessage());
      return Members.NONE;
    }
  }

  private Members consumers(String group) throws InterruptedException {
    var future = admin.describeConsumerGroups(List.of(group)).describedGroups();
    return get(future, group, found -> consumers(found.members()));
  }

  private static Members consumers(Iterable<MemberDescription> members) {
    Set<String> topics = new HashSet<>();
    int count = 0;
    for (MemberDescription member : members) {
      count++;
      for (TopicPartition partition : member.assignment().topicPartitions()) {
        topics.add(partition.topic());
      }
    }
    return new Members(count, topics);
  }

  /** Groups of the protocol that is Kafka Streams' own, {@code group.protocol=streams}. */
  private Members streams(String group) throws InterruptedException {
    var future = admin.describeStreamsGroups(List.of(group)).describedGroups();
    return get(future, group, RoleCheck::streams);
  }

  private static Members streams(StreamsGroupDescription found) {
    Set<String> topics = new HashSet<>();
    found.subtopologies().forEach(part -> topics.addAll(part.sourceTopics()));
    return new Members(found.members().size(), topics);
  }

  private interface Reading<T> {
    Members of(T group);
  }

  /** Groups that are unknown, or of a kind that the brokers do not know, have no members. */
  private static <T> Members get(
      Map<String, KafkaFuture<T>> described, String group, Reading<T> reading)
      throws InterruptedException {
    try {
      return reading.of(Objects.requireNonNull(described.get(group)).get());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof GroupIdNotFoundException
          || cause instanceof UnsupportedVersionException) {
        return Members.NONE;
      }
      throw cause instanceof KafkaException kafka ? kafka : new KafkaException(cause);
    }
  }
}
