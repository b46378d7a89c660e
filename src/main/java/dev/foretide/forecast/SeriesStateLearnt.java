package dev.foretide.forecast;

import dev.foretide.score.ExpertWeights;
import dev.foretide.score.IntervalTracker;
import dev.foretide.score.LearntLeads;
import dev.foretide.score.WaitingForecasts;
import dev.foretide.series.Expert;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * What a series has learnt in the bytes of its state, format version 4, little-endian:
 *
 * <pre>
 *   short n, short[n] learnt leads
 *   byte n, byte[n] experts that may take part
 *   per origin from the newest on, horizon of them: byte 0: none waits, 1: one of the model version
 *           above, 2: one of another, int version; float base, float unit,
 *           half[1 + 2 levels + experts but naive] per learnt lead that still waits;
 *           of the newest half[1 + 2 levels] per lead
 *   float[learnt leads, experts, 4] expert statistics, float[horizon, 2] those of naive
 *   float[learnt leads, 4 + 3 levels] interval statistics, then those of all leads
 * </pre>
 *
 * Where other leads are learnt now than then, or other experts take part, those that were keep what
 * they learnt. Owned by one thread.
 */
final class SeriesStateLearnt {
  private static final byte NONE_WAITS = 0;
  private static final byte WAITS = 1;
  private static final byte WAITS_OF_ANOTHER_VERSION = 2;

  private final LearntLeads leads;
  private final StoredExperts experts;
  private final int levels;
  private final short[] halves;
  private final float[] packed = new float[ExpertWeights.statisticsPerLead()];

  SeriesStateLearnt(ForecastSettings settings) {
    this.leads = settings.learntLeads();
    this.levels = settings.intervals().size();
    this.experts = new StoredExperts(indices(settings.experts()));
    this.halves = new short[leads.horizon() * (1 + 2 * levels + Expert.COUNT)];
  }

  private static byte[] indices(List<Expert> experts) {
    byte[] indices = new byte[experts.size()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = (byte) experts.get(i).index();
    }
    return indices;
  }

  /**
   * Writes.
   *
   * @throws java.nio.BufferOverflowException if there is no room
   */
  void put(ByteBuffer buffer, SeriesState state) {
    buffer.putShort((short) leads.count());
    for (int i = 0; i < leads.count(); i++) {
      buffer.putShort((short) leads.lead(i));
    }
    buffer.put((byte) experts.count());
    experts.putIndices(buffer);
    putWaiting(buffer, state);
    putWeights(buffer, state.weights.statistics());
    float[] intervals = state.intervals.statistics();
    StateBytes.putFloats(buffer, intervals, 0, intervals.length);
  }

  private void putWaiting(ByteBuffer buffer, SeriesState state) {
    WaitingForecasts waiting = state.waiting;
    int first = 0;
    for (int back = 0; back < waiting.horizon(); back++) {
      long origin = state.step - back;
      if (!waiting.has(origin)) {
        buffer.put(NONE_WAITS);
        continue;
      }
      if (waiting.version(origin) == state.version) {
        buffer.put(WAITS);
      } else {
        buffer.put(WAITS_OF_ANOTHER_VERSION).putInt(waiting.version(origin));
      }
      buffer.putFloat(waiting.base(origin)).putFloat(waiting.unit(origin));
      while (leads.lead(first) <= back) {
        first++;
      }
      int count = (leads.count() - first) * waiting.width();
      StateBytes.putHalves(buffer, waiting.rows(), waiting.row(origin, first), count);
      if (back == 0) {
        StateBytes.putHalves(buffer, waiting.newest());
      }
    }
  }

  private void putWeights(ByteBuffer buffer, float[] statistics) {
    int each = ExpertWeights.statisticsPerLead();
    for (int i = 0; i < leads.count(); i++) {
      experts.packStatistics(statistics, i * each, packed, 0);
      StateBytes.putFloats(buffer, packed, 0, experts.statisticsWidth());
    }
    int ofAll = leads.count() * each;
    StateBytes.putFloats(buffer, statistics, ofAll, statistics.length - ofAll);
  }

