package org.collapsar.theory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;

/** Random linear heads of every kind that the theorems speak of, and of some that they do not. */
final class Heads {
  private Heads() {}

  /** What a draw is, for messages. */
  record Drawn(LinearHead head, NetworkFacts facts, String kind) {
    @Override
    public String toString() {
      return kind
          + ", K "
          + head.classes()
          + ", N "
          + head.samples()
          + ", L_2 "
          + head.depth()
          + ", widths "
          + head.weights().stream().map(Matrix::columns).toList();
    }
  }

  static Matrix gaussian(int rows, int columns, SplittableRandom random) {
    Matrix m = new Matrix(rows, columns);
    for (int i = 0; i < m.data().length; i++) {
      m.data()[i] = random.nextGaussian();
    }
    return m;
  }

  /** e^u, u uniform between the logarithms. */
  static double between(double least, double most, SplittableRandom random) {
    return least * Math.pow(most / least, random.nextDouble());
  }

  static Matrix frame(int rows, int columns, SplittableRandom random) {
    return Spectral.orthonormalColumns(gaussian(rows, columns, random));
  }

  static int[] labels(int[] counts) {
    List<Integer> labels = new ArrayList<>();
    for (int c = 0; c < counts.length; c++) {
      labels.addAll(Collections.nCopies(counts[c], c));
    }
    return labels.stream().mapToInt(x -> x).toArray();
  }

  /**
   * A head whose layers share their singular values (exactly balanced), with features that it maps
   * to Y; then both are disturbed, each by an amount that may be nothing or large.
   */
  static Drawn draw(SplittableRandom random) {
    int k = 2 + random.nextInt(9);
    int depth = random.nextInt(10) == 0 ? 1 : 2 + random.nextInt(4);
    int spread = random.nextInt(4) == 0 ? 1 : 7;
    int[] widths = new int[depth + 1];
    for (int i = 0; i < depth; i++) {
      widths[i] = k + random.nextInt(spread);
    }
    widths[depth] = k;
    if (random.nextInt(40) == 0) {
      widths[random.nextInt(depth)] = Math.max(1, k - 1);
    }
    boolean equalClasses = random.nextInt(8) > 0;
    int m = 1 + random.nextInt(4);
    int[] counts = new int[k];
    for (int c = 0; c < k; c++) {
      counts[c] = equalClasses ? m : 1 + random.nextInt(5);
    }
    int[] labels = labels(counts);
    double kappa =
        random.nextInt(4) == 0 ? 1 : between(1, Math.min(30, Math.pow(10, 6.0 / depth)), random);
    double scale = random.nextInt(3) == 0 ? 1 : between(0.3, 3, random);
    boolean narrow = false;
    for (int width : widths) {
      narrow |= width < k;
    }
    String kind;
    List<Matrix> weights;
    Matrix z;
    if (narrow || random.nextInt(16) == 0) {
      kind = "rough";
      weights = new ArrayList<>();
      for (int i = 0; i < depth; i++) {
        Matrix w = gaussian(widths[i + 1], widths[i], random);
        weights.add(w.combine(1 / Math.sqrt(widths[i]), 0, w));
      }
      z = gaussian(labels.length, widths[0], random);
    } else {
      double[] s = singularValues(k, kappa, scale, random);
      Matrix[] frames = new Matrix[depth + 1];
      for (int i = 0; i <= depth; i++) {
        frames[i] = frame(widths[i], k, random);
      }
      if (random.nextInt(5) == 0) {
        frames[depth] = identity(k);
      }
      weights = layers(frames, s, between(1e-12, 0.3, random), random);
      z = interpolating(frames[0], frames[depth], s, depth, labels);
      kind = random.nextInt(8) == 0 ? turn(z, frames, s, labels, random) : disturb(z, random);
    }
    return new Drawn(LinearHead.of(z, labels, k, weights), facts(z, weights, random), kind);
  }

  private static double[] singularValues(
      int k, double kappa, double scale, SplittableRandom random) {
    double[] s = new double[k];
    boolean extreme = random.nextBoolean();
    for (int j = 0; j < k; j++) {
      double u = extreme ? (j % 2) : random.nextDouble();
      s[j] = scale * Math.pow(kappa, -u);
    }
    s[0] = scale;
    s[k - 1] = scale / kappa;
    return s;
  }

  static Matrix identity(int k) {
    Matrix id = new Matrix(k, k);
    for (int i = 0; i < k; i++) {
      id.data()[i * k + i] = 1;
    }
    return id;
  }

  static Matrix diagonal(double[] s) {
    Matrix d = new Matrix(s.length, s.length);
    for (int i = 0; i < s.length; i++) {
      d.data()[i * s.length + i] = s[i];
    }
    return d;
  }

  /** W_l = U_l S U_{l-1}^T, plus a disturbance of the whole, of one layer, or none. */
  static List<Matrix> layers(
      Matrix[] frames, double[] s, double disturbance, SplittableRandom random) {
    List<Matrix> weights = new ArrayList<>();
    int which = random.nextInt(3);
    for (int i = 1; i < frames.length; i++) {
      Matrix w = frames[i].times(diagonal(s)).times(frames[i - 1].transposed());
      if (which == 0 || (which == 1 && i == 1)) {
        w = w.combine(1, disturbance * s[0], gaussian(w.rows(), w.columns(), random));
      }
      weights.add(w);
    }
    return weights;
  }

