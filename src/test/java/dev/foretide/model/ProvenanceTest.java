package dev.foretide.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvenanceTest {

  private static Provenance of(String... facts) {
    Map<String, String> texts = new HashMap<>();
    for (int i = 0; i < facts.length; i += 2) {
      texts.put(facts[i], facts[i + 1]);
    }
    return new Provenance(texts);
  }

  @Test
  void shouldTellWhatTheGateRefusedFromWhatSomebodyImported() {
    Provenance rejected = of("training.outcome", "rejected");
    Provenance chosen = of("training.outcome", "rejected", "imported.at", "2026-03-01T00:00:00Z");

    assertThat(rejected.isRejected()).isTrue();
    assertThat(chosen.outcome()).isEqualTo("imported");
    assertThat(chosen.isRejected()).isFalse();
    assertThat(chosen.importedAt()).isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
    assertThat(of().outcome()).isEqualTo("unknown");
  }

  @Test
  void shouldLeaveOutWhatIsNoTimeAndNoNumber() {
    Provenance odd =
        of(
            "trained.at", "yesterday",
            "holdout.relative.mse.lstm", "0.62",
            "holdout.relative.mse.lags", "NaN",
            "holdout.relative.mse.linear", "much");

    assertThat(odd.trainedAt()).isNull();
    assertThat(odd.holdout()).isEqualTo(Map.of("lstm", 0.62));
    assertThat(odd.number("data.steps")).isEmpty();
  }

  /** The gate asks for it, so that it must not hang on a text. */
  @Test
  void shouldKnowTheEndOfItsDataOrThatItIsNotKnown() {
    assertThat(of("data.to", "2026-03-01T00:00:00Z").dataTo()).isEqualTo("2026-03-01T00:00:00Z");
    assertThat(of("data.to", "yesterday").dataTo()).isNull();
    assertThat(Provenance.NONE.dataTo()).isNull();
  }

  @Test
  void shouldKeepAllFactsButWhatWasDecidedInTheEnd() {
    Provenance promoted =
        of("training.outcome", "promoted", "training.reason", "better", "data.steps", "7");

    Provenance judged = promoted.judged("rejected", "another serves");

    assertThat(judged.isRejected()).isTrue();
    assertThat(judged.facts())
        .containsOnly(
            Map.entry("training.outcome", "rejected"),
            Map.entry("training.reason", "another serves"),
            Map.entry("data.steps", "7"));
  }
}
