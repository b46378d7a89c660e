package dev.foretide.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AggregateTest {

  @ParameterizedTest
  @EnumSource
  void shouldGiveWhatFormulaOverAllReadingsGives(Aggregate aggregate) {
    Random random = new Random(5);
    for (int length = 1; length < 30; length++) {
      double[] readings = random.doubles(length, -50, 50).toArray();

      double folded = readings[0];
      for (int i = 1; i < length; i++) {
        folded = aggregate.fold(folded, i, readings[i]);
      }

      assertThat(folded).isCloseTo(direct(aggregate, readings), within(1e-9));
    }
  }

  private static double direct(Aggregate aggregate, double[] readings) {
    DoubleStream all = DoubleStream.of(readings);
    return switch (aggregate) {
      case MEAN -> all.average().orElseThrow();
      case LAST -> readings[readings.length - 1];
      case FIRST -> readings[0];
      case MIN -> all.min().orElseThrow();
      case MAX -> all.max().orElseThrow();
      case SUM -> all.sum();
    };
  }
}
