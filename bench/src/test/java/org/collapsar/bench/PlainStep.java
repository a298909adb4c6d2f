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
  private final int particles;
  private final int features;
  private final double decay;
  private final double[] u;
  private final double[] a;
  private final double[] head;

  PlainStep(Problem problem) {
    this.problem = problem;
    w = problem.workload();
    particles = w.layer(0).width();
    features = w.layer(1).width();
    decay = w.layer(0).weightDecay();
    u = problem.weights(0);
    a = problem.weights(1);
    head = problem.weights(2);
  }

  void step(int batch) {
    double[] x = problem.inputs(batch);
    double[] y = problem.targets(batch);
    double[][] s = new double[particles][w.batch()];
    for (int j = 0; j < particles; j++) {
      for (int i = 0; i < w.batch(); i++) {
        double dot = 0;
        for (int k = 0; k < w.inputs(); k++) {
          dot += u[j * w.inputs() + k] * x[i * w.inputs() + k];
        }
        s[j][i] = Math.tanh(dot);
      }
    }
    double[][] wr = headTimesResidual(s, y);
    for (int j = 0; j < particles; j++) {
      double[] deltaA = new double[features];
      double[] deltaU = new double[w.inputs()];
      for (int i = 0; i < w.batch(); i++) {
        double backward = 0;
        for (int k = 0; k < features; k++) {
          deltaA[k] += wr[k][i] * s[j][i] / w.batch();
          backward += wr[k][i] * a[k * particles + j];
        }
        for (int k = 0; k < w.inputs(); k++) {
          deltaU[k] += x[i * w.inputs() + k] * (1 - s[j][i] * s[j][i]) * backward / w.batch();
        }
      }
      for (int k = 0; k < features; k++) {
        int index = k * particles + j;
        a[index] -= w.eta() * (deltaA[k] + decay * a[index]);
      }
      for (int k = 0; k < w.inputs(); k++) {
        int index = j * w.inputs() + k;
        u[index] -= w.eta() * (deltaU[k] + decay * u[index]);
      }
    }
  }

  /** W R [p x B]. */
  private double[][] headTimesResidual(double[][] s, double[] y) {
    double[][] result = new double[features][w.batch()];
    for (int i = 0; i < w.batch(); i++) {
      double[] h = new double[features];
      for (int k = 0; k < features; k++) {
        for (int j = 0; j < particles; j++) {
          h[k] += a[k * particles + j] * s[j][i] / particles;
        }
      }
      for (int c = 0; c < w.classes(); c++) {
        double residual = -y[i * w.classes() + c];
        for (int k = 0; k < features; k++) {
          residual += head[c * features + k] * h[k];
        }
        for (int k = 0; k < features; k++) {
          result[k][i] += head[c * features + k] * residual;
        }
      }
    }
    return result;
  }

  /** Of the first two layers, which are trained. */
  double[] weights(int l) {
    return (l == 0 ? u : a).clone();
  }

  /** Largest absolute difference of two arrays of the same length. */
  static double distance(double[] left, double[] right) {
    double[] differences = new double[left.length];
    Arrays.setAll(differences, i -> Math.abs(left[i] - right[i]));
    return Arrays.stream(differences).max().orElse(0);
  }
}
