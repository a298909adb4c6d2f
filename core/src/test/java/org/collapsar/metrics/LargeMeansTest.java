package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.collapsar.linalg.Matrix;
import org.collapsar.moments.ClassMoments;
import org.junit.jupiter.api.Test;

/** Class means that are too large to be held more than once: the same numbers, to the bit. */
class LargeMeansTest {
  private static ClassMoments moments(int k, int d, double offset) {
    SplittableRandom random = new SplittableRandom(5);
    ClassMoments moments = ClassMoments.create(d, k);
    double[] row = new double[d];
    for (int i = 0; i < 3 * k; i++) {
      for (int j = 0; j < d; j++) {
        row[j] = offset + random.nextGaussian();
      }
      // The last class stays empty.
      moments.accept(row, 0, i % (k - 1));
    }
    return moments;
  }

  @Test
  void centredMeansThatAreNotKeptAreTheSame() {
    for (double offset : new double[] {0, 1e9}) {
      // More classes than GramInverse multiplies at once, and more than dimensions; and fewer.
      for (int k : new int[] {400, 12}) {
        ClassMoments moments = moments(k, 20, offset);
        MeanGeometry kept = new MeanGeometry(moments);
        MeanGeometry again = new MeanGeometry(moments, 0);
        assertThat(again.squaredNorm()).isEqualTo(kept.squaredNorm()).isPositive();
        assertThat(again.squaredNorm()).isEqualTo(kept.centred().squaredNorm());
        assertThat(again.singularValues()).isEqualTo(kept.singularValues());
        assertThat(again.rank()).isEqualTo(kept.rank()).isEqualTo(Math.min(20, k - 2));
        assertThat(again.tolerance()).isEqualTo(kept.tolerance());
        assertThat(again.centred()).isEqualTo(kept.centred());
        assertThat(again.centredOfAll()).isEqualTo(kept.centredOfAll());
        double[] weights = kept.shares();
        Matrix about = kept.centredWeighted();
        double sum = 0;
        for (int i = 0; i < about.rows(); i++) {
          sum += weights[i] * Vectors.dot(about, i, about, i);
        }
        assertThat(again.squareAboutSampleMean(weights)).isEqualTo(sum);
      }
    }
  }

  @Test
  void rowsAreCopiedAllOrOneByOne() {
    Matrix matrix = new Matrix(3, 2, new double[] {1, 2, 3, 4, 5, 6});
    for (int copied : new int[] {6, 5}) {
      try (NativeRows rows = new NativeRows(matrix, copied);
          NativeRows.Reader one = rows.reader();
          NativeRows.Reader other = rows.reader()) {
        one.find(2);
        other.find(0);
        assertThat(one.array().get(one.at() + 1)).isEqualTo(6);
        assertThat(other.array().get(other.at() + 1)).isEqualTo(2);
        assertThat(one.array() == other.array()).isEqualTo(copied == 6);
      }
    }
  }
}
