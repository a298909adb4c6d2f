package org.collapsar.lab.run;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A file that is about the last of some epochs and is replaced as a whole: at once when there is
 * something to write for the first time, afterwards with each checkpoint, not with each epoch.
 */
final class LatestFile implements RowFile {
  private final Path file;
  private final String header;
  private final Disk disk;
  private @Nullable Supplier<String> unwritten;
  private boolean first = true;

  /**
   * @param header of a table; empty for another document
   */
  LatestFile(Path file, String header, Disk disk) {
    this.file = file;
    this.header = header;
    this.disk = disk;
  }

  @Override
  public void start() {}

  /** What is there stays until something comes in its place. */
  @Override
  public void resume(int epoch) {}

  @Override
  public void add(@Nullable String rows) {
    if (rows != null) {
      set(() -> header + '\n' + rows);
    }
  }

  /** Takes a new content in place of the last. */
  void set(Supplier<String> content) {
    unwritten = content;
    if (first) {
      save();
      first = false;
    }
  }

  @Override
  public void save() {
    if (unwritten != null) {
      disk.replace(file, unwritten.get());
      unwritten = null;
    }
  }
}
