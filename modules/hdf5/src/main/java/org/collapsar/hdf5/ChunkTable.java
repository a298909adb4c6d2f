package org.collapsar.hdf5;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Where the chunks of a dataset are, by their number. Those that were never written are not in it.
 * Flat arrays: there can be millions, and jHDF's own chunks are some 200 bytes each.
 */
final class ChunkTable {
  private long[] numbers = new long[64];
  private long[] addresses = new long[64];
  private int[] sizes = new int[64];
  private int[] masks = new int[64];
  private int count;

  /**
   * Adds a chunk.
   *
   * @param number as {@link Chunking#number} has it
   * @param size in the file, in bytes
   * @param mask a bit for each filter that was not applied
   */
  void add(long number, long address, int size, int mask) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * count);
      addresses = Arrays.copyOf(addresses, 2 * count);
      sizes = Arrays.copyOf(sizes, 2 * count);
      masks = Arrays.copyOf(masks, 2 * count);
    }
    numbers[count] = number;
    addresses[count] = address;
    sizes[count] = size;
    masks[count] = mask;
    count++;
  }

  /** Makes it ready for {@link #find}. */
  void finish() {
    boolean sorted = true;
    for (int i = 1; i < count; i++) {
      sorted &= numbers[i - 1] < numbers[i];
    }
    if (!sorted) {
      long[] unsorted = numbers;
      int[] order =
          IntStream.range(0, count)
              .boxed()
              .sorted(Comparator.comparingLong(i -> unsorted[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      numbers = Arrays.stream(order).mapToLong(i -> unsorted[i]).toArray();
      long[] from = addresses;
      addresses = Arrays.stream(order).mapToLong(i -> from[i]).toArray();
      int[] size = sizes;
      sizes = Arrays.stream(order).map(i -> size[i]).toArray();
      int[] mask = masks;
      masks = Arrays.stream(order).map(i -> mask[i]).toArray();
    }
  }

  /** Where in this table a chunk stands; negative where it was never written. */
  int find(long number) {
    return Arrays.binarySearch(numbers, 0, count, number);
  }

  int count() {
    return count;
  }

  long address(int at) {
    return addresses[at];
  }

  int size(int at) {
    return sizes[at];
  }

  int mask(int at) {
    return masks[at];
  }
}