  /**
   * Reads.
   *
   * @param state whose step and version are known already
   * @throws IllegalArgumentException if the bytes are damaged, as other exceptions of buffers and
   *     arrays
   */
  void take(ByteBuffer source, SeriesState state) {
    int count = source.getShort();
    StateBytes.require(count > 0 && count <= leads.horizon(), "number of learnt leads");
    int[] then = new int[count];
    for (int i = 0; i < count; i++) {
      then[i] = source.getShort();
      StateBytes.require(
          then[i] > (i == 0 ? 0 : then[i - 1]) && then[i] <= leads.horizon(), "learnt lead");
    }
    StoredExperts expertsThen = takeExperts(source);
    takeWaiting(source, state, then, expertsThen);
    takeWeights(source, then, expertsThen, state.weights.statistics());
    takeIntervals(source, then, state.intervals);
  }

  private StoredExperts takeExperts(ByteBuffer source) {
    int count = source.get();
    StateBytes.require(count >= 0 && count <= Expert.COUNT, "number of experts");
    byte[] indices = new byte[count];
    source.get(indices);
    return experts.are(indices) ? experts : new StoredExperts(indices);
  }

  private void takeWaiting(
      ByteBuffer source, SeriesState state, int[] then, StoredExperts expertsThen) {
    WaitingForecasts waiting = state.waiting;
    boolean areSame = Arrays.equals(then, leads.toArray()) && expertsThen == experts;
    int widthThen = 1 + 2 * levels + expertsThen.columns();
    int first = 0;
    for (int back = 0; back < waiting.horizon(); back++) {
      while (then[first] <= back) {
        first++;
      }
      byte waits = source.get();
      if (waits == NONE_WAITS) {
        continue;
      }
      StateBytes.require(
          waits == WAITS || waits == WAITS_OF_ANOTHER_VERSION, "whether a forecast waits");
      int version = waits == WAITS ? state.version : source.getInt();
      long origin = state.step - back;
      waiting.open(origin, source.getFloat(), source.getFloat(), version);
      int count = (then.length - first) * widthThen;
      if (areSame) {
        StateBytes.takeHalves(source, waiting.rows(), waiting.row(origin, first), count);
      } else {
        StateBytes.takeHalves(source, halves, 0, count);
        for (int i = first; i < then.length; i++) {
          if (leads.has(then[i])) {
            int at = (i - first) * widthThen;
            waiting.restoreRow(origin, then[i], expertsThen.indices(), halves, at);
          }
        }
      }
      if (back == 0) {
        StateBytes.takeHalves(source, waiting.newest());
      }
    }
  }

  private void takeWeights(
      ByteBuffer source, int[] then, StoredExperts expertsThen, float[] statistics) {
    int each = ExpertWeights.statisticsPerLead();
    for (int lead : then) {
      StateBytes.takeFloats(source, packed, 0, expertsThen.statisticsWidth());
      if (leads.has(lead)) {
        expertsThen.unpackStatistics(packed, 0, statistics, leads.before(lead) * each);
      }
    }
    int ofAll = leads.count() * each;
    StateBytes.takeFloats(source, statistics, ofAll, statistics.length - ofAll);
  }

  private void takeIntervals(ByteBuffer source, int[] then, IntervalTracker intervals) {
    float[] statistics = intervals.statistics();
    int each = intervals.statisticsPerLead();
    for (int lead : then) {
      if (leads.has(lead)) {
        StateBytes.takeFloats(source, statistics, leads.before(lead) * each, each);
      } else {
        source.position(source.position() + each * Float.BYTES);
      }
    }
    int ofAll = leads.count() * each;
    StateBytes.takeFloats(source, statistics, ofAll, statistics.length - ofAll);
  }
}
