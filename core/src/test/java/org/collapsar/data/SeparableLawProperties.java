package org.collapsar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.collapsar.BadInputException;
import org.collapsar.random.Seed;

class SeparableLawProperties {

  /** Definition 5.2, to the letter, at every sample drawn; the norms of the separators are M. */
  @Property(tries = 300)
  void samplesAreBoundedAndSeparatedByTheKnownSeparators(
      @ForAll @IntRange(min = 2, max = 7) int classes,
      @ForAll @IntRange(min = 0, max = 12) int further,
      @ForAll @DoubleRange(min = 0.001, max = 0.999) @Scale(6) double share,
      @ForAll @DoubleRange(min = 0.01, max = 100) double norm,
      @ForAll long root) {
    int d = classes - 1 + further;
    double tau = share * norm * SeparableLaw.limit(d, classes);
    SeparableLaw law = new SeparableLaw(d, classes, tau, norm, Math.abs(root % 1000));
    double[][] separators = law.separators();
    for (double[] u : separators) {
      assertThat(Math.sqrt(Separators.dot(u, u))).isCloseTo(norm, within(1e-12 * norm));
    }
    DataSplit split = law.draw(5, 11, Seed.of(root));
    assertThat(split.train().size()).isEqualTo(5 * classes);
    assertThat(ClassCounts.of(split.train())).containsOnly(5);
    assertThat(split.test().size()).isEqualTo(11);
    for (Dataset data : new Dataset[] {split.train(), split.test()}) {
      for (int i = 0; i < data.size(); i++) {
        double[] x = row(data, i);
        assertThat(Separators.dot(x, x)).isLessThanOrEqualTo(1 + 1e-12);
        for (int k = 0; k < classes; k++) {
          double score = Separators.dot(separators[k], x);
          if (data.label(i) == k) {
            assertThat(score).isGreaterThanOrEqualTo(tau);
          } else {
            assertThat(score).isLessThan(-tau);
          }
        }
      }
    }
  }

  /** A smaller sample is the beginning of a larger one, the test sets are the same. */
  @Property(tries = 30)
  void samplesOfOneSeedAreNested(@ForAll long root) {
    SeparableLaw law = new SeparableLaw(4, 3, 0.1, 1, 0);
    DataSplit small = law.draw(3, 5, Seed.of(root));
    DataSplit large = law.draw(8, 5, Seed.of(root));
    for (int i = 0; i < small.train().size(); i++) {
      assertThat(row(small.train(), i)).isEqualTo(row(large.train(), i));
      assertThat(small.train().label(i)).isEqualTo(large.train().label(i));
    }
    assertThat(row(small.test(), 4)).isEqualTo(row(large.test(), 4));
    assertThat(row(small.test(), 0)).isNotEqualTo(row(small.train(), 0));
    assertThat(row(law.draw(3, 5, Seed.of(root + 1)).train(), 0))
        .isNotEqualTo(row(small.train(), 0));
  }

  /**
   * No unit vectors separate points of the unit ball by more than q/(3q - 4): hill climbing on
   * margins from random starts comes near it and never past it.
   */
  @Property(tries = 12)
  void nothingPassesTheLimit(@ForAll @IntRange(min = 2, max = 5) int q, @ForAll long root) {
    SplittableRandom random = new SplittableRandom(root);
    double[][] e = units(q, q, random);
    double[][] x = units(q, q, random);
    double best = margin(e, x);
    double step = 0.5;
    for (int round = 0; round < 6000; round++) {
      double[][] changed = random.nextBoolean() ? e : x;
      int k = random.nextInt(q);
      double[] before = changed[k];
      changed[k] = before.clone();
      for (int j = 0; j < q; j++) {
        changed[k][j] += step * (2 * random.nextDouble() - 1);
      }
      normalise(changed[k]);
      double now = margin(e, x);
      if (now > best) {
        best = now;
      } else {
        changed[k] = before;
        step = Math.max(1e-3, step * 0.999);
      }
    }
    assertThat(best).isLessThan(SeparableLaw.limit(q, q) + 1e-9);
  }

  /** The separators reach the limit: the points at which all scores are equal have norm 1. */
  @Property(tries = 50)
  void theSeparatorsReachTheLimit(
      @ForAll @IntRange(min = 2, max = 12) int q, @ForAll @IntRange(min = 0, max = 2) int more) {
    int d = q - 1 + more;
    Separators separators = new Separators(d, q);
    double[][] duals = separators.duals();
    double[][] coordinates = separators.coordinates();
    double limit = separators.limit();
    double own = separators.addUpToZero() ? (q - 1) * limit : limit;
    double[] x = new double[separators.rank()];
    for (int k = 0; k < q; k++) {
      for (int r = 0; r < x.length; r++) {
        x[r] += (k == 0 ? own : -limit) * duals[k][r];
      }
    }
    assertThat(Separators.dot(x, x)).isCloseTo(1, within(1e-12));
    assertThat(Separators.dot(coordinates[0], x)).isCloseTo(own, within(1e-12));
    assertThat(Separators.dot(coordinates[q - 1], x)).isCloseTo(-limit, within(1e-12));
    assertThat(Separators.dot(coordinates[0], coordinates[q - 1]))
        .isCloseTo(separators.cosine(), within(1e-12));
  }

