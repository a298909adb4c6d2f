package org.collapsar.data;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import org.collapsar.FailedException;
import org.collapsar.files.AtomicFile;
import org.collapsar.files.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one data set while it is fetched. One process at a time holds it; a file gets
 * its final name only when it is whole, has the right hash and is on disk. Everything else in it
 * starts with a dot (downloads end in .part, so that a later fetch goes on where they stopped).
 */
final class FetchDirectory implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final String LOCK = ".lock";
  private static final String SCRATCH = ".scratch-";

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;

  private FetchDirectory(Path path, FileChannel channel, FileLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Waits until no other process or thread holds the directory, creates it where it is missing, and
   * clears away what a killed process left, but for downloads that can be resumed.
   *
   * @throws FailedException when it cannot be written
   */
  static FetchDirectory hold(Path path, FetchListener listener) throws InterruptedException {
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FetchDirectory held = new FetchDirectory(path, channel, lock(channel, listener));
        held.clearScratch();
        return held;
      } catch (IOException | InterruptedException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static FileLock lock(FileChannel channel, FetchListener listener)
      throws IOException, InterruptedException {
    for (boolean told = false; ; told = true) {
      FileLock lock = tryLock(channel);
      if (lock != null) {
        return lock;
      }
      if (!told) {
        listener.waiting();
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another thread of this process holds it.
      return null;
    }
  }

  Path path() {
    return path;
  }

  /** Where a download of {@code name} is collected and resumed. */
  Path part(String name) {
    return path.resolve("." + name + ".part");
  }

  /** A fresh directory to work in, removed by the next holder if this one is killed. */
  Path scratch() {
    try {
      return Files.createTempDirectory(path, SCRATCH);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /**
   * Writes, checks and names a file.
   *
   * @param content its uncompressed bytes; read to the end, not closed
   * @throws SourceFailure when the content cannot be read, has another size or another hash
   * @throws FailedException when it cannot be written
   */
  void install(DataFile file, InputStream content, FetchListener listener, String source)
      throws SourceFailure {
    Path temporary = path.resolve("." + file.name() + ".new");
    try {
      String hash = copy(file, content, temporary, listener);
      if (!hash.equals(file.sha256())) {
        throw new SourceFailure(
            file.name() + ": expected sha256 " + file.sha256() + ", found " + hash);
      }
      AtomicFile.moveInto(temporary, path.resolve(file.name()));
    } catch (IOException e) {
      throw unwritable(path.resolve(file.name()), e);
    } finally {
      deleteQuietly(temporary);
    }
    listener.fetched(file.name(), source);
  }

  /** Copies, synced to disk, and gives the hash; refuses one byte more or less than expected. */
  private static String copy(
      DataFile file, InputStream content, Path temporary, FetchListener listener)
      throws SourceFailure, IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[1 << 16];
    long done = 0;
    // Not Files.newOutputStream: its channel is closed by an interrupt of the thread.
    try (FileOutputStream raw = new FileOutputStream(temporary.toFile())) {
      for (int n = read(file, content, buffer); n >= 0; n = read(file, content, buffer)) {
        done += n;
        if (done > file.bytes()) {
          throw new SourceFailure(
              file.name() + ": expected " + file.bytes() + " bytes, found more");
        }
        digest.update(buffer, 0, n);
        raw.write(buffer, 0, n);
        listener.progress(file.name(), done, file.bytes());
      }
      if (done < file.bytes()) {
        throw new SourceFailure(
            file.name() + ": expected " + file.bytes() + " bytes, found " + done);
      }
      raw.getFD().sync();
    }
    return Sha256.hex(digest);
  }

  /** A failure to read is the source's, a failure to write is not: they are told apart here. */
  private static int read(DataFile file, InputStream content, byte[] buffer) throws SourceFailure {
    try {
      return content.read(buffer);
    } catch (IOException e) {
      throw new SourceFailure(file.name() + ": cut or damaged (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Blames the disk where it is the disk: a source that works in a directory of its own, as a
   * client program does, does not say so.
   *
   * @throws FailedException when there is less room than the files need
   */
  void requireSpace(List<DataFile> files) {
    long needed = files.stream().mapToLong(DataFile::bytes).sum();
    long free;
    try {
      free = Files.getFileStore(path).getUsableSpace();
    } catch (IOException e) {
      // Then nobody knows, and the sources' own reasons stand.
      return;
    }
    if (free < needed) {
      throw unwritable(
          path, new IOException("expected room for " + needed + " bytes, found " + free));
    }
  }

  /** Opens {@code file} to go on writing at its end. */
  static OutputStream append(Path file) {
    try {
      return new FileOutputStream(file.toFile(), true);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  static FailedException unwritable(Path file, IOException cause) {
    String what = cause.getMessage();
    return new FailedException(
        file
            + ": cannot be written ("
            + (what == null || what.equals(file.toString())
                ? cause.getClass().getSimpleName()
                : what)
            + "); give another data directory with --data-dir or COLLAPSAR_DATA",
        cause);
  }

  private void clearScratch() throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(path, SCRATCH + "*")) {
      for (Path directory : left) {
        deleteTree(directory);
      }
    }
  }

  /** Removes a directory and what is in it; what cannot be removed is left to the next holder. */
  static void deleteTree(Path directory) {
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException failure)
                throws IOException {
              Files.delete(emptied);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      // Scratch only: it hurts nobody and the next fetch tries again.
    }
  }

  static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // A leftover with a leading dot is never read as data.
    }
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      // The system releases the lock with the process.
    }
  }
}
