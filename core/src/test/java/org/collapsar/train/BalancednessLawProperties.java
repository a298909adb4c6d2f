package org.collapsar.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.DescentRule;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.net.WeightArrays;
import org.collapsar.random.Seed;

/**
 * With D_l = W_{l+1}^T W_{l+1} - W_l W_l^T of a linear layer l and T_l = dL/dW_l, one step of plain
 * gradient descent gives exactly
 *
 * <pre>D_l' = (1 - eta lambda)^2 D_l + eta^2 (T_{l+1}^T T_{l+1} - T_l T_l^T),</pre>
 *
 * because W_{l+1}^T T_{l+1} = T_l W_l^T (Jacot et al., ICLR 2025, the second phase of Theorem 4.4).
 */
class BalancednessLawProperties {

  @Property(tries = 200)
  void oneStepOfPlainDescentFollowsTheLaw(
      @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 1, max = 160) Integer> nonlinear,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 160) Integer> linear,
      @ForAll @IntRange(min = 2, max = 5) int classes,
      @ForAll @DoubleRange(min = -4, max = -1) double logEta,
      @ForAll @DoubleRange(min = -4, max = 0) double logLambda,
      @ForAll Loss loss,
      @ForAll long seed) {
    NetworkSpec spec = spec(nonlinear, linear, classes, Math.pow(10, logLambda));
    double eta = Math.pow(10, logEta);
    Deviation deviation = deviation(spec, loss, DescentRule.PLAIN, 1, eta, seed);
    assertThat(deviation.largest).isLessThanOrEqualTo(1e-12 * deviation.size);
  }

  /** So that the property can fail: two steps with momentum, each held against the law. */
  @Property(tries = 20)
  void momentumBreaksTheLaw(@ForAll long seed) {
    NetworkSpec spec = spec(List.of(20), List.of(15, 12), 3, 0.1);
    Deviation deviation =
        deviation(spec, Loss.SQUARED, new DescentRule(0.9, false, false), 2, 0.05, seed);
    assertThat(deviation.largest).isGreaterThan(1e-6 * deviation.size);
  }

  private static NetworkSpec spec(
      List<Integer> nonlinear, List<Integer> linear, int classes, double decay) {
    List<LayerSpec> layers = new ArrayList<>();
    nonlinear.forEach(width -> layers.add(layer(width, Activation.RELU, decay)));
    linear.forEach(width -> layers.add(layer(width, Activation.IDENTITY, decay)));
    layers.add(layer(classes, Activation.IDENTITY, decay));
    return new NetworkSpec(7, layers);
  }

  private static LayerSpec layer(int width, Activation f, double decay) {
    return LayerSpec.dense(width, f).decay(decay);
  }

  private record Deviation(double largest, double size) {}

  /** The largest deviation from the law in the last of {@code steps} steps, of all linear pairs. */
  private static Deviation deviation(
      NetworkSpec spec, Loss loss, DescentRule rule, int steps, double eta, long seed) {
    Dataset data = Cases.gaussian(25, spec.inputs(), spec.outputs(), seed);
    int[] order = IntStream.range(0, 25).toArray();
    int depth = spec.depth();
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(seed));
        Samples samples = Samples.of(data, Precision.FLOAT64);
        ThreadTeam team = new ThreadTeam(1);
        WeightArrays v = rule.hasMomentum() ? new WeightArrays(spec, Precision.FLOAT64) : null;
        FullPass pass = new FullPass(network, team, loss, false);
        Step step = new Step(network, 25, team, loss, rule, v)) {
      step.size(eta);
      for (int k = 1; k < steps; k++) {
        step.step(samples, order, 0, 25, Seed.of(0));
      }
      pass.accumulate(samples, (start, count, p) -> {});
      Matrix[] before = new Matrix[depth];
      Matrix[] gradient = new Matrix[depth];
      for (int l = 0; l < depth; l++) {
        before[l] = network.matrix(l);
        gradient[l] =
            new Matrix(before[l].rows(), before[l].columns(), pass.gradient().layer(l).toDoubles());
      }
      step.step(samples, order, 0, 25, Seed.of(0));
      double largest = 0;
      double size = 0;
      for (int l = 0; l + 1 < depth; l++) {
        LayerSpec layer = spec.layers().get(l);
        if (!layer.activation().isIdentity()) {
          continue;
        }
        double keep = 1 - eta * layer.weightDecay();
        Matrix predicted =
            difference(before[l + 1], before[l])
                .combine(keep * keep, eta * eta, difference(gradient[l + 1], gradient[l]));
        Matrix found = difference(network.matrix(l + 1), network.matrix(l));
        for (double x : found.combine(1, -1, predicted).data()) {
          largest = Math.max(largest, Math.abs(x));
        }
        size = Math.max(size, Math.sqrt(before[l].squaredNorm() + before[l + 1].squaredNorm()));
        size = Math.max(size, size * size);
      }
      return new Deviation(largest, size);
    }
  }

  /** A_{l+1}^T A_{l+1} - A_l A_l^T. */
  private static Matrix difference(Matrix above, Matrix below) {
    return above.transposed().times(above).combine(1, -1, below.times(below.transposed()));
  }
}
