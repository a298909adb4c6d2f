package org.collapsar.probe;

/** Sees a pass of an {@link ObservedNetwork} over its data, a piece at a time. */
public interface PassVisitor {
  /**
   * Takes what it needs of a piece.
   *
   * @param start number of the first sample of the piece
   * @param samples how many, at most {@link ObservedNetwork#PIECE}
   */
  void visit(int start, int samples, Activations activations);

  /** Whether the pass has to be one with gradient. */
  default boolean needsGradient() {
    return false;
  }
}
