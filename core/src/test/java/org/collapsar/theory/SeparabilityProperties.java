package org.collapsar.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.collapsar.BadInputException;
import org.collapsar.data.DataSplit;
import org.collapsar.data.DatasetRows;
import org.collapsar.data.SeparableLaw;
import org.collapsar.linalg.Rows;
import org.collapsar.random.Seed;
import org.collapsar.theory.SeparationCertificate.Outcome;

class SeparabilityProperties {
  private static final double TOLERANCE = 1e-9;

  /** Random data, separable or not, many of them on a grid so that ties and duplicates abound. */
  @Property(tries = 400)
  void everyCertificateIsAProof(
      @ForAll @IntRange(min = 1, max = 9) int d,
      @ForAll @IntRange(min = 0, max = 60) int more,
      @ForAll @IntRange(min = 2, max = 4) int classes,
      @ForAll long root) {
    SplittableRandom random = new SplittableRandom(root);
    int n = classes + more;
    double[][] x = new double[n][d];
    int[] labels = new int[n];
    boolean grid = random.nextInt(3) == 0;
    boolean shifted = random.nextBoolean();
    double scale = Math.pow(10, random.nextInt(-3, 4));
    for (int i = 0; i < n; i++) {
      labels[i] = i % classes;
      for (int j = 0; j < d; j++) {
        double v = grid ? random.nextInt(-1, 2) : random.nextGaussian();
        if (shifted && j == labels[i] % d) {
          v += 4;
        }
        x[i][j] = scale * v;
      }
    }
    Separability s = Separability.of(Rows.of(x), labels, classes, 1);
    assertThat(s.classes()).hasSize(classes);
    for (SeparationCertificate c : s.classes()) {
      isProof(x, labels, c, s.largestNorm());
      assertThat(c.outcome()).isNotEqualTo(Outcome.UNDECIDED);
    }
  }

  /** Recomputed from the samples in the plainest way. */
  private static void isProof(double[][] x, int[] labels, SeparationCertificate c, double scale) {
    int d = x[0].length;
    double[] y = new double[d];
    double sum = 0;
    for (int i = 0; i < c.support().length; i++) {
      assertThat(c.weights()[i]).isPositive();
      sum += c.weights()[i];
      int point = c.support()[i];
      for (int j = 0; j < d; j++) {
        y[j] += c.weights()[i] * (labels[point] == c.label() ? 1 : -1) * x[point][j];
      }
    }
    assertThat(sum).isCloseTo(1, within(1e-12));
    double norm = Math.sqrt(dot(y, y));
    assertThat(c.upper()).isCloseTo(norm, within(1e-13 * scale));
    if (c.outcome() == Outcome.NOT_SEPARABLE) {
      assertThat(norm).isLessThanOrEqualTo(1.01 * TOLERANCE * scale);
      return;
    }
    assertThat(dot(c.separator(), c.separator())).isCloseTo(1, within(1e-13));
    double margin = Double.POSITIVE_INFINITY;
    for (int i = 0; i < x.length; i++) {
      margin = Math.min(margin, (labels[i] == c.label() ? 1 : -1) * dot(c.separator(), x[i]));
    }
    assertThat(margin).isPositive().isGreaterThanOrEqualTo(c.lower());
    assertThat(c.lower()).isCloseTo(margin, within(1e-13 * scale));
    assertThat(c.upper() - c.lower())
        .as("duality gap")
        .isBetween(0.0, 1e-8 * c.upper() + 1e-13 * scale);
  }

  /** The certifier finds at least the margin that the law of the data guarantees. */
  @Property(tries = 60)
  void findsTheMarginOfGeneratedData(
      @ForAll @IntRange(min = 2, max = 4) int classes,
      @ForAll @IntRange(min = 0, max = 30) int further,
      @ForAll @IntRange(min = 1, max = 9) int tenths,
      @ForAll long root) {
    int d = classes - 1 + further;
    double tau = 0.1 * tenths * SeparableLaw.limit(d, classes);
    DataSplit split = new SeparableLaw(d, classes, tau, 1, 3).draw(12, 0, Seed.of(root));
    DatasetRows rows = new DatasetRows(split.train(), "drawn");
    Separability s = Separability.of(rows, rows.labels(), classes, 2);
    assertThat(s.separable()).isTrue();
    assertThat(s.largestNorm()).isLessThanOrEqualTo(1);
    assertThat(s.margin()).isGreaterThan(tau - 1e-12);
    assertThat(Separability.of(rows, rows.labels(), classes, 1)).isEqualTo(s);
  }

