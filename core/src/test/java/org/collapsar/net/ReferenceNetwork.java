package org.collapsar.net;

import org.collapsar.data.Dataset;
import org.collapsar.linalg.Matrix;

/**
 * Loss, gradient and steps of a stack by plain loops in double: the other route that the engine is
 * compared with.
 */
public final class ReferenceNetwork {
  private final NetworkSpec spec;
  private final boolean crossEntropy;
  private final DescentRule rule;
  private final Matrix[] weights;
  private final double[][] biases;
  private final Matrix[] velocities;
  private final double[][] biasVelocities;

  /** With the squared loss and plain descent. */
  public ReferenceNetwork(Network network) {
    this(network, false, DescentRule.PLAIN);
  }

  public ReferenceNetwork(Network network, boolean crossEntropy, DescentRule rule) {
    this.spec = network.spec();
    this.crossEntropy = crossEntropy;
    this.rule = rule;
    int depth = spec.depth();
    weights = new Matrix[depth];
    biases = new double[depth][];
    velocities = new Matrix[depth];
    biasVelocities = new double[depth][];
    for (int l = 0; l < depth; l++) {
      weights[l] = network.matrix(l);
      biases[l] = network.biases(l);
      velocities[l] = new Matrix(weights[l].rows(), weights[l].columns());
      biasVelocities[l] = new double[biases[l].length];
    }
  }

  public Matrix weights(int l) {
    return weights[l];
  }

  public double[] biases(int l) {
    return biases[l];
  }

  /** The definition of an activation, but for Phi from StrictMath alone. */
  public static double value(Activation f, double z) {
    return switch (f.kind()) {
      case IDENTITY -> z;
      case RELU -> Math.max(z, 0);
      case TANH -> StrictMath.tanh(z);
      case SIGMOID -> 1 / (1 + StrictMath.exp(-z));
      case LEAKY_RELU -> z > 0 ? z : f.slope() * z;
      case SMOOTH_LEAKY_RELU -> {
        double g = f.slope();
        double s = f.smoothing();
        double root = StrictMath.sqrt(2 * Math.PI);
        double phi = StrictMath.exp(-z * z / (2 * s * s)) / root;
        yield g * z + (1 - g) * (z * gaussianDistribution(z / s) + s * phi - s / root);
      }
    };
  }

  private static double slope(Activation f, double z) {
    return switch (f.kind()) {
      case IDENTITY -> 1;
      case RELU -> z > 0 ? 1 : 0;
      case TANH -> 1 - Math.tanh(z) * Math.tanh(z);
      case SIGMOID -> value(f, z) * (1 - value(f, z));
      case LEAKY_RELU -> z > 0 ? 1 : f.slope();
      case SMOOTH_LEAKY_RELU ->
          f.slope() + (1 - f.slope()) * gaussianDistribution(z / f.smoothing());
    };
  }

  /**
   * Phi(t) = 1/2 + phi(t) (t + t^3/3 + t^5/(3 5) + ..), all terms of one sign; beyond 6 the tail by
   * its continued fraction.
   */
  static double gaussianDistribution(double t) {
    double phi = StrictMath.exp(-t * t / 2) / StrictMath.sqrt(2 * Math.PI);
    if (Math.abs(t) > 6) {
      double fraction = 0;
      for (int k = 80; k >= 1; k--) {
        fraction = k / (Math.abs(t) + fraction);
      }
      double tail = phi / (Math.abs(t) + fraction);
      return t < 0 ? tail : 1 - tail;
    }
    double sum = 0;
    double term = t;
    for (int k = 3; Math.abs(term) > 1e-20 * Math.abs(sum); k += 2) {
      sum += term;
      term *= t * t / k;
    }
    return 0.5 + phi * sum;
  }

  /** The inputs x, and then A_l of every layer, for one sample. */
  public double[][] activations(double[] x) {
    double[][] a = new double[spec.depth() + 1][];
    a[0] = x;
    for (int l = 0; l < spec.depth(); l++) {
      a[l + 1] = new double[weights[l].rows()];
      for (int i = 0; i < a[l + 1].length; i++) {
        a[l + 1][i] = value(spec.layers().get(l).activation(), preactivation(l, i, a[l]));
      }
    }
    return a;
  }

