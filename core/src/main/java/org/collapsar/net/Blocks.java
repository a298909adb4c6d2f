package org.collapsar.net;

/**
 * How the neurons of a layer are cut into blocks, the units of parallel work. The cut depends on
 * the width alone, never on the number of threads, so that every sum is taken in the same order
 * whoever computes it. Blocks of 200 to 400 neurons keep a block's weights in the second-level
 * cache between the passes over them; smaller ones lose more in the matrix products than they gain.
 */
final class Blocks {
  private static final int LARGEST = 400;
  private static final int UNDIVIDED = 128;

  private final int width;
  private final int size;

  private Blocks(int width, int size) {
    this.width = width;
    this.size = size;
  }

  static Blocks of(int width) {
    if (width < UNDIVIDED) {
      return new Blocks(width, width);
    }
    // An even number, so that two threads end together.
    int count = 2 * ((width + 2 * LARGEST - 1) / (2 * LARGEST));
    int even = (width + count - 1) / count;
    return new Blocks(width, (even + 7) / 8 * 8);
  }

  int count() {
    return (width + size - 1) / size;
  }

  /** First neuron of block {@code j}. */
  int start(int j) {
    return j * size;
  }

  /** Number of neurons of block {@code j}. */
  int length(int j) {
    return Math.min(size, width - j * size);
  }

  /** The longest block. */
  int longest() {
    return size;
  }
}
