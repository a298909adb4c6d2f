package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.moments.ClassMoments;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What margins settle, against decisions over all classes. */
class MarginsTest {

  /** h [n x D] with labels, W and b. */
  private record Data(double[] h, int[] labels, int k, int d, Classifier last) {

    /**
     * @param noise size of the deviations, where class means are about 1 apart
     * @param close how much nearer to each other the first two means are
     * @param offset of all samples
     * @param aligned whether W is about the means, or nothing like them
     */
    static Data draw(
        int k, int d, double noise, double close, double offset, boolean aligned, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] means = new double[k * d];
      Matrix w = new Matrix(k, d);
      double[] b = new double[k];
      for (int i = 0; i < means.length; i++) {
        int like = i / d == 1 ? i - d : -1;
        double x = random.nextGaussian() / Math.sqrt(2.0 * d);
        means[i] = like >= 0 ? means[like] + close * x : x;
        w.data()[i] = (aligned ? means[i] : 0) + 0.1 * random.nextGaussian() / Math.sqrt(d);
      }
      for (int c = 0; c < k; c++) {
        b[c] = 0.05 * random.nextGaussian();
      }
      int n = 20 * k;
      double[] h = new double[n * d];
      int[] labels = new int[n];
      for (int i = 0; i < n; i++) {
        labels[i] = i % k;
        double size = noise * random.nextDouble();
        for (int j = 0; j < d; j++) {
          double x = size * random.nextGaussian() / Math.sqrt(d);
          h[i * d + j] = offset + means[labels[i] * d + j] + x;
        }
      }
      return new Data(h, labels, k, d, new Classifier(w, b, true));
    }

    MeanGeometry geometry(ThreadTeam team) {
      return new MeanGeometry(ClassMoments.of(Rows.of(h, d), labels, k, team));
    }

    @Nullable Margins margins(MeanGeometry geometry, ThreadTeam team) {
      return Margins.of(geometry, last, true, Rows.of(h, d), labels, team);
    }

    /** The first class with the smallest distance. */
    int nearest(double[] x, int at, double[] means) {
      int found = 0;
      for (int c = 1; c < k; c++) {
        double least = Vectors.squaredDistance(x, at, means, found * d, d);
        found = Vectors.squaredDistance(x, at, means, c * d, d) < least ? c : found;
      }
      return found;
    }

    /** The first class with the largest logit. */
    int largest(double[] x, int at) {
      int found = 0;
      for (int c = 1; c < k; c++) {
        found = logit(x, at, c) > logit(x, at, found) ? c : found;
      }
      return found;
    }

