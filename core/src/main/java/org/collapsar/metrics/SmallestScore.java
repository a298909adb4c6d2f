package org.collapsar.metrics;

import org.collapsar.linalg.Blas;
import org.collapsar.linalg.FloatArray;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowOperations;
import org.collapsar.linalg.SmallProducts;

/**
 * For many vectors x the class c with the smallest score start_c + factor x . m_c, the first of
 * equal ones. The starts may differ with the class that x has as a rule.
 *
 * <p>Scores are computed in float32 with a bound on their error for each x. Where the bound leaves
 * more than one class, these are compared by {@link Exact}; its answer is the answer.
 */
final class SmallestScore implements AutoCloseable {
  /** 2^-23, twice the unit roundoff of float32: room for the rounding of the inputs. */
  private static final double FLOAT_EPSILON = Math.ulp(1f);

  /** More than the absolute error of a float32 number near zero. */
  private static final double FLOAT_TINY = 1e-44;

  /** Up to here neither a product nor a sum of products can overflow in float32. */
  private static final double LARGEST = 1e18;

  /** Up to so many classes the scores of a sample are looked at one by one. */
  private static final int FEW = 32;

  /** Numbers in float32 that stay in the first-level cache. */
  private static final int ROOM = 1 << 12;

  /**
   * Up to so many classes and numbers x of a block their product is a sum of small ones ({@link
   * SmallProducts}): 256 samples of 2048 numbers with 100 classes come to 92 instead of 77 GFLOP/s
   * of a thread, but those with 1000 classes, or 1024 samples, to no more.
   */
  private static final int CUT_CLASSES = 256;

  private static final int CUT_NUMBERS = 1 << 19;

  /** A comparison that can be relied on. */
  interface Exact {
    /** From now on scores are asked for sample {@code i} of the block. */
    void sample(int i);

    /** A number that orders the classes of that sample. */
    double score(int c);
  }

  private final int classes;
  private final boolean few;
  private final int width;

  /** Distance of two rows m_c. */
  private final int stride;

  private final double factor;
  private final FloatArray rows;

  /** The same column by column [width x K], for products that are cut; none where none is. */
  private final FloatArray columns;

  /** start_c [K], or [K x K] with a row for each likely class. */
  private final FloatArray start;

  private final boolean byLikely;
  private final double largestRow;
  private final double largestStart;

  /**
   * @param rows m_c [K x width], row by row
   * @param start [K]
   */
  SmallestScore(double[] rows, int width, double[] start, double factor) {
    this(rows, new double[0], width, start.length, start, factor);
  }

  /**
   * With other starts for each class that x has as a rule.
   *
   * @param rows m_c [K x width], row by row
   * @param starts [K x K], row y for x of class y as a rule
   */
  static SmallestScore byLikely(double[] rows, int width, Matrix starts, double factor) {
    return new SmallestScore(rows, new double[0], width, starts.rows(), starts.data(), factor);
  }

  /**
   * With rows from which something is subtracted.
   *
   * @param rows m_c [K x width] and that, row by row
   * @param origin what is subtracted of each [width]
   * @param start [K]
   */
  static SmallestScore less(
      double[] rows, double[] origin, int width, double[] start, double factor) {
    return new SmallestScore(rows, origin, width, start.length, start, factor);
  }

