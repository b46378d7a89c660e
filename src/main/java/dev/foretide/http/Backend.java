package dev.foretide.http;

import dev.foretide.forecast.SeriesSummary;
import dev.foretide.forecast.SeriesView;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where the server gets its answers from. All parts are called from the server's threads, several
 * at a time, and may throw {@link NotQueryableException}.
 *
 * @param health how the forecaster is; answers also before it has started
 * @param metrics Prometheus text exposition
 * @param totals what this instance has done since it started
 * @param series the series of this instance
 * @param find one series of this instance by its id; empty when unknown
 * @param owner base URI of the instance that owns a series; empty when it is this one
 * @param models all model groups
 * @param retrain asks for a training of a group
 * @param rollback makes the version before the serving one serve again
 */
public record Backend(
    Supplier<Health> health,
    Supplier<String> metrics,
    Supplier<Totals> totals,
    SeriesScan series,
    Function<String, Optional<SeriesView>> find,
    Function<String, Optional<URI>> owner,
    Supplier<List<GroupModels>> models,
    ModelCommand retrain,
    ModelCommand rollback) {

  /** Every series of this instance, in any order. Reads all of them: not for each request. */
  @FunctionalInterface
  public interface SeriesScan {
    void forEach(SeriesVisitor visitor);
  }

  /** Is shown one series after the other. */
  @FunctionalInterface
  public interface SeriesVisitor {
    /**
     * Sees a series.
     *
     * @param errors realised errors in units of the series' scale, which add up over series
     */
    void see(SeriesSummary summary, List<SeriesView.LeadError> errors);
  }

  /** Steers the models of one group; returns when the command is accepted, not when it is done. */
  @FunctionalInterface
  public interface ModelCommand {
    /**
     * Accepts or refuses the command.
     *
     * @return what happens now, in a sentence; empty when the group is unknown
     * @throws IllegalStateException the command makes no sense now; the message says why
     */
    Optional<String> accept(String group);
  }
}
