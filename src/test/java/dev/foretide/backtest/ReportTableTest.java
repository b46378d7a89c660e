package dev.foretide.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTableTest {
  @Test
  void shouldShowEveryMethodByLeadTheIntervalsAndTheCost() {
    assertThat(ReportTable.of(Reports.tiny()).lines())
        .containsExactly(
            "t.csv: series a, 3 forecasts scored",
            "",
            "  MAE, z-scored       lead 1      mean",
            "  foretide            0.5000    0.5000",
            "  naive               1.0000    1.0000",
            "",
            "  MSE, z-scored       lead 1      mean",
            "  foretide            0.2500    0.2500",
            "  naive               1.0000    1.0000",
            "",
            "  MASE                lead 1      mean",
            "  foretide            0.5500    0.5500",
            "  naive                    –         –",
            "",
            "  Coverage            lead 1      mean",
            "  80 %                0.7500    0.7500",
            "",
            "  Width, z-scored     lead 1      mean",
            "  80 %                1.5000    1.5000",
            "",
            "Trainings, full: 1 promoted; 1.5 s",
            "Cost of a reading without training: median 20.0 µs, 99th percentile 40.0 µs; 50,000 readings/s over 4 readings");
  }

  @Test
  void shouldShowTheFirstAQuarterHalfThreeQuartersAndTheLastOfManyLeads() {
    assertThat(ReportTable.of(Reports.realistic()))
        .contains("data/plant.csv: mean of 3 series")
        .contains("    lead 1    lead 6   lead 12   lead 18   lead 24      mean");
  }

  @Test
  void shouldBeEmptyWhenNothingWasScoredOrMeasured() {
    assertThat(ReportTable.of(Reports.empty())).isEmpty();
  }
}
