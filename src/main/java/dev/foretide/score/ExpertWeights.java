package dev.foretide.score;

import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import java.util.Arrays;

/**
 * Weights of the experts of one series, per lead, learnt from matured labels only.
 *
 * <p>Half of a weight comes from faded squared errors, half from regret:
 *
 * <pre>
 *   power:    S_j &lt;- fade S_j + (a_j - y)^2,  N_j &lt;- fade N_j + 1
 *             v_j ~ mse_j^-2  with  mse_j = (S_j + P prior_j) / (N_j + P)
 *   ML-Poly:  g = 2 (f - y),  rho_j = g (f - a_j),
 *             R_j &lt;- discount R_j + rho_j,  B_j &lt;- discount B_j + rho_j^2
 *             w_j ~ max(R_j, 0) / B_j  N_j / (N_j + P)
 *   weight    ~ (v + w) / 2, or v alone while no expert has a positive regret,
 *               times N_j / (N_j + 3) where naive has labels enough to compare with
 * </pre>
 *
 * with {@code y} the label, {@code a_j} the expert's and {@code f} the combined forecast, all in
 * units of the series' scale. The prior is the expert's error on the holdout of its training, so
 * that a new expert, or a new series, starts with what the group knows; without one it is twice
 * naive's error.
 *
 * <p>The seasonal naive is not fitted to anything, and who sets a season knows of it. It needs no
 * proof, and without a holdout it starts from what a season is worth: its error is the same at all
 * leads, so half of naive's at the farthest one, where naive errs by about twice the variance of
 * the values; {@code P} is then 3. ML-Poly is after Gaillard, Stoltz and van Erven, "A second-order
 * bound with excess losses", COLT 2014. Owned by one thread.
 *
 * <p>Long, since all of these rules read the same statistics, by one layout.
 */
public final class ExpertWeights {
  private static final float FADE = 0.98f;
  private static final float DISCOUNT = 0.999f;

  /** Readings that the prior is worth. */
  private static final float PRIOR_COUNT = 10;

  /** Labels after which an expert new to a series has half of its weight. */
  private static final float PROOF_COUNT = 3;

  /** Error, relative to naive's, that an expert without holdout starts with. */
  private static final float UNPROVEN = 2;

  /** Squared error of an unseen season, relative to naive's at the farthest lead. */
  private static final float UNSEEN_SEASON = 0.5f;

  /** Labels that this guess is worth. */
  private static final float SEASON_COUNT = 3;

  private static final double TINY = 1e-12;

  /** Statistics per expert and lead. */
  private static final int WIDTH = 4;

  /** Statistics of naive per lead: squared errors and their count. */
  private static final int NAIVE_WIDTH = 2;

  /** Most that naive's error at a lead says of its weight there. */
  private static final double MOST_CORRECTION = 5;

  /** By index. */
  private static final Expert[] EXPERTS = Expert.values();

  private final LearntLeads leads;
  private final int horizon;
  private final int naiveAt;
  private final float[] statistics;
  private final double[] power = new double[Expert.COUNT];
  private final double[] regret = new double[Expert.COUNT];

  public ExpertWeights(LearntLeads leads) {
    this.leads = leads;
    this.horizon = leads.horizon();
    this.naiveAt = leads.count() * statisticsPerLead();
    this.statistics = new float[naiveAt + horizon * NAIVE_WIDTH];
  }

  /** Numbers learnt per learnt lead. */
  public static int statisticsPerLead() {
    return Expert.COUNT * WIDTH;
  }

  /**
   * Everything that was learnt, for a codec: {@code [learnt leads, experts, 4]}, then naive's
   * errors, {@code [horizon, 2]}.
   */
  public float[] statistics() {
    return statistics;
  }

  public void clear() {
    Arrays.fill(statistics, 0);
  }

