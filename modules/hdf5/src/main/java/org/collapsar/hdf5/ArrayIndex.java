package org.collapsar.hdf5;

import io.jhdf.checksum.ChecksumUtils;
import io.jhdf.exceptions.HdfException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of chunks of the newer format, by the specification of HDF5 (VII.B to VII.D): where all
 * chunks lie one behind the other, where the dataset has a largest size, and where one of its
 * dimensions has none. An entry's place in the array follows from the largest sizes, not from those
 * that the dataset has now.
 */
final class ArrayIndex {
  private static final long NOWHERE = -1;
  private static final int CHECKSUM = 4;

  /** Signature, version, and which of the two kinds of entries there are. */
  private static final int PREFIX = 6;

  private final Storage storage;
  private final Chunking chunking;
  private final ChunkTable table;
  private final boolean filtered;
  private final int chunkBytes;

  /** The dimensions in the order that counts in the array: one without a limit comes first. */
  private final int[] order;

  /** From one chunk of a dimension to the next, in entries. */
  private final long[] steps;

  private int entryBytes;

  ArrayIndex(Storage storage, Chunking chunking, ChunkTable table, boolean filtered) {
    this.storage = storage;
    this.chunking = chunking;
    this.table = table;
    this.filtered = filtered;
    this.chunkBytes = chunking.chunkBytes();
    int dimensions = chunking.dimensions();
    order = new int[dimensions];
    int at = 0;
    for (int d = 0; d < dimensions; d++) {
      if (chunking.mostCount(d) < 0) {
        order[at++] = d;
      }
    }
    if (at > 1) {
      throw new HdfException("an array of chunks with " + at + " dimensions without limit");
    }
    for (int d = 0; d < dimensions; d++) {
      if (chunking.mostCount(d) >= 0) {
        order[at++] = d;
      }
    }
    steps = new long[dimensions];
    long step = 1;
    for (int i = dimensions - 1; i >= 0; i--) {
      steps[order[i]] = step;
      step = i == 0 ? step : Math.multiplyExact(step, chunking.mostCount(order[i]));
    }
  }

  /** The number of the chunk of an entry; -1 where the dataset ends before it. */
  private long number(long entry) {
    long[] place = new long[order.length];
    long rest = entry;
    for (int d : order) {
      place[d] = rest / steps[d];
      rest %= steps[d];
    }
    return chunking.number(place);
  }

  /** All chunks are there, none is filtered. */
  void implicit(long address) {
    long all = 1;
    for (int d : order) {
      all = Math.multiplyExact(all, chunking.mostCount(d));
    }
    if (!storage.has(address, Math.multiplyExact(all, (long) chunkBytes))) {
      throw new HdfException("expected " + all + " chunks, found the end of the file");
    }
    for (long entry = 0; entry < all; entry++) {
      put(entry, address + entry * chunkBytes, chunkBytes, 0);
    }
  }

  /** As many entries as there can be chunks; pages of them that were never used are not read. */
  void fixed(long address) {
    int offsets = storage.getSizeOfOffsets();
    int lengths = storage.getSizeOfLengths();
    ByteBuffer header = read(address, PREFIX + 2 + lengths + offsets + CHECKSUM, "FAHD");
    entryBytes = header.get() & 0xff;
    int pageBits = header.get() & 0xff;
    long entries = number(header, lengths);
    long block = address(header, offsets);
    if (block == NOWHERE) {
      return;
    }
    int prefix = PREFIX + offsets;
    long page = 1L << Math.min(pageBits, 62);
    if (entries <= page) {
      ByteBuffer all = read(block, prefix + bytes(entries) + CHECKSUM, "FADB");
      all.position(prefix);
      entries(all, 0, (int) entries);
      return;
    }
    long pages = (entries + page - 1) / page;
    int bitmap = Math.toIntExact((pages + 7) / 8);
    ByteBuffer used = read(block, prefix + bitmap + (long) CHECKSUM, "FADB");
    pages(used, prefix, 0, pages, page, entries, 0, block + prefix + bitmap + CHECKSUM);
  }

  /**
   * Reads pages of entries.
   *
   * @param used has a bit for each page, the first the highest of a byte
   * @param bitmap where the bits begin, in bytes
   * @param bit which of them is that of the first page
   * @param pages how many
   * @param page entries in each of them
   * @param entries in all of them; the last may have fewer
   * @param first the first entry
   * @param address of the first page
   */
  private void pages(
      ByteBuffer used,
      int bitmap,
      long bit,
      long pages,
      long page,
      long entries,
      long first,
      long address) {
    for (long p = 0; p < pages; p++) {
      int at = Math.toIntExact(bit + p);
      if ((used.get(bitmap + at / 8) & (0x80 >> (at % 8))) != 0) {
        int n = (int) Math.min(page, entries - p * page);
        ByteBuffer content = read(address + p * (bytes(page) + CHECKSUM), bytes(n) + CHECKSUM, "");
        entries(content, first + p * page, n);
      }
    }
  }

