package org.collapsar.files;

import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.collapsar.FailedException;
import org.jspecify.annotations.Nullable;

/**
 * Writer of files whose name holds the old content or the whole new one, whenever the process is
 * killed: temporary file in the same directory, fsync, rename.
 */
public final class AtomicFile {
  /** What streams say: NAME (REASON). */
  private static final Pattern REASON_BEHIND_NAME = Pattern.compile("\\(([^()]+)\\)$");

  private AtomicFile() {}

  /** Content of a file, as a function that writes it. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes everything and leaves the stream open.
     *
     * @param out buffered
     * @throws IOException when the stream fails
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /** How a file gets its final name, replacing what has that name. */
  @FunctionalInterface
  interface Rename {
    void move(Path finished, Path target) throws IOException;
  }

  /**
   * Writes a file, whose directory has to exist. A thread interrupt does not disturb the writing,
   * so that a checkpoint can be written on the way out.
   *
   * @param file to be written or replaced
   * @param content is asked once
   * @throws FailedException when it cannot be written: the old content, if any, is untouched
   */
  public static void write(Path file, Content content) {
    write(file, content, AtomicFile::rename);
  }

  /** The same with a rename that a test may let fail. */
  static void write(Path file, Content content, Rename rename) {
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
      moveInto(temporary, target, rename);
      renamed = true;
    } catch (IOException e) {
      throw cannotWrite(file, e);
    } finally {
      if (!renamed) {
        deleteQuietly(temporary);
      }
    }
  }

  /**
   * Gives a finished and synced file its final name, replacing what has that name.
   *
   * @param finished the file under its temporary name
   * @param target its name from now on, in the same file system
   * @throws IOException when the file system refuses
   */
  public static void moveInto(Path finished, Path target) throws IOException {
    moveInto(finished, target, AtomicFile::rename);
  }

  private static void rename(Path finished, Path target) throws IOException {
    Files.move(
        finished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void moveInto(Path finished, Path target, Rename rename) throws IOException {
    @Nullable Object key = key(finished);
    try {
      rename.move(finished, target);
    } catch (IOException e) {
      // A server of files whose answer was lost does the rename, is asked again, and says that
      // there is no such file.
      if (key == null || Files.exists(finished) || !key.equals(key(target))) {
        throw e;
      }
    }
    Path directory = target.toAbsolutePath().getParent();
    if (directory != null) {
      syncDirectory(directory);
    }
  }

  /** What stays the same when a file gets another name; null where there is no such thing. */
  private static @Nullable Object key(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  /** One line about a file that cannot be written: its name and the reason, no other file's. */
  public static FailedException cannotWrite(Path file, IOException e) {
    return new FailedException(file + ": cannot be written (" + reason(e) + ")", e);
  }

  /** The reason alone: the names in an exception are of files that the user does not know. */
  public static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    String message = String.valueOf(e.getMessage());
    Matcher ofStream = REASON_BEHIND_NAME.matcher(message);
    return e instanceof FileNotFoundException && ofStream.find() ? ofStream.group(1) : message;
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
