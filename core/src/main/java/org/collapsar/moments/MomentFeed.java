package org.collapsar.moments;

import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Moments of rows that pass through one table: the caller puts rows and labels into it, calls
 * {@link #take}, and fills it again. Memory for sums is allocated once, unlike with {@link
 * ClassMoments#accept(Rows, int[], Backend)}. For one thread.
 */
public final class MomentFeed implements AutoCloseable {
  private final ClassMoments target;
  private final Rows rows;
  private final int[] labels;
  private final int most;
  private final Backend backend;
  private final ClassMoments part;
  private @Nullable ChunkMoments chunk;

  /**
   * Makes a feed of moments.
   *
   * @param target receives what is taken
   * @param rows [most x D], in which the caller changes the numbers
   * @param labels [most], which the caller changes as well
   * @param most rows at a time
   * @param backend the implementation of row sums
   */
  public MomentFeed(ClassMoments target, Rows rows, int[] labels, int most, Backend backend) {
    this.target = target;
    this.rows = rows;
    this.labels = labels;
    this.most = most;
    this.backend = backend;
    this.part = ClassMoments.create(target.dimension(), target.classes(), most);
  }

  /**
   * Takes in the first rows of the table.
   *
   * @param count how many, each with a label in 0 .. classes-1
   * @throws org.collapsar.BadInputException if a feature is not finite; nothing is taken in then
   */
  public void take(int count) {
    if (count == 0) {
      return;
    }
    if (chunk == null) {
      boolean plain = ChunkMoments.plainly(rows, labels, target.classes(), most);
      chunk = new ChunkMoments(rows, labels, target.classes(), most, plain, backend);
    }
    part.forget();
    chunk.sum(0, count, part);
    target.combine(part);
  }

  @Override
  public void close() {
    if (chunk != null) {
      chunk.close();
    }
  }
}