    private double logit(double[] x, int at, int c) {
      return Vectors.accurateDot(last.w().data(), c * d, x, at, d, last.bias()[c]);
    }
  }

  /** {@code mean + length (to - from)/||to - from||}. */
  private static double[] moved(
      double[] mean, int y, double[] rows, int from, int to, double length, int d) {
    double[] x = new double[d];
    double square = Vectors.squaredDistance(rows, from * d, rows, to * d, d);
    for (int j = 0; j < d; j++) {
      double step = (rows[to * d + j] - rows[from * d + j]) / Math.sqrt(square);
      x[j] = mean[y * d + j] + length * step;
    }
    return x;
  }

  /**
   * A sample just inside the margin, in the worst direction for each of the other classes, is of
   * its own class; a little outside it is not, in one of these directions.
   */
  @Property(tries = 60)
  void areTheLargestThatSettle(
      @ForAll @IntRange(min = 3, max = 12) int k,
      @ForAll @IntRange(min = 2, max = 70) int d,
      @ForAll @IntRange(min = 0, max = 6) int closeness,
      @ForAll @IntRange(min = 0, max = 3) int offset,
      @ForAll long seed) {
    double far = offset == 0 ? 0 : Math.pow(10, offset);
    Data data = Data.draw(k, d, 1e-9, Math.pow(10, -closeness), far, true, seed);
    try (ThreadTeam team = new ThreadTeam(1)) {
      MeanGeometry geometry = data.geometry(team);
      Margins margins = data.margins(geometry, team);
      double[] means = geometry.means().data();
      double[] w = data.last.w().data();
      for (int y = 0; y < k && margins != null; y++) {
        int flips = 0;
        int turns = 0;
        double near = margins.nearest[y];
        double large = margins.largest[y];
        for (int c = 0; c < k; c++) {
          if (c == y) {
            continue;
          }
          double[] inside = moved(means, y, means, y, c, near * (1 - 1e-12), d);
          double[] outside = moved(means, y, means, y, c, near * 1.05 + 1e-9, d);
          assertThat(near > 0 ? data.nearest(inside, 0, means) : y).isEqualTo(y);
          flips += data.nearest(outside, 0, means) == y ? 0 : 1;
          inside = moved(means, y, w, y, c, large * (1 - 1e-12), d);
          outside = moved(means, y, w, y, c, large * 1.05 + 1e-9, d);
          assertThat(large > 0 ? data.largest(inside, 0) : y).isEqualTo(y);
          turns += data.largest(outside, 0) == y ? 0 : 1;
        }
        // Float32 can tell means of which none are next to each other.
        if (closeness == 0 && near > 0.05) {
          assertThat(flips).as("nearest of class %d", y).isPositive();
        }
        if (closeness == 0 && far == 0 && large > 0.05) {
          assertThat(turns).as("largest of class %d", y).isPositive();
        }
      }
    }
  }

  /** All of a table, settled or not, on every route. */
  @ParameterizedTest
  @CsvSource({
    // noise, close, offset, aligned, whether there are margins
    "1e-6, 1,    0,   true,  true",
    "0.3,  1,    0,   true,  true",
    "0.9,  0.01, 0,   true,  false",
    "0.3,  0.01, 0,   true,  true",
    "1e-3, 1e-5, 0,   true,  true",
    // The offset decides on logits.
    "1e-6, 1,    1e6, true,  false",
    "1e-6, 1,    0,   false, false",
    "20,   1,    0,   true,  false"
  })
  void decisionsAreThoseOverAllClasses(
      double noise, double close, double offset, boolean aligned, boolean there) {
    for (int[] shape : new int[][] {{40, 60}, {40, 30}}) {
      int k = shape[0];
      int d = shape[1];
      Data data = Data.draw(k, d, noise, close, offset, aligned, 17);
      try (ThreadTeam team = new ThreadTeam(2)) {
        MeanGeometry geometry = data.geometry(team);
        assertThat(data.margins(geometry, team) != null).isEqualTo(there);
        long[] near = new long[2];
        int differ = 0;
        for (int i = 0; i < data.labels.length; i++) {
          int nearest = data.nearest(data.h, i * d, geometry.means().data());
          int largest = data.largest(data.h, i * d);
          near[0] += nearest == data.labels[i] ? 1 : 0;
          near[1] += largest == data.labels[i] ? 1 : 0;
          differ += nearest == largest ? 0 : 1;
        }
        for (SamplePlan.Route route : SamplePlan.Route.values()) {
          if (route == SamplePlan.Route.PLAIN) {
            continue; // It knows no ||d||.
          }
          for (Set<Part> parts :
              Set.of(Set.of(Part.MISMATCH, Part.LARGEST, Part.NEAREST), Set.of(Part.MISMATCH))) {
            SamplePlan plan =
                SamplePlan.at(Place.OWN, geometry).sums(parts).with(data.last).by(route).build();
            SampleSums sums = plan.run(Rows.of(data.h, d), data.labels, 300, team);
            assertThat(sums.of(Mismatches.KIND).count()).as("%s", route).isEqualTo(differ);
            if (parts.size() > 1) {
              assertThat(sums.of(Hits.BY_MEAN).count()).as("%s", route).isEqualTo(near[0]);
              assertThat(sums.of(Hits.BY_LOGIT).count()).as("%s", route).isEqualTo(near[1]);
            }
          }
        }
      }
    }
  }

  /** Of sizes whose squares float32 does not have: nothing is settled, and nothing goes wrong. */
  @ParameterizedTest
  @CsvSource({"1e-30", "1e30", "1e-150"})
  void outsideTheRangeOfFloat32NothingIsSettled(double scale) {
    Data data = Data.draw(5, 8, 1e-6, 1, 0, true, 3);
    double[] h = data.h.clone();
    for (int i = 0; i < h.length; i++) {
      h[i] *= scale;
    }
    Data scaled = new Data(h, data.labels, 5, 8, data.last);
    try (ThreadTeam team = new ThreadTeam(1)) {
      assertThat(scaled.margins(scaled.geometry(team), team)).isNull();
      assertThat(Objects.requireNonNull(data.margins(data.geometry(team), team)).nearest)
          .doesNotContain(0.0);
    }
  }
}
