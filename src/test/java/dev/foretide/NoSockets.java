package dev.foretide;

import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;

/**
 * The channels of a JVM that has none: Kafka's clients, Jetty and the JDK's HTTP fail at their
 * first socket. Surefire names it to its JVMs, {@code pom.xml}; {@link TestTiersTest} sees that it
 * is there.
 */
public final class NoSockets extends SelectorProvider {
  static final String REFUSAL = "a *Test opens no socket; what needs one is an *IT";

  private static IllegalStateException refusal() {
    return new IllegalStateException(REFUSAL);
  }

  @Override
  public DatagramChannel openDatagramChannel() {
    throw refusal();
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) {
    throw refusal();
  }

  @Override
  public Pipe openPipe() {
    throw refusal();
  }

  @Override
  public AbstractSelector openSelector() {
    throw refusal();
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() {
    throw refusal();
  }

  @Override
  public SocketChannel openSocketChannel() {
    throw refusal();
  }
}
