package org.collapsar.moments;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.jspecify.annotations.Nullable;

/**
 * A pass over a table in chunks of rows: a team works on several chunks at once, and what they give
 * is reduced in the order of the chunks. Where chunks are cut depends on sizes, never on threads,
 * so that results are the same to the last bit for any number of threads.
 */
public final class RowChunks {
  private static final int LEAST = 2048;

  private RowChunks() {}

  /** What is done with a chunk. */
  @FunctionalInterface
  public interface Task<R> {
    /**
     * @param firstRow of the table
     * @param rows how many
     * @param thread 0 .. threads-1, for scratch memory
     */
    R run(long firstRow, int rows, int thread);
  }

  /** Rows in a chunk where a chunk's result is as large as {@code classes} rows. */
  public static int rowsFor(int classes) {
    return (int) Math.max(LEAST, Math.min(2L * classes, 1 << 24));
  }

  /** Rows that together have about {@code numbers} numbers, between 1 and {@code most}. */
  public static int rowsOfAbout(int numbers, int columns, int most) {
    return Math.max(1, Math.min(numbers / columns, most));
  }

  /**
   * Runs {@code task} on all chunks and gives the results to {@code reduce}, on the calling thread,
   * in order.
   *
   * @throws RuntimeException or Error that a task threw: of those, the one of the first chunk, so
   *     that of several mistakes in a table always the same one is reported
   */
  public static <R> void forEach(
      Rows table, int chunkRows, ThreadTeam team, Task<R> task, Consumer<R> reduce) {
    long rows = table.rows();
    long chunks = (rows + chunkRows - 1) / chunkRows;
    int wave = 2 * team.threads();
    for (long start = 0; start < chunks; start += wave) {
      long base = start;
      int tasks = (int) Math.min(wave, chunks - start);
      List<@Nullable Object> results = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        results.add(null);
      }
      team.run(
          tasks,
          (index, thread) -> {
            long first = (base + index) * chunkRows;
            Object result;
            try {
              result = new Done<>(task.run(first, (int) Math.min(chunkRows, rows - first), thread));
            } catch (RuntimeException | Error e) {
              result = e;
            }
            // Each task has its own place; the team's end of the round publishes it.
            results.set(index, result);
          });
      for (Object result : results) {
        if (result instanceof RuntimeException e) {
          throw e;
        }
        if (result instanceof Error e) {
          throw e;
        }
        @SuppressWarnings("unchecked")
        Done<R> done = (Done<R>) java.util.Objects.requireNonNull(result);
        reduce.accept(done.value);
      }
    }
  }

  private record Done<R>(R value) {}
}
