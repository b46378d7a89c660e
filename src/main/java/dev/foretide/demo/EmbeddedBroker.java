package dev.foretide.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A real Kafka cluster inside this JVM: one to three combined KRaft nodes, each broker and
 * controller, that listen on {@code localhost} only.
 *
 * <p>Data outlives the broker: started again on the same directory it has its topics and records,
 * after about half a second. A fault inside the broker never ends the JVM; see {@link #faults()}.
 *
 * <p>For demonstrations, development and tests. It keeps records for ever and secures nothing,
 * unless overrides say so.
 *
 * <p>Owned by one thread, which starts, stops and closes; {@link #bootstrapServers()} and {@link
 * #faults()} may be asked from any.
 */
public final class EmbeddedBroker implements AutoCloseable {

  /**
   * What to start.
   *
   * @param directory where the data lives; created if missing
   * @param nodes 1 to 3
   * @param port of the first node for clients, the next nodes take the ports after it; 0 lets the
   *     operating system choose
   * @param autoCreateTopics whether naming an unknown topic creates it
   * @param overrides Kafka broker settings that win over the ones made here; the ones that make the
   *     cluster what it is (listeners, ids, directories) are refused
   */
  public record Settings(
      Path directory,
      int nodes,
      int port,
      boolean autoCreateTopics,
      Map<String, String> overrides) {

    /** Checks each field. */
    public Settings {
      if (nodes < 1 || nodes > 3) {
        throw new IllegalArgumentException("nodes is " + nodes + ": it must be 1, 2 or 3");
      }
      if (port < 0 || port + nodes - 1 > 65535) {
        throw new IllegalArgumentException(
            "port is " + port + ": it must be 0 (any) to " + (65536 - nodes));
      }
      overrides = Map.copyOf(overrides);
      NodeSettings.refuseReserved(overrides);
    }

    /** One node on any port, with topics created only when asked for. */
    public static Settings in(Path directory) {
      return new Settings(directory, 1, 0, false, Map.of());
    }

    /** The same with another number of nodes. */
    public Settings withNodes(int number) {
      return new Settings(directory, number, port, autoCreateTopics, overrides);
    }

    /** The same on a fixed port. */
    public Settings withPort(int fixed) {
      return new Settings(directory, nodes, fixed, autoCreateTopics, overrides);
    }

    /** The same, creating topics when they are first named. */
    public Settings withAutoCreateTopics() {
      return new Settings(directory, nodes, port, true, overrides);
    }

    /** The same with other overrides, in place of the present ones. */
    public Settings withOverrides(Map<String, String> others) {
      return new Settings(directory, nodes, port, autoCreateTopics, others);
    }
  }

  private final Settings settings;
  private final BrokerDirectory directory;
  private final BrokerFaults faults;
  private final NavigableMap<Integer, NodeListeners> listeners = new TreeMap<>();
  private final Map<Integer, BrokerNode> running = new ConcurrentHashMap<>();

  private EmbeddedBroker(Settings settings, BrokerDirectory directory) {
    this.settings = settings;
    this.directory = directory;
    this.faults = BrokerFaults.watch();
  }

  /**
   * Starts the nodes and returns when all of them accept requests.
   *
   * @throws BrokerStartException if a port is taken, the directory cannot be used, or Kafka refuses
   *     a setting
   */
  public static EmbeddedBroker start(Settings settings) {
    EmbeddedBroker broker =
        new EmbeddedBroker(settings, BrokerDirectory.claim(settings.directory(), settings.nodes()));
    try {
      for (int id = 1; id <= settings.nodes(); id++) {
        int port = settings.port() == 0 ? 0 : settings.port() + id - 1;
        broker.listeners.put(id, new NodeListeners(port));
      }
      // Together, because no node is up before a majority of the quorum runs.
      broker.onEveryNode(broker::startNode);
      return broker;
    } catch (RuntimeException | Error e) {
      try {
        broker.close();
      } catch (RuntimeException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /** Starts one stopped node on the ports that it had; does nothing if it runs. */
  public void start(int id) {
    listenersOf(id).bind();
    startNode(id);
  }

  /** Stops one node in an orderly way; does nothing if it does not run. */
  public void stop(int id) {
    listenersOf(id);
    BrokerNode node = running.remove(id);
    if (node != null) {
      node.stop();
    }
  }

  /** Where clients connect: {@code localhost:port} of each node, running or not. */
  public String bootstrapServers() {
    return listeners.values().stream()
        .map(node -> node.address(NodeListeners.CLIENTS))
        .collect(Collectors.joining(","));
  }

  /** What would have ended a Kafka process, oldest first; empty as long as all is well. */
  public List<String> faults() {
    return faults.list();
  }

  /**
   * Stops all nodes and releases ports and directory; a second call does nothing. Finishes also on
   * an interrupted thread: a half-stopped broker would write to a directory that it gave away.
   */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      onEveryNode(this::stop);
    } finally {
      listeners.values().forEach(NodeListeners::close);
      faults.forget();
      directory.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private NodeListeners listenersOf(int id) {
    NodeListeners node = listeners.get(id);
    if (node == null) {
      throw new IllegalArgumentException("node is " + id + ": it must be 1 to " + settings.nodes());
    }
    return node;
  }

  private void startNode(int id) {
    if (running.containsKey(id)) {
      return;
    }
    try {
      Map<String, String> configuration =
          NodeSettings.of(id, settings, directory.node(id), listeners);
      running.put(id, BrokerNode.start(id, configuration, listenersOf(id), faults));
    } catch (RuntimeException e) {
      throw new BrokerStartException(
          "node " + id + " on " + directory.node(id) + " did not start: " + e.getMessage(), e);
    }
  }

  private void onEveryNode(NodeAction action) {
    ExecutorService threads = Executors.newFixedThreadPool(settings.nodes());
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      IntStream.rangeClosed(1, listeners.size())
          .forEach(
              id ->
                  tasks.add(
                      () -> {
                        action.on(id);
                        return null;
                      }));
      for (Future<Void> done : threads.invokeAll(tasks)) {
        done.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrokerStartException known) {
        throw known;
      }
      throw new IllegalStateException("the embedded broker failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the broker was starting or stopping", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private interface NodeAction {
    void on(int id);
  }
}
