package org.collapsar.metrics;

import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.moments.RowChunks;
import org.jspecify.annotations.Nullable;

/**
 * A pass over the rows of one set of samples, as a value: what it sums, and all that it takes. Who
 * hands it the rows, in which portions, is not its business: {@link #run} does it here.
 *
 * @param <S> what it sums
 */
interface RowPass<S extends RowPass.Sums<S>> {

  /** Sums over some of the rows. Not thread-safe. */
  interface Sums<S extends Sums<S>> {
    /** Adds those of further rows, which are left as they are. */
    void add(S other);

    void write(PackedWriter out);
  }

  /** A pass at work on a table: its buffers outside the heap. */
  interface Opened<S extends Sums<S>> extends AutoCloseable {
    /**
     * The sums over rows {@code first .. first + count - 1}.
     *
     * @param thread of the team, for scratch memory
     */
    S chunk(long first, int count, int thread);

    /** Adds the sums of a chunk, in the order of the chunks; they belong to the total from here. */
    void add(S total, S chunk);

    /** Called once, behind the last chunk. */
    void finish(S total);

    @Override
    void close();
  }

  /** Whose rows it reads. */
  SampleSet set();

  /** Of no rows. */
  S create();

  /**
   * @throws org.collapsar.BadInputException if there is something else
   */
  S read(PackedReader in);

  /** Rows of a chunk of a table of so many rows where this program cuts it. */
  int chunkRows(long rows);

  /**
   * @param labels of the rows
   */
  Opened<S> open(Rows rows, int[] labels, ThreadTeam team);

  /** What is worth doing on a thread of its own while the first chunks are read; null: nothing. */
  default @Nullable Runnable beside() {
    return null;
  }

  /**
   * The sums over a table by a team, cut into chunks that are added in order.
   *
   * @param chunk rows of a chunk
   */
  default S run(Rows rows, int[] labels, int chunk, ThreadTeam team) {
    try (Opened<S> opened = open(rows, labels, team)) {
      S total = create();
      RowChunks.forEach(
          rows, chunk, team, opened::chunk, sums -> opened.add(total, sums), beside());
      opened.finish(total);
      return total;
    }
  }
}
