package dev.foretide.demo;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * The data of an embedded broker on disk: one Kafka log directory a node ({@code node-1}, ...),
 * formatted once, claimed by one process at a time.
 *
 * <p>Kafka has its own lock in each log directory, but finds it taken only deep inside the start,
 * where it holds that for a fatal fault. This lock is asked first.
 */
final class BrokerDirectory implements AutoCloseable {
  /**
   * Fixed, so that the data of any other cluster is refused rather than adopted. Kafka wants the
   * URL-safe base64 of 16 bytes, which this is.
   */
  static final String CLUSTER_ID = "foretide-embedded-devA";

  private static final String LOCK = "foretide.lock";
  private static final String META = "meta.properties";

  /**
   * A file lock belongs to the process, and closing any channel of the file gives it up: the claims
   * of this JVM must be known before the lock file is opened a second time.
   */
  private static final Set<Path> CLAIMED = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel lock;

  private BrokerDirectory(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Takes the directory for this broker, creating and formatting what is missing.
   *
   * @throws BrokerStartException if it is not writable, in use, or holds the data of another
   *     cluster or of another number of nodes
   */
  static BrokerDirectory claim(Path path, int nodes) {
    Path directory = path.toAbsolutePath().normalize();
    try {
      Files.createDirectories(directory);
      directory = directory.toRealPath();
    } catch (IOException e) {
      throw notWritable(directory, e);
    }
    if (!CLAIMED.add(directory)) {
      throw new BrokerStartException(
          "data directory " + directory + " is in use by another broker of this process");
    }
    try {
      BrokerDirectory claimed = new BrokerDirectory(directory, lock(directory));
      try {
        claimed.prepare(nodes);
      } catch (RuntimeException e) {
        claimed.lock.close();
        throw e;
      }
      return claimed;
    } catch (IOException e) {
      CLAIMED.remove(directory);
      throw notWritable(directory, e);
    } catch (RuntimeException e) {
      CLAIMED.remove(directory);
      throw e;
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel = FileChannel.open(directory.resolve(LOCK), CREATE, WRITE);
    FileLock taken = channel.tryLock();
    if (taken == null) {
      channel.close();
      throw new BrokerStartException(
          "data directory " + directory + " is locked by another process: one broker at a time");
    }
    return channel;
  }

  private void prepare(int nodes) throws IOException {
    int formatted = 0;
    while (Files.exists(node(formatted + 1).resolve(META))) {
      formatted++;
    }
    if (formatted != 0 && formatted != nodes) {
      throw new BrokerStartException(
          "data directory %s holds the data of %d node(s), and %d are asked for: keep the number"
                  .formatted(directory, formatted, nodes)
              + " or take another directory");
    }
    for (int id = 1; id <= nodes; id++) {
      if (formatted == 0) {
        format(id);
      } else {
        check(id);
      }
    }
  }

  private void format(int id) throws IOException {
    Path node = Files.createDirectories(node(id));
    try (PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setNodeId(id)
          .setClusterId(CLUSTER_ID)
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setDirectories(List.of(node.toString()))
          .setMetadataLogDirectory(node.toString())
          .setControllerListenerName(NodeListeners.CONTROLLER)
          .setPrintStream(silent)
          .run();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new BrokerStartException("cannot format log directory " + node + ": " + e, e);
    }
  }

  private void check(int id) throws IOException {
    Path node = node(id);
    if (!Files.isWritable(node)) {
      throw new BrokerStartException("log directory " + node + " is not writable");
    }
    Properties meta = new Properties();
    try (Reader reader = Files.newBufferedReader(node.resolve(META))) {
      meta.load(reader);
    }
    expect(node, "cluster id", meta.getProperty("cluster.id"), CLUSTER_ID);
    expect(node, "node id", meta.getProperty("node.id"), Integer.toString(id));
  }

  private static void expect(Path node, String what, String found, String wanted) {
    if (!wanted.equals(found)) {
      throw new BrokerStartException(
          "log directory %s was formatted with %s %s; the embedded broker uses only its own (%s)"
              .formatted(node, what, found, wanted));
    }
  }

  private static BrokerStartException notWritable(Path directory, IOException cause) {
    return new BrokerStartException(
        "data directory " + directory + " is not a writable directory: " + cause, cause);
  }

  Path node(int id) {
    return directory.resolve("node-" + id);
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release " + directory.resolve(LOCK), e);
    } finally {
      CLAIMED.remove(directory);
    }
  }
}
