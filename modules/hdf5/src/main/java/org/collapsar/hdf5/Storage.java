package org.collapsar.hdf5;

import io.jhdf.Superblock;
import io.jhdf.Superblock.SuperblockV0V1;
import io.jhdf.Superblock.SuperblockV2V3;
import io.jhdf.SymbolTableEntry;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfBackingStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Bytes;

/**
 * What jHDF reads of a file. Its own storage asks for as much memory as a header claims, maps the
 * file, and follows addresses in circles; this one compares each read with the size of the file
 * first, and ends after so many bytes or seconds.
 */
final class Storage implements HdfBackingStorage {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  /** More than any superblock has. */
  private static final int SUPERBLOCK = 256;

  private static final long MOST_BYTES = 1L << 31;
  private static final long MOST_NANOS = 60_000_000_000L;

  private final Source source;
  private final Bytes bytes;
  private final long base;
  private final Superblock superblock;
  private final long start = System.nanoTime();
  private long spent;

  private Storage(Source source, long base, Superblock superblock) {
    this.source = source;
    this.base = base;
    this.superblock = superblock;
    this.bytes = source.from().apply(0);
  }

  /** Where the signature of HDF5 is: at 0, 512, 1024, 2048, ..; negative where it is nowhere. */
  static long base(Source source) throws IOException {
    try (Bytes bytes = source.from().apply(0)) {
      byte[] found = new byte[SIGNATURE.length];
      for (long at = 0; at + found.length <= source.size(); at = at == 0 ? 512 : 2 * at) {
        bytes.read(at, ByteBuffer.wrap(found));
        if (Arrays.equals(found, SIGNATURE)) {
          return at;
        }
      }
      return -1;
    }
  }

  /**
   * Reads the superblock.
   *
   * @throws BadInputException when there is none, it is damaged, or the file is shorter than it
   *     says
   */
  static Storage open(Source source) throws IOException {
    long base = base(source);
    if (base < 0) {
      throw new BadInputException(source.file() + ": expected HDF5, found something else");
    }
    byte[] start = new byte[(int) Math.min(SUPERBLOCK, source.size() - base)];
    try (Bytes bytes = source.from().apply(base)) {
      bytes.read(0, ByteBuffer.wrap(start));
    }
    Superblock superblock =
        Guard.call(
            source.file().toString(),
            () -> Superblock.readSuperblock(ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN)));
    int offsets = superblock.getSizeOfOffsets();
    int lengths = superblock.getSizeOfLengths();
    if (!isSize(offsets) || !isSize(lengths)) {
      throw new BadInputException(
          source.file()
              + ": expected addresses and lengths of 2, 4 or 8 bytes, found "
              + offsets
              + " and "
              + lengths);
    }
    long end = superblock.getEndOfFileAddress();
    if (end < 0 || end > source.size()) {
      throw new BadInputException(
          source.file()
              + ": expected a whole file of "
              + Long.toUnsignedString(end)
              + " bytes, found one that is cut to "
              + source.size());
    }
    return new Storage(source, base, superblock);
  }

  private static boolean isSize(int bytes) {
    return bytes == 2 || bytes == 4 || bytes == 8;
  }

  /** The same with all of the limits before it. */
  Storage again() {
    return new Storage(source, base, superblock);
  }

  Source source() {
    return source;
  }

  /** Where the object header of the outermost group is. */
  long root() {
    return superblock instanceof SuperblockV0V1 old
        ? new SymbolTableEntry(this, old.getRootGroupSymbolTableAddress()).getObjectHeaderAddress()
        : ((SuperblockV2V3) superblock).getRootGroupObjectHeaderAddress();
  }

  /** Whether so many bytes are there. */
  boolean has(long address, long length) {
    long room = source.size() - base;
    return address >= 0 && length >= 0 && address <= room && length <= room - address;
  }

  /** Bytes of the file from an address on, opened and closed on their own. */
  Bytes from(long address) {
    return source.from().apply(base + address);
  }

  @Override
  public ByteBuffer readBufferFromAddress(long address, int length) {
    if (!has(address, length)) {
      throw new HdfException(
          "expected " + length + " bytes at " + address + ", found the end of the file");
    }
    spent += length + 16L;
    if (spent > MOST_BYTES || System.nanoTime() - start > MOST_NANOS) {
      throw new HdfException("expected a file of few headers, found one without end");
    }
    ByteBuffer target = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    try {
      bytes.read(base + address, target);
    } catch (IOException e) {
      throw new HdfException(e.getMessage(), e);
    }
    return target.flip();
  }

  @Override
  public ByteBuffer map(long address, long length) {
    return readBufferFromAddress(address, Math.toIntExact(length));
  }

  @Override
  public ByteBuffer mapNoOffset(long address, long length) {
    return map(address - base, length);
  }

  @Override
  public long getUserBlockSize() {
    return base;
  }

  @Override
  public Superblock getSuperblock() {
    return superblock;
  }

  /**
   * @throws UnsupportedOperationException always: all reads are by address
   */
  @Override
  public FileChannel getFileChannel() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int getSizeOfOffsets() {
    return superblock.getSizeOfOffsets();
  }

  @Override
  public int getSizeOfLengths() {
    return superblock.getSizeOfLengths();
  }

  @Override
  public void close() {
    bytes.close();
  }

  @Override
  public long size() {
    return source.size();
  }

  @Override
  public boolean inMemory() {
    return false;
  }
}
