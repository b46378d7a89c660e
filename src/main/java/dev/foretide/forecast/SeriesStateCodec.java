package dev.foretide.forecast;

import dev.foretide.model.ModelShape;
import dev.foretide.score.HalfFloat;
import dev.foretide.series.Grid;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The stored bytes of a {@link SeriesState}, format version 4: a {@link SeriesStateHeader}, and
 * then little-endian, as processors copy it:
 *
 * <pre>
 *   int     fingerprint of step, features, target, window, horizon, levels
 *   long    place of the newest reading in its topic; not in format version 2
 *   long    step; int unsent steps, readings outside in a row, model version, network version
 *   long    time of the newest reading of each feature
 *   int n,  pending steps: long step, per feature double value and int readings
 *   double  scale
 *   int n,  [n, features] window oldest first, see {@link WindowValues}; byte whether other than one
 *           reading stands behind any value, and if so byte[n, features] readings behind each
 *   int n,  half[n] network state
 *   what was learnt, see {@link SeriesStateLearnt}
 * </pre>
 *
 * Format versions 2 and 3 are big-endian throughout, always have the readings behind values, which
 * are {@code float[n, features]}, and end as {@link SeriesStateOlderFormats} says. Owned by one
 * thread.
 */
public final class SeriesStateCodec {
  private static final byte LAST_BIG_ENDIAN_FORMAT = 3;

  private final Grid grid;
  private final int target;
  private final int fingerprint;
  private final int scaleMemory;
  private final double[] scale;
  private final int features;
  private final float[] values;
  private final WindowValues windowValues;
  private final byte[] readings;
  private final SeriesStateLearnt learnt;
  private final SeriesStateOlderFormats format3;
  private ByteBuffer buffer = ByteBuffer.allocate(8 * 1024);

  public SeriesStateCodec(ForecastSettings settings) {
    SeriesState state = new SeriesState(settings);
    this.scale = new double[state.scale.stateSize()];
    this.features = state.window.features();
    this.values = new float[state.window.capacity() * features];
    this.windowValues = new WindowValues(features, state.window.capacity());
    this.readings = new byte[values.length];
    this.scaleMemory = settings.scaleMemory();
    this.grid = settings.grid();
    this.target = settings.shape().targetIndex();
    this.learnt = new SeriesStateLearnt(settings);
    this.format3 = new SeriesStateOlderFormats(settings.learntLeads(), settings.intervals().size());
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

  /** When the open step of a state ends, as {@link SeriesStateHeader#openUntil}. */
  public long openUntil(SeriesState state) {
    long open = state.pending.newestWith(target);
    return open == PendingSteps.NONE ? SeriesStateHeader.NEVER : grid.startOf(open + 1);
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
    buffer.order(ByteOrder.BIG_ENDIAN);
    SeriesStateHeader.put(buffer, state.status, state.source, openUntil(state), grid.stepMillis());
    buffer.order(ByteOrder.LITTLE_ENDIAN);
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
    StateBytes.putHalves(buffer, state.networkState);
    learnt.put(buffer, state);
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
    windowValues.put(buffer, values, state.window.size());
    boolean hasOthers = false;
    for (int i = 0; i < count; i++) {
      hasOthers |= readings[i] != 1;
    }
    buffer.put((byte) (hasOthers ? 1 : 0));
    buffer.put(readings, 0, hasOthers ? count : 0);
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
    SeriesStateHeader.requireFormat(bytes);
    ByteBuffer source = ByteBuffer.wrap(bytes);
    try {
      return take(source, state);
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw SeriesStateException.damaged(bytes, "series state", e);
    }
  }

  private boolean take(ByteBuffer source, SeriesState state) {
    byte format = source.get();
    Status status = Status.of(source.get());
    Source forecastSource = Source.of(source.get());
    long openUntil = source.getLong();
    source.position(SeriesStateHeader.SIZE); // the fingerprint has the step too
    boolean isOld = format <= LAST_BIG_ENDIAN_FORMAT;
    source.order(isOld ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    if (source.getInt() != fingerprint) {
      return false;
    }
    state.status = status;
    state.source = forecastSource;
    state.position =
        format == SeriesStateHeader.OLDEST_FORMAT ? SeriesState.NOWHERE : source.getLong();
    state.step = source.getLong();
    state.unsentSteps = source.getInt();
    state.outside = source.getInt();
    state.version = source.getInt();
    state.networkVersion = source.getInt();
    StateBytes.require(state.version >= 0 && state.networkVersion >= 0, "versions");
    for (int f = 0; f < features; f++) {
      state.times[f] = source.getLong();
    }
    takePending(source, state.pending);
    StateBytes.require(openUntil(state) == openUntil, "open step");
    takeScale(source, state);
    takeWindow(source, state, isOld);
    StateBytes.require(state.outside >= 0, "readings outside in a row");
    StateBytes.require(
        state.unsentSteps >= 0 && state.unsentSteps <= state.window.size(), "unsent steps");
    takeNetworkState(source, state, isOld);
    if (isOld) {
      format3.takeLearnt(source, state, (float) state.scale.spread(target));
    } else {
      learnt.take(source, state);
    }
    StateBytes.require(!source.hasRemaining(), "length");
    return true;
  }

  private void takePending(ByteBuffer source, PendingSteps pending) {
    int held = source.getInt();
    StateBytes.require(held >= 0 && held <= pending.capacity(), "number of pending steps");
    for (int i = 0; i < held; i++) {
      long step = source.getLong();
      StateBytes.require(step != PendingSteps.NONE && pending.hold(step), "pending step");
      for (int f = 0; f < features; f++) {
        double value = source.getDouble();
        int count = source.getInt();
        StateBytes.require(Float.isFinite((float) value) && count >= 0, "pending value");
        pending.put(step, f, value, count);
      }
    }
  }

  private void takeScale(ByteBuffer source, SeriesState state) {
    for (int i = 0; i < scale.length; i++) {
      scale[i] = source.getDouble();
      StateBytes.require(Double.isFinite(scale[i]), "scale");
    }
    StateBytes.require(scale[0] >= 0 && scale[0] <= scaleMemory, "count of the scale");
    state.scale.restore(scale);
  }

  private void takeWindow(ByteBuffer source, SeriesState state, boolean isOld) {
    int size = source.getInt();
    StateBytes.require(size >= 0 && size <= state.window.capacity(), "size of the window");
    int count = size * state.window.features();
    if (isOld) {
      StateBytes.takeFloats(source, values, 0, count);
    } else {
      windowValues.take(source, values, size);
    }
    if (isOld || source.get() != 0) {
      source.get(readings, 0, count);
    } else {
      Arrays.fill(readings, 0, count, (byte) 1);
    }
    for (int i = 0; i < count; i++) {
      StateBytes.require(Float.isFinite(values[i]) && readings[i] >= 0, "window");
    }
    state.window.restore(values, readings, size);
  }

  private static void takeNetworkState(ByteBuffer source, SeriesState state, boolean isOld) {
    int length = source.getInt();
    int each = isOld ? Float.BYTES : Short.BYTES;
    StateBytes.require(
        length >= 0 && length <= source.remaining() / each, "size of the network state");
    if (state.networkState.length != length) {
      state.networkState = new short[length];
    }
    if (isOld) {
      for (int i = 0; i < length; i++) {
        state.networkState[i] = HalfFloat.of(source.getFloat());
      }
    } else {
      StateBytes.takeHalves(source, state.networkState);
    }
  }
}
