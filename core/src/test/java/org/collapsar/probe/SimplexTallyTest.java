package org.collapsar.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.collapsar.linalg.Matrix;
import org.junit.jupiter.api.Test;

class SimplexTallyTest {
  private static final int D = 7;

  private final Random random = new Random(3);

  private double[] normal(int count) {
    return random.doubles(count, -1, 1).toArray();
  }

  private static SimplexTally taking(double[] features, int[] labels, int classes) {
    SimplexTally tally = new SimplexTally(D, labels, classes);
    tally.begin();
    // In pieces of 5, as a pass comes.
    for (int start = 0; start < labels.length; start += 5) {
      int count = Math.min(5, labels.length - start);
      double[] piece = new double[count * D];
      System.arraycopy(features, start * D, piece, 0, piece.length);
      tally.accept(piece, start, count);
    }
    return tally;
  }

  /** Distances do not know of a basis: those of means are kept, those of samples by Pythagoras. */
  @Test
  void keepsEveryDistanceInTheSpaceOfTheMeans() {
    int[] labels = {0, 1, 2, 3, 0, 1, 2, 3, 3, 2, 1, 0, 0};
    double[] h = normal(labels.length * D);
    Matrix w = new Matrix(4, D, normal(4 * D));
    SimplexFrame frame = taking(h, labels, 4).frame(w).orElseThrow();
    assertThat(frame.classes()).containsExactly(0, 1, 2, 3);
    assertThat(frame.sampleClasses()).isEqualTo(labels);
    assertThat(frame.means().columns()).isEqualTo(3);
    double[][] means = new double[4][D];
    int[] counts = {4, 3, 3, 3};
    double[] centre = new double[D];
    for (int i = 0; i < labels.length; i++) {
      for (int j = 0; j < D; j++) {
        means[labels[i]][j] += h[i * D + j] / counts[labels[i]];
      }
    }
    for (double[] mean : means) {
      for (int j = 0; j < D; j++) {
        centre[j] += mean[j] / 4;
      }
    }
    for (int a = 0; a < 4; a++) {
      for (int b = 0; b < 4; b++) {
        double distance = 0;
        for (int j = 0; j < D; j++) {
          distance += Math.pow(means[a][j] - means[b][j], 2);
        }
        assertThat(squaredDistance(frame.means(), a, frame.means(), b))
            .isCloseTo(distance, within(1e-12));
      }
    }
    for (int i = 0; i < labels.length; i++) {
      double fromCentre = 0;
      for (int j = 0; j < D; j++) {
        fromCentre += Math.pow(h[i * D + j] - centre[j], 2);
      }
      double inside = 0;
      for (int j = 0; j < 3; j++) {
        inside += Math.pow(frame.samples().get(i, j), 2);
      }
      assertThat(inside + Math.pow(frame.rests()[i], 2)).isCloseTo(fromCentre, within(1e-12));
    }
    // <w_c - mean, m_k> is the same in any basis of the space of the means.
    Matrix weights = frame.weights();
    assertThat(weights).isNotNull();
    for (int a = 0; a < 4; a++) {
      for (int b = 0; b < 4; b++) {
        double product = 0;
        for (int j = 0; j < D; j++) {
          double mean = (w.get(0, j) + w.get(1, j) + w.get(2, j) + w.get(3, j)) / 4;
          product += (w.get(a, j) - mean) * (means[b][j] - centre[j]);
        }
        double shown = 0;
        for (int j = 0; j < 3; j++) {
          shown += weights.get(a, j) * frame.means().get(b, j);
        }
        assertThat(shown).isCloseTo(product, within(1e-12));
      }
    }
  }

  private static double squaredDistance(Matrix a, int i, Matrix b, int k) {
    double sum = 0;
    for (int j = 0; j < a.columns(); j++) {
      sum += Math.pow(a.get(i, j) - b.get(k, j), 2);
    }
    return sum;
  }

  @Test
  void showsTheFirstTwelveClassesThatOccurAndTwentySamplesOfEach() {
    int[] labels = new int[30 * 20];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = 1 + i % 20;
    }
    SimplexFrame frame = taking(normal(labels.length * D), labels, 30).frame(null).orElseThrow();
    assertThat(frame.classes()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    assertThat(frame.sampleClasses()).hasSize(12 * 20);
    assertThat(frame.means().columns()).isEqualTo(D);
    assertThat(frame.weights()).isNull();
  }

  @Test
  void hasNoFrameOfOneClassOrOfNumbersThatAreNotFinite() {
    assertThat(taking(normal(3 * D), new int[3], 1).frame(null)).isEmpty();
    double[] h = normal(4 * D);
    h[0] = Double.NaN;
    assertThat(taking(h, new int[] {0, 1, 0, 1}, 2).frame(null)).isEmpty();
  }

  @Test
  void forgetsThePassBefore() {
    int[] labels = {0, 1, 2, 0, 1, 2};
    double[] h = normal(labels.length * D);
    SimplexTally tally = taking(normal(labels.length * D), labels, 3);
    tally.begin();
    tally.accept(h, 0, labels.length);
    assertThat(tally.frame(null).orElseThrow().means())
        .isEqualTo(taking(h, labels, 3).frame(null).orElseThrow().means());
  }
}
