package org.collapsar.files;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.collapsar.FailedException;

/**
 * Writes a file so that its name holds the old content or the whole new one, whenever the process
 * is killed: temporary file in the same directory, fsync, rename.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** What is written. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to {@code out}, which is buffered, and leaves it open. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes {@code file}; its directory has to exist. A thread interrupt does not disturb the
   * writing, so that a checkpoint can be written on the way out.
   *
   * @throws FailedException when it cannot be written: the old content, if any, is untouched
   */
  public static void write(Path file, Content content) {
    Path target = file.toAbsolutePath();
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    boolean renamed = false;
    try {
      // Not Files.newOutputStream: its channel is closed by an interrupt of the thread.
      try (FileOutputStream raw = new FileOutputStream(temporary.toFile());
          BufferedOutputStream out = new BufferedOutputStream(raw, 1 << 16)) {
        content.writeTo(out);
        out.flush();
        raw.getFD().sync();
      }
      moveInto(temporary, target);
      renamed = true;
    } catch (IOException e) {
      throw new FailedException(file + ": cannot be written (" + e.getMessage() + ")", e);
    } finally {
      if (!renamed) {
        deleteQuietly(temporary);
      }
    }
  }

  /**
   * Gives a finished and synced file its final name, replacing what has that name.
   *
   * @throws IOException when the file system refuses
   */
  public static void moveInto(Path finished, Path target) throws IOException {
    Files.move(
        finished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path directory = target.toAbsolutePath().getParent();
    if (directory != null) {
      syncDirectory(directory);
    }
  }

  /** Makes the rename itself durable where the system can (Windows cannot open directories). */
  private static void syncDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The content is whole either way; only its survival of a power cut is less certain.
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The failure that brought us here is the one to report.
    }
  }
}
