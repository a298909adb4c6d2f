package org.collapsar.lab.run;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.collapsar.files.AtomicFile;

/**
 * How a run writes its files, apart from its checkpoint: everything passes through here, and a test
 * counts it. Not through channels, which an interrupt of the thread would close.
 */
class Disk {

  /** Gives a file this content, all of it or none. */
  void replace(Path file, String content) {
    AtomicFiles.write(file, content);
  }

  /**
   * Appends to a file.
   *
   * @param length of the file as this process left it
   * @throws org.collapsar.FailedException if that is not its length, or it cannot be written; what
   *     was written of {@code bytes} by then is cut off again where that is possible
   */
  void append(Path file, long length, byte[] bytes) {
    try (RandomAccessFile out = open(file, length)) {
      try {
        out.seek(length);
        out.write(bytes);
      } catch (IOException e) {
        out.setLength(length);
        throw e;
      }
    } catch (IOException e) {
      throw AtomicFile.cannotWrite(file, e);
    }
  }

  /** Waits until what was written to a file is on disk. */
  void force(Path file, long length) {
    try (RandomAccessFile out = open(file, length)) {
      out.getFD().sync();
    } catch (IOException e) {
      throw AtomicFile.cannotWrite(file, e);
    }
  }

  /** Cuts a file off. */
  void cut(Path file, long length) {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      if (out.length() > length) {
        out.setLength(length);
      }
    } catch (IOException e) {
      throw AtomicFile.cannotWrite(file, e);
    }
  }

  private static RandomAccessFile open(Path file, long length) throws IOException {
    long found = Files.size(file);
    if (found != length) {
      throw new IOException("expected its " + length + " bytes, found " + found);
    }
    return new RandomAccessFile(file.toFile(), "rw");
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
