package org.collapsar.hdf5;

import io.airlift.compress.MalformedInputException;
import io.jhdf.ObjectHeader;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.BufferUnderflowException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the chunks of a dataset went through when they were written. jHDF's own pipeline takes no
 * notice of filters that were left out for a chunk, nor of checksums, and believes sizes.
 */
final class Filters {
  private static final int SHUFFLE = 2;
  private static final int FLETCHER = 3;
  private static final Map<Integer, String> OTHERS =
      Map.of(4, "szip", 5, "nbit", 6, "scaleoffset", 307, "bzip2", 32013, "zfp", 32026, "blosc2");

  private static final int CHECKSUM = 4;
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final List<FilterInfo> pipeline;

  private Filters(List<FilterInfo> pipeline) {
    this.pipeline = pipeline;
  }

  static Filters of(ObjectHeader header) {
    return new Filters(
        header.hasMessageOfType(FilterPipelineMessage.class)
            ? List.copyOf(header.getMessageOfType(FilterPipelineMessage.class).getFilters())
            : List.of());
  }

  /** Why they are not undone here; null where they are. */
  @Nullable String refusal() {
    for (FilterInfo filter : pipeline) {
      int id = filter.getId();
      if (id != SHUFFLE && id != FLETCHER && !Unpacker.ALL.containsKey(id)) {
        return "expected the filters gzip, shuffle, fletcher32, lzf, lz4, bitshuffle, blosc or"
            + " zstd, found "
            + OTHERS.getOrDefault(id, filter.getName())
            + " ("
            + id
            + "); h5repack -f GZIP=4 OLD NEW changes it";
      }
    }
    return null;
  }

  boolean isEmpty() {
    return pipeline.isEmpty();
  }

  /**
   * Whether so many bytes can have become a chunk of {@code size}: asked before memory is.
   *
   * @param mask a bit for each filter that was left out
   */
  boolean canBe(int stored, int size, int mask) {
    long most = stored;
    boolean packed = false;
    for (int i = 0; i < pipeline.size(); i++) {
      int id = pipeline.get(i).getId();
      if (isApplied(i, mask) && Unpacker.ALL.containsKey(id)) {
        packed = true;
        most = Math.min(most * Unpacker.growth(id), Integer.MAX_VALUE * 2L);
      }
    }
    return packed ? most >= size : stored == expected(size, pipeline.size(), mask);
  }

  private static boolean isApplied(int filter, int mask) {
    return filter >= Integer.SIZE || (mask & (1 << filter)) == 0;
  }

  /** How many bytes a chunk has behind the first filters. Those that pack are not counted. */
  private int expected(int size, int filters, int mask) {
    int checksums = 0;
    for (int i = 0; i < filters; i++) {
      checksums += pipeline.get(i).getId() == FLETCHER && isApplied(i, mask) ? 1 : 0;
    }
    return size + CHECKSUM * checksums;
  }

  /**
   * Undoes them.
   *
   * @param stored the bytes of a chunk; may be overwritten
   * @param size of the chunk without filters
   * @param mask a bit for each filter that was left out
   * @return the chunk, {@code size} bytes or more, the last ones of no meaning
   * @throws IOException when the bytes are damaged
   */
  byte[] undo(byte[] stored, int size, int mask) throws IOException {
    byte[] content = stored;
    int length = stored.length;
    for (int i = pipeline.size() - 1; i >= 0; i--) {
      if (!isApplied(i, mask)) {
        continue;
      }
      FilterInfo filter = pipeline.get(i);
      int expected = expected(size, i, mask);
      switch (filter.getId()) {
        case SHUFFLE -> {
          int[] data = filter.getData();
          content = unshuffle(content, length, data.length == 0 ? 1 : data[0]);
        }
        case FLETCHER -> {
          length -= CHECKSUM;
          check(content, length);
        }
        default -> {
          content = unpack(content, length, filter, expected);
          length = expected;
        }
      }
    }
    if (length != size) {
      throw Unpacker.damaged(size + " bytes in a chunk", Integer.toString(length));
    }
    return content;
  }

