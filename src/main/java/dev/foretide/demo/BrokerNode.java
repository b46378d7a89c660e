package dev.foretide.demo;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * One running combined node: a controller and a broker that share a Raft client.
 *
 * <p>This is what {@code kafka.server.KafkaRaftServer} does, with two parts of our own: bound
 * sockets and fault handlers that leave the JVM alone. Kafka promises nothing about these classes
 * between versions; this class and {@link BrokerFaults} are the only ones that touch servers of
 * Kafka.
 */
final class BrokerNode {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerNode.class);

  private final ControllerServer controller;
  private final BrokerServer broker;

  private BrokerNode(ControllerServer controller, BrokerServer broker) {
    this.controller = controller;
    this.broker = broker;
  }

  /** Starts a node and returns when it accepts requests; needs a majority of nodes starting. */
  static BrokerNode start(
      int id, Map<String, String> configuration, NodeListeners listeners, BrokerFaults faults) {
    KafkaConfig config = new KafkaConfig(configuration, false);
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> loaded =
        KafkaRaftServer.initializeLogDirs(config, LOG, "[node " + id + "] ");
    List<String> voters = config.quorumConfig().voters();
    SharedServer shared =
        new SharedServer(
            config,
            loaded._1(),
            Time.SYSTEM,
            new Metrics(),
            CompletableFuture.completedFuture(QuorumConfig.parseVoterConnections(voters)),
            QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
            faults.handlersOf(id),
            listeners.factory());
    BrokerNode node =
        new BrokerNode(
            new ControllerServer(shared, KafkaRaftServer.configSchema(), loaded._2()),
            new BrokerServer(shared));
    try {
      node.controller.startup();
      node.broker.startup();
    } catch (RuntimeException | Error e) {
      node.stop();
      throw e;
    }
    return node;
  }

  /** Orderly stop: the broker hands over its leaderships while its controller still answers. */
  void stop() {
    broker.shutdown();
    controller.shutdown();
    broker.awaitShutdown();
    controller.awaitShutdown();
  }
}
