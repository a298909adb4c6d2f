package org.collapsar.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.collapsar.linalg.Matrix;
import org.junit.jupiter.api.Test;

/**
 * Points that attain the bounds on mean-field networks, or nearly so: half of each would be broken
 * there. The printed (7), the printed forms of Corollary 4.4 and that of Lemma 4.3 for s_min(W) are
 * not among them: half of (7) and of (16), (17), and twice the bound on s_min, are theorems
 * themselves, by the tighter forms.
 */
class TightLandscapesTest {

  private static MeanFieldModel model(
      double gamma, double rho, double w, double noise, Nonlinearity sigma) {
    return new MeanFieldModel(gamma, rho, w, noise, false, sigma, MeanFields.UNIT);
  }

  private static Matrix filled(int rows, int columns, double value) {
    Matrix m = new Matrix(rows, columns);
    Arrays.fill(m.data(), value);
    return m;
  }

  private static Certificate find(MeanFields.Network network, String id) {
    return network.landscape().certificates().stream()
        .filter(c -> c.id().equals("wu2025." + id))
        .findFirst()
        .orElseThrow();
  }

  private static void tight(MeanFields.Network network, String id, int bound, double most) {
    Certificate c = find(network, id);
    Bound b = c.bounds().get(bound);
    assertThat(b.holds()).as("%s: %s", id, b).isTrue();
    assertThat(b.slack().orNaN()).as("%s: %s", id, b.form()).isBetween(1 - 1e-9, most);
    double wrong = b.direction() == Direction.UPPER ? b.bound().orNaN() / 2 : b.bound().orNaN() * 2;
    assertThat(Bound.holds(b.direction(), c.value().orNaN(), wrong)).as("half of it").isFalse();
  }

  /** W = 0: E_1 = D/lambda. One particle: D is the product that Cauchy and Schwarz bound. */
  @Test
  void e1WhereWIsZero() {
    MeanFields.Network network =
        new MeanFields.Network(
            new Matrix(4, 1, new double[] {1, -0.5, 2, 0.3}),
            new int[] {0, 1, 0, 1},
            new Matrix(1, 1, new double[] {0.7}),
            new Matrix(1, 2, new double[] {0.4, -1.1}),
            new Matrix(2, 2),
            model(1.3, 0.02, 0.1, 0, MeanFields.tanh()));
    tight(network, "theorem4.2.e1", 1, 1 + 1e-9);
    tight(network, "theorem4.2.e1", 2, 1 + 1e-9);
  }

  /** u = 0 and a = 0 with tanh: no feature, no gradient, and all of the loss. */
  @Test
  void e2WhereNothingMoves() {
    double s = 1.7;
    MeanFields.Network network =
        new MeanFields.Network(
            new Matrix(4, 2, new double[] {1, 0, 0, 1, 1, 1, 2, 1}),
            new int[] {0, 1, 0, 1},
            new Matrix(3, 2),
            new Matrix(3, 3),
            new Matrix(3, 2, new double[] {s, 0, 0, s, 0, 0}),
            model(0.4, 0.01, 0.1, 0, MeanFields.tanh()));
    for (int bound = 0; bound < 3; bound++) {
      tight(network, "theorem4.2.e2", bound, 1 + 1e-9);
    }
    assertThat(find(network, "theorem4.2.e2").value().orNaN())
        .isCloseTo(4 / (0.16 * s * s), within(1e-12));
  }

  /**
   * A diagonal kernel with Delta_a = 0: every residual is lambda/(gamma^2 s^2 k_i/n + lambda) of
   * its label, and one sample of 40 in each class is nearly all of it, so that E_2 lies within the
   * classes.
   */
  @Test
  void nc1WhereOneSampleOfAClassIsOff() {
    int n = 80;
    int[] labels = MeanFields.labels(2, 40);
    Matrix x = new Matrix(n, n);
    Matrix u = new Matrix(n, n);
    for (int i = 0; i < n; i++) {
      x.data()[i * n + i] = 1;
      u.data()[i * n + i] = i < 2 ? 0.5 : 1e4;
    }
    MeanFieldModel model = model(1, 1e-5, 0.1, 0, MeanFields.relu());
    Matrix w = new Matrix(3, 2, new double[] {1, 0, 0, 1, 0, 0});
    MeanFields.Network network = new MeanFields.Network(x, labels, u, new Matrix(n, 3), w, model);
    Matrix a = MeanFields.standing(network.s(), labels, w, 1, 1e-5);
    network = new MeanFields.Network(x, labels, u, a, w, model);
    tight(network, "corollary4.4", 2, 1.5);
    tight(network, "corollary4.4", 3, 1.5);
    tight(network, "theorem4.2.e2", 1, 1.01);
  }

  /** One class, one particle: everything is of rank one and aligned. */
  @Test
  void lemma43OfRankOne() {
    double a = 0.8;
    MeanFields.Network network =
        new MeanFields.Network(
            filled(5, 1, 1),
            new int[5],
            filled(1, 1, 3),
            new Matrix(1, 2, new double[] {a, 0}),
            new Matrix(2, 1, new double[] {1 / (a * Math.tanh(3)), 0}),
            model(1, 0.1, 0.1, 0, MeanFields.tanh()));
    tight(network, "lemma4.3.smin", 1, 1 + 1e-9);
    tight(network, "lemma4.3.smin", 2, 1 + 1e-9);
  }