  private SmallestScore(
      double[] rows, double[] origin, int width, int classes, double[] start, double factor) {
    this.classes = classes;
    this.byLikely = start.length > classes;
    this.few = classes <= FEW && !byLikely;
    this.width = width;
    this.factor = factor;
    this.start = (FloatArray) NativeArray.allocateUnset(Precision.FLOAT32, start.length);
    this.start.write(0, start, 0, start.length);
    this.largestStart = Vectors.max(start);
    this.stride = Operand.roomyStride(width);
    this.rows = (FloatArray) NativeArray.allocateUnset(Precision.FLOAT32, (long) classes * stride);
    boolean cut = !few && classes <= CUT_CLASSES && SmallProducts.areFaster();
    this.columns =
        (FloatArray) NativeArray.allocateUnset(Precision.FLOAT32, cut ? (long) width * classes : 0);
    double[] column = new double[cut ? classes : 0];
    for (int j = 0; j < width && cut; j++) {
      for (int c = 0; c < classes; c++) {
        column[c] = rows[c * width + j] - (origin.length == 0 ? 0 : origin[j]);
      }
      columns.write(j * classes, column, 0, classes);
    }
    double[] row = new double[origin.length];
    double largest = 0;
    for (int c = 0; c < classes; c++) {
      // The differences of all rows at once may be a good part of the memory.
      for (int j = 0; j < row.length; j++) {
        row[j] = rows[c * width + j] - origin[j];
      }
      double[] from = row.length == 0 ? rows : row;
      int at = row.length == 0 ? c * width : 0;
      largest = Math.max(largest, Vectors.dot(from, at, from, at, width));
      this.rows.write(c * stride, from, at, width);
    }
    this.largestRow = Math.sqrt(largest);
  }

  /** What one thread chooses with. */
  Chooser chooser(Scores scores) {
    return new Chooser(scores);
  }

  /** Room for the scores of a block, of one thread; it may serve several choosers by turns. */
  static final class Scores implements AutoCloseable {
    private final int block;
    private final FloatArray numbers;

    /**
     * @param block samples
     */
    Scores(int block, int classes) {
      this.block = block;
      this.numbers =
          (FloatArray) NativeArray.allocateUnset(Precision.FLOAT32, (long) block * classes);
    }

    @Override
    public void close() {
      numbers.close();
    }
  }

  @Override
  public void close() {
    rows.close();
    columns.close();
    start.close();
  }

  /** What one thread chooses with. */
  final class Chooser implements AutoCloseable {
    private final int block;

    /**
     * Of {@code count} vectors [count x K], or where classes are few [K x count]: so OpenBLAS
     * multiplies them faster.
     */
    private final FloatArray scores;

    /**
     * The numbers start_c: where classes are few for a whole block, else again and again, as many
     * as stay in the first-level cache.
     */
    private final FloatArray starts;

    private final RowOperations operations = new RowOperations();
    private final SmallProducts products = new SmallProducts();

    /** A copy of few scores on the heap, where a call per sample would take longer than they do. */
    private final float[] near;

    private final float[] smallest;
    private final float[] second;

    private Chooser(Scores room) {
      block = room.block;
      scores = room.numbers;
      near = new float[few ? block * classes : 0];
      smallest = new float[few ? block : 0];
      second = new float[few ? block : 0];
      int times = byLikely ? 0 : few ? block : Math.max(1, Math.min(block, ROOM / classes));
      starts = (FloatArray) NativeArray.allocateUnset(Precision.FLOAT32, (long) times * classes);
      for (int i = 0; i < times * classes; i++) {
        starts.set(i, start.get(few ? i / block : i % classes));
      }
    }

    /** max_c ||m_c||. */
    double largestRow() {
      return largestRow;
    }

