package org.collapsar.hdf5;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Bands that were unpacked once, in a temporary file, so that each further pass over a table reads
 * instead of unpacking. Where there is no room for it, nothing is kept. The file is deleted when
 * this is closed, and on most systems also when the process is killed.
 */
final class UnpackedFile {
  /** At most one in so many of the free bytes is taken. */
  private static final int SHARE = 4;

  private final long bytes;
  private final BitSet kept = new BitSet();
  private @Nullable FileChannel channel;
  private boolean failed;

  /**
   * For a table.
   *
   * @param bytes of all bands
   */
  UnpackedFile(long bytes) {
    this.bytes = bytes;
  }

  /** Whether a band was kept. */
  synchronized boolean has(long band) {
    return band < Integer.MAX_VALUE && kept.get((int) band);
  }

  /** Reads a band, where this {@linkplain #has has} it. */
  void read(long position, ByteBuffer target) throws IOException {
    FileChannel open = open();
    if (open == null) {
      throw new EOFException("was closed while it was read");
    }
    for (long at = position; target.hasRemaining(); ) {
      int n = open.read(target, at);
      if (n < 0) {
        throw new EOFException("ends too early");
      }
      at += n;
    }
  }

  /** Keeps a band, if there is room. */
  void keep(long band, long position, ByteBuffer content) {
    FileChannel open = open();
    if (open == null || band >= Integer.MAX_VALUE) {
      return;
    }
    try {
      for (long at = position; content.hasRemaining(); ) {
        at += open.write(content, at);
      }
      synchronized (this) {
        if (open.equals(channel)) {
          kept.set((int) band);
        }
      }
    } catch (IOException full) {
      // It only saves time: the next pass unpacks again.
      synchronized (this) {
        failed = true;
      }
    }
  }

  private synchronized @Nullable FileChannel open() {
    if (channel == null && !failed) {
      try {
        Path path = Files.createTempFile("collapsar", ".unpacked");
        // Asked before: opened so, the file has no name any more.
        failed = Files.getFileStore(path).getUsableSpace() / SHARE < bytes;
        channel =
            FileChannel.open(
                path,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
      } catch (IOException none) {
        failed = true;
      }
      if (failed) {
        close();
      }
    }
    return channel;
  }

  synchronized void close() {
    kept.clear();
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // Nothing in it is wanted any more.
      }
    }
  }
}
