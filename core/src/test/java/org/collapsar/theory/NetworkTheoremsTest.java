package org.collapsar.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.junit.jupiter.api.Test;

/** Theorem 5.2 at minimisers that are known, and the kernel of Proposition 5.3 formed from J. */
class NetworkTheoremsTest {
  private static final int DRAWS = 10_000;

  /** p &gt; 0 where (m K/2) (1 - p)^2 + (lambda/2) K L_2 p^(2/L_2) is smallest. */
  private static double smallestPower(int m, int depth, double lambda) {
    double best = 0;
    double least = m / 2.0;
    for (double centre = 0.5, width = 0.5; width > 1e-13; width /= 10) {
      double at = centre;
      for (int i = -20; i <= 20; i++) {
        double p = Math.max(0, centre + width * i / 20);
        double cost = m / 2.0 * (1 - p) * (1 - p) + lambda / 2 * depth * Math.pow(p, 2.0 / depth);
        if (cost <= least) {
          least = cost;
          best = p;
          at = p;
        }
      }
      centre = at;
    }
    return best;
  }

  /** X = Y and a linear network: the global minimiser is balanced, isotropic and known. */
  @Test
  void atGlobalMinimisersOfDeepLinearNetworks() {
    SplittableRandom random = new SplittableRandom(52);
    int applied = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < DRAWS; i++) {
      int k = 2 + random.nextInt(4);
      int depth = 1 + random.nextInt(4);
      int m = 1 + random.nextInt(3);
      double lambda = Heads.between(1e-6, 0.7, random);
      double s = Math.pow(smallestPower(m, depth, lambda), 1.0 / depth);
      if (s == 0) {
        continue;
      }
      Matrix[] frames = new Matrix[depth + 1];
      frames[0] = Heads.identity(k);
      frames[depth] = frames[0];
      for (int l = 1; l < depth; l++) {
        frames[l] = Heads.frame(k + random.nextInt(3), k, random);
      }
      double[] values = new double[k];
      Arrays.fill(values, s);
      int[] counts = new int[k];
      Arrays.fill(counts, m);
      int[] labels = Heads.labels(counts);
      Matrix y = new Matrix(labels.length, k);
      for (int j = 0; j < labels.length; j++) {
        y.data()[j * k + labels[j]] = 1;
      }
      LinearHead head = LinearHead.of(y, labels, k, Heads.layers(frames, values, 0, random));
      NetworkFacts facts =
          NetworkFacts.NONE.withNonlinearLayers(0).withMinimiserCost(0).withDecay(lambda);
      HeadQuantities q = HeadQuantities.measure(head, 1);
      for (Certificate c : new GlobalMinimum(q, facts).certificates()) {
        for (Bound b : c.bounds()) {
          if (b.applies()) {
            assertThat(c.value().orNaN())
                .as("%s %s", c.id(), b)
                .isLessThanOrEqualTo(b.bound().orNaN() * (1 + 1e-9));
          }
        }
        if (c.id().endsWith("last") && c.bounds().get(0).applies()) {
          applied++;
          smallest = Math.min(smallest, c.bounds().get(0).slack().orNaN());
          assertThat(c.bounds().get(1).bound().orNaN())
              .as("the measured eps_1 is never above the allowed one")
              .isLessThanOrEqualTo(c.bounds().get(0).bound().orNaN() * (1 + 1e-9));
        }
      }
    }
    System.out.println(
        "theorem 5.2 applied to " + applied + " of " + DRAWS + ", smallest slack " + smallest);
    assertThat(applied).isGreaterThan(DRAWS * 3 / 10);
    assertThat(smallest).as("tight where lambda is small").isLessThan(1.2);
  }

  @Test
  void anUnbalancedHeadIsNoMinimiserWhateverTheUserSays() {
    LinearHead head =
        LinearHead.of(
            Heads.identity(2),
            new int[] {0, 1},
            2,
            List.of(Heads.diagonal(new double[] {2, 2}), Heads.diagonal(new double[] {0.5, 0.5})));
    HeadQuantities q = HeadQuantities.measure(head, 1);
    NetworkFacts facts = NetworkFacts.NONE.withNonlinearLayers(0).withMinimiserCost(0);
    Bound bound = new GlobalMinimum(q, facts).certificates().get(1).bounds().get(1);
    assertThat(bound.applies()).isFalse();
    assertThat(bound.bound().toString()).contains("0 at every minimiser");
    Bound withoutC = new GlobalMinimum(q, NetworkFacts.NONE).certificates().get(1).bounds().get(0);
    assertThat(withoutC.bound().toString()).contains("c was not given");
  }

  /** J J^T with J by differences, against the sum that the power iteration of the tests uses. */
  @Test
  void theKernelIsThatOfTheJacobian() {
    SplittableRandom random = new SplittableRandom(53);
    int k = 2;
    int n = 5;
    int[] labels = {0, 1, 0, 1, 1};
    Matrix z = Heads.gaussian(n, 3, random);
    Matrix w1 = Heads.gaussian(4, 3, random);
    Matrix w2 = Heads.gaussian(k, 4, random);
    int parameters = w1.data().length + w2.data().length;
    Matrix jacobian = new Matrix(n * k, parameters);
    for (int p = 0; p < parameters; p++) {
      Matrix[] outputs = new Matrix[2];
      for (int side = 0; side < 2; side++) {
        Matrix a = new Matrix(4, 3, w1.data().clone());
        Matrix b = new Matrix(k, 4, w2.data().clone());
        double step = side == 0 ? 0.5 : -0.5;
        if (p < a.data().length) {
          a.data()[p] += step;
        } else {
          b.data()[p - a.data().length] += step;
        }
        outputs[side] = z.times(a.transposed()).times(b.transposed());
      }
      for (int i = 0; i < n * k; i++) {
        // Linear in each parameter: the difference is the derivative.
        jacobian.data()[i * parameters + p] = outputs[0].data()[i] - outputs[1].data()[i];
      }
    }
    double formed = Spectral.symmetricNorm(jacobian.gram());
    LinearHead head = LinearHead.of(z, labels, k, List.of(w1, w2));
    assertThat(Heads.kernelNorm(head, 500)).isCloseTo(formed, within(1e-4 * formed));
    // C L_2 may stand for the norm.
    HeadQuantities q = HeadQuantities.measure(head, 1);
    List<Certificate> byNorm =
        new TangentKernel(q, NetworkFacts.NONE.withKernelNorm(formed)).certificates();
    List<Certificate> byConstant =
        new TangentKernel(q, NetworkFacts.NONE.withKernelConstant(formed / 2)).certificates();
    for (int m = 0; m < 2; m++) {
      assertThat(byConstant.get(m).bounds()).isEqualTo(byNorm.get(m).bounds());
    }
  }

  /** An isotropic head: all layers the same, so that every step of the proof of (17) is sharp. */
  @Test
  void equation17IsAttainedByAnIsotropicHead() {
    LinearHead head =
        LinearHead.of(
            Heads.identity(3),
            new int[] {0, 1, 2},
            3,
            List.of(Heads.identity(3), Heads.identity(3), Heads.identity(3)));
    double norm = Heads.kernelNorm(head, 50);
    assertThat(norm).isCloseTo(3, within(1e-12));
    HeadQuantities q = HeadQuantities.measure(head, 1);
    List<Certificate> all =
        new TangentKernel(q, NetworkFacts.NONE.withKernelNorm(norm)).certificates();
    Certificate equation = all.get(all.size() - 1);
    assertThat(equation.bounds().get(1).slack().orNaN()).isCloseTo(1, within(1e-12));
    assertThat(equation.bounds().get(0).slack().orNaN())
        .as("the paper's K^2 is not needed")
        .isCloseTo(9, within(1e-9));
  }
}
