package dev.foretide.message;

import dev.foretide.series.Forecast;
import dev.foretide.series.Score;

/** The bytes of forecasts and scores. Owned by one thread. */
public interface MessageWriter {
  byte[] forecast(Forecast forecast);

  byte[] score(Score score);
}
