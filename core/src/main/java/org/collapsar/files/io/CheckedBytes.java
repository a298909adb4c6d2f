package org.collapsar.files.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.collapsar.BadInputException;

/**
 * The bytes of a stored member, from one of them on, read in place. The first read goes through the
 * whole member and checks its CRC, so that members that nobody asks for cost nothing.
 */
public final class CheckedBytes implements Bytes {
  private static final int BUFFER = 1 << 20;

  /** Off the heap, as the buffers of the tables above, which are in use while this one is. */
  private static final ThreadLocal<ByteBuffer> BUFFERS =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER));

  private final String label;
  private final ZipMember member;
  private final Bytes stored;
  private final long start;
  private volatile boolean checked;

  /**
   * Prepares to read a member.
   *
   * @param label of the member, for messages
   * @param member with its size and its CRC
   * @param stored the archive's bytes from the member's first one on
   * @param start byte of the member that is byte 0 of these
   */
  public CheckedBytes(String label, ZipMember member, Bytes stored, long start) {
    this.label = label;
    this.member = member;
    this.stored = stored;
    this.start = start;
  }

  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    if (!checked) {
      check();
    }
    stored.read(start + position, target);
  }

  /** Once, however many threads ask: the others wait. */
  private synchronized void check() throws IOException {
    if (checked) {
      return;
    }
    CRC32 crc = new CRC32();
    ByteBuffer buffer = BUFFERS.get();
    for (long done = 0; done < member.size(); done += buffer.limit()) {
      buffer.clear().limit((int) Math.min(BUFFER, member.size() - done));
      stored.read(done, buffer);
      crc.update(buffer.flip());
    }
    if (crc.getValue() != member.crc()) {
      throw new BadInputException(label + ": expected a CRC that is right, found damaged bytes");
    }
    checked = true;
  }

  @Override
  public void close() {
    stored.close();
  }
}
