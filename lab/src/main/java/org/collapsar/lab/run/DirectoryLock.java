package org.collapsar.lab.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A directory that this process alone writes, as long as it holds the lock on the file {@code
 * .lock} in it. The system releases the lock of a process that is killed.
 */
final class DirectoryLock implements AutoCloseable {
  private static final String NAME = ".lock";

  /**
   * Directories that this process holds. POSIX releases a lock as soon as the process closes any
   * descriptor of the file, so that a second attempt must not even open it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel locked;

  /** Stays open for the same reason. */
  private final FileChannel witness;

  private DirectoryLock(Path directory, FileChannel locked, FileChannel witness) {
    this.directory = directory;
    this.locked = locked;
    this.witness = witness;
  }

  /** Whether a directory has the file of a lock, held or left behind. */
  static boolean isMarked(Path directory) {
    return Files.exists(directory.resolve(NAME));
  }

  /**
   * Takes a directory.
   *
   * @return null if another holds it, in this process or another one
   * @throws IOException if the directory is not there, or cannot be written
   */
  static @Nullable DirectoryLock tryLock(Path directory) throws IOException {
    return tryLock(directory, () -> {});
  }

  /**
   * The same.
   *
   * @param opened called between opening the file and locking it
   */
  static @Nullable DirectoryLock tryLock(Path directory, Runnable opened) throws IOException {
    Path real = directory.toRealPath();
    if (!HELD.add(real)) {
      return null;
    }
    DirectoryLock lock = null;
    try {
      lock = locked(real, opened);
      return lock;
    } finally {
      if (lock == null) {
        HELD.remove(real);
      }
    }
  }

  /**
   * Whoever lets go of a directory deletes the file. A lock on a file that was deleted meanwhile
   * keeps nobody out, so that the file of that name has to be the one that is locked.
   */
  private static @Nullable DirectoryLock locked(Path real, Runnable opened) throws IOException {
    FileChannel channel = open(real);
    FileChannel again = null;
    DirectoryLock lock = null;
    try {
      opened.run();
      Taken taken = take(channel);
      while (taken == Taken.NOW) {
        again = open(real);
        taken = take(again);
        if (taken == Taken.BEFORE) {
          lock = new DirectoryLock(real, channel, again);
        } else {
          channel.close();
          channel = again;
          again = null;
        }
      }
      return lock;
    } finally {
      if (lock == null) {
        channel.close();
        if (again != null) {
          again.close();
        }
      }
    }
  }

  private static FileChannel open(Path directory) throws IOException {
    return FileChannel.open(
        directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** How an attempt to lock a file ended. */
  private enum Taken {
    NOW,
    /** This process holds it already, through another channel. */
    BEFORE,
    BY_ANOTHER
  }

  private static Taken take(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock == null ? Taken.BY_ANOTHER : Taken.NOW;
    } catch (OverlappingFileLockException e) {
      return Taken.BEFORE;
    }
  }

  /** Lets go of the directory. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(directory.resolve(NAME));
    } finally {
      HELD.remove(directory);
      try (locked) {
        witness.close();
      }
    }
  }
}
