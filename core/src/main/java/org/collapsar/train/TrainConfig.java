package org.collapsar.train;

import org.collapsar.net.DescentRule;

/**
 * The settings with which a network is trained.
 *
 * @param epochs number of passes over the data, at least 0
 * @param batch samples in a step; the last partial batch of an epoch is kept; 0 means full batch
 *     (gradient descent)
 * @param steps step sizes per unit of flow time
 * @param threads how many threads compute; the result does not depend on it
 * @param loss what is made small
 * @param rule how a gradient becomes a step
 * @param fullSteps steps of an epoch with the full batch, at least 1; more where an epoch is to
 *     stand for many steps. 1 with mini-batches, where the data say how many there are
 */
public record TrainConfig(
    int epochs,
    int batch,
    StepSchedule steps,
    int threads,
    Loss loss,
    DescentRule rule,
    int fullSteps) {

  /**
   * Checks the numbers.
   *
   * @param epochs number of passes over the data, at least 0
   * @param batch samples in a step; the last partial batch of an epoch is kept; 0 means full batch
   *     (gradient descent)
   * @param steps step sizes per unit of flow time
   * @param threads how many threads compute; the result does not depend on it
   * @param loss what is made small
   * @param rule how a gradient becomes a step
   * @param fullSteps steps of an epoch with the full batch, at least 1; more where an epoch is to
   *     stand for many steps. 1 with mini-batches, where the data say how many there are
   * @throws IllegalArgumentException if one is out of its range
   */
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
    if (fullSteps < 1 || (fullSteps > 1 && batch > 0)) {
      throw new IllegalArgumentException(
          "steps of an epoch: expected 1, or more with the full batch, found " + fullSteps);
    }
  }

  /**
   * Makes a configuration with one step per epoch with the full batch.
   *
   * @param epochs number of passes over the data, at least 0
   * @param batch samples in a step; 0 means full batch
   * @param steps step sizes per unit of flow time
   * @param threads at least 1; the result does not depend on it
   * @param loss that falls
   * @param rule turns a gradient into a step
   */
  public TrainConfig(
      int epochs, int batch, StepSchedule steps, int threads, Loss loss, DescentRule rule) {
    this(epochs, batch, steps, threads, loss, rule, 1);
  }

  /**
   * Makes a configuration of plain descent on the squared loss.
   *
   * @param epochs number of passes over the data, at least 0
   * @param batch samples in a step; 0 means full batch
   * @param steps step sizes per unit of flow time
   * @param threads at least 1; the result does not depend on it
   */
  public TrainConfig(int epochs, int batch, StepSchedule steps, int threads) {
    this(epochs, batch, steps, threads, Loss.SQUARED, DescentRule.PLAIN);
  }
}
