package org.collapsar.bench;

/**
 * Something that trains the network of a {@link Problem}, one step a call, and is timed. Used from
 * one thread.
 */
interface StepEngine extends Timed {

  /** One training step on batch {@code batch} of the problem, finished when it returns. */
  @Override
  void step(int batch);

  /** A copy of the weights [width x inputs] of layer {@code l} as they are now. */
  double[] weights(int l);
}
