package dev.foretide.demo;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;

/**
 * Keeps from the log what the network clients inside an embedded broker say when nodes come and go.
 * They share their logger with the clients of the user, whose warnings must be seen: an unreachable
 * cluster shows there and nowhere else. The prefix of the message tells them apart.
 *
 * <p>Named in {@code logback.xml}.
 */
public final class BrokerChatterFilter extends Filter<ILoggingEvent> {
  private static final String LOGGER = "org.apache.kafka.clients.NetworkClient";
  private static final List<String> BROKER_CLIENTS =
      List.of("[NodeToControllerChannelManager", "[RaftManager", "[ReplicaFetcher");

  @Override
  public FilterReply decide(ILoggingEvent event) {
    boolean chatter =
        event.getLoggerName().equals(LOGGER)
            && BROKER_CLIENTS.stream().anyMatch(event.getMessage()::startsWith);
    return chatter ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
