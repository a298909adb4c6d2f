package org.collapsar.bench;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.collapsar.net.LayerSpec;

/**
 * The numbers that every engine starts from, row-major and in double: the weights [width x inputs]
 * of every layer, drawn as the layer's initialisation says, and for each batch the inputs [B x d]
 * and the one-hot targets [B x q].
 */
final class Problem {
  /** Share of pixels that are not zero, as in images of digits. */
  private static final double INK = 0.2;

  private final Workload workload;
  private final double[][] weights;
  private final double[][] inputs;
  private final int[][] labels;

  Problem(Workload workload, long seed) {
    this.workload = workload;
    SplittableRandom random = new SplittableRandom(seed);
    weights = new double[workload.network().depth()][];
    for (int l = 0; l < weights.length; l++) {
      weights[l] = draw(workload.layer(l), workload.network().inputsOf(l), random);
    }
    inputs = new double[workload.batches()][];
    labels = new int[workload.batches()][];
    for (int b = 0; b < workload.batches(); b++) {
      inputs[b] = pixels(workload.batch() * workload.inputs(), random);
      labels[b] = random.ints(workload.batch(), 0, workload.classes()).toArray();
    }
  }

  Workload workload() {
    return workload;
  }

  /** Weights [width x inputs] of layer {@code l}. */
  double[] weights(int l) {
    return weights[l].clone();
  }

  /** Inputs [B x d] of batch {@code b}, in [0, 1]. */
  double[] inputs(int b) {
    return inputs[b].clone();
  }

  /** Labels of the B samples of batch {@code b}. */
  int[] labels(int b) {
    return labels[b].clone();
  }

  /** One-hot targets [B x q] of batch {@code b}. */
  double[] targets(int b) {
    double[] y = new double[workload.batch() * workload.classes()];
    for (int i = 0; i < workload.batch(); i++) {
      y[i * workload.classes() + labels[b][i]] = 1;
    }
    return y;
  }

  private static double[] draw(LayerSpec layer, int inputs, SplittableRandom random) {
    int length = layer.width() * inputs;
    return switch (layer.initialisation()) {
      case GAUSSIAN -> gaussian(length, random);
      case HE -> scaled(gaussian(length, random), Math.sqrt(2.0 / inputs));
      case LECUN -> scaled(gaussian(length, random), Math.sqrt(1.0 / inputs));
      case ORTHONORMAL -> orthonormalRows(layer.width(), inputs, random);
    };
  }

  private static double[] scaled(double[] values, double by) {
    return Arrays.stream(values).map(x -> x * by).toArray();
  }

  private static double[] gaussian(int length, SplittableRandom random) {
    double[] values = new double[length];
    Arrays.setAll(values, i -> random.nextGaussian());
    return values;
  }

  private static double[] pixels(int length, SplittableRandom random) {
    double[] values = new double[length];
    Arrays.setAll(values, i -> random.nextDouble() < INK ? random.nextDouble() : 0);
    return values;
  }

  private static double[] orthonormalRows(int rows, int columns, SplittableRandom random) {
    double[] w = gaussian(rows * columns, random);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < i; j++) {
        double dot = dot(w, i, j, columns);
        for (int k = 0; k < columns; k++) {
          w[i * columns + k] -= dot * w[j * columns + k];
        }
      }
      double norm = Math.sqrt(dot(w, i, i, columns));
      for (int k = 0; k < columns; k++) {
        w[i * columns + k] /= norm;
      }
    }
    return w;
  }

  private static double dot(double[] w, int i, int j, int columns) {
    double sum = 0;
    for (int k = 0; k < columns; k++) {
      sum += w[i * columns + k] * w[j * columns + k];
    }
    return sum;
  }
}
