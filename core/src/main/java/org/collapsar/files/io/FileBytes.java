package org.collapsar.files.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.jspecify.annotations.Nullable;

/**
 * Stretch of a file. The file is opened by the first read, so that hundreds of tables can be listed
 * without as many open files.
 */
public final class FileBytes implements Bytes {
  private final Path path;
  private final long start;
  private final long fileSize;
  private @Nullable FileChannel channel;

  /**
   * Prepares to read a file.
   *
   * @param path of the file
   * @param start byte of the file that is byte 0 of these
   * @param fileSize of the whole file, as it was when its header was read
   */
  public FileBytes(Path path, long start, long fileSize) {
    this.path = path;
    this.start = start;
    this.fileSize = fileSize;
  }

  /**
   * Prepares to read the same file from another byte on.
   *
   * @param newStart byte of the file that is byte 0 of those
   * @return bytes with an open file of their own
   */
  public FileBytes from(long newStart) {
    return new FileBytes(path, newStart, fileSize);
  }

  /**
   * Takes these bytes from one of them on, through this one's open file.
   *
   * @param offset byte of these that is byte 0 of those
   * @return bytes whose closing does nothing
   */
  public Bytes slice(long offset) {
    return new Bytes() {
      @Override
      public void read(long position, ByteBuffer target) throws IOException {
        FileBytes.this.read(offset + position, target);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    long at = start + position;
    try {
      FileChannel open = open();
      while (target.hasRemaining()) {
        int n = open.read(target, at);
        if (n < 0) {
          throw new EOFException("became shorter while it was read");
        }
        at += n;
      }
    } catch (ClosedChannelException e) {
      // By an interrupt of this thread or, for all, of another one.
      throw new FailedException(path + ": reading was interrupted", e);
    }
  }

  private synchronized FileChannel open() throws IOException {
    FileChannel open = channel;
    // An interrupt of a reading thread closes a channel.
    if (open == null || !open.isOpen()) {
      open = FileChannel.open(path, StandardOpenOption.READ);
      if (open.size() != fileSize) {
        open.close();
        throw new BadInputException(
            path + ": expected " + fileSize + " bytes as when it was opened, found another size");
      }
      channel = open;
    }
    return open;
  }

  @Override
  public synchronized void close() {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // It was open for reading: nothing is lost.
      }
    }
  }
}
