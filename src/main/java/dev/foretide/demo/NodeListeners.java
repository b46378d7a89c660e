package dev.foretide.demo;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * The two listening sockets of one node, for clients and for the controller quorum.
 *
 * <p>They are bound before the node is configured and handed to it: so the configuration can name
 * ports that the operating system chose, and nobody can take a port between choosing and binding. A
 * stopped node has closed its sockets; {@link #bind()} opens them on the same ports again.
 */
final class NodeListeners implements AutoCloseable {
  static final String CLIENTS = "CLIENTS";
  static final String CONTROLLER = "CONTROLLER";
  static final String HOST = "localhost";

  private static final int BACKLOG = 500;

  private final Map<String, Integer> ports = new ConcurrentHashMap<>();
  private final Map<String, ServerSocketChannel> sockets = new ConcurrentHashMap<>();

  /** Binds both listeners. {@code clientPort} 0 means any free port; the other is always so. */
  NodeListeners(int clientPort) {
    ports.put(CLIENTS, clientPort);
    ports.put(CONTROLLER, 0);
    bind();
  }

  /** Opens what is not open, on the ports known from before. */
  void bind() {
    try {
      bind(CLIENTS);
      bind(CONTROLLER);
    } catch (BrokerStartException e) {
      close();
      throw e;
    }
  }

  private void bind(String listener) {
    ServerSocketChannel present = sockets.get(listener);
    if (present != null && present.isOpen()) {
      return;
    }
    int port = port(listener);
    try {
      sockets.put(listener, open(port));
    } catch (BindException e) {
      throw new BrokerStartException(
          "port " + port + " of " + HOST + " is taken: choose a free one, or 0 for any (" + e + ")",
          e);
    } catch (IOException e) {
      throw new BrokerStartException("cannot listen on port " + port + " of " + HOST + ": " + e, e);
    }
    ports.put(listener, sockets.get(listener).socket().getLocalPort());
  }

  private static ServerSocketChannel open(int port) throws IOException {
    ServerSocketChannel socket = ServerSocketChannel.open();
    try {
      socket.configureBlocking(false);
      return socket.bind(new InetSocketAddress(HOST, port), BACKLOG);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  int port(String listener) {
    return ports.getOrDefault(listener, 0);
  }

  String address(String listener) {
    return HOST + ":" + port(listener);
  }

  /** Gives the server the sockets bound here, whatever address it would have bound. */
  ServerSocketFactory factory() {
    return (listener, address, backlog, bufferSize) -> {
      ServerSocketChannel socket = sockets.get(listener);
      if (socket == null) {
        throw new IOException("no socket is bound for listener " + listener);
      }
      return socket;
    };
  }

  @Override
  public void close() {
    for (ServerSocketChannel socket : sockets.values()) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new BrokerStartException("cannot close " + socket + ": " + e, e);
      }
    }
  }
}
