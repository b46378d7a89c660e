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
 * Where a version of a model comes from: what it was trained on, when, and what the gate decided.
 * Parsed once, where a model is trained or read; the texts stay as they are stored. Texts that are
 * missing or cannot be read are absent.
 *
 * @param outcome how the version came about, a word: promoted or rejected by the gate, imported, or
 *     unknown. What was imported was chosen by somebody, whatever a gate elsewhere said
 * @param trainedAt end of the training, or null
 * @param importedAt when it was imported, or null
 * @param dataTo end of the data that it was trained on, or null where that is not known
 * @param losses mean losses of the epochs of the network's training, in order; empty for heads
 *     alone
 * @param holdout mean squared errors on the newest holdout relative to naive, by expert; below 1 is
 *     better than naive. Experts that took no part are left out
 * @param facts all of it as text, by the keys of the stored metadata
 */
public record Provenance(
    String outcome,
    @Nullable Instant trainedAt,
    @Nullable Instant importedAt,
    @Nullable Instant dataTo,
    List<Double> losses,
    Map<String, Double> holdout,
    Map<String, String> facts) {
  /** Nothing is known. */
  public static final Provenance NONE = new Provenance(Map.of());

  /** What the gate decided. */
  public static final String OUTCOME = "training.outcome";

  /** Why, with the figures. */
  public static final String REASON = "training.reason";

  /** Mean losses of the epochs, with blanks between. */
  public static final String LOSSES = "training.losses";

  /** End of the data. */
  public static final String DATA_TO = "data.to";

  /** End of the training. */
  public static final String TRAINED_AT = "trained.at";

  /** Followed by the word of an expert. */
  public static final String HOLDOUT = "holdout.relative.mse.";

  private static final String IMPORTED_AT = "imported.at";
  private static final String REJECTED = "rejected";

  public Provenance {
    losses = List.copyOf(losses);
    holdout = Collections.unmodifiableMap(new LinkedHashMap<>(holdout));
    facts = Map.copyOf(facts);
  }

  /** Reads the texts. */
  public Provenance(Map<String, String> facts) {
    this(
        facts.containsKey(IMPORTED_AT) ? "imported" : facts.getOrDefault(OUTCOME, "unknown"),
        instant(facts, TRAINED_AT),
        instant(facts, IMPORTED_AT),
        instant(facts, DATA_TO),
        losses(facts),
        holdout(facts),
        facts);
  }

  private static @Nullable Instant instant(Map<String, String> facts, String key) {
    try {
      String text = facts.get(key);
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static List<Double> losses(Map<String, String> facts) {
    String text = facts.getOrDefault(LOSSES, "");
    try {
      return text.isEmpty() ? List.of() : Stream.of(text.split(" ")).map(Double::valueOf).toList();
    } catch (NumberFormatException e) {
      return List.of();
    }
  }

  private static Map<String, Double> holdout(Map<String, String> facts) {
    Map<String, Double> errors = new LinkedHashMap<>();
    for (Expert expert : Expert.values()) {
      number(facts, HOLDOUT + expert.word()).ifPresent(error -> errors.put(expert.word(), error));
    }
    return errors;
  }

  private static OptionalDouble number(Map<String, String> facts, String key) {
    try {
      double value = Double.parseDouble(facts.getOrDefault(key, "NaN"));
      return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** The same of a version of which something else was decided in the end. */
  public Provenance judged(String newOutcome, String reason) {
    Map<String, String> changed = new LinkedHashMap<>(facts);
    changed.put(OUTCOME, newOutcome);
    changed.put(REASON, reason);
    return new Provenance(changed);
  }

  /** Whether the gate refused it: it is kept to be looked at, and nothing goes to it by itself. */
  public boolean isRejected() {
    return outcome.equals(REJECTED);
  }

  /** Whether it came here from a trainer, not from somebody's file. */
  public boolean wasTrained() {
    return facts.containsKey(OUTCOME) && !facts.containsKey(IMPORTED_AT);
  }

  /** A fact as text, or null. */
  public @Nullable String text(String key) {
    return facts.get(key);
  }

  /** A fact as a number; empty where it is none or not finite. */
  public OptionalDouble number(String key) {
    return number(facts, key);
  }

  /** The last of {@link #losses}. */
  public OptionalDouble loss() {
    return losses.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(losses.get(losses.size() - 1));
  }

  /** Share of naive's squared error on the holdout that the model does without. */
  public OptionalDouble skill() {
    Double own =
        holdout.getOrDefault(Expert.LSTM.word(), holdout.get(Expert.LSTM.standIn().word()));
    return own == null ? OptionalDouble.empty() : OptionalDouble.of(1 - own);
  }
}
