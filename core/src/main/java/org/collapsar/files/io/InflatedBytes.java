package org.collapsar.files.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * Unpacked bytes of a deflated member (RFC 1951), from one of them on. The first read unpacks all
 * of them and checks their number and their CRC.
 */
public final class InflatedBytes implements Bytes {
  private static final int BUFFER = 1 << 16;

  private final String label;
  private final ZipMember member;
  private final Bytes packed;
  private final long start;
  private @Nullable Spool spool;

  /**
   * Prepares to read a member.
   *
   * @param label of the member, for messages
   * @param member with its sizes and its CRC
   * @param packed exactly its packed bytes
   * @param start unpacked byte of the member that is byte 0 of these
   */
  public InflatedBytes(String label, ZipMember member, Bytes packed, long start) {
    this.label = label;
    this.member = member;
    this.packed = packed;
    this.start = start;
  }

  /**
   * Unpacks a member on the way, from the first byte on: to look at the beginning.
   *
   * @param member with its sizes
   * @param packed exactly its packed bytes
   * @return unchecked; closing it leaves {@code packed} open
   */
  public static InputStream stream(ZipMember member, Bytes packed) {
    return new Unpacking(packed.stream(member.packed()));
  }

  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    unpacked().read(start + position, target);
  }

  private synchronized Spool unpacked() throws IOException {
    Spool kept = spool;
    if (kept == null) {
      kept = new Spool();
      try {
        unpack(kept);
        spool = kept;
      } catch (ZipException | EOFException e) {
        throw new BadInputException(label + ": expected a whole member, found a damaged one", e);
      } finally {
        packed.close();
        if (spool == null) {
          kept.close();
        }
      }
    }
    return kept;
  }

  private void unpack(Spool target) throws IOException {
    CRC32 crc = new CRC32();
    byte[] block = new byte[BUFFER];
    long size = 0;
    try (InputStream in = stream(member, packed)) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        size += n;
        if (size > member.size()) {
          throw new BadInputException(
              label + ": expected " + member.size() + " unpacked bytes, found more");
        }
        crc.update(block, 0, n);
        target.write(block, 0, n);
      }
    }
    target.finish();
    if (size != member.size()) {
      throw new BadInputException(
          label + ": expected " + member.size() + " unpacked bytes, found " + size);
    }
    if (crc.getValue() != member.crc()) {
      throw new BadInputException(label + ": expected a CRC that is right, found damaged bytes");
    }
  }

  @Override
  public synchronized void close() {
    Spool kept = spool;
    spool = null;
    if (kept != null) {
      kept.close();
    }
  }

  /** Frees the memory of zlib when it is closed; the library does so for its own inflater only. */
  private static final class Unpacking extends InflaterInputStream {
    Unpacking(InputStream packed) {
      super(packed, new Inflater(true), BUFFER);
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        inf.end();
      }
    }
  }
}
