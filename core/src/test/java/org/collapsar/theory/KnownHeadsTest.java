package org.collapsar.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.MetricValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Heads for which everything is known by hand: collapsed, tight, and those that break false forms.
 */
class KnownHeadsTest {
  private static final String NC1 = "jacot2025.theorem3.1.nc1";
  private static final String KAPPA = "jacot2025.theorem3.1.kappa";
  private static final String NC2 = "jacot2025.theorem3.1.nc2";
  private static final String NC3 = "jacot2025.theorem3.1.nc3";

  private static Certificate certificate(String id, LinearHead head, NetworkFacts facts) {
    return HeadCertificates.of(head, facts, 1).stream()
        .filter(c -> c.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Certificate certificate(String id, LinearHead head) {
    return certificate(id, head, NetworkFacts.NONE);
  }

  private static double bound(Certificate c, int index) {
    return c.bounds().get(index).bound().orNaN();
  }

  private static Matrix rows(double[]... rows) {
    Matrix m = new Matrix(rows.length, rows[0].length);
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, m.data(), i * m.columns(), m.columns());
    }
    return m;
  }

  private static LinearHead balanced(int k, int depth, int m, double[] s, SplittableRandom random) {
    Matrix[] frames = new Matrix[depth + 1];
    for (int i = 0; i < depth; i++) {
      frames[i] = Heads.frame(k + 3, k, random);
    }
    frames[depth] = Heads.identity(k);
    int[] counts = new int[k];
    Arrays.fill(counts, m);
    int[] labels = Heads.labels(counts);
    return LinearHead.of(
        Heads.interpolating(frames[0], frames[depth], s, depth, labels),
        labels,
        k,
        Heads.layers(frames, s, 0, random));
  }

  // ---- collapsed -------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"2, 2", "3, 4", "10, 3", "7, 5"})
  void onAnOrthogonalFrameEveryBoundIsZeroOrOne(int k, int depth) {
    double[] s = new double[k];
    Arrays.fill(s, 1);
    LinearHead head = balanced(k, depth, 4, s, new SplittableRandom(k));
    NetworkFacts facts = NetworkFacts.NONE.withNonlinearLayers(0);
    for (String id : List.of(NC1, KAPPA, NC2, NC3, "jacot2025.proposition5.1")) {
      Certificate c = certificate(id, head, facts);
      double limit = id.equals(NC1) ? 0 : 1;
      assertThat(c.value().orNaN()).as(id).isCloseTo(limit, within(1e-12));
      for (Bound bound : c.bounds()) {
        assertThat(bound.bound().orNaN())
            .as("%s %s", id, bound.tier())
            // sqrt(eps_2), eps_2 a rounding error, enters NC2 and NC3 linearly.
            .isCloseTo(
                limit, within(bound.tier() == Tier.RESIDUAL || id.equals(NC1) ? 1e-10 : 1e-5));
        assertThat(bound.holds()).as("%s %s", id, bound).isTrue();
      }
    }
  }

  @Test
  void inWholeNumbersTheyAreExact() {
    Matrix w2 = rows(new double[] {1, 0, 0}, new double[] {0, 1, 0});
    Matrix w1 = rows(new double[] {1, 0}, new double[] {0, 1}, new double[] {0, 0});
    Matrix z =
        rows(new double[] {1, 0}, new double[] {0, 1}, new double[] {1, 0}, new double[] {0, 1});
    LinearHead head = LinearHead.of(z, new int[] {0, 1, 0, 1}, 2, List.of(w1, w2));
    for (String id : List.of(NC1, KAPPA, NC2, NC3)) {
      Certificate c = certificate(id, head, NetworkFacts.NONE.withNonlinearLayers(0));
      c.bounds()
          .forEach(
              b -> assertThat(b.bound()).as(id).isEqualTo(MetricValue.of(id.equals(NC1) ? 0 : 1)));
      assertThat(c.value()).as(id).isEqualTo(MetricValue.of(id.equals(NC1) ? 0 : 1));
    }
  }