  /**
   * Weights of all leads; those of a lead are non-negative and add up to one over the experts that
   * take part.
   *
   * @param available forecasts in any unit, NaN where an expert takes no part
   * @param priors mean squared errors on a holdout, NaN where unknown
   * @param weights written
   */
  public void weigh(ExpertTable available, ExpertTable priors, ExpertTable weights) {
    for (int i = 0; i < leads.count(); i++) {
      weigh(i, available, priors, weights);
    }
    for (int lead = 1; lead <= horizon; lead++) {
      if (!leads.has(lead)) {
        weighBetween(lead, available, weights);
      }
    }
  }

  private void weigh(int index, ExpertTable available, ExpertTable priors, ExpertTable weights) {
    int lead = leads.lead(index);
    double best = Double.POSITIVE_INFINITY;
    for (int e = 0; e < Expert.COUNT; e++) {
      boolean takesPart = !Float.isNaN(available.get(lead, e));
      power[e] = takesPart ? meanSquaredError(e, index, priors) : Double.NaN;
      if (power[e] < best) {
        best = power[e];
      }
    }
    double powerSum = 0;
    double regretSum = 0;
    for (int e = 0; e < Expert.COUNT; e++) {
      boolean known = !Double.isNaN(power[e]) && best < Double.POSITIVE_INFINITY;
      double ratio = known ? (best + TINY) / (power[e] + TINY) : 0;
      power[e] = ratio * ratio;
      int at = at(e, index);
      regret[e] =
          known && statistics[at + 2] > 0
              ? statistics[at + 2] / statistics[at + 3] * trust(statistics[at + 1])
              : 0;
      powerSum += power[e];
      regretSum += regret[e];
    }
    double sum = 0;
    for (int e = 0; e < Expert.COUNT; e++) {
      double v = powerSum > 0 ? power[e] / powerSum : e == Expert.NAIVE.index() ? 1 : 0;
      power[e] = proof(e, index) * (regretSum > 0 ? 0.5 * (v + regret[e] / regretSum) : v);
      sum += power[e];
    }
    for (int e = 0; e < Expert.COUNT; e++) {
      float weight = sum > 0 ? (float) (power[e] / sum) : e == Expert.NAIVE.index() ? 1 : 0;
      weights.set(lead, e, weight);
    }
  }

  /**
   * What lies between the weights of two learnt leads, over the experts that take part here. Naive
   * alone has errors that need not be like its neighbours': after a whole cycle it is right again.
   * They are known at every lead, and its weight follows from them as above.
   */
  private void weighBetween(int lead, ExpertTable available, ExpertTable weights) {
    int index = leads.before(lead);
    int lower = leads.lead(index);
    int upper = leads.lead(index + 1);
    float share = leads.beyond(lead);
    double sum = 0;
    for (int e = 0; e < Expert.COUNT; e++) {
      boolean takesPart = !Float.isNaN(available.get(lead, e));
      power[e] =
          takesPart ? (1 - share) * weights.get(lower, e) + share * weights.get(upper, e) : 0;
      if (e == Expert.NAIVE.index()) {
        power[e] *= correction(lead);
      }
      sum += power[e];
    }
    for (int e = 0; e < Expert.COUNT; e++) {
      float weight = sum > 0 ? (float) (power[e] / sum) : e == Expert.NAIVE.index() ? 1 : 0;
      weights.set(lead, e, weight);
    }
  }

  private double correction(int lead) {
    int index = leads.before(lead);
    double lower = naiveError(leads.lead(index));
    double upper = naiveError(leads.lead(index + 1));
    double between = lower + leads.beyond(lead) * (upper - lower);
    double ratio = (between + TINY) / (naiveError(lead) + TINY);
    return ratio > 0
        ? Math.pow(Math.max(1 / MOST_CORRECTION, Math.min(MOST_CORRECTION, ratio)), 2)
        : 1; // no label of one of them yet
  }

  /** Mean squared error of naive at a lead; NaN without a label. */
  private double naiveError(int lead) {
    int at = naiveAt + (lead - 1) * NAIVE_WIDTH;
    return statistics[at + 1] == 0 ? Double.NaN : (double) statistics[at] / statistics[at + 1];
  }

  /** One lucky label must not win half of the weight. */
  private static double trust(float count) {
    return count / (count + PRIOR_COUNT);
  }