  private static byte[] unpack(byte[] packed, int length, FilterInfo filter, int expected)
      throws IOException {
    Unpacker unpacker = Objects.requireNonNull(Unpacker.ALL.get(filter.getId()));
    try {
      return unpacker.unpack(packed, length, filter.getData(), expected);
    } catch (MalformedInputException
        | HdfException
        | IndexOutOfBoundsException
        | IllegalArgumentException
        | BufferUnderflowException e) {
      // What readers of bytes that are no such pack run into.
      throw new IOException(
          "expected a chunk packed by filter " + filter.getId() + ", found damage", e);
    }
  }

  private static byte[] unshuffle(byte[] apart, int length, int size) {
    if (size <= 1 || size > length) {
      return apart;
    }
    byte[] together = new byte[length];
    int n = length / size;
    unshuffle(apart, n, size, together, 0);
    System.arraycopy(apart, n * size, together, n * size, length - n * size);
    return together;
  }

  /**
   * Puts the bytes of each number together, which lie apart by their place in it.
   *
   * @param n numbers
   * @param size of each, in bytes
   * @param at where they go to
   */
  static void unshuffle(byte[] apart, int n, int size, byte[] together, int at) {
    if (size == Integer.BYTES) {
      for (int i = 0, a = 0, b = n, c = 2 * n, d = 3 * n; i < n; i++) {
        int value =
            (apart[a++] & 0xff)
                | (apart[b++] & 0xff) << 8
                | (apart[c++] & 0xff) << 16
                | apart[d++] << 24;
        INTS.set(together, at + Integer.BYTES * i, value);
      }
    } else if (size == Long.BYTES) {
      for (int i = 0; i < n; i++) {
        long value = 0;
        for (int b = 0, from = i; b < Long.BYTES; b++, from += n) {
          value |= (apart[from] & 0xffL) << (Byte.SIZE * b);
        }
        LONGS.set(together, at + Long.BYTES * i, value);
      }
    } else {
      for (int b = 0, from = 0; b < size; b++) {
        for (int i = b; i < n * size; i += size) {
          together[at + i] = apart[from++];
        }
      }
    }
  }

  /** Compares the checksum of Fletcher behind the first bytes. */
  private static void check(byte[] content, int length) throws IOException {
    if (length < 0) {
      throw Unpacker.damaged("a checksum", "the end of a chunk");
    }
    int stored = (int) INTS.get(content, length);
    int sum = fletcher(content, length);
    // Versions before 1.6.3 wrote the bytes of both halves the other way round.
    int swapped = (sum & 0x00ff00ff) << 8 | (sum >>> 8 & 0x00ff00ff);
    if (stored != sum && stored != swapped) {
      throw Unpacker.damaged("a chunk with the right checksum", "a damaged one");
    }
  }

  /** The Fletcher checksum of 32 bits as HDF5 has it: of words of 16 bits, big-endian. */
  private static int fletcher(byte[] content, int length) {
    long low = 0;
    long high = 0;
    int at = 0;
    int words = length / 2;
    while (words > 0) {
      int block = Math.min(words, 360);
      words -= block;
      for (int i = 0; i < block; i++, at += 2) {
        low += (content[at] & 0xff) << 8 | (content[at + 1] & 0xff);
        high += low;
      }
      low = (low & 0xffff) + (low >>> 16);
      high = (high & 0xffff) + (high >>> 16);
    }
    if (length % 2 != 0) {
      low += (content[at] & 0xff) << 8;
      high += low;
      low = (low & 0xffff) + (low >>> 16);
      high = (high & 0xffff) + (high >>> 16);
    }
    low = (low & 0xffff) + (low >>> 16);
    high = (high & 0xffff) + (high >>> 16);
    return (int) (high << 16 | low);
  }
}
