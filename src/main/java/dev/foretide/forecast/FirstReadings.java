package dev.foretide.forecast;

import dev.foretide.series.Reading;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import dev.foretide.series.StepInference;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/**
 * The first readings of a series whose step is not known yet, under {@code step=auto}: the step is
 * inferred as soon as they have {@value #TIMES} different times, and they are then replayed.
 *
 * <p>The stored bytes stand where those of a {@link SeriesState} will, and begin alike, so that
 * {@link SeriesStateHeader#statusOf} and {@link SeriesStateHeader#openUntil} read them too;
 * big-endian:
 *
 * <pre>
 *   byte  100; byte status, byte source; long never, long 0
 *   int   features, int n; n times long time, double[features]
 * </pre>
 *
 * Owned by one thread.
 */
public final class FirstReadings {
  /** Different times that a step is inferred from. */
  public static final int TIMES = 9;

  private static final byte FORMAT = 100;
  private static final int HEADER = 3 + 2 * Long.BYTES;
  private static final int MOST_READINGS = 8 * TIMES;

  private final int features;
  private final Deque<Reading> readings = new ArrayDeque<>();

  /** Without a reading. */
  public FirstReadings(int features) {
    this.features = features;
  }

  /** Whether stored bytes are those of a prelude. */
  public static boolean isPrelude(byte[] bytes) {
    return bytes.length > 0 && bytes[0] == FORMAT;
  }

  /**
   * Reads what {@link #write} wrote; one of another number of features is forgotten.
   *
   * @throws SeriesStateException for damaged bytes
   */
  public static FirstReadings read(byte[] bytes, String series, int features) {
    FirstReadings prelude = new FirstReadings(features);
    try {
      ByteBuffer source = ByteBuffer.wrap(bytes).position(HEADER);
      boolean same = source.getInt() == features;
      int count = source.getInt();
      for (int i = 0; same && i < count; i++) {
        long time = source.getLong();
        double[] row = new double[features];
        for (int f = 0; f < features; f++) {
          row[f] = source.getDouble();
        }
        prelude.readings.add(new Reading(series, time, row));
      }
      return prelude;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw SeriesStateException.damaged(bytes, "value with the first readings of " + series, e);
    }
  }

  /** The bytes of this prelude. */
  public byte[] write() {
    int row = Long.BYTES + features * Double.BYTES;
    ByteBuffer target = ByteBuffer.allocate(HEADER + 2 * Integer.BYTES + readings.size() * row);
    target.put(FORMAT).put(Status.COLD.code()).put(Source.NAIVE.code());
    target.putLong(SeriesStateHeader.NEVER).putLong(0);
    target.putInt(features).putInt(readings.size());
    for (Reading reading : readings) {
      target.putLong(reading.timestamp());
      for (double value : reading.features()) {
        target.putDouble(value);
      }
    }
    return target.array();
  }

  /** Adds a reading. Many at few times push the oldest out, so that the bytes stay few. */
  public void add(Reading reading) {
    readings.add(reading);
    if (readings.size() > MOST_READINGS) {
      readings.remove();
    }
  }

  /** The step in milliseconds; empty while there are too few different times. */
  public OptionalLong step() {
    long[] times = readings.stream().mapToLong(Reading::timestamp).distinct().sorted().toArray();
    if (times.length < TIMES) {
      return OptionalLong.empty();
    }
    StepInference inference = new StepInference();
    for (long time : times) {
      inference.add("", time);
    }
    return inference.step().stream().mapToLong(Duration::toMillis).findFirst();
  }

  /** The readings, in the order in which they came. */
  public List<Reading> readings() {
    return new ArrayList<>(readings);
  }
}
