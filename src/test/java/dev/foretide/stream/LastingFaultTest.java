package dev.foretide.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class LastingFaultTest {
  private static final Path STATE = Path.of("state");

  @Test
  void shouldNameTheFullDisk() {
    IOException root = new IOException("While appending to file: x.sst: No space left on device");

    assertThat(LastingFault.of(new ProcessorStateException("flush failed", root), STATE))
        .isEqualTo("state.dir=state has no space left; make room and start again, nothing is lost");
  }

  @Test
  void shouldNameTheTopicThatIsRefused() {
    TopicAuthorizationException root = new TopicAuthorizationException(Set.of("plant-scores"));

    assertThat(LastingFault.of(new StreamsException("sending failed", root), STATE))
        .isEqualTo(
            "Kafka refuses this user: sending failed: Not authorized to access topics:"
                + " [plant-scores]");
  }

  @Test
  void shouldLeaveOtherFaultsToANewThread() {
    assertThat(LastingFault.of(new IllegalStateException("odd", new IOException()), STATE))
        .isNull();
  }
}
