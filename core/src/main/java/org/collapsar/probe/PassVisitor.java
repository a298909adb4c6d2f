package org.collapsar.probe;

/** Visitor of a pass of an {@link ObservedNetwork} over its data, a piece at a time. */
public interface PassVisitor {
  /**
   * Takes what it needs of a piece.
   *
   * @param start number of the first sample of the piece
   * @param samples how many, at most {@link ObservedNetwork#PIECE}
   * @param activations of the piece, valid during the call only
   */
  void visit(int start, int samples, Activations activations);

  /** {@return whether the pass has to be one with gradient} */
  default boolean needsGradient() {
    return false;
  }
}