  /** Kantorovich is attained where every class lies half in the top and half in the bottom. */
  @ParameterizedTest
  @CsvSource({"2, 1.5", "2, 20", "4, 3", "8, 7"})
  void aBalancedHeadOfEvenKAttainsTheBoundOfNc3(int k, double kappa) {
    Matrix u = hadamard(k);
    double[] s = new double[k];
    for (int j = 0; j < k; j++) {
      s[j] = j % 2 == 0 ? 1 : 1 / kappa;
    }
    int[] labels = new int[3 * k];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % k;
    }
    Matrix w2 = u.times(Heads.diagonal(s));
    Matrix w1 = Heads.diagonal(s);
    Matrix z = Heads.interpolating(Heads.identity(k), u, s, 2, labels);
    Certificate c = certificate(NC3, LinearHead.of(z, labels, k, List.of(w1, w2)));
    double expected = 2 * kappa / (1 + kappa * kappa);
    assertThat(c.value().orNaN()).isCloseTo(expected, within(1e-12));
    for (int tier = 1; tier <= 2; tier++) {
      assertThat(bound(c, tier)).isCloseTo(expected, within(1e-9));
      assertThat(1 - (1 - bound(c, tier)) / 2)
          .as("half the distance from 1 is broken")
          .isGreaterThan(c.value().orNaN() + 1e-3);
    }
  }

  private static Matrix hadamard(int k) {
    Matrix u = new Matrix(k, k);
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        u.data()[i * k + j] = (Integer.bitCount(i & j) % 2 == 0 ? 1 : -1) / Math.sqrt(k);
      }
    }
    return u;
  }

  // ---- tight: half of the bound would be broken ------------------------------------------------

  /**
   * W_L = [I 0], W_{L-1} = [I; 0] + sqrt(eps_2) in the kernel, whose inputs are spread as far as
   * their norm allows: equality in every step of the proof of NC1.
   */
  @Test
  void theBoundsOfNc1AreAttained() {
    double eps = 0.04;
    Matrix w2 = rows(new double[] {1, 0, 0}, new double[] {0, 1, 0});
    Matrix w1 = rows(new double[] {1, 0, 0}, new double[] {0, 1, 0}, new double[] {0, 0, 0.2});
    double noise = 1 / Math.sqrt(2);
    Matrix z =
        rows(
            new double[] {1, 0, noise},
            new double[] {1, 0, -noise},
            new double[] {0, 1, noise},
            new double[] {0, 1, -noise});
    Certificate c = certificate(NC1, LinearHead.of(z, new int[] {0, 0, 1, 1}, 2, List.of(w1, w2)));
    // tr Sigma_W = eps_2/2, tr Sigma_B = 1/2.
    assertThat(c.value().orNaN()).isCloseTo(eps, within(1e-12));
    for (int tier = 1; tier <= 2; tier++) {
      assertThat(bound(c, tier)).isCloseTo(eps, within(1e-12));
      assertThat(c.bounds().get(tier).slack().orNaN()).isCloseTo(1, within(1e-9));
      assertThat(bound(c, tier) / 2).as("half of it is broken").isLessThan(c.value().orNaN());
    }
    assertThat(bound(c, 0)).as("printed").isGreaterThan(bound(c, 1));
  }

  @Test
  void theBoundsOfTheConditionNumbersAreAttained() {
    double[] s = {2, 1.5, 0.5};
    LinearHead head = balanced(3, 4, 2, s, new SplittableRandom(5));
    for (String id : List.of(KAPPA, NC2)) {
      Certificate c = certificate(id, head);
      assertThat(c.value().orNaN()).as(id).isCloseTo(4, within(1e-9));
      double bound = bound(c, 2);
      assertThat(bound).as(id).isCloseTo(4, within(1e-6));
      assertThat(1 + (bound - 1) / 2).as("half the distance from 1").isLessThan(3);
    }
  }

  /** One disturbed pair, L_2 = 2: delta is the whole difference, and the bound is near. */
  @Test
  void theBoundOfKappaIsNearWithADisturbance() {
    Matrix w2 = Heads.diagonal(new double[] {1, Math.sqrt(0.7)});
    Matrix w1 = Heads.diagonal(new double[] {Math.sqrt(0.9), Math.sqrt(0.8)});
    Certificate c =
        certificate(KAPPA, LinearHead.of(Heads.identity(2), new int[] {0, 1}, 2, List.of(w1, w2)));
    assertThat(c.value().orNaN()).isCloseTo(1 / Math.sqrt(0.7), within(1e-12));
    // delta = eps_2 = 0.1: s_1(P)^2 = 0.9, s_K(P)^2 = 0.56.
    assertThat(bound(c, 2)).isCloseTo(Math.pow(1 / 0.46, 0.25), within(1e-12));
    assertThat(1 + (bound(c, 2) - 1) / 2)
        .as("half of the excess is broken")
        .isLessThan(c.value().orNaN());
  }

  // ---- false forms -----------------------------------------------------------------------------

  /**
   * The plausible (1 - (eps_1 + s_K Psi')/sqrt(N))/k is false: K = 2, m = 500, exact balance, kappa
   * = 100, a tenth of the samples at -0.001 w_c/||w_c||^2.
   */
  @Test
  void theSpecifiedCounterexampleToAFalseBoundOfNc3() {
    int m = 500;
    double[] s = {1, 0.01};
    Matrix u = hadamard(2);
    int[] labels = new int[2 * m];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 2;
    }
    // Z_{L_1} so that Z_{L-1} = W_1 Z_{L_1} is W_2^+ y, or -0.001 w_c/||w_c||^2.
    Matrix w2 = u.times(Heads.diagonal(s));
    Matrix w1 = Heads.diagonal(s);
    Matrix z = Heads.interpolating(Heads.identity(2), u, s, 2, labels);
    for (int i = 0; i < labels.length; i++) {
      if (i % 20 < 2) {
        int c = labels[i];
        double norm = w2.get(c, 0) * w2.get(c, 0) + w2.get(c, 1) * w2.get(c, 1);
        for (int j = 0; j < 2; j++) {
          z.data()[i * 2 + j] = -0.001 * w2.get(c, j) / norm / s[j];
        }
      }
    }
    LinearHead head = LinearHead.of(z, labels, 2, List.of(w1, w2));
    HeadQuantities q = HeadQuantities.measure(head, 1);
    assertThat(q.residual()).isCloseTo(10.01, within(0.01));
    assertThat(q.residual()).isLessThan(Math.sqrt(2.0 * m / 8));
    assertThat(q.last().condition("").orNaN()).isCloseTo(100, within(1e-9));
    Certificate c = certificate(NC3, head);
    assertThat(c.value().orNaN()).isCloseTo(-0.082, within(5e-4));
    double psi = q.residual() / q.last().smallest();
    double plausible = (1 - (q.residual() + q.last().smallest() * psi) / Math.sqrt(2.0 * m)) / 100;
    assertThat(plausible).isCloseTo(0.004, within(5e-4));
    assertThat(plausible).as("what a false bound promises").isGreaterThan(c.value().orNaN());
    for (int tier = 1; tier <= 2; tier++) {
      assertThat(c.bounds().get(tier).applies()).isTrue();
      assertThat(c.bounds().get(tier).holds()).isTrue();
      assertThat(bound(c, tier)).isLessThan(-0.082);
    }
  }

  /** (19) verbatim: a first layer that enlarges makes ||X|| r^L_1 smaller than ||Z_{L_1}||. */
  @Test
  void thePrintedFormOfKappaCanBeBrokenAndSaysSo() {
    Matrix w2 = Heads.diagonal(new double[] {1, 0.5333333333});
    Matrix w1 = Heads.diagonal(new double[] {1, 1});
    Matrix z = rows(new double[] {1, 0}, new double[] {0, 1 / 0.5333333333});
    // X = z/1000 went through a first layer of norm 1000.
    NetworkFacts facts =
        NetworkFacts.NONE.withNonlinearLayers(1).withInputNorm(1.875e-3).withPlain(true);
    Certificate c =
        certificate(KAPPA, LinearHead.of(z, new int[] {0, 1}, 2, List.of(w1, w2)), facts);
    Bound verbatim = c.bounds().get(0);
    assertThat(c.value().orNaN()).isCloseTo(1.875, within(1e-6));
    assertThat(verbatim.applies()).isTrue();
    assertThat(verbatim.bound().orNaN()).isCloseTo(Math.sqrt(1.875), within(1e-3));
    assertThat(verbatim.holds()).isFalse();
    assertThat(verbatim.slack().orNaN()).isLessThan(1);
    assertThat(verbatim.erratum()).contains("can be broken");
    assertThat(c.bounds().get(2).holds()).isNotEqualTo(false);
  }

  // ---- where hypotheses fail -------------------------------------------------------------------

  /** With one layer there is no pair: eps_2 is an empty maximum and not 0. */
  @Test
  void oneLayerHasNoImbalance() {
    Matrix w = rows(new double[] {1, 0, 0}, new double[] {0, 1, 0});
    Matrix z =
        rows(
            new double[] {1, 0, 2},
            new double[] {1, 0, -2},
            new double[] {0, 1, 2},
            new double[] {0, 1, -2});
    LinearHead head = LinearHead.of(z, new int[] {0, 0, 1, 1}, 2, List.of(w));
    for (String id : List.of(NC1, NC2, NC3)) {
      Certificate c = certificate(id, head);
      for (int tier = 0; tier < 2; tier++) {
        assertThat(c.bounds().get(tier).applies()).as(id).isFalse();
        assertThat(c.bounds().get(tier).bound().toString())
            .contains("L_2: 1, required: at least 2");
      }
    }
    assertThat(certificate(NC2, head).bounds().get(1).bound().toString())
        .contains("undefined, because eps_2 is a maximum over no pairs of layers");
    // All of the spread is in the kernel: NC1 = 4 / (1/2), and the residual tier sees it.
    Certificate nc1 = certificate(NC1, head);
    assertThat(nc1.value().orNaN()).isCloseTo(8, within(1e-12));
    assertThat(bound(nc1, 2)).isCloseTo(8, within(1e-12));
    Certificate kappa = certificate(KAPPA, head);
    assertThat(bound(kappa, 1)).isCloseTo(1, within(1e-12));
    assertThat(bound(kappa, 2)).isCloseTo(1, within(1e-12));
  }

  @Test
  void unbalancedClassesBiasesAndOtherLossesTakeThePaperAwayByName() {
    double[] s = {1, 0.9, 0.8};
    LinearHead head = balanced(3, 2, 2, s, new SplittableRandom(2));
    Certificate other = certificate(NC1, head, NetworkFacts.NONE.withSquaredLoss(false));
    assertThat(other.bounds().get(0).bound().toString()).contains("trained with the squared loss");
    assertThat(other.bounds().get(2).applies()).isTrue();

    int[] uneven = {0, 0, 0, 1, 1, 2};
    Matrix z = Heads.gaussian(6, 3, new SplittableRandom(3));
    LinearHead unbalanced =
        LinearHead.of(z, uneven, 3, List.of(Heads.identity(3), Heads.identity(3)));
    assertThat(certificate(NC1, unbalanced).bounds().get(0).bound().toString())
        .contains("balanced classes (largest over smallest): 3");

    LinearHead biased =
        new LinearHead(
            head.features(),
            head.labels(),
            3,
            head.weights(),
            List.of(new double[6], new double[] {0.1, 0, 0}));
    Certificate nc1 = certificate(NC1, biased);
    assertThat(nc1.bounds().get(0).bound().toString())
        .contains("layers of the head with a bias: 1");
    assertThat(nc1.bounds().get(1).holds()).as("a bias of the last layer moves no class").isTrue();
    assertThat(nc1.bounds().get(2).holds()).isTrue();
    assertThat(certificate(NC3, biased).bounds())
        .allSatisfy(b -> assertThat(b.applies()).isFalse());
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e90, 1e-90})
  void aHugeScaleIsUndefinedOrRightButNeverInfinite(double scale) {
    double[] s = {1, 0.7};
    LinearHead plain = balanced(2, 4, 3, s, new SplittableRandom(1));
    Matrix first = plain.weights().get(0);
    Matrix last = plain.weights().get(3);
    LinearHead head =
        LinearHead.of(
            plain.features(),
            plain.labels(),
            2,
            List.of(
                first.combine(scale, 0, first),
                plain.weights().get(1),
                plain.weights().get(2),
                last.combine(1 / scale, 0, last)));
    for (Certificate c : HeadCertificates.of(head, NetworkFacts.NONE.withNonlinearLayers(0), 1)) {
      for (Bound b : c.bounds()) {
        assertThat(Double.isInfinite(b.bound().orNaN())).as(c.id()).isFalse();
        assertThat(b.holds()).as("%s %s", c.id(), b).isNotEqualTo(false);
      }
    }
  }

  @Test
  void threadsChangeNothing() {
    SplittableRandom random = new SplittableRandom(11);
    int n = 9000;
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 3;
    }
    LinearHead head =
        LinearHead.of(
            Heads.gaussian(n, 7, random),
            labels,
            3,
            List.of(
                Heads.gaussian(6, 7, random),
                Heads.gaussian(5, 6, random),
                Heads.gaussian(3, 5, random)));
    List<Certificate> one = HeadCertificates.of(head, NetworkFacts.NONE, 1);
    assertThat(HeadCertificates.of(head, NetworkFacts.NONE, 3)).isEqualTo(one);
  }

  /** nc3.cosine leaves the sample out; the theorem is about all of them. */
  @Test
  void aSampleWithoutFeaturesHasNoCosineWithW() {
    Matrix z = new Matrix(4, 2, new double[] {1, 0, 2, 0, 0, 0, 0, 1});
    Matrix w = new Matrix(2, 2, new double[] {1, 0, 0, 1});
    LinearHead head = LinearHead.of(z, new int[] {0, 0, 1, 1}, 2, List.of(w));
    assertThat(HeadQuantities.measure(head, 1).nc3())
        .isEqualTo(MetricValue.undefined("because the features of sample 2 are all 0"));
    z.data()[5] = 1;
    assertThat(HeadQuantities.measure(head, 1).nc3()).isEqualTo(MetricValue.of(1));
  }

  @Test
  void layersThatDoNotFitAreBadInput() {
    assertThatThrownBy(
            () -> LinearHead.of(new Matrix(2, 3), new int[] {0, 1}, 2, List.of(new Matrix(2, 4))))
        .isInstanceOf(BadInputException.class)
        .hasMessage("weights 1: expected 3 columns, as the features have, found 4");
    assertThatThrownBy(
            () -> LinearHead.of(new Matrix(2, 3), new int[] {0, 1}, 2, List.of(new Matrix(5, 3))))
        .isInstanceOf(BadInputException.class)
        .hasMessage("weights of the last layer: expected 2 rows, one per class, found 5");
  }
}
