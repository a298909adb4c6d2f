package org.collapsar.lab.index;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody writes a run whose run.json says so: the process may have been killed.
 *
 * <p>Experiments lock the file .lock in their directory. On Linux /proc/locks tells who holds a
 * lock, without taking it. Where that does not tell (another system, a disk of the network, a run
 * trained elsewhere), the run is taken as written as long as its files change now and then.
 */
final class Writers {
  /** Without a lock a run is written if its files changed within this time, */
  private static final Duration RECENT = Duration.ofMinutes(10);

  /** or within so many times the mean time of an epoch. */
  private static final double EPOCHS = 5;

  /** but no longer than this: a clock that was set makes a mean time of years. */
  private static final Duration MOST = Duration.ofDays(7);

  private static final Path LOCKS = Path.of("/proc/locks");
  private static final Pattern INODE = Pattern.compile("\\b[0-9a-f]+:[0-9a-f]+:(\\d+)\\b");

  /** Inodes of locked files; null where that is not known. */
  private final @Nullable Set<Long> locked;

  private Writers(@Nullable Set<Long> locked) {
    this.locked = locked;
  }

  /** Looks who writes now. */
  static Writers now() {
    if (!Files.isReadable(LOCKS)) {
      return new Writers(null);
    }
    Set<Long> inodes = new HashSet<>();
    try (Stream<String> lines = Files.lines(LOCKS)) {
      lines.forEach(
          line -> {
            Matcher inode = INODE.matcher(line);
            if (inode.find()) {
              inodes.add(Long.parseLong(inode.group(1)));
            }
          });
      return new Writers(inodes);
    } catch (IOException | java.io.UncheckedIOException e) {
      return new Writers(null);
    }
  }

  /**
   * Whether a run is written.
   *
   * @param run its directory
   * @param external whether it was trained elsewhere, where nobody locks
   * @param changed when its files changed last, by the clock of whoever wrote them
   * @param silent for how long they have not changed as far as was seen from here, or null where no
   *     change was seen yet
   * @param secondsPerEpoch 0 where that is not known
   */
  boolean writes(
      Path run,
      boolean external,
      Instant changed,
      @Nullable Duration silent,
      double secondsPerEpoch) {
    if (!external && locked != null && isLocal(run)) {
      Path experiment = run.toAbsolutePath().getParent();
      return experiment != null && holds(experiment.resolve(".lock"));
    }
    // A clock may be wrong, here or there: files of the future say as little as old ones.
    Duration since = silent != null ? silent : Duration.between(changed, Instant.now()).abs();
    double most = Math.min(EPOCHS * secondsPerEpoch, MOST.toSeconds());
    return since.toSeconds() < Math.max(RECENT.toSeconds(), most);
  }

  private boolean holds(Path lock) {
    try {
      return locked != null && locked.contains((Long) Files.getAttribute(lock, "unix:ino"));
    } catch (IOException | UnsupportedOperationException notThere) {
      return false;
    }
  }

  private static boolean isLocal(Path directory) {
    try {
      FileStore store = Files.getFileStore(directory);
      return List.of("nfs", "cifs", "smb", "fuse", "9p", "ceph", "lustre", "glusterfs", "afs")
          .stream()
          .noneMatch(store.type().toLowerCase(java.util.Locale.ROOT)::startsWith);
    } catch (IOException e) {
      return false;
    }
  }
}
