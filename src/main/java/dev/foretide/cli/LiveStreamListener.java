package dev.foretide.cli;

import dev.foretide.http.LiveEvents;
import dev.foretide.http.ModelChange;
import dev.foretide.model.Model;
import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import dev.foretide.stream.evaluator.StreamListener;

/** Shows on the page what the stream threads make. */
final class LiveStreamListener implements StreamListener {
  private final LiveEvents live;

  LiveStreamListener(LiveEvents live) {
    this.live = live;
  }

  @Override
  public void onForecast(Forecast forecast, float actual) {
    live.onForecast(forecast, actual);
  }

  @Override
  public void onScore(Score score) {
    live.onScore(score);
  }

  @Override
  public void onModel(Model model) {
    long now = System.currentTimeMillis();
    String outcome = model.provenance().outcome();
    live.onModel(new ModelChange(model.group(), model.version(), now, outcome, true));
  }
}
