package dev.foretide.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.backtest.BacktestReport.Cost;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportJoinTest {
  @Test
  void shouldKeepOneReportAsItIs() {
    BacktestReport tiny = Reports.tiny();

    assertThat(ReportJoin.of(List.of(tiny))).isSameAs(tiny);
  }

  @Test
  void shouldAppendListsAndTimesAndShowProtocolsThatDiffer() {
    BacktestReport tiny = Reports.tiny();
    BacktestReport other =
        new BacktestReport(
            Map.of("from", "0.5"),
            tiny.results(),
            List.of(),
            tiny.trainings(),
            new Cost(new float[] {5, 5, 30, 5, 5, 5, 5}),
            List.of());

    BacktestReport joined = ReportJoin.of(List.of(tiny, other, tiny));

    assertThat(joined.protocol()).containsExactly(Map.entry("from", "0.25 | 0.5"));
    assertThat(joined.results()).hasSize(3 * tiny.results().size());
    assertThat(joined.trainings()).hasSize(3);
    assertThat(joined.cost().readings()).isEqualTo(15);
    assertThat(joined.cost().microsPerReadingP50()).isEqualTo(10);
    assertThat(joined.cost().microsPerReadingP99()).isEqualTo(40);
    assertThat(joined.cost().readingsPerSecond()).isEqualTo(1e6 * 15 / 220);
  }
}
