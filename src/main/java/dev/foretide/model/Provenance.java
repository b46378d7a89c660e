package dev.foretide.model;

import dev.foretide.series.Expert;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the provenance of a model says of its origin. Texts that are missing or cannot be read are
 * absent: they are told to people and decide on nothing, but for the outcome.
 *
 * @param facts the texts of {@link Model#provenance()}
 */
public record Provenance(Map<String, String> facts) {
  /** What the gate decided. */
  public static final String OUTCOME = "training.outcome";

  /** Mean losses of the epochs, with blanks between. */
  public static final String LOSSES = "training.losses";

  private static final String IMPORTED_AT = "imported.at";
  private static final String REJECTED = "rejected";
  private static final String HOLDOUT = "holdout.relative.mse.";

  public Provenance {
    facts = Map.copyOf(facts);
  }

  /**
   * How the version came about: {@code promoted} or {@code rejected} by the gate, {@code imported},
   * or {@code unknown}. What was imported was chosen by somebody, whatever a gate elsewhere said.
   */
  public String outcome() {
    return facts.containsKey(IMPORTED_AT) ? "imported" : facts.getOrDefault(OUTCOME, "unknown");
  }

  /** Whether the gate refused it: it is kept to be looked at, and nothing goes to it by itself. */
  public boolean isRejected() {
    return outcome().equals(REJECTED);
  }

  /** Whether it came here from a trainer, not from somebody's file. */
  public boolean wasTrained() {
    return facts.containsKey(OUTCOME) && !facts.containsKey(IMPORTED_AT);
  }

  /** End of the training, or null. */
  public @Nullable Instant trainedAt() {
    return instant("trained.at");
  }

  /** When it was imported, or null. */
  public @Nullable Instant importedAt() {
    return instant(IMPORTED_AT);
  }

  private @Nullable Instant instant(String key) {
    try {
      String text = facts.get(key);
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** A fact as text, or null. */
  public @Nullable String text(String key) {
    return facts.get(key);
  }

  /** A fact as a number; empty where it is none or not finite. */
  public OptionalDouble number(String key) {
    try {
      double value = Double.parseDouble(facts.getOrDefault(key, "NaN"));
      return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** Mean losses of the epochs of the network's training, in order; empty for heads alone. */
  public List<Double> losses() {
    String text = facts.getOrDefault(LOSSES, "");
    try {
      return text.isEmpty() ? List.of() : Stream.of(text.split(" ")).map(Double::valueOf).toList();
    } catch (NumberFormatException e) {
      return List.of();
    }
  }

  /** The last of {@link #losses}. */
  public OptionalDouble loss() {
    List<Double> all = losses();
    return all.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(all.get(all.size() - 1));
  }

  /** Share of naive's squared error on the holdout that the model does without. */
  public OptionalDouble skill() {
    Map<String, Double> errors = holdout();
    Double own = errors.getOrDefault(Expert.LSTM.word(), errors.get(Expert.LSTM.standIn().word()));
    return own == null ? OptionalDouble.empty() : OptionalDouble.of(1 - own);
  }

  /**
   * Mean squared errors on the newest holdout relative to naive, by expert; below 1 is better than
   * naive. Experts that took no part are left out.
   */
  public Map<String, Double> holdout() {
    Map<String, Double> errors = new LinkedHashMap<>();
    for (Expert expert : Expert.values()) {
      number(HOLDOUT + expert.word()).ifPresent(error -> errors.put(expert.word(), error));
    }
    return Collections.unmodifiableMap(errors);
  }
}
