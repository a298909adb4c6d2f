package org.collapsar.moments;

import java.util.HashMap;
import java.util.Map;
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
  private static final int LEAST = 512;
  private static final int MOST = 2048;
  private static final int CHUNKS = 64;

  /** Numbers of a chunk that has more rows for the sake of many classes: 32 MB. */
  private static final int LARGEST = 1 << 22;

  private RowChunks() {}

  /** What is done with a chunk. */
  @FunctionalInterface
  public interface Task<R> {
    /**
     * Works on one chunk.
     *
     * @param firstRow of the table
     * @param rows how many
     * @param thread 0 .. threads-1, for scratch memory
     * @return the chunk's result, which is reduced in the order of the chunks
     */
    R run(long firstRow, int rows, int thread);
  }

  /**
   * Rows in a chunk of a table of {@code rows} rows where a chunk's result is as large as {@code
   * classes} rows: few enough that no thread waits long for the last one.
   *
   * @param rows n, of the table
   * @param classes K, the size of a result in rows
   * @return the number of rows per chunk, at least 1
   */
  public static int rowsFor(long rows, int classes) {
    return rowsFor(rows, classes, 1);
  }

  /**
   * The same where a chunk's result is no larger than the chunk itself: each thread has a few of
   * them.
   *
   * @param rows n, of the table
   * @param classes K, the size of a result in rows
   * @param columns of the table
   * @return the number of rows per chunk, at least 1
   */
  public static int rowsFor(long rows, int classes, int columns) {
    long even = Math.max(LEAST, Math.min(rows / CHUNKS, MOST));
    return (int) Math.max(even, Math.min(2L * classes, LARGEST / columns));
  }

  /**
   * {@return the number of rows with about {@code numbers} numbers in all, between 1 and {@code
   * most}}
   *
   * @param numbers of a chunk, about
   * @param columns of the table
   * @param most rows
   */
  public static int rowsOfAbout(int numbers, int columns, int most) {
    return Math.max(1, Math.min(numbers / columns, most));
  }

  /**
   * Runs {@code task} on all chunks and gives the results to {@code reduce} in the order of the
   * chunks, one at a time, on whichever thread is there.
   *
   * @param <R> a chunk's result
   * @param table [n x D]
   * @param chunkRows rows per chunk; the last one may have fewer
   * @param team the threads that work
   * @param task runs once per chunk
   * @param reduce takes the results
   * @throws RuntimeException or Error that a task threw: of those, the one of the first chunk, so
   *     that of several mistakes in a table always the same one is reported
   */
  public static <R> void forEach(
      Rows table, int chunkRows, ThreadTeam team, Task<R> task, Consumer<R> reduce) {
    forEach(table, chunkRows, team, task, reduce, null);
  }

  /**
   * The same with something to do beside the chunks, on one of the threads, done when this returns.
   *
   * @param <R> a chunk's result
   * @param table [n x D]
   * @param chunkRows rows per chunk; the last one may have fewer
   * @param team the threads that work
   * @param task runs once per chunk
   * @param reduce takes the results
   * @param beside runs once; null for nothing
   */
  public static <R> void forEach(
      Rows table,
      int chunkRows,
      ThreadTeam team,
      Task<R> task,
      Consumer<R> reduce,
      @Nullable Runnable beside) {
    int before = beside == null ? 0 : 1;
    long rows = table.rows();
    int chunks = Math.toIntExact((rows + chunkRows - 1) / chunkRows);
    InOrder<R> results = new InOrder<>(2 * team.threads(), reduce);
    team.run(
        before + chunks,
        (number, thread) -> {
          if (beside != null && number == 0) {
            beside.run();
            return;
          }
          int index = number - before;
          if (!results.mayStart(index)) {
            return;
          }
          long first = (long) index * chunkRows;
          try {
            R result = task.run(first, (int) Math.min(chunkRows, rows - first), thread);
            results.put(index, result);
          } catch (RuntimeException | Error e) {
            results.fail(index, e);
          }
        });
    results.rethrow();
  }

  /** Results that wait for those before them; only so many, since they may be large. */
  private static final class InOrder<R> {
    private final int room;
    private final Consumer<R> reduce;
    private final Map<Integer, R> waiting = new HashMap<>();
    private int next;
    private int failed = Integer.MAX_VALUE;
    private @Nullable Throwable failure;

    InOrder(int room, Consumer<R> reduce) {
      this.room = room;
      this.reduce = reduce;
    }

    /**
     * Waits until chunk {@code index} is near enough. Chunks are taken in order, so whoever works
     * on the next one to be reduced never waits.
     *
     * @return false if a chunk before it has failed
     */
    synchronized boolean mayStart(int index) {
      boolean interrupted = false;
      while (index >= next + room && failed > index) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return failed > index;
    }

    synchronized void put(int index, R result) {
      waiting.put(index, result);
      while (waiting.containsKey(next) && next < failed) {
        reduce.accept(waiting.remove(next));
        next++;
      }
      notifyAll();
    }

    synchronized void fail(int index, Throwable e) {
      if (index < failed) {
        failed = index;
        failure = e;
      }
      notifyAll();
    }

    /** Chunks before a failed one have run: none was kept from it. */
    synchronized void rethrow() {
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
    }
  }
}
