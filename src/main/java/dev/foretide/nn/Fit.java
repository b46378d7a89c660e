package dev.foretide.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network: epochs of shuffled batches, Adam, an optional cosine schedule and early
 * stopping; Keras' {@code fit}.
 *
 * <p>The result depends on the data, the starting network, the settings and nothing else: the same
 * seed gives the same weights, bit for bit, on the same JVM. Weights that are not finite never
 * leave: a loss, gradient or weight that is not finite ends training with {@link
 * DivergedException}.
 *
 * <p>A Fit is one training run in the hands of one thread, which may have {@link Workers}; {@link
 * #run} may be called once.
 */
public final class Fit {
  private final FitSettings settings;
  private final BackPropagation training;
  private final Adam adam;
  private final Sequences data;
  private final @Nullable Sequences validation;
  private final SplittableRandom shuffling;
  private final int[] order;
  private final long totalSteps;
  private boolean started;
  private long steps;
  private double learningRate;
  private double bestLoss = Double.POSITIVE_INFINITY;
  private int bestEpoch;
  private @Nullable Network best;

  /**
   * Prepares a training run on the caller's thread alone.
   *
   * @param start network to begin from; it is not changed
   * @param data to train on, and to measure on as far as the settings split it
   * @throws IllegalArgumentException as the other constructor
   */
  public Fit(FitSettings settings, Network start, Sequences data) {
    this(settings, start, data, null, Workers.SERIAL);
  }

  /**
   * Prepares a training run.
   *
   * @param start network to begin from; it is not changed
   * @param data to train on
   * @param validation to measure after each epoch; null for the split of the settings, if any
   * @param workers who share the work of a batch; the result does not depend on them
   * @throws IllegalArgumentException if the sizes are not those of the network, if no target is
   *     left after the warm-up, if there is validation data and a split, or a patience and neither
   */
  public Fit(
      FitSettings settings,
      Network start,
      Sequences data,
      @Nullable Sequences validation,
      Workers workers) {
    this.settings = settings;
    int trained = validation == null ? trained(settings, data) : data.count();
    this.data = data.slice(0, trained);
    this.validation = trained < data.count() ? data.slice(trained, data.count()) : validation;
    if (validation != null && settings.validationSplit() > 0) {
      throw new IllegalArgumentException(
          "validationSplit " + settings.validationSplit() + ": there is validation data already");
    }
    if (this.validation == null && settings.patience() > 0) {
      throw new IllegalArgumentException(
          "patience " + settings.patience() + ": needs validation data or a validationSplit");
    }
    requireFits("training data", this.data, start);
    if (this.validation != null) {
      requireFits("validation data", this.validation, start);
    }
    SplittableRandom random = new SplittableRandom(settings.seed());
    this.shuffling = random.split();
    this.training =
        new BackPropagation(
            start, settings.loss(), settings.warmUpSteps(), random.nextLong(), workers);
    this.adam = new Adam(training.parameters(), settings.weightDecay());
    this.order = IntStream.range(0, trained).toArray();
    int batches = (trained + settings.batchSize() - 1) / settings.batchSize();
    this.totalSteps = (long) batches * settings.epochs();
    this.learningRate = settings.learningRate();
  }

  /** Sequences to train on: all but the last share, rounded as Keras does. */
  private static int trained(FitSettings settings, Sequences data) {
    int trained = (int) Math.floor(data.count() * (1 - settings.validationSplit()));
    if (trained < 1 || (settings.validationSplit() > 0 && trained == data.count())) {
      throw new IllegalArgumentException(
          "validationSplit %s of %s: must leave a sequence on each side"
              .formatted(settings.validationSplit(), data));
    }
    return trained;
  }

  private void requireFits(String name, Sequences sequences, Network start) {
    start
        .architecture()
        .requireSizes(name + ", " + sequences, sequences.inputSize(), sequences.outputSize());
    if (!sequences.hasTargetFrom(settings.warmUpSteps())) {
      throw new IllegalArgumentException(
          "%s, %s: no target after warmUpSteps %d"
              .formatted(name, sequences, settings.warmUpSteps()));
    }
  }

  /** Trains to the end; {@link #run(BooleanSupplier, Consumer)} without a wish to stop. */
  public FitReport run() {
    return run(() -> false, epoch -> {});
  }

  /**
   * Trains.
   *
   * @param stop asked before every batch; true ends training with the weights so far
   * @param listener told of every completed epoch, on this thread
   * @throws IllegalStateException if called a second time
   * @throws DivergedException naming epoch, step and learning rate
   */
  public FitReport run(BooleanSupplier stop, Consumer<EpochReport> listener) {
    if (started) {
      throw new IllegalStateException("this training was run already: make a new Fit");
    }
    started = true;
    List<EpochReport> reports = new ArrayList<>();
    for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
      BatchLoss loss = runEpoch(epoch, stop);
      if (loss == null) {
        return report(reports, FitReport.Reason.STOPPED);
      }
      EpochReport report = new EpochReport(epoch, loss, validate(epoch), learningRate);
      reports.add(report);
      listener.accept(report);
      if (settings.patience() > 0) {
        if (report.validationLoss() < bestLoss) {
          bestLoss = report.validationLoss();
          bestEpoch = epoch;
          best = training.network();
        } else if (epoch - bestEpoch >= settings.patience()) {
          return report(reports, FitReport.Reason.NO_IMPROVEMENT);
        }
      }
    }
    return report(reports, FitReport.Reason.COMPLETED);
  }

  /** Returns null if stopped. */
  private @Nullable BatchLoss runEpoch(int epoch, BooleanSupplier stop) {
    if (settings.shuffle()) {
      shuffle();
    }
    BatchLoss sum = BatchLoss.NONE;
    for (int from = 0; from < order.length; from += settings.batchSize()) {
      if (stop.getAsBoolean()) {
        return null;
      }
      learningRate = scheduledRate();
      steps++;
      training.zeroGradients();
      int to = Math.min(order.length, from + settings.batchSize());
      BatchLoss loss = training.accumulate(data, order, from, to);
      if (loss.count() > 0) {
        requireFinite("the loss", loss.mean(), epoch);
        double norm = Adam.clipByNorm(training.gradients(), settings.clipNorm());
        requireFinite("the norm of the gradients", norm, epoch);
        adam.step(training.gradients(), learningRate);
        requireFiniteWeights(epoch);
        sum = sum.plus(loss);
      }
    }
    return sum;
  }

  private double scheduledRate() {
    double rate = settings.learningRate();
    return settings.cosineSchedule()
        ? rate * 0.5 * (1 + Math.cos(Math.PI * steps / totalSteps))
        : rate;
  }

  /** Fisher and Yates. */
  private void shuffle() {
    for (int i = order.length - 1; i > 0; i--) {
      int j = shuffling.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  private BatchLoss validate(int epoch) {
    if (validation == null) {
      return BatchLoss.NONE;
    }
    int[] all = IntStream.range(0, validation.count()).toArray();
    BatchLoss sum = BatchLoss.NONE;
    for (int from = 0; from < all.length; from += settings.batchSize()) {
      int to = Math.min(all.length, from + settings.batchSize());
      sum = sum.plus(training.evaluate(validation, all, from, to));
    }
    requireFinite("the validation loss", sum.mean(), epoch);
    return sum;
  }

  private FitReport report(List<EpochReport> reports, FitReport.Reason reason) {
    return new FitReport(best != null ? best : training.network(), reports, reason);
  }

  private void requireFiniteWeights(int epoch) {
    for (Tensor parameter : training.parameters()) {
      if (!parameter.isFinite()) {
        throw new DivergedException(
            "'" + parameter.name() + "' is not finite", epoch, steps, learningRate);
      }
    }
  }

  private void requireFinite(String what, double value, int epoch) {
    if (!Double.isFinite(value)) {
      throw new DivergedException(what + " is " + value, epoch, steps, learningRate);
    }
  }
}
