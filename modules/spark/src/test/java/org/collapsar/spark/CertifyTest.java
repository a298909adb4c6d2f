package org.collapsar.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.HeadCertificates;
import org.collapsar.theory.LinearHead;
import org.collapsar.theory.NetworkFacts;
import org.junit.jupiter.api.Test;

/** Certificates of sums over partitions are those of all samples at once. */
class CertifyTest {
  private final Drawn drawn = new Drawn(300, 12, 5, 0.3, 0.2, false);

  private LinearHead head(int depth) {
    Matrix features = new Matrix(drawn.h.length, drawn.d);
    for (int i = 0; i < drawn.h.length; i++) {
      System.arraycopy(drawn.h[i], 0, features.data(), i * drawn.d, drawn.d);
    }
    SplittableRandom random = new SplittableRandom(depth);
    List<Matrix> weights = new ArrayList<>();
    for (int l = 0; l < depth; l++) {
      Matrix w = new Matrix(l == depth - 1 ? drawn.k : 9 + l, l == 0 ? drawn.d : 8 + l);
      for (int i = 0; i < w.data().length; i++) {
        w.data()[i] = 0.3 * random.nextGaussian();
      }
      weights.add(w);
    }
    List<double[]> biases = new ArrayList<>(Collections.nCopies(depth, null));
    biases.set(0, new double[weights.get(0).rows()]);
    biases.get(0)[0] = 0.1;
    return new LinearHead(features, drawn.labels, drawn.k, weights, biases);
  }

  @Test
  void agreeWithThoseOfAllSamples() {
    for (int depth = 1; depth <= 4; depth++) {
      LinearHead head = head(depth);
      List<Certificate> expected = HeadCertificates.of(head, NetworkFacts.NONE, 1);
      List<Certificate> found =
          SparkNeuralCollapse.of(drawn.dataset(7), "doubles", "label")
              .certify(head.layers(), NetworkFacts.NONE);
      assertThat(found).hasSameSizeAs(expected);
      int numbers = 0;
      for (int i = 0; i < found.size(); i++) {
        Certificate mine = found.get(i);
        Certificate other = expected.get(i);
        assertThat(mine.info()).isEqualTo(other.info());
        assertClose(mine.value().orNaN(), other.value().orNaN(), mine.info().id());
        for (int b = 0; b < mine.bounds().size(); b++) {
          assertClose(
              mine.bounds().get(b).bound().orNaN(),
              other.bounds().get(b).bound().orNaN(),
              mine.info().id() + " " + mine.bounds().get(b).tier());
          numbers++;
        }
      }
      assertThat(numbers).isPositive();
    }
  }

  private static void assertClose(double actual, double expected, String what) {
    if (Double.isFinite(expected)) {
      assertThat(actual).as(what).isCloseTo(expected, within(1e-9 * Math.abs(expected)));
    } else {
      assertThat(Double.compare(actual, expected)).as(what).isZero();
    }
  }

  @Test
  void layersThatDoNotFit() {
    assertThatThrownBy(
            () ->
                SparkNeuralCollapse.of(drawn.dataset(2), List.of("x0", "x1"), "label")
                    .certify(head(1).layers(), NetworkFacts.NONE))
        .isInstanceOf(BadInputException.class)
        .hasMessage("weights 1: expected 2 columns, as the features have, found 12");
  }
}
