package org.collapsar.train;

/** Callbacks of a training run. */
public interface TrainListener {

  /**
   * An epoch ended; the network holds its weights and may be measured.
   *
   * @param epoch the number of epochs done; 0 before the first step
   * @return whether to go on
   */
  boolean epochEnded(int epoch);

  /**
   * A step ended.
   *
   * @param epoch the epoch under way, from 1
   * @param step the step within it, from 1
   * @param stepsPerEpoch how many steps it has
   * @return whether to go on; {@code false} abandons the epoch, the network is then between two
   *     epochs
   */
  default boolean stepEnded(int epoch, long step, long stepsPerEpoch) {
    return true;
  }
}
