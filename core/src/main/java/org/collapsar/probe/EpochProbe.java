package org.collapsar.probe;

import java.util.LinkedHashMap;
import java.util.Map;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.NormalisedBalancedness;
import org.collapsar.metrics.VariabilityCollapse;
import org.collapsar.moments.ClassMoments;
import org.collapsar.net.Activation;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Pass;
import org.collapsar.net.Samples;
import org.collapsar.train.FullPass;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of an epoch, from one pass over all training samples in the network's precision;
 * every reduction is in double and in a fixed order.
 */
public final class EpochProbe implements AutoCloseable {
  private final Network network;
  private final NetworkSpec spec;
  private final Samples train;
  private final @Nullable Samples test;
  private final ThreadTeam team;
  private final FullPass pass;

  /**
   * @param train stays open and belongs to the caller, as do {@code test} and {@code network}
   */
  public EpochProbe(Network network, Samples train, @Nullable Samples test, int threads) {
    this.network = network;
    this.spec = network.spec();
    this.train = train;
    this.test = test;
    this.team = new ThreadTeam(threads);
    this.pass = new FullPass(network, team);
  }

  /**
   * Measures:
   *
   * <ul>
   *   <li>{@code loss}: L_n = (1/2n) ||F - Y||_F^2;
   *   <li>{@code loss.regularised}: L_n + sum_l weightDecay_l / (2 stepFactor_l) ||W_l||_F^2, (4)
   *       of Wu and Mondelli for their network;
   *   <li>{@code gradient.norm}: (sum_l ||Delta_l||_F^2 / stepFactor_l)^{1/2}, Delta_l the gradient
   *       with step factor and decay, frozen layers left out; for particles (E ||Delta||^2)^{1/2};
   *   <li>{@code nc1.total} of the inputs H of the last layer;
   *   <li>{@code balancedness.normalised} of the last two layers, where the one before last is
   *       linear;
   *   <li>{@code accuracy.train}: share of samples whose largest output is their class;
   *   <li>{@code accuracy.test}: the same on the test samples.
   * </ul>
   *
   * @param withTest whether to measure the test accuracy; without, the key is absent
   * @return by metric id, in the order above
   */
  public Map<String, MetricValue> measure(boolean withTest) {
    Tally tally = new Tally(train);
    double loss = pass.differentiate(train, tally);
    Map<String, MetricValue> values = new LinkedHashMap<>();
    values.put("loss", finite(loss));
    values.put("loss.regularised", finite(loss + regulariser()));
    values.put("gradient.norm", finite(gradientNorm()));
    values.put("nc1.total", VariabilityCollapse.total(tally.moments));
    values.put("balancedness.normalised", balancedness());
    values.put("accuracy.train", MetricValue.of((double) tally.right / train.size()));
    if (withTest) {
      values.put("accuracy.test", testAccuracy());
    }
    return values;
  }

  private static MetricValue finite(double value) {
    return Double.isFinite(value)
        ? MetricValue.of(value)
        : MetricValue.undefined("because it is not finite: the weights have diverged");
  }

  private MetricValue testAccuracy() {
    if (test == null || test.size() == 0) {
      return MetricValue.undefined("because there are no test samples");
    }
    Tally tally = new Tally(test);
    pass.evaluate(test, tally);
    return MetricValue.of((double) tally.right / test.size());
  }

  private double regulariser() {
    double sum = 0;
    for (int l = 0; l < spec.depth(); l++) {
      LayerSpec layer = spec.layers().get(l);
      sum +=
          layer.weightDecay() / (2 * layer.stepFactor()) * squaredNorm(network.arrays().layer(l));
    }
    return sum;
  }

  private double gradientNorm() {
    double sum = 0;
    for (int l = 0; l < spec.depth(); l++) {
      LayerSpec layer = spec.layers().get(l);
      if (!layer.frozen()) {
        sum += squaredNorm(pass.gradient().layer(l)) / layer.stepFactor();
      }
    }
    return Math.sqrt(sum);
  }

  private static double squaredNorm(NativeArray array) {
    double[] piece = new double[Math.min(array.length(), 4096)];
    double sum = 0;
    for (int start = 0; start < array.length(); start += piece.length) {
      int n = Math.min(piece.length, array.length() - start);
      array.read(start, piece, 0, n);
      double part = 0;
      for (int i = 0; i < n; i++) {
        part += piece[i] * piece[i];
      }
      sum += part;
    }
    return sum;
  }

  private MetricValue balancedness() {
    int last = spec.depth() - 1;
    if (last < 1) {
      return MetricValue.undefined("because the network has one layer");
    }
    if (spec.layers().get(last - 1).activation() != Activation.IDENTITY) {
      return MetricValue.undefined("because the layer before the last is not linear");
    }
    Matrix a = network.matrix(last - 1);
    Matrix second = a.gram().combine(1.0 / a.columns(), 0, new Matrix(a.rows(), a.rows()));
    return NormalisedBalancedness.of(second, network.matrix(last).transposed().gram());
  }

  /**
   * What a pass collects of its samples: the moments of the last layer's inputs, and how many are
   * classified right.
   */
  private final class Tally implements FullPass.Visitor {
    private final Samples data;
    private final ClassMoments moments;
    private final double[] row;
    private long right;

    Tally(Samples data) {
      this.data = data;
      this.row = new double[spec.inputsOf(spec.depth() - 1)];
      this.moments = ClassMoments.create(row.length, data.classes());
    }

    @Override
    public void visit(int start, int samples, Pass pass) {
      int last = spec.depth() - 1;
      NativeArray outputs = pass.activations(last);
      int classes = spec.outputs();
      for (int i = 0; i < samples; i++) {
        int label = data.label(start + i);
        if (last > 0) {
          pass.activations(last - 1).read(i * row.length, row, 0, row.length);
        } else {
          data.inputs().read((start + i) * row.length, row, 0, row.length);
        }
        moments.accept(row, 0, label);
        int best = 0;
        for (int k = 1; k < classes; k++) {
          if (outputs.get(i * classes + k) > outputs.get(i * classes + best)) {
            best = k;
          }
        }
        if (best == label) {
          right++;
        }
      }
    }
  }

  @Override
  public void close() {
    team.close();
    pass.close();
  }
}
