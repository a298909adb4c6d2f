package org.collapsar.hdf5;

import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The filter lz4 of HDF5 (32004): numbers big-endian, 8 bytes for the size of the chunk, 4 for that
 * of a block; then of each block 4 bytes for its size in the file, and as many: a block of LZ4, or
 * the bytes themselves where these are no more.
 */
final class Lz4Blocks {
  private static final int HEADER = Long.BYTES + Integer.BYTES;

  private Lz4Blocks() {}

  static byte[] unpack(byte[] packed, int length, int expected) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(packed, 0, length);
    if (length < HEADER) {
      throw Unpacker.damaged("a chunk packed by lz4", length + " bytes");
    }
    long size = in.getLong();
    int block = in.getInt();
    if (size != expected || block <= 0) {
      throw Unpacker.damaged(
          "a chunk of " + expected + " bytes packed by lz4", size + " in blocks of " + block);
    }
    byte[] target = new byte[expected];
    Lz4Decompressor lz4 = new Lz4Decompressor();
    for (int at = 0; at < expected; ) {
      int count = Math.min(block, expected - at);
      unpackBlock(lz4, in, target, at, count);
      at += count;
    }
    return target;
  }

  private static void unpackBlock(
      Lz4Decompressor lz4, ByteBuffer in, byte[] target, int at, int count) throws IOException {
    int stored = in.remaining() < Integer.BYTES ? -1 : in.getInt();
    if (stored < 0 || stored > in.remaining()) {
      throw Unpacker.damaged("a block of lz4", stored + " bytes where " + in.remaining() + " are");
    }
    if (stored == count) {
      in.get(target, at, count);
      return;
    }
    block(lz4, in.array(), in.position(), stored, target, at, count);
    in.position(in.position() + stored);
  }

  /** One block of LZ4, which fills its place. */
  static void block(
      Lz4Decompressor lz4, byte[] packed, int from, int length, byte[] target, int at, int count)
      throws IOException {
    int done = lz4.decompress(packed, from, length, target, at, count);
    if (done != count) {
      throw Unpacker.damaged(count + " bytes in a block of lz4", Integer.toString(done));
    }
  }
}
