package org.collapsar.metrics;

import java.util.Set;

/**
 * A kind of number that is summed over samples in the second pass.
 *
 * <p>A new one is a file and a line. The file, {@link Mismatches} is the shortest example: what is
 * summed ({@link RowPass.Sums}: add, write), and a {@code KIND} of this type that makes and reads
 * it, says which {@link Ingredient}s it needs of a block of samples, and takes a block in. The
 * line, in {@link Part}: where it is summed, the {@code KIND}, and what has to be there for it.
 * Metrics name the part; it is planned, summed on any number of threads or machines, merged and
 * sent like all others, and their formulas find it by {@link Evaluation#pass()}{@code .of(KIND)}. A
 * matrix that it takes besides means and classifier, for example directions, is laid into the plan
 * by {@link SamplePlan.Builder#with}.
 *
 * @param <S> what is summed
 */
interface SampleStatistic<S extends RowPass.Sums<S>> {

  /** Of no samples. */
  S create(SamplePlan plan);

  /** Reads what {@link RowPass.Sums#write} wrote. */
  S read(SamplePlan plan, PackedReader in);

  /**
   * What it needs of a block.
   *
   * @param route how the pass goes
   */
  default Set<Ingredient> needs(SamplePlan.Route route) {
    return Set.of();
  }

  /** At work in a pass; most need nothing that threads share. */
  Opened<S> open(SamplePlan plan);

  /** What threads share. */
  @FunctionalInterface
  interface Opened<S extends RowPass.Sums<S>> extends AutoCloseable {
    /**
     * What one thread takes blocks with.
     *
     * @param block samples at most at a time
     */
    Taker<S> taker(int block);

    /** Adds the sums of a chunk, in order. */
    default void add(S total, S chunk) {
      total.add(chunk);
    }

    /** Called behind the last chunk. */
    default void finish(S total) {}

    @Override
    default void close() {}
  }

  /** Belongs to one thread. */
  @FunctionalInterface
  interface Taker<S extends RowPass.Sums<S>> extends AutoCloseable {
    /** Adds the samples of a block to the sums. */
    void take(SampleBlock block, S sums);

    /** Called behind the last block of a chunk. */
    default void end(S sums) {}

    @Override
    default void close() {}
  }
}
