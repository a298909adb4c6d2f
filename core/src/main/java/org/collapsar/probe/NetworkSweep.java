package org.collapsar.probe;

import org.collapsar.net.SampleSource;

/** Passes of an {@link ObservedNetwork} over data; its memory, taken once for all of them. */
public interface NetworkSweep extends AutoCloseable {
  /**
   * Forward over some of the samples.
   *
   * @param count at most {@link ObservedNetwork#PIECE}
   * @return valid until the next pass
   */
  Activations forward(SampleSource data, int start, int count);

  /**
   * Forward over all samples, in their order.
   *
   * @return L_n
   */
  double evaluate(SampleSource data, PassVisitor visitor);

  /**
   * The same with the {@link #gradient()}. A visitor sees a piece before its backward pass.
   *
   * @return L_n
   * @throws UnsupportedOperationException if {@link ObservedNetwork#withoutGradient} says so
   */
  double differentiate(SampleSource data, PassVisitor visitor);

  /** Of the last {@link #differentiate}, until the next; frozen parameters hold zeros. */
  Gradient gradient();

  @Override
  void close();
}