  private double preactivation(int l, int i, double[] below) {
    double z = 0;
    for (int j = 0; j < below.length; j++) {
      z += weights[l].get(i, j) * below[j];
    }
    return spec.layers().get(l).outputScale() * z + (biases[l].length == 0 ? 0 : biases[l][i]);
  }

  /** The mean loss over samples order[from .. to-1]. */
  public double loss(Dataset data, int[] order, int from, int to) {
    double sum = 0;
    for (int s = from; s < to; s++) {
      double[] f = activations(row(data, order[s]))[spec.depth()];
      int label = data.label(order[s]);
      double exponentials = 0;
      for (int k = 0; k < f.length; k++) {
        exponentials += Math.exp(f[k]);
        double r = f[k] - (label == k ? 1 : 0);
        sum += crossEntropy ? 0 : r * r / 2;
      }
      sum += crossEntropy ? Math.log(exponentials) - f[label] : 0;
    }
    return sum / (to - from);
  }

  /** d loss_i / dF of one sample. */
  private double[] outputGradient(double[] outputs, int label) {
    double[] d = outputs.clone();
    if (crossEntropy) {
      double exponentials = 0;
      for (double f : outputs) {
        exponentials += Math.exp(f);
      }
      for (int k = 0; k < d.length; k++) {
        d[k] = Math.exp(outputs[k]) / exponentials;
      }
    }
    d[label] -= 1;
    return d;
  }

  /** dL/dW_l of the mean loss over samples order[from .. to-1], without factors and decay. */
  public Matrix[] gradient(Dataset data, int[] order, int from, int to) {
    return gradient(data, order, from, to, new double[spec.depth()][]);
  }

  /** The same, and dL/db_l into {@code ofBiases[l]}. */
  public Matrix[] gradient(Dataset data, int[] order, int from, int to, double[][] ofBiases) {
    Matrix[] gradient = new Matrix[spec.depth()];
    for (int l = 0; l < gradient.length; l++) {
      gradient[l] = new Matrix(weights[l].rows(), weights[l].columns());
      ofBiases[l] = new double[weights[l].rows()];
    }
    for (int s = from; s < to; s++) {
      double[][] a = activations(row(data, order[s]));
      double[] d = outputGradient(a[spec.depth()], data.label(order[s]));
      for (int l = spec.depth() - 1; l >= 0; l--) {
        double scale = spec.layers().get(l).outputScale();
        double[] below = new double[a[l].length];
        for (int i = 0; i < d.length; i++) {
          double dz = d[i] * slope(spec.layers().get(l).activation(), preactivation(l, i, a[l]));
          ofBiases[l][i] += dz / (to - from);
          for (int j = 0; j < below.length; j++) {
            gradient[l].data()[i * below.length + j] += scale * dz * a[l][j] / (to - from);
            below[j] += scale * weights[l].get(i, j) * dz;
          }
        }
        d = below;
      }
    }
    return gradient;
  }

  /** One step, unfused, number by number as PyTorch's documentation of SGD writes it. */
  public void step(Dataset data, int[] order, int from, int to, double eta) {
    double[][] ofBiases = new double[spec.depth()][];
    Matrix[] gradient = gradient(data, order, from, to, ofBiases);
    for (int l = 0; l < weights.length; l++) {
      LayerSpec layer = spec.layers().get(l);
      if (layer.frozen()) {
        continue;
      }
      double decay = layer.weightDecay();
      double[] w = weights[l].data().clone();
      step(w, velocities[l].data(), gradient[l].data(), layer.stepFactor(), decay, eta);
      weights[l] = new Matrix(weights[l].rows(), weights[l].columns(), w);
      double biasDecay = layer.decayBias() ? decay : 0;
      step(biases[l], biasVelocities[l], ofBiases[l], layer.stepFactor(), biasDecay, eta);
    }
  }

  private void step(
      double[] w, double[] v, double[] gradient, double factor, double decay, double eta) {
    for (int i = 0; i < w.length; i++) {
      double g = factor * gradient[i];
      if (!rule.decoupled()) {
        g += decay * w[i];
      }
      v[i] = rule.momentum() * v[i] + g;
      if (rule.decoupled()) {
        w[i] -= eta * decay * w[i];
      }
      w[i] -= eta * (rule.nesterov() ? g + rule.momentum() * v[i] : v[i]);
    }
  }

  public static double[] row(Dataset data, int i) {
    double[] row = new double[data.dimension()];
    data.copyRow(i, row, 0);
    return row;
  }
}