  /** Rows P^+ y, P = U_L S^depth U_0^T. */
  static Matrix interpolating(Matrix first, Matrix last, double[] s, int depth, int[] labels) {
    double[] inverse = new double[s.length];
    for (int j = 0; j < s.length; j++) {
      inverse[j] = Math.pow(s[j], -depth);
    }
    Matrix means = last.times(diagonal(inverse)).times(first.transposed());
    Matrix z = new Matrix(labels.length, first.rows());
    for (int i = 0; i < labels.length; i++) {
      System.arraycopy(
          means.data(), labels[i] * z.columns(), z.data(), i * z.columns(), z.columns());
    }
    return z;
  }

  private static String disturb(Matrix z, SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      return "interpolating";
    }
    double size = between(1e-9, 0.5, random);
    double scale = Math.sqrt(z.squaredNorm() / z.data().length);
    Matrix noise = gaussian(z.rows(), z.columns(), random);
    for (int i = 0; i < z.data().length; i++) {
      z.data()[i] += size * scale * noise.data()[i];
    }
    return "noisy";
  }

  /**
   * Adversarial: some samples reach the last layer at -tau w_c/||w_c||^2, on the wrong side of
   * their own row, however little.
   */
  private static String turn(
      Matrix z, Matrix[] frames, double[] s, int[] labels, SplittableRandom random) {
    int depth = frames.length - 1;
    double[] inverse = new double[s.length];
    for (int j = 0; j < s.length; j++) {
      inverse[j] = Math.pow(s[j], 2 - depth);
    }
    // Rows: what the layers before the last map to the rows of W_L = U_L S U_{L-1}^T.
    Matrix back = frames[depth].times(diagonal(inverse)).times(frames[0].transposed());
    Matrix rows = frames[depth].times(diagonal(s));
    double tau = between(1e-4, 0.5, random);
    for (int i = 0; i < labels.length; i++) {
      if (random.nextInt(10) == 0) {
        int c = labels[i];
        double norm = 0;
        for (int j = 0; j < s.length; j++) {
          norm += rows.get(c, j) * rows.get(c, j);
        }
        for (int j = 0; j < z.columns(); j++) {
          z.data()[i * z.columns() + j] = -tau * back.get(c, j) / norm;
        }
      }
    }
    return "adversarial";
  }

  /** Leaky layers before the head, made backwards, so that their output is z. */
  private static NetworkFacts facts(Matrix z, List<Matrix> weights, SplittableRandom random) {
    int layers = random.nextInt(3);
    Matrix x = z;
    double squared = 0;
    for (Matrix w : weights) {
      squared += w.squaredNorm();
    }
    for (int l = 0; l < layers; l++) {
      double[] before = x.data().clone();
      for (int i = 0; i < before.length; i++) {
        before[i] = before[i] < 0 ? before[i] / 0.5 : before[i];
      }
      double scale = between(0.5, 2, random);
      Matrix rotation = frame(x.columns(), x.columns(), random);
      squared += scale * scale * x.columns();
      x = new Matrix(x.rows(), x.columns(), before).times(rotation.combine(1 / scale, 0, rotation));
    }
    return NetworkFacts.NONE
        .withInputNorm(Spectral.singularValues(x)[0])
        .withNonlinearLayers(layers)
        .withParameterNorm(Math.sqrt(squared))
        .withPlain(true);
  }

  /**
   * ||sum_l (W_{L:l+1} W_{L:l+1}^T) (x) (Z_{l-1} Z_{l-1}^T)||_op, the linear layers' part of the
   * neural tangent kernel, from below: power iteration never passes the truth, and so makes both
   * theorems about it harder.
   */
  static double kernelNorm(LinearHead head, int iterations) {
    int depth = head.depth();
    int k = head.classes();
    Matrix[] z = new Matrix[depth];
    Matrix[] above = new Matrix[depth];
    // Z = Q R: Q changes no norm.
    z[0] = Spectral.triangle(head.features());
    int n = z[0].rows();
    for (int l = 1; l < depth; l++) {
      z[l] = z[l - 1].times(head.weights().get(l - 1).transposed());
    }
    Matrix product = identity(k);
    for (int l = depth - 1; l >= 0; l--) {
      above[l] = product.gram();
      product = product.times(head.weights().get(l));
    }
    Matrix v = new Matrix(n, k);
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < k; c++) {
        v.data()[i * k + c] = Math.cos(i + 7 * c) + 0.1;
      }
    }
    double norm = 0;
    for (int it = 0; it < iterations; it++) {
      Matrix next = new Matrix(n, k);
      for (int l = 0; l < depth; l++) {
        Matrix part = z[l].times(z[l].transposed().times(v)).times(above[l]);
        next = next.combine(1, 1, part);
      }
      double before = norm;
      norm = v.inner(next) / v.squaredNorm();
      if (Math.abs(norm - before) < 1e-6 * norm) {
        break;
      }
      double length = Math.sqrt(next.squaredNorm());
      v = next.combine(1 / length, 0, next);
    }
    return norm;
  }
}
