package org.collapsar.probe;

import org.collapsar.net.SampleSource;

/** Passes of an {@link ObservedNetwork} over data; its memory, taken once for all of them. */
public interface NetworkSweep extends AutoCloseable {
  /**
   * Makes a forward pass over some of the samples.
   *
   * @param data the samples
   * @param start number of the first one
   * @param count at most {@link ObservedNetwork#PIECE}
   * @return valid until the next pass
   */
  Activations forward(SampleSource data, int start, int count);

  /**
   * Makes a forward pass over all samples, in their order.
   *
   * @param data the samples
   * @param visitor sees each piece
   * @return L_n
   */
  double evaluate(SampleSource data, PassVisitor visitor);

  /**
   * Makes a pass over all samples with the {@link #gradient()}. A visitor sees a piece before its
   * backward pass.
   *
   * @param data the samples
   * @param visitor sees each piece
   * @return L_n
   * @throws UnsupportedOperationException if {@link ObservedNetwork#withoutGradient} says so
   */
  double differentiate(SampleSource data, PassVisitor visitor);

  /**
   * {@return the gradient of the last {@link #differentiate}, until the next; frozen parameters
   * hold zeros}
   */
  Gradient gradient();

  @Override
  void close();
}
