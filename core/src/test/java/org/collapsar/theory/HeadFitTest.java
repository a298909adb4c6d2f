package org.collapsar.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each number by its definition, on a drawn head of several chunks with biases. */
class HeadFitTest {
  private static final int N = 9001;
  private static final int K = 3;
  private static final int[] WIDTHS = {6, 5, K};

  private final SplittableRandom random = new SplittableRandom(4);
  private final LinearHead head = draw();

  private LinearHead draw() {
    int[] labels = random.ints(N, 0, K).toArray();
    Matrix z = matrix(N, 6);
    for (int i = 0; i < N; i++) {
      z.data()[i * 6 + labels[i]] += 2;
    }
    List<double @Nullable []> biases = Arrays.asList(null, random.doubles(K).toArray());
    return new LinearHead(z, labels, K, List.of(matrix(5, 6), matrix(K, 5)), biases);
  }

  private Matrix matrix(int rows, int columns) {
    return new Matrix(
        rows, columns, random.doubles((long) rows * columns).map(x -> 2 * x - 1).toArray());
  }

  private static double[][] outputs(LinearHead head) {
    double[][] out = new double[head.samples()][];
    for (int i = 0; i < out.length; i++) {
      double[] z = Arrays.copyOfRange(head.features().data(), i * 6, (i + 1) * 6);
      for (int l = 0; l < head.depth(); l++) {
        Matrix w = head.weights().get(l);
        double[] b = head.biases().get(l);
        double[] next = new double[WIDTHS[l + 1]];
        for (int j = 0; j < next.length; j++) {
          next[j] = b == null ? 0 : b[j];
          for (int k = 0; k < z.length; k++) {
            next[j] += w.get(j, k) * z[k];
          }
        }
        z = next;
      }
      out[i] = z;
    }
    return out;
  }

  /** ||Z_L + 1 b^T - s Y||_F. */
  private static double distance(double[][] z, int[] labels, double s, double... b) {
    double sum = 0;
    for (int i = 0; i < z.length; i++) {
      for (int c = 0; c < K; c++) {
        double x = z[i][c] + (b.length == 0 ? 0 : b[c]) - (labels[i] == c ? s : 0);
        sum += x * x;
      }
    }
    return Math.sqrt(sum);
  }

  @Test
  void everyNumberIsThatOfItsDefinition() {
    double[][] z = outputs(head);
    int[] labels = head.labels();
    double hits = 0;
    double own = 0;
    double[] offset = new double[K];
    for (int i = 0; i < N; i++) {
      int best = 0;
      for (int c = 0; c < K; c++) {
        best = z[i][c] > z[i][best] ? c : best;
        offset[c] += ((labels[i] == c ? 1 : 0) - z[i][c]) / N;
      }
      hits += best == labels[i] ? 1 : 0;
      own += z[i][labels[i]];
    }
    HeadFit fit = HeadFit.of(head, 2);
    assertThat(fit).isEqualTo(HeadFit.of(head, 1));
    double s = own / N;
    assertThat(fit.accuracy()).isEqualTo(hits / N);
    assertThat(fit.residual()).isCloseTo(distance(z, labels, 1), within(1e-9));
    assertThat(fit.scale()).isCloseTo(s, within(1e-12));
    assertThat(fit.scaledResidual()).isCloseTo(distance(z, labels, s) / Math.abs(s), within(1e-9));
    assertThat(fit.offsetResidual()).isCloseTo(distance(z, labels, 1, offset), within(1e-9));
    assertThat(fit.residual()).isEqualTo(HeadQuantities.measure(head, 1).residual());
  }

  /** No other length and no other bias fit better. */
  @Test
  void theBestAreTheBest() {
    HeadFit fit = HeadFit.of(head, 1);
    double[][] z = outputs(head);
    double best = fit.scaledResidual() * Math.abs(fit.scale());
    for (double s : new double[] {0, 1, fit.scale() - 1e-3, fit.scale() + 1e-3}) {
      assertThat(distance(z, head.labels(), s)).isGreaterThanOrEqualTo(best);
    }
  }

  /** Biases move with the layers before them: outputs are divided by s, to rounding. */
  @Test
  void aHeadForTargetsOfAnotherLengthHasOutputsDividedByIt() {
    double[][] z = outputs(head);
    double[][] unit = outputs(head.forTargetScale(7.5));
    for (int i = 0; i < N; i += 100) {
      for (int c = 0; c < K; c++) {
        assertThat(unit[i][c]).isCloseTo(z[i][c] / 7.5, within(1e-13));
      }
    }
    assertThatThrownBy(() -> head.forTargetScale(0))
        .isInstanceOf(BadInputException.class)
        .hasMessage("target scale: expected a number above 0, found 0.0");
  }

  @Test
  void outputsOfZeroHaveNoScale() {
    LinearHead zero =
        LinearHead.of(new Matrix(2, 2), new int[] {0, 1}, 2, List.of(new Matrix(2, 2)));
    HeadFit fit = HeadFit.of(zero, 1);
    assertThat(fit.scale()).isZero();
    assertThat(fit.scaledResidual()).isInfinite();
    assertThat(fit.accuracy()).isEqualTo(0.5);
  }

  /** Outputs of 1e8 Y + 1 b^T and little else: differences of squares would have no digit left. */
  @Test
  void whatFitsOtherTargetsKeepsItsDigits() {
    int n = 5000;
    Matrix z = new Matrix(n, K);
    int[] labels = new int[n];
    double scaled = 0;
    for (int i = 0; i < n; i++) {
      labels[i] = i % K;
      // Of every six samples the own output is 1e8 + 1/2 in three and 1e8 - 1/2 in three.
      z.data()[i * K + labels[i]] = 1e8 + (i / K % 2 == 0 ? 0.5 : -0.5);
    }
    int odd = 0;
    for (int i = 0; i < n; i++) {
      odd += i / K % 2;
    }
    double mean = 0.5 - (double) odd / n;
    for (int i = 0; i < n; i++) {
      double r = (i / K % 2 == 0 ? 0.5 : -0.5) - mean;
      scaled += r * r;
    }
    Matrix identity = new Matrix(K, K);
    for (int c = 0; c < K; c++) {
      identity.data()[c * K + c] = 1;
    }
    HeadFit fit =
        HeadFit.of(
            new LinearHead(z, labels, K, List.of(identity, identity), Arrays.asList(null, null)),
            2);
    assertThat(fit.scale()).isCloseTo(1e8 + mean, within(1e-7));
    assertThat(fit.scaledResidual() * fit.scale())
        .isCloseTo(Math.sqrt(scaled), within(1e-8 * Math.sqrt(scaled)));
  }
}
