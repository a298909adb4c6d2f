package org.collapsar.hdf5;

import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The filter blosc of HDF5 (32001): one container of Blosc 1
 * (https://github.com/Blosc/c-blosc/blob/main/README_CHUNK_FORMAT.rst). 16 bytes of header, where
 * each block begins, and the blocks: each in one part, or in as many as a number has bytes, each
 * part with its size in the file before it. The bytes or the bits of a block may be shuffled.
 */
final class Blosc {
  private static final int HEADER = 16;
  private static final int VERSION = 2;

  // Bits of the flags.
  private static final int SHUFFLED = 1;
  private static final int COPIED = 2;
  private static final int BITS_SHUFFLED = 4;
  private static final int IN_ONE = 16;
  private static final int PACKER = 5; // and up

  /** Blocks are in parts only where a number has so few bytes, and a part so many. */
  private static final int MOST_PARTS = 16;

  private static final int LEAST_PART = 128;

  private final ByteBuffer in;
  private final int flags;
  private final int size;
  private final int expected;
  private final int block;
  private final Packer packer;

  private Blosc(ByteBuffer in, int expected) throws IOException {
    this.in = in;
    this.expected = expected;
    if (in.remaining() < HEADER) {
      throw Unpacker.damaged("a chunk packed by blosc", in.remaining() + " bytes");
    }
    int version = in.get(0);
    flags = in.get(2);
    size = in.get(3) & 0xff;
    int bytes = in.getInt(4);
    block = in.getInt(8);
    int stored = in.getInt(12);
    if (version != VERSION
        || bytes != expected
        || block < 1
        || size < 1
        || stored != in.remaining()) {
      throw Unpacker.damaged(
          "a chunk of " + expected + " bytes packed by blosc, version " + VERSION,
          bytes + " bytes, version " + version);
    }
    packer = packer((flags & 0xff) >>> PACKER);
  }

  static byte[] unpack(byte[] packed, int length, int expected) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(packed, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    return new Blosc(in, expected).unpack();
  }

  private byte[] unpack() throws IOException {
    byte[] target = new byte[expected];
    if ((flags & COPIED) != 0) {
      in.position(HEADER).get(target);
      return target;
    }
    byte[] shuffled = new byte[Math.min(block, expected)];
    for (int b = 0, at = 0; at < expected; b++, at += block) {
      int bytes = Math.min(block, expected - at);
      in.position(in.getInt(HEADER + Integer.BYTES * b));
      unpackBlock(shuffled, bytes);
      restore(shuffled, bytes, target, at);
      if (at > expected - block) {
        break; // at + block may be no int
      }
    }
    return target;
  }

  private void unpackBlock(byte[] shuffled, int bytes) throws IOException {
    boolean inParts =
        (flags & IN_ONE) == 0 && size <= MOST_PARTS && block / size >= LEAST_PART && bytes == block;
    int parts = inParts ? size : 1;
    int part = bytes / parts;
    for (int p = 0; p < parts; p++) {
      int stored = in.getInt();
      int from = in.position();
      if (stored < 0 || stored > in.remaining()) {
        throw Unpacker.damaged("a part of a block of blosc", stored + " bytes");
      }
      if (stored == part) {
        System.arraycopy(in.array(), from, shuffled, p * part, part);
      } else {
        int done = packer.unpack(in.array(), from, stored, shuffled, p * part, part);
        if (done != part) {
          throw Unpacker.damaged(part + " bytes in a part of blosc", Integer.toString(done));
        }
      }
      in.position(from + stored);
    }
  }

  private void restore(byte[] shuffled, int bytes, byte[] target, int at) {
    int numbers = bytes / size;
    int whole = numbers * size;
    if ((flags & SHUFFLED) != 0 && size > 1) {
      Filters.unshuffle(shuffled, numbers, size, target, at);
      System.arraycopy(shuffled, whole, target, at + whole, bytes - whole);
    } else if ((flags & BITS_SHUFFLED) != 0 && numbers % 8 == 0) {
      Bitshuffle.turn(shuffled, 0, numbers, size, target, at);
      System.arraycopy(shuffled, whole, target, at + whole, bytes - whole);
    } else {
      System.arraycopy(shuffled, 0, target, at, bytes);
    }
  }

  /** What has packed the parts. */
  @FunctionalInterface
  private interface Packer {
    int unpack(byte[] packed, int from, int length, byte[] target, int at, int count)
        throws IOException;
  }

  private static Packer packer(int number) throws IOException {
    return switch (number) {
      case 0 -> BloscLz::unpack;
      case 1 -> new Lz4Decompressor()::decompress;
      case 2 -> new SnappyDecompressor()::decompress;
      case 3 ->
          (packed, from, length, target, at, count) -> {
            byte[] part = Unpacker.inflate(packed, from, length, count);
            System.arraycopy(part, 0, target, at, count);
            return count;
          };
      case 4 -> new ZstdDecompressor()::decompress;
      default -> throw Unpacker.damaged("blosclz, lz4, snappy, zlib or zstd in blosc", number + "");
    };
  }
}
