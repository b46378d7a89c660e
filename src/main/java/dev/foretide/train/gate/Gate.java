package dev.foretide.train.gate;

import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a challenger is promoted, and whether a promoted model stays.
 *
 * <p>A model's score is the mean over leads of its mean squared error relative to naive, over the
 * same origins of the newest holdout: of its LSTM, or of its linear head where there is no LSTM. A
 * challenger must
 *
 * <ul>
 *   <li>be finite, and no worse than naive;
 *   <li>be better than the champion by the margin, with the confidence asked for, see {@link
 *       PairedBootstrap}. The first network on the champion's heads need only be no worse: it is
 *       trusted no further than the holdout allows;
 *   <li>not have forgotten the older half of the history: be no worse than naive there, or than the
 *       champion by a tenth;
 *   <li>where it is not surely better than the mean of the window, not be worse there than the
 *       champion by a tenth, whatever naive is. When a sensor sends noise, say, the newest holdout
 *       proves nothing, and what is good for noise is no reason to unlearn the rest.
 * </ul>
 */
public final class Gate {
  /** What an answer must be better than the window's mean by, or nothing can be forecast. */
  private static final double BETTER_THAN_MEAN = 0.05;

  /** Confidence that they are, without which a holdout proves nothing. */
  private static final double SURELY_BETTER = 0.9;

  /** Confidence that heads are worse than the champion's at which they are not renewed. */
  private static final double HEADS_WORSE = 0.9;

  /** Error on older history, relative to the champion's, from which on that is forgotten. */
  private static final double FORGOTTEN = 1.1;

  /** Confidence that a promoted model is worse at which it goes: while watched, and at the end. */
  private static final double SURELY_WORSE = 0.99;

  private static final double LIKELY_WORSE = 0.95;

  /** Blocks, each a horizon long, that a watch must have seen. */
  private static final int LEAST_BLOCKS = 4;

  private final GateSettings settings;

  public Gate(GateSettings settings) {
    this.settings = settings;
  }

  /**
   * A decision.
   *
   * @param reason one sentence with the figures
   */
  public record Decision(boolean promoted, String reason) {}

  /**
   * The champion beside a challenger.
   *
   * @param newest the champion on the holdout of the challenger
   * @param network whether it has one
   */
  public record Champion(Judgement newest, boolean network, Older older) {}

  /**
   * Errors relative to naive on older history; NaN without any.
   *
   * @param champion the champion's
   * @param challenger the challenger's
   */
  public record Older(double champion, double challenger) {
    private boolean isForgotten() {
      return !(challenger <= FORGOTTEN * champion);
    }
  }

  /**
   * Decides on a challenger.
   *
   * @param champion null without one
   */
  public Decision decide(Judgement challenger, @Nullable Champion champion) {
    ExpertTable errors = challenger.errors();
    double ours = score(errors);
    double linear = errors.relative(Expert.LINEAR);
    if (!Double.isFinite(ours)) {
      return rejected(
          challenger.answers().judged() == 0
              ? "the holdout has nothing to judge by: too short, or nothing moved in it"
              : "the challenger's error on the holdout is not finite");
    }
    if (ours > 1 && !(linear <= 1)) {
      return rejected("error relative to naive is %.4f, above 1".formatted(ours));
    }
    double theirs = champion == null ? Double.NaN : score(champion.newest().errors());
    String figures =
        "error relative to naive is %.4f, %s; linear %.4f"
            .formatted(
                ours,
                Double.isNaN(theirs) ? "no champion" : "champion %.4f".formatted(theirs),
                linear);
    if (champion == null || Double.isNaN(theirs)) {
      return new Decision(true, figures);
    }
    boolean firstNetwork =
        !champion.network() && !Double.isNaN(errors.relative(Expert.LSTM)) && ours <= theirs;
    double confidence =
        PairedBootstrap.confidence(
            challenger.answers(), champion.newest().answers(), settings.margin());
    if (!firstNetwork && !(confidence > settings.confidence())) {
      return rejected(
          "%s; better by %s with a confidence of %.3f, must be above %s"
              .formatted(figures, settings.margin(), confidence, settings.confidence()));
    }
    double sure = betterThanMean(challenger.answers());
    Older older = champion.older();
    if (!(sure > SURELY_BETTER) && older.isForgotten()) {
      return rejected("%s; %s: the holdout proves nothing".formatted(figures, besideMean(sure)));
    }
    if (older.challenger() > 1 && older.isForgotten()) {
      return rejected(
          "%s; on older history %.4f, champion %.4f: it is forgotten"
              .formatted(figures, older.challenger(), older.champion()));
    }
    return new Decision(true, "%s; confidence %.3f".formatted(figures, confidence));
  }

