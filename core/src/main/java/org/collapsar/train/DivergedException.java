package org.collapsar.train;

import org.collapsar.FailedException;

/** The loss left the finite numbers. */
public final class DivergedException extends FailedException {
  private static final long serialVersionUID = 1L;
  private final int epoch;
  private final long step;

  /**
   * @param epoch the epoch, from 1, in which it happened
   * @param step the step within that epoch, from 1
   */
  public DivergedException(int epoch, long step, double stepSize) {
    super(
        "the loss is not finite at epoch "
            + epoch
            + ", step "
            + step
            + ": lower train.steps ("
            + stepSize
            + " there)");
    this.epoch = epoch;
    this.step = step;
  }

  public int epoch() {
    return epoch;
  }

  public long step() {
    return step;
  }
}
