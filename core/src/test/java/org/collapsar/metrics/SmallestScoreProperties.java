package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.collapsar.linalg.FloatArray;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;

/** The float32 scores never decide otherwise than the numbers that they stand for. */
class SmallestScoreProperties {

  /** Rows of which many are equal or differ in the last digits of float32, at any scale. */
  @Property(tries = 150)
  void theChosenClassIsTheExactOne(
      @ForAll @IntRange(min = 1, max = 37) int classes,
      @ForAll @IntRange(min = 1, max = 61) int width,
      @ForAll @IntRange(min = -30, max = 30) int magnitude,
      @ForAll @IntRange(min = 0, max = 9) int closeness,
      @ForAll boolean turned,
      @ForAll long seed) {
    check(23, classes, width, magnitude, closeness, turned, seed);
  }

  /** So many numbers that a product is cut into small ones, and too many classes for that. */
  @Property(tries = 12)
  void theChosenClassIsTheExactOneOfLargeProducts(
      @ForAll @IntRange(min = 80, max = 300) int classes,
      @ForAll @IntRange(min = 130, max = 400) int width,
      @ForAll @IntRange(min = 0, max = 9) int closeness,
      @ForAll boolean turned,
      @ForAll long seed) {
    check(130, classes, width, 0, closeness, turned, seed);
  }

  private static void check(
      int count, int classes, int width, int magnitude, int closeness, boolean turned, long seed) {
    Random random = new Random(seed);
    double scale = Math.pow(10, magnitude);
    double[] rows = new double[classes * width];
    double[] start = new double[classes];
    for (int c = 0; c < classes; c++) {
      int like = random.nextInt(c + 1);
      for (int j = 0; j < width; j++) {
        double near = Math.pow(10, -closeness) * random.nextGaussian();
        rows[c * width + j] = like < c ? rows[like * width + j] + scale * near : scale * near;
      }
      start[c] = like < c ? start[like] : scale * random.nextGaussian();
    }
    double[][] x = new double[count][width];
    double[] lengths = new double[count];
    FloatArray single = (FloatArray) NativeArray.allocate(Precision.FLOAT32, count * width);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < width; j++) {
        x[i][j] = random.nextGaussian();
        single.set(turned ? j * count + i : i * width + j, x[i][j]);
      }
      lengths[i] = Math.sqrt(Vectors.dot(x[i], 0, x[i], 0, width));
    }
    int[] chosen = new int[count];
    int[] likely = random.ints(count + 3, 0, classes).toArray();
    Exactly exactly = new Exactly(x, rows, start);
    try (SmallestScore scores = new SmallestScore(rows, width, start, -2);
        SmallestScore.Scores room = new SmallestScore.Scores(count, classes);
        SmallestScore.Chooser chooser = scores.chooser(room)) {
      chooser.choose(count, turned, single, lengths, new double[count], exactly, likely, 3, chosen);
    } finally {
      single.close();
    }
    for (int i = 0; i < count; i++) {
      exactly.sample(i);
      int expected = 0;
      for (int c = 1; c < classes; c++) {
        expected = exactly.score(c) < exactly.score(expected) ? c : expected;
      }
      assertThat(chosen[i]).as("sample %d", i).isEqualTo(expected);
    }
  }

  /** start_c - 2 x . m_c in twice double precision. */
  private static final class Exactly implements SmallestScore.Exact {
    private final double[][] x;
    private final double[] rows;
    private final double[] start;
    private double[] current = {};

    Exactly(double[][] x, double[] rows, double[] start) {
      this.x = x;
      this.rows = rows;
      this.start = start;
    }

    @Override
    public void sample(int i) {
      current = new double[x[i].length];
      for (int j = 0; j < current.length; j++) {
        current[j] = -2 * x[i][j];
      }
    }

    @Override
    public double score(int c) {
      int n = current.length;
      return Vectors.accurateDot(rows, c * n, current, 0, n, start[c]);
    }
  }
}
