package org.collapsar.moments;

/**
 * Something that takes in labelled rows in any portions and can be merged with its like: any cut of
 * the data, merged in any order, gives the same to rounding; the same cut in the same order gives
 * the same bits.
 *
 * @param <A> the implementing class
 */
public interface Accumulator<A extends Accumulator<A>> {

  /**
   * Takes in a block of rows.
   *
   * @param rows [count x dimension], row by row, finite
   * @param count number of rows in the block
   * @param labels row i of the block is of class {@code labels[firstLabel + i]}
   * @param firstLabel index of the label of the first row
   * @throws IllegalArgumentException if a label is not in 0 .. classes-1; nothing is taken in then
   */
  void accept(double[] rows, int count, int[] labels, int firstLabel);

  /**
   * Takes in all that {@code other} has, which is left as it is.
   *
   * @param other of the same dimension and classes
   * @return this
   * @throws IllegalArgumentException if it is about another dimension or number of classes
   */
  A combine(A other);

  /**
   * Everything that it has taken in, for another machine or a file; a static method {@code
   * fromBytes} of the implementing class reads it, to the same bits.
   *
   * @return the bytes, in a form of the implementing class
   */
  byte[] toBytes();
}
