package dev.foretide.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerChatterFilterTest {

  @ParameterizedTest
  @CsvSource({
    "org.apache.kafka.clients.NetworkClient, [RaftManager id=1] Connection to node 2, DENY",
    "org.apache.kafka.clients.NetworkClient, [Producer clientId=a] Connection to node 2, NEUTRAL",
    "dev.foretide.demo.EmbeddedBroker, [RaftManager id=1] Connection to node 2, NEUTRAL",
  })
  void shouldDenyOnlyWhatClientsInsideTheBrokerSay(
      String logger, String message, FilterReply expected) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerName(logger);
    event.setMessage(message);

    assertThat(new BrokerChatterFilter().decide(event)).isEqualTo(expected);
  }
}
