package org.collapsar.metrics;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.RowOperations;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.moments.RowChunks;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SamplePlan} at work on a table: every sample's deviation d = h - mu_y is projected on
 * the directions of the class means ({@link SampleProjections}), O(n D K) time and O(K D) memory.
 * Where class means are at most some 30 times as long as deviations from them ({@link
 * SamplePlan.Route#PLAIN}), h itself is projected, and the projection of mu_y subtracted: a bound
 * on what that loses comes with {@link Traces}. Nearest means and largest logits are found on the
 * way ({@link SampleDecisions}). Then each {@link SampleStatistic} takes the block.
 *
 * <p>For K &gt; D the directions span everything, and their decomposition would have to be waited
 * for. There the D x D scatter S of the deviations is summed instead, and u_j^T S u_j taken at the
 * end ({@link Traces}): half the work, and the decomposition is made beside it. It loses digits in
 * some directions: where the bound on that is too large, a further pass goes by {@link
 * SamplePlan.Route#DEVIATIONS}.
 *
 * <p>A pass goes over chunks of rows, which are summed one by one and added in order, and over each
 * by blocks that stay in the cache.
 */
final class SamplePass implements RowPass.Opened<SampleSums> {
  /** Scores of a block: more rows, less packing of what they are multiplied by. */
  private static final int BLOCK_SCORES = 1 << 20;

  /** Numbers of a block, at most a quarter of a megabyte: it stays in the second-level cache. */
  private static final int BLOCK_NUMBERS = 1 << 16;

  /** Rows of a block that OpenBLAS multiplies with few directions at its best. */
  private static final int SOME_ROWS = 64;

  /** Short rows may be more. */
  private static final int SHORT_NUMBERS = 1 << 14;

  private static final int MOST_ROWS = 256;

  /** Directions from which on a product is worth more rows than stay in the cache. */
  private static final int MANY = 32;

  /** Rows and numbers of a block whose products are all in float32, with many directions. */
  private static final int SINGLE_ROWS = 1024;

  private static final int SINGLE_NUMBERS = 1 << 21;

  private final SamplePlan plan;
  private final Rows rows;
  private final int[] labels;
  private final int d;
  private final int k;
  private final int r;

  /** mu_c [K x D]. */
  private final NativeRows centres;

  /** What rounding took of them [K x D], where that matters: without it d is of first order off. */
  private final @Nullable NativeRows rests;

  private final @Nullable SampleProjections projections;
  private final @Nullable SampleDecisions decisions;

  /** Of each statistic of the plan, in its order. */
  private final List<SampleStatistic.Opened<?>> statistics = new ArrayList<>();

  /** One a thread, made when it first has a chunk. */
  private final @Nullable Worker[] workers;

  /**
   * @param labels of {@code rows}, each of a class that has a mean
   */
  SamplePass(SamplePlan plan, Rows rows, int[] labels, ThreadTeam team) {
    this.plan = plan;
    this.rows = rows;
    this.labels = labels;
    this.d = plan.dimension();
    this.k = plan.classes();
    this.r = plan.rank();
    this.centres = new NativeRows(plan.geometry().means());
    Matrix shown = plan.rests();
    this.rests = shown == null ? null : new NativeRows(shown);
    this.projections = projects() ? new SampleProjections(plan) : null;
    this.decisions =
        decides() ? new SampleDecisions(plan, projections, rows, labels, centres, team) : null;
    for (SampleStatistic<?> each : plan.statistics()) {
      statistics.add(each.open(plan));
    }
    this.workers = new Worker[team.threads()];
  }

  private boolean byDistance() {
    return plan.needs(Ingredient.NEAREST) || plan.needs(Ingredient.MISMATCHES);
  }

  private boolean decides() {
    return byDistance() || plan.needs(Ingredient.LARGEST);
  }

  private boolean projects() {
    return (plan.needs(Ingredient.PROJECTIONS) || byDistance()) && r > 0;
  }

  /** More rows for many directions, whose products would spend their time on packing else. */
  private int blockRows() {
    if (plan.whole()) {
      return Math.max(MOST_ROWS, RowChunks.rowsOfAbout(BLOCK_SCORES, k, 2 * MOST_ROWS));
    }
    if (plan.singles()) {
      return RowChunks.rowsOfAbout(SINGLE_NUMBERS, d, SINGLE_ROWS);
    }
    int some = RowChunks.rowsOfAbout(BLOCK_NUMBERS, d, SOME_ROWS);
    int rows = Math.max(some, RowChunks.rowsOfAbout(SHORT_NUMBERS, d, MOST_ROWS));
    return r < MANY ? rows : Math.max(rows, Math.min(MOST_ROWS, 4 * r));
  }

  @Override
  public SampleSums chunk(long first, int count, int thread) {
    Worker worker = workers[thread];
    if (worker == null) {
      worker = new Worker();
      workers[thread] = worker;
    }
    return worker.chunk(first, count);
  }

  @Override
  public void add(SampleSums total, SampleSums chunk) {
    total.tookAll(chunk);
    for (int i = 0; i < statistics.size(); i++) {
      add(statistics.get(i), total.at(i), chunk.at(i));
    }
  }

  private static <S extends RowPass.Sums<S>> void add(
      SampleStatistic.Opened<S> statistic, RowPass.Sums<?> total, RowPass.Sums<?> chunk) {
    statistic.add(SampleSums.<S>as(total), SampleSums.<S>as(chunk));
  }

  @Override
  public void finish(SampleSums total) {
    for (int i = 0; i < statistics.size(); i++) {
      finish(statistics.get(i), total.at(i));
    }
  }

  private static <S extends RowPass.Sums<S>> void finish(
      SampleStatistic.Opened<S> statistic, RowPass.Sums<?> total) {
    statistic.finish(SampleSums.<S>as(total));
  }

  @Override
  public void close() {
    for (Worker worker : workers) {
      if (worker != null) {
        worker.close();
      }
    }
    for (SampleStatistic.Opened<?> each : statistics) {
      each.close();
    }
    if (decisions != null) {
      decisions.close();
    }
    if (projections != null) {
      projections.close();
    }
    centres.close();
    if (rests != null) {
      rests.close();
    }
  }

  /** Buffers of one thread and what is done with them. */
  private final class Worker implements AutoCloseable {
    private final int room = blockRows();
    private final RowBlock h = rows.block(room);
    private final RowOperations operations = new RowOperations();
    private final NativeRows.Reader centre = centres.reader();
    private final NativeRows.@Nullable Reader rest = rests == null ? null : rests.reader();

    private final SampleProjections.@Nullable Projector projector =
        projections == null ? null : projections.projector(room, h.isSingle());

    /** Whether d is written down. */
    private final boolean deviates =
        plan.needs(Ingredient.DEVIATIONS)
            || (!plan.plain() && (projector == null || projector.needsDeviations()));

    private final SampleBlock block =
        new SampleBlock(h, labels, room, plan, deviates, plan.singles(), this::deviate);

    /** d of a sample that is not written down. */
    private final DoubleArray one =
        (DoubleArray) NativeArray.allocate(Precision.FLOAT64, plan.singles() ? d : 0);

    private final SampleDecisions.@Nullable Decider decider =
        decisions == null ? null : decisions.decider(room);

    private final List<SampleStatistic.Taker<?>> takers = new ArrayList<>();

    Worker() {
      for (SampleStatistic.Opened<?> each : statistics) {
        takers.add(each.taker(room));
      }
    }

    SampleSums chunk(long first, int count) {
      SampleSums sums = SampleSums.create(plan);
      for (int done = 0; done < count; done += room) {
        int size = Math.min(room, count - done);
        h.read(first + done, size);
        block.first = (int) first + done;
        block.count = size;
        find();
        for (int i = 0; i < takers.size(); i++) {
          take(takers.get(i), sums.at(i));
        }
      }
      for (int i = 0; i < takers.size(); i++) {
        end(takers.get(i), sums.at(i));
      }
      sums.took(count);
      return sums;
    }

    private <S extends RowPass.Sums<S>> void take(
        SampleStatistic.Taker<S> taker, RowPass.Sums<?> sums) {
      taker.take(block, SampleSums.<S>as(sums));
    }

    private static <S extends RowPass.Sums<S>> void end(
        SampleStatistic.Taker<S> taker, RowPass.Sums<?> sums) {
      taker.end(SampleSums.<S>as(sums));
    }

    /** The ingredients of the block. */
    private void find() {
      if (deviates || plan.singles()) {
        deviate();
      }
      if (projector != null) {
        projector.project(block);
      }
      for (int i = 0; i < block.count; i++) {
        block.lengths[i] = plan.plain() ? h.length(i) : Math.sqrt(block.squares[i]);
      }
      if (decider != null) {
        decider.decide(block);
      }
      if (projector != null && plan.needs(Ingredient.PROJECTIONS)) {
        projector.subtractMeans(block);
      }
    }

    private void deviate() {
      DoubleArray target = deviates ? block.deviations : one;
      for (int i = 0; i < block.count; i++) {
        int at = deviates ? i * d : 0;
        deviate(i, target, at);
        block.squares[i] = operations.dot(target, at, target, at, d);
        if (plan.singles()) {
          operations.round(target, at, block.singles, i * block.singleStride, d);
        }
      }
    }

    private void deviate(int i, DoubleArray target, int at) {
      centre.find(block.label(i));
      h.subtract(i, centre.array(), centre.at(), target, at);
      if (rest != null) {
        rest.find(block.label(i));
        operations.add(-1, rest.array(), rest.at(), target, at, d);
      }
    }

    @Override
    public void close() {
      block.close();
      one.close();
      centre.close();
      if (rest != null) {
        rest.close();
      }
      for (SampleStatistic.Taker<?> each : takers) {
        each.close();
      }
      if (projector != null) {
        projector.close();
      }
      if (decider != null) {
        decider.close();
      }
    }
  }
}
