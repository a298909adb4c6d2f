package org.collapsar.hdf5;

import io.jhdf.checksum.ChecksumUtils;
import io.jhdf.exceptions.HdfException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A heap of small objects in blocks that become larger (fractal heap, III.G of the specification of
 * HDF5), as far as links of groups need it. jHDF 0.13.0 does not find blocks behind the second
 * level of such a heap, and so no group of more than some ten thousand links.
 */
final class ObjectHeap {
  private static final long NOWHERE = -1;
  private static final int CHECKSUM = 4;

  /** Signature and version. */
  private static final int PREFIX = 5;

  /** An object whose place in the heap is its name. */
  private static final int MANAGED = 0;

  private final Storage storage;
  private final int offsetBytes;
  private final int lengthBytes;
  private final int width;
  private final long firstBlock;
  private final long largestDirect;
  private final long root;
  private final int rootRows;

  /**
   * Reads the header.
   *
   * @throws HdfException when it is damaged, or its blocks are filtered
   */
  ObjectHeap(Storage storage, long address) {
    this.storage = storage;
    int offsets = storage.getSizeOfOffsets();
    int lengths = storage.getSizeOfLengths();
    int size = PREFIX + 2 + 2 + 1 + 4 + 12 * lengths + 3 * offsets + 4 * 2 + CHECKSUM;
    ByteBuffer header = read(address, size, "FRHP");
    header.position(header.position() + 2);
    int filters = header.getShort();
    header.position(header.position() + 1);
    long largestObject = Integer.toUnsignedLong(header.getInt());
    header.position(header.position() + 10 * lengths + 2 * offsets);
    width = Short.toUnsignedInt(header.getShort());
    firstBlock = RecordTree.number(header, lengths);
    largestDirect = RecordTree.number(header, lengths);
    int offsetBits = Short.toUnsignedInt(header.getShort());
    header.position(header.position() + 2);
    root = RecordTree.number(header, offsets);
    rootRows = Short.toUnsignedInt(header.getShort());
    if (filters != 0
        || !isPower(width)
        || !isPower(firstBlock)
        || !isPower(largestDirect)
        || firstBlock > largestDirect
        || offsetBits > Long.SIZE - 1) {
      throw new HdfException("a heap of links that is filtered or of impossible sizes");
    }
    offsetBytes = (offsetBits + 7) / 8;
    int blockBytes = (bits(largestDirect) - 1 + 7) / 8;
    lengthBytes = Math.min(blockBytes, (bits(largestObject) + 7) / 8);
  }

  /** The bytes of an object. */
  ByteBuffer object(ByteBuffer id) {
    ByteBuffer name = id.duplicate().order(id.order());
    int kind = name.get();
    if (kind >> 4 != MANAGED) {
      throw new HdfException("a link of more than a block");
    }
    long offset = RecordTree.number(name, offsetBytes);
    int length = (int) RecordTree.number(name, lengthBytes);
    if (root == NOWHERE) {
      throw new HdfException("a link in an empty heap");
    }
    return rootRows == 0
        ? storage.readBufferFromAddress(Math.addExact(root, offset), length)
        : inBlock(root, rootRows, offset, length);
  }

  /** Finds an object below an indirect block, which has rows of addresses of blocks. */
  private ByteBuffer inBlock(long address, int rows, long offset, int length) {
    int offsets = storage.getSizeOfOffsets();
    // The blocks of the first two rows are of one size, then they double.
    long units = offset / (firstBlock * width);
    int row = units == 0 ? 0 : bits(units);
    if (row >= rows) {
      throw new HdfException("a link beyond its heap");
    }
    long blockSize = firstBlock << Math.max(0, row - 1);
    long inRow = offset - (row == 0 ? 0 : (width * firstBlock) << (row - 1));
    int column = (int) (inRow / blockSize);
    int directRows = bits(largestDirect / firstBlock) + 1;
    int entry = PREFIX + offsets + offsetBytes + (row * width + column) * offsets;
    ByteBuffer block = storage.readBufferFromAddress(address, entry + offsets);
    long child = RecordTree.number(block.position(entry), offsets);
    if (child == NOWHERE) {
      throw new HdfException("a link in a block that is not there");
    }
    long rest = inRow % blockSize;
    if (row < directRows) {
      return storage.readBufferFromAddress(Math.addExact(child, rest), length);
    }
    return inBlock(child, bits(blockSize / (firstBlock * width)), rest, length);
  }

  private ByteBuffer read(long address, int size, String signature) {
    ByteBuffer content = storage.readBufferFromAddress(address, size);
    ChecksumUtils.validateChecksum(content);
    content.rewind();
    byte[] found = new byte[signature.length()];
    content.get(found);
    if (!new String(found, StandardCharsets.ISO_8859_1).equals(signature) || content.get() != 0) {
      throw new HdfException("no " + signature + " of version 0 at " + address);
    }
    return content;
  }

  /** How many bits a number has: 1 for 1, 3 for 4. */
  private static int bits(long value) {
    return Long.SIZE - Long.numberOfLeadingZeros(value);
  }

  private static boolean isPower(long value) {
    return value > 0 && Long.bitCount(value) == 1;
  }
}
