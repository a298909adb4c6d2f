package org.collapsar.hdf5;

/**
 * Copies what a chunk and a band of rows have in common into the band, whose numbers lie in the
 * user's order.
 */
final class ChunkCopy {
  /** A turned table is copied in squares, so that whole cache lines are read and written. */
  private static final int SQUARE = 32;

  private final int bytes;
  private final int[] chunk;
  private final long[] strides;

  /** What they have in common: the first number within the chunk, and how many. */
  private final int[] from;

  private final int[] count;

  /** Where the first common number stands in the band, in numbers. */
  private final long target;

  /**
   * Finds what they have in common.
   *
   * @param place of the chunk, counted in chunks
   * @param firstRow of the band
   * @param rows of the band
   */
  ChunkCopy(Chunking chunking, long[] place, long firstRow, int rows) {
    bytes = chunking.bytes();
    chunk = chunking.chunk();
    strides = chunking.strides();
    from = new int[place.length];
    count = new int[place.length];
    long at = 0;
    for (int d = 0; d < place.length; d++) {
      boolean isRow = d == chunking.rowDimension();
      long begin = place[d] * chunk[d];
      long low = isRow ? Math.max(begin, firstRow) : begin;
      long end = isRow ? firstRow + rows : chunking.sizes()[d];
      from[d] = (int) (low - begin);
      count[d] = (int) (Math.min(begin + chunk[d], end) - low);
      at += (isRow ? low - firstRow : low) * strides[d];
    }
    target = at;
  }

  /** Copies numbers of a chunk. */
  void copy(byte[] source, byte[] band) {
    int last = count.length - 1;
    int begin = 0;
    for (int d = 0; d <= last; d++) {
      begin = begin * chunk[d] + from[d];
    }
    if (strides[last] == 1) {
      lines(0, begin, target, source, band);
    } else {
      squares(1, begin, target, source, band);
    }
  }

  /** Writes one number into all of the places. */
  void fill(byte[] number, byte[] band) {
    fill(0, target, number, band);
  }

  /** From one index of a dimension to the next in a chunk, in numbers. */
  private int step(int dimension) {
    int step = 1;
    for (int d = dimension + 1; d < chunk.length; d++) {
      step *= chunk[d];
    }
    return step;
  }

  /** Where both have the last dimension fastest. */
  private void lines(int dimension, int source, long at, byte[] chunkBytes, byte[] band) {
    if (dimension == count.length - 1) {
      System.arraycopy(
          chunkBytes, source * bytes, band, (int) (at * bytes), count[dimension] * bytes);
      return;
    }
    int step = step(dimension);
    for (int i = 0; i < count[dimension]; i++) {
      lines(dimension + 1, source + i * step, at + i * strides[dimension], chunkBytes, band);
    }
  }

  /** Where the band has the first dimension fastest and the chunk the last. */
  private void squares(int dimension, int source, long at, byte[] chunkBytes, byte[] band) {
    int last = count.length - 1;
    if (dimension < last) {
      int step = step(dimension);
      for (int i = 0; i < count[dimension]; i++) {
        squares(dimension + 1, source + i * step, at + i * strides[dimension], chunkBytes, band);
      }
      return;
    }
    int step = step(0) * bytes;
    int stride = (int) strides[last] * bytes;
    int to = (int) (at * bytes);
    for (int left = 0; left < count[last]; left += SQUARE) {
      int right = Math.min(left + SQUARE, count[last]);
      for (int top = 0; top < count[0]; top += SQUARE) {
        int bottom = Math.min(top + SQUARE, count[0]);
        for (int j = left; j < right; j++) {
          int read = (source + j) * bytes + top * step;
          int write = to + j * stride + top * bytes;
          for (int i = top; i < bottom; i++, read += step) {
            for (int b = 0; b < bytes; b++) {
              band[write++] = chunkBytes[read + b];
            }
          }
        }
      }
    }
  }

  private void fill(int dimension, long at, byte[] number, byte[] band) {
    for (int i = 0; i < count[dimension]; i++, at += strides[dimension]) {
      if (dimension < count.length - 1) {
        fill(dimension + 1, at, number, band);
      } else {
        System.arraycopy(number, 0, band, (int) (at * bytes), bytes);
      }
    }
  }
}
