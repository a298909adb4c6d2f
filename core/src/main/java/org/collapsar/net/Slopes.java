package org.collapsar.net;

import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.NativeArray;
import org.jspecify.annotations.Nullable;

/**
 * The elementwise work of tangents and second derivatives, in double. An object holds the scratch
 * memory of one thread.
 */
final class Slopes {
  private static final int PIECE = 2048;

  private final double[] z = new double[PIECE];
  private final double[] a = new double[PIECE];
  private final double[] slope = new double[PIECE];
  private final double[] bend = new double[PIECE];
  private final double[] first = new double[PIECE];
  private final double[] second = new double[PIECE];

  /**
   * t &lt;- f'(z) t.
   *
   * @param z before the activation; read only where f' needs it
   * @param a after it
   * @param kept becomes t as it was, if given
   */
  void tangent(
      Activation f,
      NativeArray z,
      NativeArray a,
      NativeArray t,
      @Nullable NativeArray kept,
      int count) {
    if (kept != null) {
      kept.copyFrom(0, t, 0, count);
    }
    if (f.kind() == Activation.Kind.IDENTITY) {
      return;
    }
    DoubleArray tangent = (DoubleArray) t;
    for (int start = 0; start < count; start += PIECE) {
      int n = Math.min(PIECE, count - start);
      slopes(f, z, a, start, n);
      tangent.load(start, first, n);
      for (int i = 0; i < n; i++) {
        first[i] *= slope[i];
      }
      tangent.store(start, first, n);
    }
  }

  /**
   * d &lt;- f'(z) da, and where there are tangents td &lt;- f'(z) tda + f''(z) tz da.
   *
   * @param z may be d itself
   * @param tz the tangent of z; may be td itself
   */
  void adjoint(
      Activation f,
      NativeArray z,
      NativeArray a,
      NativeArray da,
      NativeArray d,
      @Nullable NativeArray tz,
      @Nullable NativeArray tda,
      @Nullable NativeArray td,
      int count) {
    boolean identity = f.kind() == Activation.Kind.IDENTITY;
    if (identity) {
      d.copyFrom(0, da, 0, count);
      if (td != null && tda != null) {
        td.copyFrom(0, tda, 0, count);
      }
      return;
    }
    for (int start = 0; start < count; start += PIECE) {
      int n = Math.min(PIECE, count - start);
      slopes(f, z, a, start, n);
      ((DoubleArray) da).load(start, first, n);
      if (td != null && tda != null && tz != null) {
        bends(f, n);
        ((DoubleArray) tz).load(start, second, n);
        for (int i = 0; i < n; i++) {
          bend[i] *= second[i] * first[i];
        }
        ((DoubleArray) tda).load(start, second, n);
        for (int i = 0; i < n; i++) {
          second[i] = slope[i] * second[i] + bend[i];
        }
        ((DoubleArray) td).store(start, second, n);
      }
      for (int i = 0; i < n; i++) {
        first[i] *= slope[i];
      }
      ((DoubleArray) d).store(start, first, n);
    }
  }

  /** Loads a piece of a, of z where it is needed, and finds f' there. */
  private void slopes(Activation f, NativeArray before, NativeArray after, int start, int n) {
    ((DoubleArray) after).load(start, a, n);
    if (f.needsInput()) {
      ((DoubleArray) before).load(start, z, n);
    }
    for (int i = 0; i < n; i++) {
      slope[i] = f.derivative(z[i], a[i]);
    }
  }

  /** f'' of the piece that {@link #slopes} has loaded, from f and f' where they are enough. */
  private void bends(Activation f, int n) {
    for (int i = 0; i < n; i++) {
      bend[i] =
          switch (f.kind()) {
            case IDENTITY, RELU, LEAKY_RELU -> 0;
            case TANH -> -2 * a[i] * slope[i];
            case SIGMOID -> (1 - 2 * a[i]) * slope[i];
            case SMOOTH_LEAKY_RELU -> f.secondDerivative(z[i]);
          };
    }
  }
}