  @Example
  void limitsAreThoseOfTheLiterature() {
    assertThat(SeparableLaw.limit(1, 2)).isEqualTo(1);
    assertThat(SeparableLaw.limit(5, 2)).isEqualTo(1);
    assertThat(SeparableLaw.limit(2, 3)).as("a triangle").isEqualTo(0.5);
    assertThat(SeparableLaw.limit(3, 3)).isCloseTo(0.6, within(1e-15));
    assertThat(SeparableLaw.limit(4, 4)).as("orthogonal, 1/sqrt(4)").isEqualTo(0.5);
    assertThat(SeparableLaw.limit(10, 10)).isGreaterThan(1 / Math.sqrt(10));
  }

  @Example
  void impossibleLawsAreRefused() {
    assertThatThrownBy(() -> new SeparableLaw(3, 3, 1.2, 2, 0))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "tau: expected a margin above 0 and below 1.20000 (separator norm 2.0 times 0.600000,"
                + " the most that 3 classes in 3 dimensions allow), found 1.2");
    assertThatThrownBy(() -> new SeparableLaw(3, 3, Double.NaN, 1, 0))
        .isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> new SeparableLaw(2, 4, 0.1, 1, 0)).hasMessageStartingWith("dimension");
    assertThatThrownBy(() -> new SeparableLaw(2, 1, 0.1, 1, 0)).hasMessageStartingWith("classes");
    assertThatThrownBy(() -> new SeparableLaw(2, 2, 0.1, 0, 0)).hasMessageContaining("norm");
    assertThatThrownBy(() -> new SeparableLaw(2, 2, 0.1, 1, 0).draw(0, 1, Seed.of(1)))
        .hasMessageContaining("at least 1");
    assertThatThrownBy(
            () -> new SeparableLaw(1000, 2, 0.1, 1, 0).draw(Integer.MAX_VALUE, 1, Seed.of(1)))
        .hasMessageContaining("at most 1073741");
  }

  /**
   * Scores of two classes are uniform on [m, 1], and what is left is uniform in its ball: means of
   * 20000 samples within 5.5 standard errors of the exact ones (false alarm 4e-8 each, 5 of them).
   */
  @Example
  void theLawIsTheStatedOne() {
    SeparableLaw law = new SeparableLaw(3, 2, 0.2, 1, 7);
    double[][] u = law.separators();
    Dataset data = law.draw(10_000, 0, Seed.of(11)).train();
    int n = data.size();
    double sum = 0;
    double squares = 0;
    double radii = 0;
    double radii2 = 0;
    double[] rest = new double[3];
    for (int i = 0; i < n; i++) {
      double[] x = row(data, i);
      double score = Math.abs(Separators.dot(u[0], x));
      sum += score;
      squares += score * score;
      double left = (Separators.dot(x, x) - score * score) / (1 - score * score);
      radii += left;
      radii2 += left * left;
      for (int j = 0; j < 3; j++) {
        rest[j] += x[j] - Separators.dot(u[0], x) * u[0][j];
      }
    }
    double z = 5.5 / Math.sqrt(n);
    assertThat(sum / n).isCloseTo(0.6, within(z * 0.8 / Math.sqrt(12)));
    assertThat(squares / n).isCloseTo((1 - 0.008) / 2.4, within(z));
    // Squared radii in a disc are uniform on [0, 1].
    assertThat(radii / n).isCloseTo(0.5, within(z / Math.sqrt(12)));
    assertThat(radii2 / n).isCloseTo(1.0 / 3, within(z));
    assertThat(Math.sqrt(Separators.dot(rest, rest)) / n).isLessThan(z);
  }

  private static double[] row(Dataset data, int i) {
    double[] row = new double[data.dimension()];
    data.copyRow(i, row, 0);
    return row;
  }

  private static double margin(double[][] e, double[][] x) {
    double least = 2;
    for (int k = 0; k < e.length; k++) {
      for (int j = 0; j < x.length; j++) {
        double score = Separators.dot(e[k], x[j]);
        least = Math.min(least, k == j ? score : -score);
      }
    }
    return least;
  }

  private static double[][] units(int count, int d, SplittableRandom random) {
    double[][] rows = new double[count][d];
    for (double[] row : rows) {
      for (int j = 0; j < d; j++) {
        row[j] = 2 * random.nextDouble() - 1;
      }
      normalise(row);
    }
    return rows;
  }

  private static void normalise(double[] row) {
    double norm = Math.sqrt(Separators.dot(row, row));
    for (int j = 0; j < row.length; j++) {
      row[j] /= norm;
    }
  }
}
