package org.collapsar.bench;

import java.util.Arrays;

/**
 * The step written out in double, straight from the formulas of Wu and Mondelli (ICML 2025), [20]
 * with N particles: with R = W^T H - Y and n = B,
 *
 * <pre>
 * Delta_a(j) = (1/n) W R sigma(X^T u_j) + lambda a_j
 * Delta_u(j) = (1/n) X [ sigma'(X^T u_j) * (R^T W^T a_j) ] + lambda u_j.
 * </pre>
 */
final class PlainStep {
  private final Problem problem;
  private final Workload w;
  private final double[] u;
  private final double[] a;
  private final double[] head;

  PlainStep(Problem problem) {
    this.problem = problem;
    w = problem.workload();
    u = problem.particles();
    a = problem.secondLayer();
    head = problem.head();
  }

  void step(int batch) {
    double[] x = problem.inputs(batch);
    double[] y = problem.targets(batch);
    double[][] s = new double[w.particles()][w.batch()];
    for (int j = 0; j < w.particles(); j++) {
      for (int i = 0; i < w.batch(); i++) {
        double dot = 0;
        for (int k = 0; k < w.inputs(); k++) {
          dot += u[j * w.inputs() + k] * x[i * w.inputs() + k];
        }
        s[j][i] = Math.tanh(dot);
      }
    }
    double[][] wr = headTimesResidual(s, y);
    for (int j = 0; j < w.particles(); j++) {
      double[] deltaA = new double[w.features()];
      double[] deltaU = new double[w.inputs()];
      for (int i = 0; i < w.batch(); i++) {
        double backward = 0;
        for (int k = 0; k < w.features(); k++) {
          deltaA[k] += wr[k][i] * s[j][i] / w.batch();
          backward += wr[k][i] * a[k * w.particles() + j];
        }
        for (int k = 0; k < w.inputs(); k++) {
          deltaU[k] += x[i * w.inputs() + k] * (1 - s[j][i] * s[j][i]) * backward / w.batch();
        }
      }
      for (int k = 0; k < w.features(); k++) {
        int index = k * w.particles() + j;
        a[index] -= w.eta() * (deltaA[k] + w.decay() * a[index]);
      }
      for (int k = 0; k < w.inputs(); k++) {
        int index = j * w.inputs() + k;
        u[index] -= w.eta() * (deltaU[k] + w.decay() * u[index]);
      }
    }
  }

  /** W R [p x B]. */
  private double[][] headTimesResidual(double[][] s, double[] y) {
    double[][] result = new double[w.features()][w.batch()];
    for (int i = 0; i < w.batch(); i++) {
      double[] h = new double[w.features()];
      for (int k = 0; k < w.features(); k++) {
        for (int j = 0; j < w.particles(); j++) {
          h[k] += a[k * w.particles() + j] * s[j][i] / w.particles();
        }
      }
      for (int c = 0; c < w.classes(); c++) {
        double residual = -y[i * w.classes() + c];
        for (int k = 0; k < w.features(); k++) {
          residual += head[c * w.features() + k] * h[k];
        }
        for (int k = 0; k < w.features(); k++) {
          result[k][i] += head[c * w.features() + k] * residual;
        }
      }
    }
    return result;
  }

  double[] particles() {
    return u.clone();
  }

  double[] secondLayer() {
    return a.clone();
  }

  /** Largest absolute difference of two arrays of the same length. */
  static double distance(double[] left, double[] right) {
    double[] differences = new double[left.length];
    Arrays.setAll(differences, i -> Math.abs(left[i] - right[i]));
    return Arrays.stream(differences).max().orElse(0);
  }
}
