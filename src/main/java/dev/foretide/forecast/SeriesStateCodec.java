package dev.foretide.forecast;

import dev.foretide.model.ModelShape;
import dev.foretide.score.WaitingForecasts;
import dev.foretide.series.Grid;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The stored bytes of a {@link SeriesState}, format version 3, big-endian:
 *
 * <pre>
 *   byte    format version
 *   byte    status, byte source; long end of the open step in milliseconds since the epoch, the
 *           largest long without one; long length of a step in milliseconds
 *                                                    readable without the rest
 *   int     fingerprint of step, features, target, window, horizon, levels
 *   long    place of the newest reading in its topic; not in format version 2
 *   long    step; int unsent steps, readings outside in a row, model version, network version
 *   long    time of the newest reading of each feature
 *   int n,  pending steps: long step, per feature double value and int readings
 *   double  scale
 *   int n,  float[n, features] window oldest first, byte[n, features] readings behind each
 *   int n,  float[n] network state
 *   per origin from the newest on, horizon of them: byte waits, float base, int version,
 *           float rows of the leads that still wait
 *   float   expert statistics, interval statistics
 * </pre>
 *
 * Owned by one thread.
 */
public final class SeriesStateCodec {
  private static final byte FORMAT = 3;

  /** The last one that is still read. */
  private static final byte OLDEST_FORMAT = 2;

  private static final int STATUS_AT = 1;
  private static final int OPEN_UNTIL_AT = 3;
  private static final int STEP_AT = OPEN_UNTIL_AT + Long.BYTES;

  /** Stands for no open step. */
  public static final long NEVER = Long.MAX_VALUE;

