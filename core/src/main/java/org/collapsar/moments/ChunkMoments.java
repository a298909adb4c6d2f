package org.collapsar.moments;

import java.util.Arrays;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * The moments of chunks of a table, by one thread: by {@link PlainSums} where they have the digits,
 * else by {@link ShiftedSums}. Which of them depends on the numbers of the table alone.
 */
final class ChunkMoments implements AutoCloseable {
  /** Numbers read at once: they stay in cache between reading and adding. */
  private static final int READ = 1 << 16;

  /** Rows that tell what to try first. */
  private static final int SAMPLE = 64;

  private final Rows features;
  private final int[] labels;
  private final int classes;
  private final Backend backend;
  private final int chunk;
  private final int rowsARead;
  private final RowBlock block;
  private final @Nullable PlainSums plain;
  private @Nullable ShiftedSums shifted;

  /**
   * @param chunk rows of the largest chunk
   * @param plainly what {@link #plainly} says
   */
  ChunkMoments(
      Rows features, int[] labels, int classes, int chunk, boolean plainly, Backend backend) {
    this.features = features;
    this.labels = labels;
    this.classes = classes;
    this.chunk = chunk;
    this.backend = backend;
    this.rowsARead = RowChunks.rowsOfAbout(READ, features.columns(), chunk);
    this.block = features.block(rowsARead);
    this.plain =
        plainly ? PlainSums.create(block, features.columns(), classes, chunk, backend) : null;
  }

  /**
   * Whether plain sums are worth a try: a look at the first rows.
   *
   * @param chunk rows of the largest chunk
   */
  static boolean plainly(Rows features, int[] labels, int classes, int chunk) {
    int d = features.columns();
    int rows = (int) Math.min(features.rows(), RowChunks.rowsOfAbout(READ, d, SAMPLE));
    if (rows == 0 || !PlainSums.fit(d, Math.min(classes, chunk))) {
      return false;
    }
    int[] present = Arrays.stream(labels, 0, rows).sorted().distinct().toArray();
    int[] renumbered =
        Arrays.stream(labels, 0, rows).map(c -> Arrays.binarySearch(present, c)).toArray();
    try (RowBlock block = features.block(rows);
        PlainSums sums = new PlainBlasSums(d, present.length, rows)) {
      block.read(0, rows);
      sums.add(block, rows, renumbered, 0);
      return sums.drainInto(ClassMoments.create(d, present.length));
    }
  }

  /**
   * Sums up rows {@code first .. first + rows - 1}.
   *
   * @param moments without samples; receives theirs
   * @throws org.collapsar.BadInputException if a feature is not finite
   */
  void sum(long first, int rows, ClassMoments moments) {
    if (plain != null) {
      forEachBlock(first, rows, (count, label) -> plain.add(block, count, labels, label));
      if (plain.drainInto(moments)) {
        return;
      }
      moments.forget();
    }
    ShiftedSums sums = shifted();
    forEachBlock(first, rows, (count, label) -> sums.add(block, count, labels, label));
    if (!sums.drainInto(moments)) {
      requireFinite(first, rows);
    }
  }

  private ShiftedSums shifted() {
    if (shifted == null) {
      shifted = ShiftedSums.create(block, features.columns(), classes, chunk, backend);
    }
    return shifted;
  }

  /** Takes rows that have just been read. */
  private interface Reader {
    void accept(int count, int firstLabel);
  }

  private void forEachBlock(long first, int rows, Reader reader) {
    for (int done = 0; done < rows; done += rowsARead) {
      int count = Math.min(rowsARead, rows - done);
      block.read(first + done, count);
      reader.accept(count, (int) first + done);
    }
  }

  /** Reads rows again that gave a sum which is not finite; their squares may only be too large. */
  private void requireFinite(long first, int rows) {
    double[] row = new double[features.columns()];
    for (int i = 0; i < rows; i++) {
      features.read(first + i, 1, row);
    }
  }

  @Override
  public void close() {
    block.close();
    if (plain != null) {
      plain.close();
    }
    if (shifted != null) {
      shifted.close();
    }
  }
}