  /** Without particles all that is regularised is W. */
  @Test
  void theNormOfWWhereItIsAllOfTheLoss() {
    MeanFields.Network network =
        new MeanFields.Network(
            filled(2, 1, 1),
            new int[] {0, 1},
            new Matrix(2, 1),
            new Matrix(2, 2),
            new Matrix(2, 2, new double[] {1000, 0, 0, 1000}),
            model(1, 0.1, 1, 0, MeanFields.tanh()));
    tight(network, "lemma4.3.norm", 1, 1.0001);
  }

  /** A cold network with lambda_W far above lambda_rho: the printed bound on the norm is met. */
  @Test
  void thePrintedNormOfACold() {
    int n = 8;
    int[] labels = MeanFields.labels(2, 4);
    double beta = 1e40;
    MeanFieldModel model = model(1, 1e-30, 1e-28, 1 / beta, MeanFields.tanh());
    Matrix x = new Matrix(n, n);
    Matrix u = new Matrix(n, n);
    for (int i = 0; i < n; i++) {
      x.data()[i * n + i] = 1;
      u.data()[i * n + i] = 1;
    }
    Matrix w = new Matrix(2, 2, new double[] {30, 0, 0, 30});
    MeanFields.Network empty = new MeanFields.Network(x, labels, u, new Matrix(n, 2), w, model);
    Matrix target = MeanFields.collapsed(w, labels, 1);
    Matrix a = MeanFields.fitting(empty.s(), target);
    Matrix h = new MeanFields.Network(x, labels, u, a, w, model).h();
    a = a.combine(1, 1, MeanFields.fitting(empty.s(), target.combine(1, -1, h)));
    tight(new MeanFields.Network(x, labels, u, a, w, model), "lemma4.3.norm", 0, 1.1);
  }

  /** One particle, one feature, one class, all signs alike. */
  @Test
  void lemma45InOneDimension() {
    for (double noise : new double[] {0, 0.01}) {
      MeanFields.Network network =
          new MeanFields.Network(
              filled(2, 1, 1),
              new int[2],
              filled(1, 1, 2),
              filled(1, 1, 3),
              filled(1, 1, 1e-9),
              model(1, 0.5, 0.1, noise, MeanFields.tanh()));
      if (noise == 0) {
        tight(network, "lemma4.5", 1, 1.0001);
      }
      tight(network, "lemma4.5", noise == 0 ? 2 : 1, 1.0001);
    }
  }

  /** One particle that only a moves: D is all of its drift. */
  @Test
  void theDriftOfOneParticle() {
    MeanFields.Network network =
        new MeanFields.Network(
            filled(3, 1, 1),
            new int[3],
            filled(1, 1, 1e-6),
            filled(1, 1, 3),
            new Matrix(1, 1),
            model(1, 0.5, 0.1, 0, MeanFields.sigmoid()));
    tight(network, "lemma4.6", 0, 1.0001);
  }

  /** What is known of (19) at a point that does stand still: everything is 0. */
  @Test
  void aPointThatStandsStillIsBalanced() {
    MeanFields.Network network =
        new MeanFields.Network(
            filled(2, 1, 1),
            new int[2],
            new Matrix(2, 1),
            new Matrix(2, 1),
            new Matrix(1, 1),
            model(1, 0.5, 0.1, 0, MeanFields.tanh()));
    Bound printed = find(network, "lemma4.5").bounds().get(0);
    assertThat(printed.applies()).isTrue();
    assertThat(printed.bound().orNaN()).isZero();
    assertThat(printed.holds()).isTrue();
  }

  @Test
  void withNoiseOrReluSomeFormsDoNotApplyAndSayWhy() {
    Matrix one = filled(2, 1, 1);
    for (Nonlinearity sigma : List.of(MeanFields.tanh(), MeanFields.relu())) {
      double noise = sigma.bound().isPresent() ? 0.1 : 0;
      MeanFields.Network network =
          new MeanFields.Network(
              one, new int[2], one, one, filled(1, 1, 1), model(1, 0.5, 0.1, noise, sigma));
      Bound printed = find(network, "theorem4.2.e1").bounds().get(0);
      assertThat(printed.applies()).isFalse();
      assertThat(printed.unmet().get(0).name())
          .contains(noise > 0 ? "eps_S contains the score" : "bounded by C_1 (relu)");
      assertThat(printed.bound().orNaN()).isNaN();
      assertThat(find(network, "lemma4.6").quantity())
          .isEqualTo(noise > 0 ? "E||Delta||^2 (drift part of eps_S^2)" : "eps_S^2 = E||Delta||^2");
    }
    MeanFields.Network free =
        new MeanFields.Network(
            one, new int[2], one, one, filled(1, 1, 1), model(1, 0, 0, 0, MeanFields.tanh()));
    assertThat(find(free, "theorem4.2.explained").value().toString())
        .contains("because lambda_rho = 0");
  }
}
