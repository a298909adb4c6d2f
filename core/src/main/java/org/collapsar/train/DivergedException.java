package org.collapsar.train;

import org.collapsar.FailedException;

/** The loss left the finite numbers. */
public final class DivergedException extends FailedException {
  private static final long serialVersionUID = 1L;
  private final int epoch;
  private final long step;

  /**
   * Says where the loss became infinite or NaN, and what to change.
   *
   * @param epoch the epoch, from 1, in which it happened
   * @param step the step within that epoch, from 1
   * @param stepSize eta of that step
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

  /** {@return the epoch, from 1, in which it happened} */
  public int epoch() {
    return epoch;
  }

  /** {@return the step within that epoch, from 1} */
  public long step() {
    return step;
  }
}
