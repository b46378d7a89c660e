package dev.foretide.peers;

import dev.foretide.linalg.Kernels;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Runs every {@link GoldenCase} through ONNX Runtime (outputs) and PyTorch (outputs, and gradients
 * of the mean squared error by automatic differentiation).
 *
 * <pre>  java --add-modules jdk.incubator.vector -cp target/benchmarks.jar \
 *    dev.foretide.peers.GoldenValues write src/test/resources/golden
 *  java ... dev.foretide.peers.GoldenValues check</pre>
 *
 * <p>{@code write} keeps their numbers for the unit test. {@code check} compares ours with theirs
 * and with {@link Float64Network}, all values of all gradients, and fails if a bound of {@link
 * Agreement} is broken.
 */
public final class GoldenValues {
  private GoldenValues() {}

  /** {@code write DIRECTORY} or {@code check}; exits with 1 if a check fails. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 2 && arguments[0].equals("write")) {
      write(Path.of(arguments[1]));
    } else if (arguments.length == 1 && arguments[0].equals("check")) {
      System.exit(check(System.out) ? 0 : 1);
    } else {
      System.err.println("usage: GoldenValues write DIRECTORY | check");
      System.exit(2);
    }
  }

  private static void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (GoldenCase golden : GoldenCase.ALL) {
      PeerAnswers answers = new PeerAnswers(golden);
      GoldenFile file = new GoldenFile();
      file.fact("layers", golden.layers());
      file.fact("inputSize", golden.inputSize());
      file.fact("outputSize", golden.outputSize());
      file.fact("steps", golden.steps());
      file.fact("count", golden.count());
      file.fact("seed", golden.seed());
      file.whole("outputs onnxruntime", answers.onnxRuntime);
      file.whole("outputs pytorch", answers.pyTorch);
      file.fact("loss pytorch", answers.loss);
      for (int i = 0; i < answers.gradients.size(); i++) {
        String name = answers.network.parameters().get(i).name();
        file.sample("gradient " + name, answers.gradients.get(i));
      }
      Path path = directory.resolve(golden.name() + ".txt");
      Files.writeString(path, file.text(), StandardCharsets.UTF_8);
    }
  }

  /** Prints the errors of every case. Returns whether all are within the bounds. */
  public static boolean check(PrintStream out) {
    boolean good = true;
    out.println("Relative errors against float64: outputs, at most 1e-5; gradients, at most 1e-4.");
    for (GoldenCase golden : GoldenCase.ALL) {
      PeerAnswers answers = new PeerAnswers(golden);
      Float64Network reference = new Float64Network(answers.network);
      double[] outputs = reference.predict(answers.batch);
      reference.accumulate(answers.batch);
      List<double[]> gradients = reference.gradients();
      out.println(golden.name());
      for (Kernels kernels : Set.of(Kernels.best(), Kernels.scalar())) {
        ForetideTraining ours = new ForetideTraining(answers.network, kernels, 1);
        ours.backward(answers.batch);
        String name = "foretide, " + kernels.name() + ",";
        good &= check(out, name, outputs, ours.predict(answers.batch));
        good &= check(out, name, gradients, ours.gradients());
      }
      good &= check(out, "ONNX Runtime,", outputs, answers.onnxRuntime);
      good &= check(out, "PyTorch,", outputs, answers.pyTorch);
      good &= check(out, "PyTorch,", gradients, answers.gradients);
    }
    out.println(good ? "All are within the bounds." : "NOT all are within the bounds.");
    return good;
  }

  private static boolean check(PrintStream out, String name, double[] outputs, float[] actual) {
    double error = Agreement.relativeError(outputs, actual);
    out.printf(Locale.ROOT, "  %-27s %.1e%n", name + " outputs", error);
    return error <= Agreement.OUTPUTS;
  }

  private static boolean check(
      PrintStream out, String name, List<double[]> gradients, List<float[]> actual) {
    double error = Agreement.relativeError(gradients, actual);
    out.printf(Locale.ROOT, "  %-27s %.1e%n", name + " gradients", error);
    return error <= Agreement.GRADIENTS;
  }
}
