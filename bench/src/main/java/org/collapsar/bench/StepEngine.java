package org.collapsar.bench;

/**
 * Something that trains the network of a {@link Problem}, one step a call, and is timed. Used from
 * one thread.
 */
interface StepEngine extends Timed {

  /** One training step on batch {@code batch} of the problem, finished when it returns. */
  @Override
  void step(int batch);

  /** A copy of U [N x d] as it is now. */
  double[] particles();

  /** A copy of A [p x N] as it is now. */
  double[] secondLayer();
}
