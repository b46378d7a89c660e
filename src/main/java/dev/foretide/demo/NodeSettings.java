package dev.foretide.demo;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.raft.QuorumConfig;

/** The Kafka broker settings of one node, small enough for a laptop and quick to start again. */
final class NodeSettings {
  private static final Set<String> RESERVED =
      Set.of(
          "process.roles",
          "node.id",
          "broker.id",
          "log.dir",
          "log.dirs",
          "metadata.log.dir",
          "listeners",
          "advertised.listeners",
          "inter.broker.listener.name",
          "controller.listener.names",
          QuorumConfig.QUORUM_VOTERS_CONFIG);

  private NodeSettings() {}

  static void refuseReserved(Map<String, String> overrides) {
    Set<String> wrong = new TreeSet<>(overrides.keySet());
    wrong.retainAll(RESERVED);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(
          "overrides contain " + wrong + ": the embedded broker sets these itself");
    }
  }

  static Map<String, String> of(
      int id, EmbeddedBroker.Settings settings, Path data, Map<Integer, NodeListeners> quorum) {
    Map<String, String> config = new TreeMap<>();
    identity(config, id, data, quorum);
    internalTopics(config, settings.nodes());
    footprint(config);
    config.put("auto.create.topics.enable", Boolean.toString(settings.autoCreateTopics()));
    config.putAll(settings.overrides());
    return config;
  }

  private static void identity(
      Map<String, String> config, int id, Path data, Map<Integer, NodeListeners> quorum) {
    NodeListeners own = quorum.get(id);
    if (own == null) {
      throw new IllegalArgumentException("node " + id + " has no listeners");
    }
    String clients = NodeListeners.CLIENTS;
    String controller = NodeListeners.CONTROLLER;
    config.put("process.roles", "broker,controller");
    config.put("node.id", Integer.toString(id));
    config.put("log.dirs", data.toString());
    config.put(
        "listeners",
        clients
            + "://"
            + own.address(clients)
            + ","
            + controller
            + "://"
            + own.address(controller));
    // May be overridden, as CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT, by who wants clients secured.
    config.put(
        "listener.security.protocol.map", clients + ":PLAINTEXT," + controller + ":PLAINTEXT");
    config.put("inter.broker.listener.name", clients);
    config.put("controller.listener.names", controller);
    // Voters given here and not stored with the data: a restart may move to other ports.
    config.put(
        QuorumConfig.QUORUM_VOTERS_CONFIG,
        quorum.entrySet().stream()
            .map(node -> node.getKey() + "@" + node.getValue().address(controller))
            .collect(Collectors.joining(",")));
  }

  private static void internalTopics(Map<String, String> config, int nodes) {
    String replicas = Integer.toString(nodes);
    String inSync = nodes == 3 ? "2" : "1";
    config.put("default.replication.factor", replicas);
    config.put("offsets.topic.replication.factor", replicas);
    config.put("transaction.state.log.replication.factor", replicas);
    config.put("transaction.state.log.min.isr", inSync);
    config.put("share.coordinator.state.topic.replication.factor", replicas);
    config.put("share.coordinator.state.topic.min.isr", inSync);
    // The default is 50 partitions each: every one is files to create, and to recover on restart.
    config.put("offsets.topic.num.partitions", "3");
    config.put("transaction.state.log.num.partitions", "3");
    config.put("share.coordinator.state.topic.num.partitions", "3");
  }

  private static void footprint(Map<String, String> config) {
    // A node that is started again waits until the session of its former life has run out.
    config.put("broker.session.timeout.ms", "1500");
    config.put("broker.heartbeat.interval.ms", "200");
    config.put("server.max.startup.time.ms", "60000");
    config.put("group.initial.rebalance.delay.ms", "0");
    config.put("num.network.threads", "1");
    config.put("num.io.threads", "2");
    // The default takes 128 MB of heap a node.
    config.put("log.cleaner.dedupe.buffer.size", "2097152");
    // Replayed readings carry times of years ago or ahead: nothing may expire, be refused, or cut
    // a segment each week of them. Compaction works on closed segments only, so these are small.
    config.put("log.retention.ms", "-1");
    config.put("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
    config.put("log.roll.hours", "876000");
    config.put("log.segment.bytes", "67108864");
  }
}
