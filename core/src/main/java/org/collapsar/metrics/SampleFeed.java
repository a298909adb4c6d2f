package org.collapsar.metrics;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;

/**
 * Sums of a {@link SecondPass} over rows that pass through one table: the caller puts rows and
 * labels into it, calls {@link #take}, and fills it again. What every {@link
 * SampleTally#accept(SampleSet, Rows, int[])} prepares, products with all class means, is prepared
 * once. For one thread.
 */
public final class SampleFeed implements AutoCloseable {
  private final SampleTally tally;
  private final SampleSet set;
  private final Rows rows;
  private final int[] labels;
  private final ThreadTeam team = new ThreadTeam(1);
  private final List<Part<?>> parts = new ArrayList<>();
  private boolean open;

  SampleFeed(SampleTally tally, SampleSet set, Rows rows, int[] labels) {
    this.tally = tally;
    this.set = set;
    this.rows = rows;
    this.labels = labels;
  }

  /** A pass at work. */
  private static final class Part<S extends RowPass.Sums<S>> {
    private final int index;
    private final RowPass.Opened<S> opened;
    private final S total;

    Part(int index, RowPass<S> pass, Rows rows, int[] labels, ThreadTeam team) {
      this.index = index;
      this.opened = pass.open(rows, labels, team);
      this.total = pass.create();
    }

    void take(int count) {
      opened.add(total, opened.chunk(0, count, 0));
    }

    void finish(SampleTally tally) {
      opened.finish(total);
      tally.add(index, total);
    }
  }

  /**
   * Takes in the first rows of the table, as one chunk.
   *
   * @param count how many, each finite and with a label of a class that the first pass has seen
   */
  public void take(int count) {
    if (count == 0) {
      return;
    }
    if (!open) {
      open = true;
      List<RowPass<?>> passes = tally.second().passes();
      for (int i = 0; i < passes.size(); i++) {
        if (passes.get(i).set() == set) {
          parts.add(new Part<>(i, passes.get(i), rows, labels, team));
        }
      }
    }
    parts.forEach(part -> part.take(count));
  }

  /** Adds all that was taken to the tally; nothing can be taken afterwards. */
  public void finish() {
    parts.forEach(part -> part.finish(tally));
  }

  @Override
  public void close() {
    parts.forEach(part -> part.opened.close());
    team.close();
  }
}