  private final Grid grid;
  private final int target;
  private final int fingerprint;
  private final int scaleMemory;
  private final double[] scale;
  private final int features;
  private final float[] values;
  private final byte[] readings;
  private ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);

  public SeriesStateCodec(ForecastSettings settings) {
    SeriesState state = new SeriesState(settings);
    this.scale = new double[state.scale.stateSize()];
    this.features = state.window.features();
    this.values = new float[state.window.capacity() * features];
    this.readings = new byte[values.length];
    this.scaleMemory = settings.scaleMemory();
    this.grid = settings.grid();
    this.target = settings.shape().targetIndex();
    ModelShape shape = settings.shape();
    this.fingerprint = // of values whose hash codes are specified, so that it outlives the JVM
        List.of(
                settings.grid().stepMillis(),
                shape.features(),
                shape.target(),
                shape.memory(),
                shape.horizon(),
                settings.intervals())
            .hashCode();
  }

  /**
   * The status in stored bytes, without reading the rest.
   *
   * @throws SeriesStateException for damaged bytes
   */
  public static Status statusOf(byte[] bytes) {
    try {
      return Status.of(bytes[STATUS_AT]);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw damaged(bytes, e);
    }
  }

  /**
   * When the open step of a dense series ends, milliseconds since the epoch, in stored bytes;
   * {@link #NEVER} when none is open, or the bytes are of another format.
   *
   * @throws SeriesStateException for damaged bytes
   */
  public static long openUntil(byte[] bytes) {
    try {
      return isKnown(bytes[0]) ? ByteBuffer.wrap(bytes).getLong(OPEN_UNTIL_AT) : NEVER;
    } catch (IndexOutOfBoundsException e) {
      throw damaged(bytes, e);
    }
  }

  /**
   * Length of a step in milliseconds in stored bytes.
   *
   * @throws SeriesStateException for damaged bytes
   */
  public static long stepMillisOf(byte[] bytes) {
    try {
      return ByteBuffer.wrap(bytes).getLong(STEP_AT);
    } catch (IndexOutOfBoundsException e) {
      throw damaged(bytes, e);
    }
  }

  private static boolean isKnown(byte format) {
    return format >= OLDEST_FORMAT && format <= FORMAT;
  }

  /** When the open step of a state ends, as {@link #openUntil(byte[])}. */
  public long openUntil(SeriesState state) {
    long open = state.pending.newestWith(target);
    return open == PendingSteps.NONE ? NEVER : grid.startOf(open + 1);
  }

  private static SeriesStateException damaged(byte[] bytes, RuntimeException cause) {
    return SeriesStateException.damaged(bytes, "series state", cause);
  }

  /**
   * Whether the head of stored bytes, of a state or of first readings, can be read: what is
   * readable without the rest.
   */
  public static boolean isReadable(byte[] bytes) {
    try {
      requireReadable(bytes);
      return true;
    } catch (SeriesStateException e) {
      return false;
    }
  }

  /**
   * Checks the head of stored bytes, of a state or of first readings.
   *
   * @throws SeriesStateException for another format version or a damaged head
   */
  public static void requireReadable(byte[] bytes) {
    if (!SeriesPrelude.isPrelude(bytes)) {
      requireFormat(bytes);
    }
    if (bytes.length < STEP_AT + Long.BYTES) {
      throw damaged(bytes, new BufferUnderflowException());
    }
    statusOf(bytes);
  }

  private static void requireFormat(byte[] bytes) {
    if (bytes.length == 0 || !isKnown(bytes[0])) {
      throw new SeriesStateException(
          bytes.length == 0 || bytes[0] <= 0
              ? SeriesStateException.Reason.DAMAGED
              : bytes[0] < FORMAT
                  ? SeriesStateException.Reason.OLDER_FORMAT
                  : SeriesStateException.Reason.NEWER_FORMAT,
          "series state of format version %s, this release reads %d to %d"
              .formatted(bytes.length == 0 ? "none" : bytes[0], OLDEST_FORMAT, FORMAT));
    }
  }

  /** The bytes of a state. */
  public byte[] write(SeriesState state) {
    while (true) {
      try {
        buffer.clear();
        put(state);
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
      } catch (BufferOverflowException e) {
        buffer = ByteBuffer.allocate(2 * buffer.capacity());
      }
    }
  }

  private void put(SeriesState state) {
    buffer.put(FORMAT).put(state.status.code()).put(state.source.code());
    buffer.putLong(openUntil(state)).putLong(grid.stepMillis());
    buffer.putInt(fingerprint);
    buffer.putLong(state.position);
    buffer.putLong(state.step);
    buffer.putInt(state.unsentSteps).putInt(state.outside);
    buffer.putInt(state.version).putInt(state.networkVersion);
    for (long time : state.times) {
      buffer.putLong(time);
    }
    putPending(state.pending);
    state.scale.save(scale);
    for (double value : scale) {
      buffer.putDouble(value);
    }
    putWindow(state);
    buffer.putInt(state.networkState.length);
    putFloats(state.networkState, 0, state.networkState.length);
    WaitingForecasts waiting = state.waiting;
    for (int back = 0; back < waiting.horizon(); back++) {
      long origin = state.step - back;
      buffer.put((byte) (waiting.has(origin) ? 1 : 0));
      if (waiting.has(origin)) {
        buffer.putFloat(waiting.base(origin)).putInt(waiting.version(origin));
        int values = (waiting.horizon() - back) * waiting.width();
        putFloats(waiting.rows(), waiting.row(origin, back + 1), values);
      }
    }
    putFloats(state.weights.statistics(), 0, state.weights.statistics().length);
    putFloats(state.intervals.statistics(), 0, state.intervals.statistics().length);
  }

  private void putPending(PendingSteps pending) {
    int held = 0;
    for (int place = 0; place < pending.capacity(); place++) {
      held += pending.stepAt(place) == PendingSteps.NONE ? 0 : 1;
    }
    buffer.putInt(held);
    for (int place = 0; place < pending.capacity(); place++) {
      long step = pending.stepAt(place);
      if (step == PendingSteps.NONE) {
        continue;
      }
      buffer.putLong(step);
      for (int f = 0; f < features; f++) {
        int count = pending.count(step, f);
        buffer.putDouble(count == 0 ? 0 : pending.value(step, f)).putInt(count);
      }
    }
  }

  private void putWindow(SeriesState state) {
    buffer.putInt(state.window.size());
    int count = state.window.copy(values, readings);
    putFloats(values, 0, count);
    buffer.put(readings, 0, count);
  }

  private void putFloats(float[] values, int offset, int count) {
    buffer.asFloatBuffer().put(values, offset, count);
    buffer.position(buffer.position() + count * Float.BYTES);
  }

  /**
   * Fills a state from its bytes.
   *
   * @return false when the bytes belong to another step, window, horizon, other features or levels;
   *     the state is then that of a new series
   * @throws SeriesStateException for an unknown format version or damaged bytes
   */
  public boolean read(byte[] bytes, SeriesState state) {
    state.clear();
    requireFormat(bytes);
    ByteBuffer source = ByteBuffer.wrap(bytes);
    try {
      return take(source, state);
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw damaged(bytes, e);
    }
  }

  private boolean take(ByteBuffer source, SeriesState state) {
    byte format = source.get();
    Status status = Status.of(source.get());
    Source forecastSource = Source.of(source.get());
    long openUntil = source.getLong();
    source.position(STEP_AT + Long.BYTES); // the fingerprint has the step too
    if (source.getInt() != fingerprint) {
      return false;
    }
    state.status = status;
    state.source = forecastSource;
    state.position = format < FORMAT ? SeriesState.NOWHERE : source.getLong();
    state.step = source.getLong();
    state.unsentSteps = source.getInt();
    state.outside = source.getInt();
    state.version = source.getInt();
    state.networkVersion = source.getInt();
    require(state.version >= 0 && state.networkVersion >= 0, "versions");
    for (int f = 0; f < features; f++) {
      state.times[f] = source.getLong();
    }
    takePending(source, state.pending);
    require(openUntil(state) == openUntil, "open step");
    takeScale(source, state);
    takeWindow(source, state);
    require(state.outside >= 0, "readings outside in a row");
    require(state.unsentSteps >= 0 && state.unsentSteps <= state.window.size(), "unsent steps");
    takeNetworkState(source, state);
    takeWaiting(source, state);
    takeFloats(source, state.weights.statistics(), 0, state.weights.statistics().length);
    takeFloats(source, state.intervals.statistics(), 0, state.intervals.statistics().length);
    require(!source.hasRemaining(), "length");
    return true;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }

  private void takePending(ByteBuffer source, PendingSteps pending) {
    int held = source.getInt();
    require(held >= 0 && held <= pending.capacity(), "number of pending steps");
    for (int i = 0; i < held; i++) {
      long step = source.getLong();
      require(step != PendingSteps.NONE && pending.hold(step), "pending step");
      for (int f = 0; f < features; f++) {
        double value = source.getDouble();
        int count = source.getInt();
        require(Float.isFinite((float) value) && count >= 0, "pending value");
        pending.put(step, f, value, count);
      }
    }
  }

  private void takeScale(ByteBuffer source, SeriesState state) {
    for (int i = 0; i < scale.length; i++) {
      scale[i] = source.getDouble();
      require(Double.isFinite(scale[i]), "scale");
    }
    require(scale[0] >= 0 && scale[0] <= scaleMemory, "count of the scale");
    state.scale.restore(scale);
  }

  private void takeWindow(ByteBuffer source, SeriesState state) {
    int size = source.getInt();
    require(size >= 0 && size <= state.window.capacity(), "size of the window");
    int count = size * state.window.features();
    takeFloats(source, values, 0, count);
    source.get(readings, 0, count);
    for (int i = 0; i < count; i++) {
      require(Float.isFinite(values[i]) && readings[i] >= 0, "window");
    }
    state.window.restore(values, readings, size);
  }

  private static void takeNetworkState(ByteBuffer source, SeriesState state) {
    int length = source.getInt();
    require(length >= 0 && length <= source.remaining() / Float.BYTES, "size of the network state");
    if (state.networkState.length != length) {
      state.networkState = new float[length];
    }
    takeFloats(source, state.networkState, 0, length);
  }

  private static void takeWaiting(ByteBuffer source, SeriesState state) {
    WaitingForecasts waiting = state.waiting;
    for (int back = 0; back < waiting.horizon(); back++) {
      if (source.get() != 0) {
        long origin = state.step - back;
        waiting.open(origin, source.getFloat(), source.getInt());
        int values = (waiting.horizon() - back) * waiting.width();
        takeFloats(source, waiting.rows(), waiting.row(origin, back + 1), values);
      }
    }
  }

  private static void takeFloats(ByteBuffer source, float[] target, int offset, int count) {
    source.asFloatBuffer().get(target, offset, count);
    source.position(source.position() + count * Float.BYTES);
  }
}
