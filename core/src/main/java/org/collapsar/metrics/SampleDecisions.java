package org.collapsar.metrics;

import java.util.Objects;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.RowOperations;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.jspecify.annotations.Nullable;

/**
 * The class of the nearest mean ({@link NearestMeans}) and that of the largest logit ({@link
 * LargestLogits}), and how often they differ.
 *
 * <p>A sample that lies near enough to its own mean has its own class as both ({@link Margins}).
 * Else both are first looked for in float32 with a bound on its error for each sample; every class
 * that the bound does not rule out is compared again, distances as exact differences of h and mu_c,
 * logits by dot products in twice double precision. The answers are those of the second comparison;
 * ties go to the first class.
 *
 * <p>This is what all threads read; each decides with a {@link Decider} of its own.
 */
final class SampleDecisions implements AutoCloseable {
  /** Lengths that differ by more than this part differ however they are summed. */
  private static final double DISTINCT = 1 - 1e-9;

  private final int d;
  private final int k;

  /** More than ||d|| may differ from the distance of h and the rounded mean. */
  private final double meanError;

  /** Whether it is enough to know how often both differ, and ||d|| is known. */
  private final boolean countsAlone;

  /** mu_c outside the heap [K x D]; the pass closes it. */
  private final NativeRows centres;

  private final RoundedRows rounded;
  private final @Nullable NearestMeans byDistance;
  private final @Nullable LargestLogits byLogit;

  /** Null where they settle little. */
  private final @Nullable Margins margins;

  /**
   * @param projections of the pass, null for none
   * @param rows of the pass, a few of which are looked at
   */
  SampleDecisions(
      SamplePlan plan,
      @Nullable SampleProjections projections,
      Rows rows,
      int[] labels,
      NativeRows centres,
      ThreadTeam team) {
    MeanGeometry geometry = plan.geometry();
    this.centres = centres;
    boolean logits = plan.needs(Ingredient.LARGEST) || plan.needs(Ingredient.MISMATCHES);
    boolean distances = plan.needs(Ingredient.NEAREST) || plan.needs(Ingredient.MISMATCHES);
    Classifier classifier = logits ? Objects.requireNonNull(plan.classifier()) : null;
    countsAlone = !plan.plain() && logits && distances && !plan.needs(Ingredient.NEAREST);
    meanError = 8 * Vectors.EPSILON * Math.sqrt(Vectors.max(geometry.squares()));
    k = geometry.means().rows();
    d = geometry.means().columns();
    rounded = new RoundedRows(geometry);
    byDistance = distances ? NearestMeans.of(plan, projections, rounded, team) : null;
    byLogit = classifier == null ? null : new LargestLogits(classifier, rounded);
    margins = plan.plain() ? null : Margins.of(geometry, classifier, distances, rows, labels, team);
  }

  /**
   * What one thread decides with.
   *
   * @param block samples at most at a time
   */
  Decider decider(int block) {
    return new Decider(block);
  }

  @Override
  public void close() {
    if (byDistance != null) {
      byDistance.close();
    }
    if (byLogit != null) {
      byLogit.close();
    }
    rounded.close();
  }

  /** Buffers of one thread, and what it decides of a block. */
  final class Decider implements AutoCloseable {
    private final SmallestScore.Scores scores;
    private final RoundedRows.Room rows;
    private final NearestMeans.@Nullable Finder nearestFinder;
    private final LargestLogits.@Nullable Finder largestFinder;
    private final OpenSamples open;
    private final int[] nearest;
    private final int[] largest;
    private final int[] chosen;
    private final NativeRows.Reader centre = centres.reader();
    private final DoubleArray difference;
    private final RowOperations operations = new RowOperations();

    private Decider(int block) {
      scores = new SmallestScore.Scores(block, k);
      rows = rounded.room(block);
      nearestFinder = byDistance == null ? null : byDistance.finder(scores, rows, block);
      largestFinder = byLogit == null ? null : byLogit.finder(scores, rows, block);
      open = new OpenSamples(block);
      nearest = new int[block];
      largest = new int[block];
      chosen = new int[block];
      difference = (DoubleArray) NativeArray.allocate(Precision.FLOAT64, d);
    }

    /**
     * Finds the classes of the largest logits and of the nearest means, those of them that are
     * wanted, and how often they differ.
     */
    void decide(SampleBlock block) {
      block.largest = largest;
      block.nearest = nearest;
      if (largestFinder != null) {
        open.begin(block, margins == null ? null : margins.largest, largest);
        if (open.count > 0) {
          largestFinder.find(open, block, chosen);
          open.tell(chosen, largest);
        }
      }
      if (nearestFinder == null) {
        return;
      }
      open.begin(block, margins == null ? null : margins.nearest, nearest);
      if (countsAlone) {
        open.without((i, y) -> differsAnyway(block, i, y));
      }
      if (open.count > 0) {
        nearestFinder.find(open, block, chosen);
        open.tell(chosen, nearest);
      }
      int sum = 0;
      for (int i = 0; i < block.count; i++) {
        sum += nearest[i] == largest[i] ? 0 : 1;
      }
      block.mismatches = sum;
    }

    /**
     * A sample that is nearer to the mean of its own class than to that of the largest logit needs
     * no more where only differences are counted: wherever the nearest mean is, it is not that of
     * the largest logit.
     */
    private boolean differsAnyway(SampleBlock block, int i, int y) {
      int c = largest[i];
      boolean settled =
          c != y && block.lengths[i] + meanError < DISTINCT * distance(block.rows, i, c);
      if (settled) {
        nearest[i] = y;
      }
      return settled;
    }

    /** ||h - mu_c|| of row i. */
    private double distance(RowBlock h, int i, int c) {
      centre.find(c);
      h.subtract(i, centre.array(), centre.at(), difference, 0);
      return Math.sqrt(operations.dot(difference, 0, difference, 0, d));
    }

    @Override
    public void close() {
      if (nearestFinder != null) {
        nearestFinder.close();
      }
      if (largestFinder != null) {
        largestFinder.close();
      }
      scores.close();
      rows.close();
      centre.close();
      difference.close();
    }
  }
}