  /**
   * Decides on the first heads of a group, or on those beside a champion that has none.
   *
   * @param online error of the heads relative to naive over all of the history, each block forecast
   *     by heads from before it
   */
  public static Decision decideHeads(double online) {
    if (Double.isNaN(online)) {
      return rejected("the heads have forecast nothing yet that could be judged");
    }
    String figures = onlineError(online);
    return online <= 1
        ? new Decision(true, figures)
        : rejected("%s, must be at most 1".formatted(figures));
  }

  private static String onlineError(double online) {
    return "online error of the head relative to naive is %.4f".formatted(online);
  }

  /**
   * Decides on heads that were solved anew, by what they and those before said of labels new to
   * both.
   *
   * @param online as for the first heads
   * @param renewed heads renewed block by block on the newest labels
   * @param frozen the champion's on the same
   * @param older asked for where the new labels prove nothing
   */
  public static Decision decideHeads(
      double online, BlockErrors renewed, BlockErrors frozen, Supplier<Older> older) {
    if (!(online <= 1) || renewed.judged() == 0) {
      return decideHeads(online);
    }
    double ours = renewed.relative();
    double theirs = frozen.relative();
    String figures =
        "%s; on new labels %.4f, champion's head %.4f".formatted(onlineError(online), ours, theirs);
    double worse = ours > theirs ? PairedBootstrap.confidence(frozen, renewed, 0) : 0;
    if (worse > HEADS_WORSE) {
      return rejected("%s: worse with a confidence of %.3f".formatted(figures, worse));
    }
    double sure = betterThanMean(renewed);
    return !(sure > SURELY_BETTER) && older.get().isForgotten()
        ? rejected("%s; %s: they prove nothing".formatted(figures, besideMean(sure)))
        : new Decision(true, figures);
  }

  private static double betterThanMean(BlockErrors answers) {
    return PairedBootstrap.confidence(answers, answers.ofWindowMean(), BETTER_THAN_MEAN);
  }

  private static String besideMean(double confidence) {
    return "better than the window's mean by %s with a confidence of %.3f, must be above %s"
        .formatted(BETTER_THAN_MEAN, confidence, SURELY_BETTER);
  }

  /** What becomes of a promoted model. */
  public enum Verdict {
    /** Not enough is known yet. */
    OPEN,
    STAYS,
    GOES;

    /** The word used in messages. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A verdict on a promoted model.
   *
   * @param reason one sentence with the figures
   */
  public record Watched(Verdict verdict, String reason) {}

  /**
   * Decides whether a promoted model stays, by what it and the one before said of labels from after
   * the promotion.
   *
   * @param over whether the time of the watch is over
   */
  public Watched watched(BlockErrors now, BlockErrors before, boolean over) {
    int blocks = now.judged();
    double ours = now.relative();
    double theirs = before.relative();
    double worse = PairedBootstrap.confidence(before, now, settings.margin());
    String figures =
        "error relative to naive since is %.4f, of the version before %.4f; worse with a confidence of %.3f"
            .formatted(ours, theirs, worse);
    boolean goes = blocks >= LEAST_BLOCKS && worse >= (over ? LIKELY_WORSE : SURELY_WORSE);
    return new Watched(goes ? Verdict.GOES : over ? Verdict.STAYS : Verdict.OPEN, figures);
  }

  private static Decision rejected(String reason) {
    return new Decision(false, reason);
  }

  /**
   * Mean over leads of the error relative to naive: of the LSTM, or of its stand-in; NaN when there
   * is nothing to compare.
   *
   * @param errors mean squared errors
   */
  public static double score(ExpertTable errors) {
    double lstm = errors.relative(Expert.LSTM);
    return Double.isNaN(lstm) ? errors.relative(Expert.LSTM.standIn()) : lstm;
  }
}
