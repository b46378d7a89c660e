package dev.foretide.peers;

import dev.foretide.nn.Architecture;
import dev.foretide.nn.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Trains the tutorial's layers here and in PyTorch, from the same weights and on the same batches
 * in the same order, without dropout, and prints the validation loss of both after every epoch.
 *
 * <pre>  java --add-modules jdk.incubator.vector -cp target/benchmarks.jar \
 *    dev.foretide.peers.SameLoss CSV STATION [SEED]</pre>
 *
 * <p>5,000 windows of 30 steps are trained on in batches of 200 for 10 epochs; the 2,000 windows
 * behind them, of which none shares a row with a training window, are validated on. Mean squared
 * error, Adam, learning rate 1e-3.
 */
public final class SameLoss {
  private static final int STEPS = 30;
  private static final int TRAINING = 5_000;
  private static final int VALIDATION = 2_000;
  private static final int BATCH = 200;
  private static final int EPOCHS = 10;

  private SameLoss() {}

  /** {@code CSV STATION [SEED]}; see the class. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 2 || arguments.length > 3) {
      System.err.println("usage: SameLoss CSV STATION [SEED]");
      System.exit(2);
    }
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
    CsvWindows windows = new CsvWindows(Path.of(arguments[0]), arguments[1], STEPS, TRAINING);
    Batch training = windows.batch(0, TRAINING);
    int from = TRAINING + STEPS;
    Batch validation = windows.batch(from, Math.min(windows.count(), from + VALIDATION));
    Architecture architecture = Architecture.parse("lstm:100,lstm:50,dense", windows.columns(), 1);
    Network start = Network.initialise(architecture, seed, false);
    try (Training ours = Training.of("foretide", start, 1);
        Training pyTorch = Training.of("djl", start, 1)) {
      compare(ours, pyTorch, training, validation, new SplittableRandom(seed));
    }
  }

  private static void compare(
      Training ours, Training pyTorch, Batch training, Batch validation, SplittableRandom random) {
    System.out.printf(
        "%d training windows, %d validation windows, %d columns%n",
        training.count(), validation.count(), training.inputSize());
    print("epoch", "foretide", "PyTorch", "ratio");
    for (int epoch = 0; epoch <= EPOCHS; epoch++) {
      if (epoch > 0) {
        int[] order = shuffled(training.count(), random);
        train(ours, training, order);
        train(pyTorch, training, order);
      }
      double loss = loss(ours.predict(validation), validation.targets());
      double peerLoss = loss(pyTorch.predict(validation), validation.targets());
      print(epoch, number(loss), number(peerLoss), number(loss / peerLoss));
    }
  }

  private static void train(Training implementation, Batch data, int[] order) {
    for (int at = 0; at < order.length; at += BATCH) {
      int to = Math.min(order.length, at + BATCH);
      implementation.backward(data.select(IntStream.range(at, to).map(i -> order[i]).toArray()));
      implementation.update();
    }
  }

  /** Fisher and Yates. */
  private static int[] shuffled(int count, SplittableRandom random) {
    int[] order = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  private static double loss(float[] outputs, float[] targets) {
    double sum = 0;
    for (int j = 0; j < targets.length; j++) {
      double error = (double) outputs[j] - targets[j];
      sum += error * error;
    }
    return sum / targets.length;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }

  private static void print(Object... cells) {
    System.out.printf("%-6s %-10s %-10s %s%n", cells);
  }
}
