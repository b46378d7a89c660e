package dev.foretide.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.message.AvroMessageWriter;
import dev.foretide.message.JsonMessageWriter;
import dev.foretide.message.MessageWriter;
import dev.foretide.schema.MessageSchema;
import dev.foretide.schema.SchemaFrame;
import dev.foretide.series.Forecast;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time to print a forecast of 24 steps with one interval, and its size. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OutputBenchmark {
  private static final int HORIZON = 24;
  private static final int DIGITS = 6;
  private static final double[] LEVELS = {0.8};

  /** Each is another one, or the processor would learn the digits by heart. */
  private final Forecast[] forecasts = new Forecast[256];

  @Param({"json", "avro"})
  public String format = "";

  private MessageWriter writer = new JsonMessageWriter(DIGITS);
  private int next;

  /** Prints them once, and holds what can be read again to what was printed. */
  @Setup(Level.Trial)
  public void prepare() throws IOException {
    writer = format.equals("json") ? writer : new AvroMessageWriter(1, 2);
    Random random = new Random(1);
    long bytes = 0;
    for (int i = 0; i < forecasts.length; i++) {
      forecasts[i] = forecast(i, random);
      byte[] message = writer.forecast(forecasts[i]);
      bytes += message.length;
      require(forecasts[i].mean(), means(message));
    }
    System.out.printf("%s: %d bytes a forecast%n", format, bytes / forecasts.length);
  }

  private static Forecast forecast(int number, Random random) {
    float[] mean = new float[HORIZON];
    float[] lower = new float[HORIZON];
    float[] upper = new float[HORIZON];
    for (int i = 0; i < HORIZON; i++) {
      mean[i] = (float) (20 + 5 * random.nextGaussian());
      lower[i] = mean[i] - random.nextFloat();
      upper[i] = mean[i] + random.nextFloat();
    }
    return new Forecast(
        "site-%03d/sensor-%06d".formatted(number, number),
        "value",
        1_700_000_000_000L + number * 1_000L,
        1_000,
        "default",
        3,
        Source.LSTM,
        Status.READY,
        mean,
        LEVELS,
        new float[][] {lower},
        new float[][] {upper});
  }

  private double[] means(byte[] message) throws IOException {
    double[] means = new double[HORIZON];
    if (format.equals("json")) {
      JsonNode read = new ObjectMapper().readTree(message).get("mean");
      for (int i = 0; i < HORIZON; i++) {
        means[i] = read.get(i).asDouble();
      }
    } else {
      GenericRecord read =
          new GenericDatumReader<GenericRecord>(MessageSchema.FORECAST)
              .read(
                  null,
                  DecoderFactory.get()
                      .binaryDecoder(
                          message, SchemaFrame.SIZE, message.length - SchemaFrame.SIZE, null));
      List<?> values = (List<?>) read.get("mean");
      for (int i = 0; i < HORIZON; i++) {
        means[i] = ((Number) values.get(i)).doubleValue();
      }
    }
    return means;
  }

  private void require(float[] printed, double[] read) {
    for (int i = 0; i < HORIZON; i++) {
      if (Math.abs(read[i] - printed[i]) > 1e-5 * Math.abs(printed[i])) {
        throw new AssertionError(
            "%s: lead %d is %s, and was %s".formatted(format, i + 1, read[i], printed[i]));
      }
    }
  }

  /** Prints one. */
  @Benchmark
  public byte[] run() {
    next = (next + 1) % forecasts.length;
    return writer.forecast(forecasts[next]);
  }
}
