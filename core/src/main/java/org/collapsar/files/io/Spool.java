package org.collapsar.files.io;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.collapsar.FailedException;
import org.jspecify.annotations.Nullable;

/**
 * Store of bytes that exist only once something is unpacked or parsed, so that they can be read by
 * position: a few in memory, more in a temporary file. The file is deleted when this is closed, and
 * on most systems also when the process is killed.
 */
public final class Spool extends OutputStream implements Bytes {
  private static final int IN_MEMORY = 1 << 20;

  private ByteArrayOutputStream memory = new ByteArrayOutputStream();
  private byte @Nullable [] finished;
  private @Nullable FileChannel file;

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /**
   * Appends bytes: not one by one.
   *
   * @throws FailedException when the temporary file cannot be written
   */
  @Override
  public void write(byte[] source, int offset, int count) {
    if (file == null && memory.size() + count <= IN_MEMORY) {
      memory.write(source, offset, count);
      return;
    }
    try {
      if (file == null) {
        file = temporary();
        writeFully(file, ByteBuffer.wrap(memory.toByteArray()));
        memory = new ByteArrayOutputStream();
      }
      writeFully(file, ByteBuffer.wrap(source, offset, count));
    } catch (IOException e) {
      throw new FailedException(
          "a temporary file in "
              + System.getProperty("java.io.tmpdir")
              + ": cannot be written ("
              + e.getMessage()
              + "); give the Java virtual machine another place by -Djava.io.tmpdir=DIR",
          e);
    }
  }

  private static FileChannel temporary() throws IOException {
    Path path = Files.createTempFile("collapsar", ".spool");
    return FileChannel.open(
        path,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.DELETE_ON_CLOSE);
  }

  private static void writeFully(FileChannel channel, ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      int written = channel.write(source);
      if (written <= 0) {
        throw new IOException("nothing was written");
      }
    }
  }

  /** Ends the writing: from here on it is read, by any thread that is given it afterwards. */
  public void finish() {
    if (file == null) {
      finished = memory.toByteArray();
    }
    memory = new ByteArrayOutputStream(0);
  }

  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    byte[] bytes = finished;
    if (bytes != null) {
      if (position > bytes.length - target.remaining()) {
        throw new EOFException("ends too early");
      }
      target.put(bytes, (int) position, target.remaining());
      return;
    }
    FileChannel open = file;
    if (open == null) {
      throw new IllegalStateException("closed");
    }
    long at = position;
    while (target.hasRemaining()) {
      int n = open.read(target, at);
      if (n < 0) {
        throw new EOFException("ends too early");
      }
      at += n;
    }
  }

  /** Deletes what was kept; it cannot be read again. */
  @Override
  public void close() {
    finished = null;
    FileChannel open = file;
    file = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // A temporary file: nothing is lost.
      }
    }
  }
}
