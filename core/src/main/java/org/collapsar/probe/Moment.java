package org.collapsar.probe;

/**
 * Moment of a training run at which its network is measured.
 *
 * @param epoch how many epochs are done
 * @param epochs how many the run has
 * @param stage the last epoch of the first of two stages, during which a layer is frozen; 0 for one
 *     stage
 */
public record Moment(int epoch, int epochs, int stage) {
  /** Moment of a network that is looked at once, in the first epoch of a run of one. */
  public static final Moment ONCE = new Moment(0, 1, 0);

  /**
   * {@return the epoch, from 0, in which the weights have moved last; before the first, the first}
   */
  public int during() {
    return Math.max(1, epoch) - 1;
  }
}
