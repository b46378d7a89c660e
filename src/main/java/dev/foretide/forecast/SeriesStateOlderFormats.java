package dev.foretide.forecast;

import dev.foretide.score.ExpertWeights;
import dev.foretide.score.LearntLeads;
import dev.foretide.score.WaitingForecasts;
import dev.foretide.series.Expert;
import java.nio.ByteBuffer;

/**
 * What a series had learnt in format versions 2 and 3, where every lead was learnt, big-endian:
 *
 * <pre>
 *   per origin from the newest on, horizon of them: byte waits, float base, int version,
 *           per lead that still waits float combined, float[experts - 1], per level float lower, upper
 *   float[experts, horizon, 4] expert statistics
 *   float[horizon, 4 + 3 levels] interval statistics, then those of all leads
 * </pre>
 *
 * The leads that are learnt now are taken over; what waits is measured anew from its base, in the
 * unit of the scale.
 */
final class SeriesStateOlderFormats {
  private final LearntLeads leads;
  private final int levels;
  private final int width;

  SeriesStateOlderFormats(LearntLeads leads, int levels) {
    this.leads = leads;
    this.levels = levels;
    this.width = Expert.COUNT + 2 * levels;
  }

  void takeLearnt(ByteBuffer source, SeriesState state, float unit) {
    for (int back = 0; back < leads.horizon(); back++) {
      if (source.get() != 0) {
        long origin = state.step - back;
        state.waiting.open(origin, source.getFloat(), unit, source.getInt());
        for (int lead = back + 1; lead <= leads.horizon(); lead++) {
          takeRow(source, state.waiting, origin, lead, back == 0);
        }
      }
    }
    takeWeights(source, state.weights);
    takeIntervals(source, state);
  }

  private void takeRow(
      ByteBuffer source, WaitingForecasts waiting, long origin, int lead, boolean isNewest) {
    int end = source.position() + width * Float.BYTES;
    if (isNewest || leads.has(lead)) {
      float base = waiting.base(origin);
      float unit = waiting.unit(origin);
      waiting.putCombined(origin, lead, (source.getFloat() - base) / unit);
      for (int e = 1; e < Expert.COUNT; e++) {
        float offset = (source.getFloat() - base) / unit;
        if (leads.has(lead)) {
          waiting.putExpert(origin, lead, e, offset);
        }
      }
      for (int l = 0; l < levels; l++) {
        float lower = (source.getFloat() - base) / unit;
        waiting.putInterval(origin, lead, l, lower, (source.getFloat() - base) / unit);
      }
    }
    source.position(end);
  }

  private void takeWeights(ByteBuffer source, ExpertWeights weights) {
    int each = ExpertWeights.statisticsPerLead() / Expert.COUNT;
    for (int e = 0; e < Expert.COUNT; e++) {
      for (int lead = 1; lead <= leads.horizon(); lead++) {
        if (e == Expert.NAIVE.index()) {
          int at = source.position();
          weights.restoreNaive(lead, source.getFloat(at), source.getFloat(at + Float.BYTES));
        }
        int place = (leads.before(lead) * Expert.COUNT + e) * each;
        take(source, leads.has(lead), weights.statistics(), place, each);
      }
    }
  }

  private void takeIntervals(ByteBuffer source, SeriesState state) {
    float[] statistics = state.intervals.statistics();
    int each = state.intervals.statisticsPerLead();
    for (int lead = 1; lead <= leads.horizon(); lead++) {
      take(source, leads.has(lead), statistics, leads.before(lead) * each, each);
    }
    int shared = leads.count() * each;
    take(source, true, statistics, shared, statistics.length - shared);
  }

  private static void take(
      ByteBuffer source, boolean isLearnt, float[] target, int offset, int count) {
    for (int i = 0; i < count; i++) {
      float value = source.getFloat();
      if (isLearnt) {
        target[offset + i] = value;
      }
    }
  }
}
