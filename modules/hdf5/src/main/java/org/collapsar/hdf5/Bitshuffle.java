package org.collapsar.hdf5;

import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The filter bitshuffle of HDF5 (32008), with LZ4, with Zstandard or alone (Masui et al. 2015, A
 * compression scheme for radio data in high performance computing). A block of m numbers, m a
 * multiple of 8, is turned as a matrix of bits: first the lowest bit of all numbers, then the next.
 * A chunk is blocks of one size, then a shorter one, then the bytes of the last few numbers as they
 * are.
 *
 * <p>Packed, a chunk begins with 8 bytes for its size and 4 for that of a block in bytes, both
 * big-endian, and each block with 4 for its size in the file.
 */
final class Bitshuffle {
  private static final int HEADER = Long.BYTES + Integer.BYTES;

  // Places in what the file says of the filter.
  private static final int SIZE = 2;
  private static final int BLOCK = 3;
  private static final int PACKER = 4;

  private static final int ALONE = 0;
  private static final int LZ4 = 2;
  private static final int ZSTD = 3;

  /** What the library takes for a block where the file has 0. */
  private static final int DEFAULT_BLOCK_BYTES = 8192;

  private static final int LEAST_BLOCK = 128;

  private Bitshuffle() {}

  static byte[] unpack(byte[] packed, int length, int[] data, int expected) throws IOException {
    int size = data.length > SIZE ? data[SIZE] : 0;
    int packer = data.length > PACKER ? data[PACKER] : ALONE;
    if (size < 1 || size > expected || (packer != ALONE && packer != LZ4 && packer != ZSTD)) {
      throw Unpacker.damaged("bitshuffle alone, with lz4 or with zstd", Arrays.toString(data));
    }
    ByteBuffer in = ByteBuffer.wrap(packed, 0, length);
    int block = data.length > BLOCK ? data[BLOCK] : 0;
    if (packer == ALONE) {
      if (length != expected) {
        throw Unpacker.damaged(expected + " bytes in a chunk", Integer.toString(length));
      }
      block = block == 0 ? Math.max(DEFAULT_BLOCK_BYTES / size / 8 * 8, LEAST_BLOCK) : block;
    } else {
      if (length < HEADER || in.getLong() != expected) {
        throw Unpacker.damaged("a chunk of " + expected + " bytes packed by bitshuffle", "another");
      }
      block = in.getInt() / size;
    }
    if (block < 8 || block % 8 != 0) {
      throw Unpacker.damaged("blocks of bitshuffle of 8, 16, .. numbers", Integer.toString(block));
    }
    byte[] target = new byte[expected];
    byte[] turned = new byte[(int) Math.min((long) block * size, expected)];
    Packer unpacking = packer == LZ4 ? lz4() : packer == ZSTD ? zstd() : null;
    int numbers = expected / size;
    int at = 0;
    for (int first = 0; numbers - first >= 8; ) {
      int count = Math.min(block, numbers - first) / 8 * 8;
      int bytes = count * size;
      if (unpacking == null) {
        in.get(turned, 0, bytes);
      } else {
        int stored = in.remaining() < Integer.BYTES ? -1 : in.getInt();
        if (stored < 0 || stored > in.remaining()) {
          throw Unpacker.damaged(
              "a block of bitshuffle", stored + " bytes where " + in.remaining() + " are");
        }
        unpacking.unpack(packed, in.position(), stored, turned, bytes);
        in.position(in.position() + stored);
      }
      turn(turned, 0, count, size, target, at);
      at += bytes;
      first += count;
    }
    if (in.remaining() != expected - at) {
      throw Unpacker.damaged((expected - at) + " bytes behind the blocks", in.remaining() + "");
    }
    in.get(target, at, expected - at);
    return target;
  }

  /** Unpacks a block into the beginning of an array. */
  @FunctionalInterface
  private interface Packer {
    void unpack(byte[] packed, int from, int length, byte[] target, int count) throws IOException;
  }

  private static Packer lz4() {
    Lz4Decompressor lz4 = new Lz4Decompressor();
    return (packed, from, length, target, count) ->
        Lz4Blocks.block(lz4, packed, from, length, target, 0, count);
  }

  private static Packer zstd() {
    ZstdDecompressor zstd = new ZstdDecompressor();
    return (packed, from, length, target, count) -> {
      int done = zstd.decompress(packed, from, length, target, 0, count);
      if (done != count) {
        throw Unpacker.damaged(count + " bytes in a block of zstd", Integer.toString(done));
      }
    };
  }

  /**
   * Turns a block back: bit b of its number i is bit i of its line b.
   *
   * @param count of numbers, a multiple of 8
   * @param size of a number in bytes
   */
  static void turn(byte[] bits, int from, int count, int size, byte[] target, int at) {
    int line = count / 8;
    for (int k = 0; k < size; k++) {
      int first = from + 8 * k * line;
      for (int g = 0; g < line; g++) {
        long eight = 0;
        for (int b = 0, in = first + g; b < 8; b++, in += line) {
          eight |= (bits[in] & 0xffL) << (8 * b);
        }
        eight = transposed(eight);
        for (int i = 0, out = at + 8 * g * size + k; i < 8; i++, out += size) {
          target[out] = (byte) (eight >>> (8 * i));
        }
      }
    }
  }

  /** A matrix of 8 x 8 bits turned, by squares of 1, 2 and 4 (Warren, Hacker's Delight, 7-3). */
  private static long transposed(long x) {
    long t = (x ^ (x >>> 7)) & 0x00aa00aa00aa00aaL;
    long y = x ^ t ^ (t << 7);
    t = (y ^ (y >>> 14)) & 0x0000cccc0000ccccL;
    y = y ^ t ^ (t << 14);
    t = (y ^ (y >>> 28)) & 0x00000000f0f0f0f0L;
    return y ^ t ^ (t << 28);
  }
}
