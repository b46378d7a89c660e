package dev.foretide.stream.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Stored bytes: captured ones of each format version must be read for ever. */
class TrainerCheckpointTest {
  private static final String VERSION_1 = "0100000007";
  private static final String VERSION_2 = "0200000009000000080000000800000006000000000001e240";

  @Test
  void shouldReadWhatItWrites() {
    TrainerCheckpoint record = new TrainerCheckpoint(9, 8, 8, 6, 123_456);

    assertThat(HexFormat.of().formatHex(record.write())).isEqualTo(VERSION_2);
    assertThat(TrainerCheckpoint.read(record.write())).isEqualTo(record);
  }

  @Test
  void shouldReadVersionOne() {
    assertThat(TrainerCheckpoint.read(HexFormat.of().parseHex(VERSION_1)))
        .isEqualTo(new TrainerCheckpoint(7, 0, 0, 0, 0));
  }

  @Test
  void shouldRefuseOtherVersionsByNumber() {
    byte[] later = HexFormat.of().parseHex(VERSION_2);
    later[0] = 3;

    assertThatThrownBy(() -> TrainerCheckpoint.read(later))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("training record of 25 bytes and format version 3, this release reads 1 and 2");
    assertThatThrownBy(() -> TrainerCheckpoint.read(new byte[0]))
        .hasMessageContaining("format version none");
  }
}
