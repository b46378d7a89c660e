package dev.foretide.stream.trainer;

import dev.foretide.train.TrainerSettings;

/**
 * What a trainer's task needs to know.
 *
 * @param keep versions kept per group
 * @param infersStep whether the step of a group is that of its history; else it is configured
 */
public record TrainerTaskSettings(TrainerSettings trainer, int keep, boolean infersStep) {
  /** Checks each field. */
  public TrainerTaskSettings {
    if (keep < 1) {
      throw new IllegalArgumentException("models.keep is " + keep + ", must be at least 1");
    }
  }
}
