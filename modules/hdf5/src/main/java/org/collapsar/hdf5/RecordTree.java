package org.collapsar.hdf5;

import io.jhdf.checksum.ChecksumUtils;
import io.jhdf.exceptions.HdfException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A tree of records of one size (B-tree of version 2, III.A of the specification of HDF5): links of
 * large groups, chunks of datasets that may grow in several dimensions. jHDF 0.13.0 misreads trees
 * of more than two levels.
 */
final class RecordTree {
  private static final int CHECKSUM = 4;

  /** Signature, version, kind. */
  private static final int PREFIX = 6;

  private static final int MOST_DEPTH = 16;

  private final Storage storage;
  private final int kind;
  private final int nodeBytes;
  private final int recordBytes;
  private final int countBytes;

  /** Of the number of all records below a node, for each height of it; a leaf has none. */
  private final int[] totalBytes;

  private final Consumer<ByteBuffer> records;

  private RecordTree(Storage storage, long address, Consumer<ByteBuffer> records) {
    this.storage = storage;
    this.records = records;
    int offsets = storage.getSizeOfOffsets();
    int size = PREFIX + 4 + 2 + 2 + 2 + offsets + 2 + storage.getSizeOfLengths() + CHECKSUM;
    ByteBuffer header = storage.readBufferFromAddress(address, size);
    ChecksumUtils.validateChecksum(header);
    header.rewind();
    kind = header.get(PREFIX - 1);
    check(header, "BTHD");
    nodeBytes = header.getInt();
    recordBytes = Short.toUnsignedInt(header.getShort());
    int depth = Short.toUnsignedInt(header.getShort());
    header.position(header.position() + 2);
    long root = address(header);
    int count = Short.toUnsignedInt(header.getShort());
    if (depth > MOST_DEPTH || recordBytes == 0 || nodeBytes <= PREFIX + CHECKSUM) {
      throw new HdfException("a tree of impossible sizes");
    }
    totalBytes = new int[depth + 1];
    long room = (long) nodeBytes - PREFIX - CHECKSUM;
    long most = room / recordBytes;
    countBytes = bytes(most);
    long all = most;
    for (int height = 1; height <= depth; height++) {
      int pointer = offsets + countBytes + totalBytes[height - 1];
      most = (room - pointer) / (recordBytes + pointer);
      // Beyond 63 bits no file has so many.
      all = Math.addExact(Math.multiplyExact(most + 1, all), most);
      totalBytes[height] = bytes(all);
    }
    if (root >= 0) {
      read(root, depth, count);
    }
  }

  /**
   * Reads all records.
   *
   * @param records takes each in turn, from its first byte to its limit
   */
  static void read(Storage storage, long address, Consumer<ByteBuffer> records) {
    new RecordTree(storage, address, records);
  }

  private void read(long address, int height, int count) {
    int offsets = storage.getSizeOfOffsets();
    int pointer = height == 0 ? 0 : offsets + countBytes + totalBytes[height - 1];
    long used = PREFIX + (long) count * recordBytes + (height == 0 ? 0L : count + 1L) * pointer;
    if (used > nodeBytes - CHECKSUM) {
      throw new HdfException("a node of " + count + " records");
    }
    ByteBuffer node = storage.readBufferFromAddress(address, (int) used + CHECKSUM);
    ChecksumUtils.validateChecksum(node);
    node.rewind();
    check(node, height == 0 ? "BTLF" : "BTIN");
    for (int i = 0; i < count; i++) {
      records.accept(node.slice(PREFIX + i * recordBytes, recordBytes).order(node.order()));
    }
    node.position(PREFIX + count * recordBytes);
    for (int i = 0; height > 0 && i <= count; i++) {
      long child = address(node);
      int inChild = (int) number(node, countBytes);
      node.position(node.position() + totalBytes[height - 1]);
      read(child, height - 1, inChild);
    }
  }

  private void check(ByteBuffer node, String signature) {
    byte[] found = new byte[signature.length()];
    node.get(found);
    int version = node.get();
    if (!new String(found, StandardCharsets.ISO_8859_1).equals(signature)
        || version != 0
        || node.get() != kind) {
      throw new HdfException("no " + signature + " of version 0");
    }
  }

  private long address(ByteBuffer content) {
    return number(content, storage.getSizeOfOffsets());
  }

  /** A number without sign; all bits of eight bytes are -1. */
  static long number(ByteBuffer content, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (content.get() & 0xffL) << (Byte.SIZE * i);
    }
    return value;
  }

  /** How many bytes hold numbers up to this. */
  private static int bytes(long most) {
    return (Long.SIZE - Long.numberOfLeadingZeros(most) + 7) / 8;
  }
}