  /**
   * A series that knows how naive does on it lets another expert in as its labels arrive: what
   * holds for the group may be far off for one of its series.
   */
  private double proof(int expert, int index) {
    float naiveCount = statistics[at(Expert.NAIVE.index(), index) + 1];
    float count = statistics[at(expert, index) + 1];
    return EXPERTS[expert].needsProof() && naiveCount >= PRIOR_COUNT
        ? count / (count + PROOF_COUNT)
        : 1;
  }

  private double meanSquaredError(int expert, int index, ExpertTable priors) {
    double prior = prior(expert, index, priors);
    if (Double.isNaN(prior)) {
      return mean(expert, index);
    }
    int at = at(expert, index);
    boolean unseen =
        expert == Expert.SEASONAL.index() && Float.isNaN(priors.get(leads.lead(index), expert));
    double count = unseen ? SEASON_COUNT : PRIOR_COUNT;
    return (statistics[at] + count * prior) / (statistics[at + 1] + count);
  }

  /** Mean squared error of the labels seen; NaN without one. */
  private double mean(int expert, int index) {
    int at = at(expert, index);
    return statistics[at + 1] == 0 ? Double.NaN : (double) statistics[at] / statistics[at + 1];
  }

  /** What a season may be worth of which there is no label yet. */
  private double unseenSeason(int index) {
    int farthest = leads.count() - 1;
    while (farthest > index && Double.isNaN(mean(Expert.NAIVE.index(), farthest))) {
      farthest--;
    }
    return UNSEEN_SEASON * mean(Expert.NAIVE.index(), farthest);
  }

  /**
   * What the holdout says, at the level of this series: the group's error times the share of
   * naive's error here in naive's error there. Without a holdout an expert is worse than naive
   * until it has shown better.
   */
  private double prior(int expert, int index, ExpertTable priors) {
    int naive = Expert.NAIVE.index();
    int lead = leads.lead(index);
    float group = priors.get(lead, expert);
    float groupNaive = priors.get(lead, naive);
    int at = at(naive, index);
    if (expert == naive || statistics[at + 1] == 0) {
      return group;
    }
    if (Float.isNaN(group) || !(groupNaive > 0)) {
      return expert == Expert.SEASONAL.index()
          ? unseenSeason(index)
          : UNPROVEN * mean(naive, index);
    }
    double level = (statistics[at] + PRIOR_COUNT * groupNaive) / (statistics[at + 1] + PRIOR_COUNT);
    return group * level / groupNaive;
  }

  /** Takes over what another format knew of naive's errors at a lead. */
  public void restoreNaive(int lead, float squaredErrors, float count) {
    int at = naiveAt + (lead - 1) * NAIVE_WIDTH;
    statistics[at] = squaredErrors;
    statistics[at + 1] = count;
  }

  /** Learns how far naive was off at any lead, in units of the series' scale. */
  public void learnNaive(int lead, float error) {
    int at = naiveAt + (lead - 1) * NAIVE_WIDTH;
    statistics[at] = FADE * statistics[at] + error * error;
    statistics[at + 1] = FADE * statistics[at + 1] + 1;
  }

  /**
   * Learns from one matured label of a learnt lead; all values in units of the series' scale,
   * relative to any common origin.
   *
   * @param forecasts {@code [experts]}, NaN where an expert took no part
   */
  public void learn(int lead, float[] forecasts, float combined, float actual) {
    int index = leads.index(lead);
    float gradient = 2 * (combined - actual);
    for (int e = 0; e < Expert.COUNT; e++) {
      float forecast = forecasts[e];
      if (Float.isNaN(forecast)) {
        continue;
      }
      int at = at(e, index);
      float error = forecast - actual;
      float rho = gradient * (combined - forecast);
      statistics[at] = FADE * statistics[at] + error * error;
      statistics[at + 1] = FADE * statistics[at + 1] + 1;
      statistics[at + 2] = DISCOUNT * statistics[at + 2] + rho;
      statistics[at + 3] = DISCOUNT * statistics[at + 3] + rho * rho;
    }
  }

  private int at(int expert, int index) {
    return (index * Expert.COUNT + expert) * WIDTH;
  }
}