    /**
     * @param turned whether x is given column by column, [width x count]
     * @param x [count x width], numbers rounded to float32 once
     * @param lengths at least ||x|| of each
     * @param errors of each, how far its scores are off by other causes than float32
     * @param likely the class of each, from {@code likely[first]} on, that it is as a rule: looked
     *     at first
     * @param chosen receives the classes
     */
    void choose(
        int count,
        boolean turned,
        FloatArray x,
        double[] lengths,
        double[] errors,
        Exact exact,
        int[] likely,
        int first,
        int[] chosen) {
      Operand samples =
          turned ? Operand.of(x, width, count).transpose() : Operand.of(x, count, width);
      if (few) {
        for (int c = 0; c < classes; c++) {
          operations.copy(starts, c * block, scores, c * count, count);
        }
        Operand target = Operand.of(scores, classes, count);
        Blas.gemm(factor, Operand.of(rows, classes, width, stride), samples.transpose(), 1, target);
        scores.load(0, near, count * classes);
        findSmallest(count);
      } else {
        if (byLikely) {
          for (int i = 0; i < count; i++) {
            operations.copy(start, likely[first + i] * classes, scores, i * classes, classes);
          }
        } else {
          begin(count * classes);
        }
        multiply(samples, Operand.of(scores, count, classes));
      }
      for (int i = 0; i < count; i++) {
        double error = error(lengths[i]) + errors[i];
        chosen[i] =
            few ? chooseFew(i, count, error, likely[first + i], exact) : choose(i, error, exact);
      }
    }

    private void multiply(Operand samples, Operand target) {
      if (columns.length() > 0 && (long) samples.rows() * width <= CUT_NUMBERS) {
        products.gemm(factor, samples, Operand.of(columns, width, classes), 1, target);
      } else {
        Operand classRows = Operand.of(rows, classes, width, stride);
        Blas.gemm(factor, samples, classRows.transpose(), 1, target);
      }
    }

    private void begin(int all) {
      for (int at = 0; at < all; at += starts.length()) {
        operations.copy(starts, 0, scores, at, Math.min(starts.length(), all - at));
      }
    }

    /** The smallest and the second smallest score of each, without branches to guess. */
    private void findSmallest(int count) {
      System.arraycopy(near, 0, smallest, 0, count);
      java.util.Arrays.fill(second, 0, count, Float.POSITIVE_INFINITY);
      for (int c = 1; c < classes; c++) {
        int from = c * count;
        for (int i = 0; i < count; i++) {
          float score = near[from + i];
          second[i] = Math.min(second[i], Math.max(smallest[i], score));
          smallest[i] = Math.min(smallest[i], score);
        }
      }
    }

    /** Of a sum of width products and one more number, and of the float32 inputs. */
    private double error(double length) {
      if (!(length <= LARGEST && largestRow <= LARGEST && largestStart <= LARGEST)) {
        return Double.POSITIVE_INFINITY;
      }
      return (width + 6)
          * (FLOAT_EPSILON * (Math.abs(factor) * length * largestRow + largestStart)
              + FLOAT_TINY * (1 + length + largestRow));
    }

    private int chooseFew(int i, int count, double error, int likely, Exact exact) {
      double limit = smallest[i] + 2 * error;
      if (!(second[i] > limit)) {
        return compare(i, count, limit, i, exact);
      }
      int found = likely;
      for (int c = 0; near[found * count + i] != smallest[i]; c++) {
        found = c;
      }
      return found;
    }

    private int choose(int i, double error, Exact exact) {
      int at = i * classes;
      int found = operations.smallest(scores, at, classes);
      double best = scores.get(at + found);
      double limit = best + 2 * error;
      // Without the best one: is there another that may be smaller?
      scores.set(at + found, Float.POSITIVE_INFINITY);
      double second = scores.get(at + operations.smallest(scores, at, classes));
      if (second > limit) {
        return found;
      }
      scores.set(at + found, best);
      return compare(i * classes, 1, limit, i, exact);
    }

    /** Of the scores {@code from, from + step, ..} those that are no larger than the limit. */
    private int compare(int from, int step, double limit, int i, Exact exact) {
      exact.sample(i);
      double best = Double.POSITIVE_INFINITY;
      int found = 0;
      for (int c = 0; c < classes; c++) {
        // Negated, so that a score that is no number rules nothing out.
        if (!(scores.get(from + c * step) > limit)) {
          double score = exact.score(c);
          if (score < best) {
            best = score;
            found = c;
          }
        }
      }
      return found;
    }

    @Override
    public void close() {
      starts.close();
    }
  }
}
