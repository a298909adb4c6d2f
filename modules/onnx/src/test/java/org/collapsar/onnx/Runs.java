package org.collapsar.onnx;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.collapsar.model.ModelDevice;
import org.collapsar.model.ModelRun;
import org.collapsar.model.Models;

/** Runs models of tests. */
final class Runs {
  private Runs() {}

  /** The numbers of tensors, all samples of each behind each other. */
  static Map<String, float[]> run(
      Path model, float[] samples, List<Integer> sample, int count, String... tensors) {
    Map<String, float[]> found = new LinkedHashMap<>();
    try (ModelRun run = Models.open(model).run(List.of(tensors), ModelDevice.CPU, 1)) {
      run.forward(
          samples,
          sample,
          count,
          (tensor, first, n, shape, values) -> {
            int size = values.remaining() / n;
            float[] into = found.computeIfAbsent(tensors[tensor], name -> new float[count * size]);
            values.get(into, first * size, n * size);
          });
    }
    return found;
  }

  /** Normal numbers, the same for the same seed. */
  static float[] normal(long seed, int count) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** x W^T + b in double, x [n x d], W [k x d]; no bias where it is null. */
  static double[] linear(double[] x, float[] w, float[] b, int d) {
    int k = w.length / d;
    int n = x.length / d;
    double[] y = new double[n * k];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < k; j++) {
        double sum = b == null ? 0 : b[j];
        for (int t = 0; t < d; t++) {
          sum += x[i * d + t] * w[j * d + t];
        }
        y[i * k + j] = sum;
      }
    }
    return y;
  }

  static double[] relu(double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.max(x[i], 0);
    }
    return y;
  }

  static double[] doubles(float[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i];
    }
    return y;
  }

  /** A matrix of so many rows turned. */
  static float[] turned(float[] w, int rows) {
    int columns = w.length / rows;
    float[] turned = new float[w.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        turned[j * rows + i] = w[i * columns + j];
      }
    }
    return turned;
  }
}
