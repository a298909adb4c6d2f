package org.collapsar.train;

/**
 * How a network is trained.
 *
 * @param epochs number of passes over the data, at least 0
 * @param batch samples in a step; the last partial batch of an epoch is kept; 0 means full batch
 *     (gradient descent)
 * @param steps step sizes per unit of flow time
 * @param threads how many threads compute; the result does not depend on it
 */
public record TrainConfig(int epochs, int batch, StepSchedule steps, int threads) {

  public TrainConfig {
    if (epochs < 0) {
      throw new IllegalArgumentException("epochs: expected at least 0, found " + epochs);
    }
    if (batch < 0) {
      throw new IllegalArgumentException(
          "batch: expected at least 1, or 0 for the full batch, found " + batch);
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads: expected at least 1, found " + threads);
    }
  }
}
