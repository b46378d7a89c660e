package dev.foretide.faults;

import dev.foretide.config.ForetideConfig;
import dev.foretide.stream.cluster.Topics;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;

/** What must be there before instances start. */
final class Preparation {
  private Preparation() {}

  /** The readings topic, as its owner creates it, and those of Foretide. */
  static void createTopics(ForetideConfig config, int partitions, int replicas) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", config.stream().bootstrapServers()))) {
      NewTopic readings =
          new NewTopic(config.topicNames().readings(), partitions, (short) replicas);
      admin.createTopics(List.of(readings)).all().get();
      Topics topics = new Topics(config, admin);
      Awaitility.await().until(() -> topics.readingsPartitions().isPresent());
      topics.create();
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