  /**
   * A few entries in an index block, then blocks of entries that become more and larger. The first
   * ones stand in the index block, the others in secondary blocks.
   */
  void extensible(long address) {
    int offsets = storage.getSizeOfOffsets();
    int lengths = storage.getSizeOfLengths();
    ByteBuffer header = read(address, PREFIX + 6 + 6 * lengths + offsets + CHECKSUM, "EAHD");
    entryBytes = header.get() & 0xff;
    int entryBits = header.get() & 0xff;
    int direct = header.get() & 0xff;
    int least = header.get() & 0xff;
    int leastPointers = header.get() & 0xff;
    int pageBits = header.get() & 0xff;
    header.position(header.position() + 6 * lengths);
    long index = address(header, offsets);
    if (entryBits > 62 || pageBits > 30 || !isPower(least) || !isPower(leastPointers)) {
      throw new HdfException("an array of chunks of impossible sizes");
    }
    if (index == NOWHERE) {
      return;
    }
    int blocksHere = 2 * (leastPointers - 1);
    int firstSecondary = 2 * log2(leastPointers);
    int supers = 1 + entryBits - log2(least);
    int secondaries = Math.max(0, supers - firstSecondary);
    int prefix = PREFIX + offsets;
    long size = prefix + bytes(direct) + (long) (blocksHere + secondaries) * offsets + CHECKSUM;
    ByteBuffer content = read(index, size, "EAIB");
    content.position(prefix);
    entries(content, 0, direct);
    Blocks blocks = new Blocks((entryBits + 7) / 8, 1L << pageBits);
    long first = direct;
    for (int s = 0; s < Math.min(firstSecondary, supers); s++) {
      long inBlock = (1L << ((s + 1) / 2)) * least;
      for (long b = 0; b < 1L << (s / 2); b++) {
        blocks.read(address(content, offsets), first, inBlock, null, 0);
        first += inBlock;
      }
    }
    for (int s = firstSecondary; s < supers; s++) {
      long inBlock = (1L << ((s + 1) / 2)) * least;
      int count = 1 << (s / 2);
      long secondary = address(content, offsets);
      if (secondary != NOWHERE) {
        blocks.readSecondary(secondary, first, inBlock, count);
      }
      first += count * inBlock;
    }
  }

  /** Blocks of entries of an extensible array. */
  private final class Blocks {
    private final int offsetBytes;
    private final long page;

    Blocks(int offsetBytes, long page) {
      this.offsetBytes = offsetBytes;
      this.page = page;
    }

    private int prefix() {
      return PREFIX + storage.getSizeOfOffsets() + offsetBytes;
    }

    void readSecondary(long address, long first, long inBlock, int count) {
      long pages = inBlock > page ? inBlock / page : 0;
      int bitmap = Math.toIntExact(count * ((pages + 7) / 8));
      int offsets = storage.getSizeOfOffsets();
      ByteBuffer content =
          ArrayIndex.this.read(
              address, prefix() + bitmap + (long) count * offsets + CHECKSUM, "EASB");
      content.position(prefix() + bitmap);
      for (int b = 0; b < count; b++) {
        read(address(content, offsets), first + b * inBlock, inBlock, content, b * pages);
      }
    }

    /**
     * Reads a block.
     *
     * @param used the secondary block, which tells the pages that are used; null where there is
     *     none
     * @param bit of the first page of this block
     */
    void read(long address, long first, long inBlock, @Nullable ByteBuffer used, long bit) {
      if (address == NOWHERE) {
        return;
      }
      if (inBlock <= page || used == null) {
        ByteBuffer content =
            ArrayIndex.this.read(address, prefix() + bytes(inBlock) + CHECKSUM, "EADB");
        content.position(prefix());
        entries(content, first, (int) inBlock);
        return;
      }
      ArrayIndex.this.read(address, prefix() + (long) CHECKSUM, "EADB");
      long content = address + prefix() + CHECKSUM;
      pages(used, prefix(), bit, inBlock / page, page, inBlock, first, content);
    }
  }

  private void entries(ByteBuffer content, long first, int count) {
    int offsets = storage.getSizeOfOffsets();
    for (int i = 0; i < count; i++) {
      long address = address(content, offsets);
      int size = chunkBytes;
      int mask = 0;
      if (filtered) {
        size = (int) Math.min(number(content, entryBytes - offsets - 4), Integer.MAX_VALUE);
        mask = content.getInt();
      }
      if (address != NOWHERE) {
        put(first + i, address, size, mask);
      }
    }
  }

  private void put(long entry, long address, int size, int mask) {
    long number = number(entry);
    if (number >= 0) {
      table.add(number, address, size, mask);
    }
  }

  private long bytes(long entries) {
    int offsets = storage.getSizeOfOffsets();
    if (filtered ? entryBytes < offsets + 5 || entryBytes > offsets + 12 : entryBytes != offsets) {
      throw new HdfException("entries of " + entryBytes + " bytes");
    }
    return Math.multiplyExact(entries, (long) entryBytes);
  }

  /** Reads what ends in its checksum and begins with a signature, a version and a kind. */
  private ByteBuffer read(long address, long length, String signature) {
    ByteBuffer content = storage.readBufferFromAddress(address, Math.toIntExact(length));
    ChecksumUtils.validateChecksum(content);
    content.rewind();
    if (signature.isEmpty()) {
      return content;
    }
    byte[] found = new byte[signature.length()];
    content.get(found);
    int version = content.get();
    int kind = content.get();
    if (!new String(found, StandardCharsets.ISO_8859_1).equals(signature)
        || version != 0
        || kind != (filtered ? 1 : 0)) {
      throw new HdfException("no " + signature + " of version 0 at " + address);
    }
    return content;
  }

  /** An address; -1, all bits set, stands for none in any size. */
  private static long address(ByteBuffer content, int bytes) {
    long value = number(content, bytes);
    return value == (-1L >>> (Long.SIZE - Byte.SIZE * bytes)) ? NOWHERE : value;
  }

  /** A number without sign. */
  private static long number(ByteBuffer content, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (content.get() & 0xffL) << (Byte.SIZE * i);
    }
    return value;
  }

  private static boolean isPower(int value) {
    return value > 0 && Integer.bitCount(value) == 1;
  }

  private static int log2(int power) {
    return Integer.numberOfTrailingZeros(power);
  }
}
