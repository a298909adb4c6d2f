package org.collapsar.hdf5;

import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import io.jhdf.object.message.DataSpace;
import java.util.Arrays;
import org.collapsar.files.format.StoredArray;
import org.jspecify.annotations.Nullable;

/** How a dataset is cut into chunks. All arrays have an entry for each dimension of the file. */
final class Chunking {
  private final long[] sizes;
  private final long[] most;
  private final int[] chunk;
  private final int bytes;
  private final boolean reversed;

  private Chunking(long[] sizes, long[] most, int[] chunk, int bytes, boolean reversed) {
    this.sizes = sizes;
    this.most = most;
    this.chunk = chunk;
    this.bytes = bytes;
    this.reversed = reversed;
  }

  /**
   * Of the layout of a chunked dataset.
   *
   * @param bytes of a number
   * @param reversed whether the dimensions of the user's array are those of the file backwards
   */
  static Chunking of(DataLayoutMessage layout, DataSpace space, int bytes, boolean reversed) {
    int[] chunk;
    if (layout instanceof ChunkedDataLayoutMessage old) {
      chunk = old.getChunkDimensions();
    } else {
      // The last one is the size of a number.
      int[] all = ((ChunkedDataLayoutMessageV4) layout).getChunkDimensions();
      chunk = Arrays.copyOf(all, all.length - 1);
    }
    return new Chunking(space.getDimensionsAsLong(), space.getMaxSizes(), chunk, bytes, reversed);
  }

  /** Why it is not read; null where it is. */
  @Nullable String refusal() {
    long volume = bytes;
    for (int size : chunk) {
      if (size < 1) {
        return "expected chunks of at least one number, found " + Arrays.toString(chunk);
      }
      volume = Math.min(volume * size, Integer.MAX_VALUE * 2L);
    }
    if (chunk.length != sizes.length || chunk.length == 0) {
      return "expected chunks of " + sizes.length + " dimensions, found " + chunk.length;
    }
    long room = Runtime.getRuntime().maxMemory() / 8;
    if (volume > room || volume > Integer.MAX_VALUE - 8) {
      return "expected chunks of at most "
          + (room >> 20)
          + " MB, an eighth of the memory, found "
          + StoredArray.shapeText(Arrays.stream(chunk).mapToObj(Long::valueOf).toList())
          + " x "
          + bytes
          + " bytes; give Java more (-Xmx), or cut it finer: h5repack -l CHUNK=.. OLD NEW";
    }
    return null;
  }

  /** Sizes of the dataset. */
  long[] sizes() {
    return sizes;
  }

  /** Sizes of a chunk. */
  int[] chunk() {
    return chunk;
  }

  /** Bytes of a number. */
  int bytes() {
    return bytes;
  }

  int dimensions() {
    return sizes.length;
  }

  /** Bytes of a chunk; those at the edge are as large as the others. */
  int chunkBytes() {
    int volume = bytes;
    for (int size : chunk) {
      volume *= size;
    }
    return volume;
  }

  /** How many chunks there are along a dimension. */
  long count(int dimension) {
    return ceil(sizes[dimension], chunk[dimension]);
  }

  /** How many there can be along a dimension; -1 where there is no limit. */
  long mostCount(int dimension) {
    return most[dimension] < 0 ? -1 : ceil(most[dimension], chunk[dimension]);
  }

  private static long ceil(long size, int step) {
    return size / step + (size % step == 0 ? 0 : 1);
  }

  /** All chunks. */
  long count() {
    long count = 1;
    for (int d = 0; d < dimensions(); d++) {
      count = Math.multiplyExact(count, count(d));
    }
    return count;
  }

  /**
   * The number of a chunk in a list of all chunks, the last dimension fastest; -1 where there is no
   * such chunk.
   *
   * @param place of the chunk, counted in chunks
   */
  long number(long[] place) {
    long number = 0;
    for (int d = 0; d < place.length; d++) {
      if (place[d] < 0 || place[d] >= count(d)) {
        return -1;
      }
      number = number * count(d) + place[d];
    }
    return number;
  }

  /** The dimension of the file that is the first of the user's. */
  int rowDimension() {
    return reversed ? dimensions() - 1 : 0;
  }

  /** From one index of a dimension of the file to the next in the user's array, in numbers. */
  long[] strides() {
    long[] strides = new long[dimensions()];
    long stride = 1;
    for (int i = 0; i < strides.length; i++) {
      int d = reversed ? i : strides.length - 1 - i;
      strides[d] = stride;
      stride *= sizes[d];
    }
    return strides;
  }
}
