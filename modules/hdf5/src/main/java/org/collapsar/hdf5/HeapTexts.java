package org.collapsar.hdf5;

import io.jhdf.GlobalHeap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.format.Reading;
import org.collapsar.files.format.StoredTexts;
import org.collapsar.files.io.Bytes;

/**
 * Texts of any length, as h5py writes strings: for each its length, the address of a heap in the
 * file, and its number there.
 */
record HeapTexts(String name, String label, List<Long> shape, Bytes bytes, Storage storage)
    implements StoredTexts {
  private static final int REFERENCE = 2 * Integer.BYTES + Long.BYTES;
  private static final int MOST_TEXTS = Integer.MAX_VALUE / REFERENCE;

  /** Names of classes are shorter. */
  private static final int LONGEST = 10_000;

  /** Heaps that are kept while they are read: as a rule few hold all texts. */
  private static final int KEPT = 16;

  @Override
  public Indexed read() {
    int count = count(MOST_TEXTS);
    ByteBuffer one = ByteBuffer.allocate(REFERENCE).order(ByteOrder.LITTLE_ENDIAN);
    // The first read finds out whether the file is as long as it says, before there is room for it.
    read((count - 1L) * REFERENCE, one);
    Map<Long, GlobalHeap> heaps = new HashMap<>();
    Map<String, Integer> texts = new LinkedHashMap<>();
    double[] places = new double[count];
    for (int i = 0; i < count; i++) {
      read((long) i * REFERENCE, one);
      String text = text(one, heaps).strip();
      places[i] = texts.computeIfAbsent(text, k -> texts.size());
    }
    return new Indexed(List.copyOf(texts.keySet()), places);
  }

  private void read(long at, ByteBuffer one) {
    Reading.run(label, () -> bytes.read(at, one.clear()));
    one.flip();
  }

  private String text(ByteBuffer reference, Map<Long, GlobalHeap> heaps) {
    int length = reference.getInt();
    long address = reference.getLong();
    int number = reference.getInt();
    if (length == 0) {
      return "";
    }
    return Guard.call(
        label,
        () -> {
          if (heaps.size() > KEPT) {
            heaps.clear();
          }
          GlobalHeap heap = heaps.computeIfAbsent(address, a -> new GlobalHeap(storage, a));
          ByteBuffer data = heap.getObjectData(number);
          if (length < 0 || length > Math.min(LONGEST, data.remaining())) {
            throw new BadInputException(
                label
                    + ": expected names of at most "
                    + LONGEST
                    + " bytes, found one of "
                    + Integer.toUnsignedString(length));
          }
          return StandardCharsets.UTF_8.decode(data.slice().limit(length)).toString();
        });
  }
}
