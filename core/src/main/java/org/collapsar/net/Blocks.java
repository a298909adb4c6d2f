package org.collapsar.net;

/**
 * How the neurons of a layer are cut into blocks, the units of parallel work. The cut depends on
 * the width alone, never on the number of threads, so that every sum is taken in the same order
 * whoever computes it. Measured for the products of a mini-batch: blocks of 400 to 800 neurons are
 * the fastest, those of 200 lose a tenth.
 */
final class Blocks {
  private static final int LARGEST = 800;
  private static final int FOUR = 1024;
  private static final int TWO = 128;

  private final int width;
  private final int size;

  private Blocks(int width, int size) {
    this.width = width;
    this.size = size;
  }

  static Blocks of(int width) {
    if (width < TWO) {
      return new Blocks(width, width);
    }
    // An even number, so that two threads end together, and work for four where it is worth it.
    int count = 2 * ((width + 2 * LARGEST - 1) / (2 * LARGEST));
    if (width >= FOUR) {
      count = Math.max(count, 4);
    }
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