  /** Many samples at the margin exactly: the margin is tau, up to what is left to chance. */
  @Example
  void theMarginOfALargeSampleIsThatOfTheLaw() {
    DataSplit split = new SeparableLaw(2, 2, 0.3, 1, 5).draw(4000, 0, Seed.of(8));
    DatasetRows rows = new DatasetRows(split.train(), "drawn");
    assertThat(Separability.of(rows, rows.labels(), 2, 1).margin()).isBetween(0.3, 0.302);
  }

  @Example
  void tinyCasesByHand() {
    SeparationCertificate c = first(new double[][] {{2, 0}, {-2, 0}}, 0, 1);
    assertThat(c.lower()).isCloseTo(2, within(1e-14));
    assertThat(c.separator()).containsExactly(1, 0);

    c = first(new double[][] {{1, 0}, {0, 1}, {-1, -1}}, 0, 0, 1);
    assertThat(c.upper()).isCloseTo(Math.sqrt(0.5), within(1e-15));
    assertThat(c.separator()[0]).isCloseTo(Math.sqrt(0.5), within(1e-15));
    assertThat(c.support()).containsExactly(0, 1);
    assertThat(c.weights()[0]).isCloseTo(0.5, within(1e-15));

    // Nearest to the origin on the segment from (3, 1) to (1, 3) is (2, 2), on the other side of
    // which (4, 4) adds nothing; class 1 mirrors it.
    Separability s =
        Separability.of(
            Rows.of(new double[][] {{3, 1}, {1, 3}, {-4, -4}}), new int[] {0, 0, 1}, 2, 1);
    assertThat(s.margin()).isCloseTo(Math.sqrt(8), within(1e-13));
    assertThat(s.classes().get(1).separator()[1]).isCloseTo(-Math.sqrt(0.5), within(1e-15));
  }

  @Example
  void whatCannotBeSeparatedIsProved() {
    // The same sample in both classes.
    SeparationCertificate c = first(new double[][] {{1, 2}, {1, 2}}, 0, 1);
    assertThat(c.outcome()).isEqualTo(Outcome.NOT_SEPARABLE);
    assertThat(c.weights()).containsExactly(0.5, 0.5);
    // A sample at the origin.
    c = first(new double[][] {{1, 2}, {0, 0}, {-1, -2}}, 0, 0, 1);
    assertThat(c.outcome()).isEqualTo(Outcome.NOT_SEPARABLE);
    assertThat(c.support()).containsExactly(1);
    // Everything at the origin.
    c = first(new double[][] {{0}, {0}}, 0, 1);
    assertThat(c.outcome()).isEqualTo(Outcome.NOT_SEPARABLE);
    // Exclusive or.
    c = first(new double[][] {{1, 1}, {-1, -1}, {1, -1}, {-1, 1}}, 0, 0, 1, 1);
    assertThat(c.outcome()).isEqualTo(Outcome.NOT_SEPARABLE);
    // Separable by a hyperplane, but by none through the origin.
    c = first(new double[][] {{1}, {2}}, 0, 1);
    assertThat(c.outcome()).isEqualTo(Outcome.NOT_SEPARABLE);
    assertThat(c.weights()[0]).isCloseTo(2.0 / 3, within(1e-15));
  }

  /** A margin of 10^-6 of the norms, which squares to less than inner products can show. */
  @Example
  void smallMarginsAreFound() {
    for (double margin : new double[] {1e-3, 1e-5, 1e-6}) {
      double[][] x = {{1, margin}, {-1, margin}, {0.5, -margin}, {-0.25, -margin}};
      Separability s = Separability.of(Rows.of(x), new int[] {0, 0, 1, 1}, 2, 1);
      assertThat(s.separable()).isTrue();
      assertThat(s.margin()).isCloseTo(margin, within(1e-6 * margin));
    }
  }

  @Example
  void badInputIsRefused() {
    assertThatThrownBy(() -> Separability.of(Rows.of(new double[][] {{1}, {2}}), new int[2], 1, 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("at least 2 classes");
    assertThatThrownBy(() -> Separability.of(Rows.of(new double[][] {{1}, {2}}), new int[2], 2, 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("found none of class 1");
    assertThatThrownBy(() -> Separability.of(Rows.of(new double[][] {{1}, {2}}), new int[3], 2, 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("a label for each of the 2 rows, found 3");
    assertThatThrownBy(
            () ->
                Separability.of(
                    Rows.of(new double[][] {{1}, {Double.NaN}}), new int[] {0, 1}, 2, 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("NaN");
  }

  private static SeparationCertificate first(double[][] x, int... labels) {
    Separability s =
        Separability.of(Rows.of(x), labels, Arrays.stream(labels).max().orElseThrow() + 1, 1);
    SeparationCertificate c = s.classes().get(0);
    isProof(x, labels, c, Math.max(s.largestNorm(), Double.MIN_NORMAL));
    return c;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
