package dev.foretide.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foretide.backtest.Backtest;
import dev.foretide.backtest.BacktestListener;
import dev.foretide.backtest.BacktestSettings;
import dev.foretide.backtest.MaturedForecast;
import dev.foretide.backtest.Protocol;
import dev.foretide.config.ForetideConfig;
import dev.foretide.model.Model;
import dev.foretide.nn.Workers;
import dev.foretide.series.Reading;
import dev.foretide.stream.cluster.Role;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backtest is a replay: what it forecasts is what the topology emits, bit for bit. */
class LiveBacktestTest {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "forecasts.digits", "9", // as many as tell every float32 from its neighbours
          "grace", "3s",
          "season", "12",
          "train.growth", "0.3");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"stateful", "windowed"})
  void shouldForecastLiveWhatTheBacktestForecasts(String evaluation) {
    Map<String, String> overrides = new HashMap<>(SETTINGS);
    overrides.put("evaluation", evaluation);
    ForetideConfig config = TopologyHarness.config(directory, overrides);
    List<Reading> readings = readings(400);
    TreeMap<Long, Model> swaps = new TreeMap<>();
    Map<String, Float> backtest = new HashMap<>();
    new Backtest(settings(config), Map.of())
        .run(List.of(new Backtest.Input("f", readings)), listener(config, swaps, backtest));
    assertThat(swaps.values()).anyMatch(model -> model.network() != null).hasSizeGreaterThan(3);

    Map<String, Float> live = new HashMap<>();
    try (TopologyHarness topology = new TopologyHarness(Role.EVALUATOR, directory, overrides)) {
      for (Reading reading : readings) {
        while (!swaps.isEmpty() && swaps.firstKey() <= reading.timestamp()) {
          topology.serve(swaps.pollFirstEntry().getValue());
        }
        Instant at = Instant.ofEpochMilli(reading.timestamp());
        String value = Double.toString(reading.features()[0]);
        topology.pipe(
            config.topicNames().readings(), TopologyHarness.record(reading.series(), value, at));
      }
      topology.forecasts().forEach(message -> put(live, message));
    }

    assertThat(backtest).hasSizeGreaterThan(5_000);
    assertThat(live).containsAllEntriesOf(backtest);
  }

  private static BacktestSettings settings(ForetideConfig config) {
    return new BacktestSettings(
        config.forecast(),
        config.trainer(),
        config.groups(),
        new Protocol(0, null, null, null),
        false,
        Workers.SERIAL);
  }

  private static BacktestListener listener(
      ForetideConfig config, Map<Long, Model> swaps, Map<String, Float> forecasts) {
    return new BacktestListener() {
      @Override
      public void serves(Model model, long at) {
        swaps.put(at, model);
      }

      @Override
      public void matured(String file, MaturedForecast forecast) {
        String key = key(forecast.series(), forecast.origin(), forecast.lead());
        forecasts.put(key + " mean", forecast.combined());
        forecasts.put(key + " lower 80", forecast.lower()[0]);
        forecasts.put(key + " upper 95", forecast.upper()[1]);
        assertThat(forecast.at() - forecast.origin())
            .isEqualTo(forecast.lead() * config.forecast().grid().stepMillis());
      }
    };
  }

  private static String key(String series, long origin, int lead) {
    return series + " " + origin + " " + lead;
  }

  private static void put(Map<String, Float> forecasts, TestRecord<byte[], byte[]> message) {
    JsonNode json = TopologyHarness.json(message);
    long origin = Instant.parse(json.get("origin").asText()).toEpochMilli();
    for (int lead = 1; lead <= TopologyHarness.HORIZON; lead++) {
      String key = key(json.get("series").asText(), origin, lead);
      forecasts.put(key + " mean", number(json.get("mean"), lead));
      forecasts.put(key + " lower 80", number(json.get("lower").get("80"), lead));
      forecasts.put(key + " upper 95", number(json.get("upper").get("95"), lead));
    }
  }

  private static float number(JsonNode leads, int lead) {
    return Float.parseFloat(leads.get(lead - 1).asText());
  }

  /**
   * Two series with a cycle, gaps short and long, late and repeated readings, several in a step.
   */
  private static List<Reading> readings(int steps) {
    Random random = new Random(5);
    List<Reading> readings = new ArrayList<>();
    long start = TopologyHarness.START.toEpochMilli();
    for (int i = 0; i < steps; i++) {
      for (int s = 0; s < 2; s++) {
        double value = 10 * s + Math.sin(Math.PI * i / 6 + s) + 0.2 * random.nextGaussian();
        Reading reading =
            new Reading("series-" + s, start + i * 1_000L, new double[] {(float) value});
        int dice = random.nextInt(40);
        if (dice == 0 || (s == 1 && i % 150 > 140)) {
          continue; // a gap
        }
        readings.add(reading);
        if (dice == 1) {
          readings.add(reading);
        } else if (dice == 2) {
          readings.add(
              new Reading(reading.series(), reading.timestamp() + 400, new double[] {value + 1}));
        } else if (dice == 3 && i > 5) {
          readings.add(
              new Reading(reading.series(), reading.timestamp() - 1_900, new double[] {value}));
        }
      }
    }
    return readings;
  }
}
