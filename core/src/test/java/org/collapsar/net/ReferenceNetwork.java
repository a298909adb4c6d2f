package org.collapsar.net;

import org.collapsar.data.Dataset;
import org.collapsar.linalg.Matrix;

/**
 * Loss and gradient of a stack by plain loops in double: the other route that the engine is
 * compared with.
 */
public final class ReferenceNetwork {
  private final NetworkSpec spec;
  private final Matrix[] weights;

  public ReferenceNetwork(Network network) {
    spec = network.spec();
    weights = new Matrix[spec.depth()];
    for (int l = 0; l < weights.length; l++) {
      weights[l] = network.matrix(l);
    }
  }

  public Matrix weights(int l) {
    return weights[l];
  }

  private static double value(Activation f, double z) {
    return switch (f) {
      case IDENTITY -> z;
      case RELU -> Math.max(z, 0);
      case TANH -> Math.tanh(z);
      case SIGMOID -> 1 / (1 + Math.exp(-z));
    };
  }

  private static double slope(Activation f, double z) {
    return switch (f) {
      case IDENTITY -> 1;
      case RELU -> z > 0 ? 1 : 0;
      case TANH -> 1 - Math.tanh(z) * Math.tanh(z);
      case SIGMOID -> value(f, z) * (1 - value(f, z));
    };
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
    return spec.layers().get(l).outputScale() * z;
  }

  /** (1/2n) ||F - Y||^2 over samples order[from .. to-1]. */
  public double loss(Dataset data, int[] order, int from, int to) {
    double sum = 0;
    for (int s = from; s < to; s++) {
      double[] f = activations(row(data, order[s]))[spec.depth()];
      for (int k = 0; k < f.length; k++) {
        double r = f[k] - (data.label(order[s]) == k ? 1 : 0);
        sum += r * r;
      }
    }
    return sum / (2.0 * (to - from));
  }

  /** dL/dW_l of the mean loss over samples order[from .. to-1], without factors and decay. */
  public Matrix[] gradient(Dataset data, int[] order, int from, int to) {
    Matrix[] gradient = new Matrix[spec.depth()];
    for (int l = 0; l < gradient.length; l++) {
      gradient[l] = new Matrix(weights[l].rows(), weights[l].columns());
    }
    for (int s = from; s < to; s++) {
      double[][] a = activations(row(data, order[s]));
      double[] d = a[spec.depth()].clone();
      d[data.label(order[s])] -= 1;
      for (int l = spec.depth() - 1; l >= 0; l--) {
        double scale = spec.layers().get(l).outputScale();
        double[] below = new double[a[l].length];
        for (int i = 0; i < d.length; i++) {
          double dz = d[i] * slope(spec.layers().get(l).activation(), preactivation(l, i, a[l]));
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

  /** One step, unfused: W - eta (stepFactor G + weightDecay W). */
  public void step(Dataset data, int[] order, int from, int to, double eta) {
    Matrix[] gradient = gradient(data, order, from, to);
    for (int l = 0; l < weights.length; l++) {
      LayerSpec layer = spec.layers().get(l);
      if (!layer.frozen()) {
        weights[l] =
            weights[l].combine(
                1 - eta * layer.weightDecay(), -eta * layer.stepFactor(), gradient[l]);
      }
    }
  }

  public static double[] row(Dataset data, int i) {
    double[] row = new double[data.dimension()];
    data.copyRow(i, row, 0);
    return row;
  }
}
