package org.collapsar.net;

import org.collapsar.linalg.NativeArray;

/**
 * The entrywise truncation tau_R of a layer's weights, R positive (Wu and Mondelli, ICML 2025,
 * section 5): the identity up to R, constant beyond 2R, and in between, with |z| = R (1 + t),
 *
 * <pre>tau_R(z) = sign(z) R (1 + t - t^6 + 3 t^5 - 5/2 t^4),</pre>
 *
 * whose slope 1 - 10 t^3 + 15 t^4 - 6 t^5 falls from 1 to 0: twice continuously differentiable,
 * never falling, bounded by 3R/2 (the paper's R + C_0 with C_0 = R/2). The paper asks for such a
 * function and leaves open which.
 */
public final class Truncation {
  private static final int PIECE = 2048;

  private Truncation() {}

  /**
   * {@return tau_R(z)}
   *
   * @param z a weight
   * @param r R, positive
   */
  public static double value(double z, double r) {
    double t = Math.abs(z) / r - 1;
    if (t <= 0) {
      return z;
    }
    double size = t >= 1 ? 1.5 * r : r * (1 + t + t * t * t * t * (-2.5 + t * (3 - t)));
    return Math.copySign(size, z);
  }

  /**
   * {@return tau_R'(z), from 0 to 1}
   *
   * @param z a weight
   * @param r R, positive
   */
  public static double derivative(double z, double r) {
    double t = Math.abs(z) / r - 1;
    if (t <= 0) {
      return 1;
    }
    return t >= 1 ? 0 : 1 - t * t * t * (10 + t * (-15 + 6 * t));
  }

  /** target = tau_R(source), numbers in double, rounded to the arrays' precision. */
  static void apply(NativeArray source, NativeArray target, double r) {
    double[] piece = new double[Math.min(PIECE, source.length())];
    for (int start = 0; start < source.length(); start += PIECE) {
      int count = Math.min(PIECE, source.length() - start);
      source.read(start, piece, 0, count);
      for (int i = 0; i < count; i++) {
        piece[i] = value(piece[i], r);
      }
      target.write(start, piece, 0, count);
    }
  }

  /**
   * Turns the gradient by tau_R(W) into that by W: gradient *= tau_R'(weights), entrywise.
   *
   * @param gradient by tau_R(W), replaced by that by W
   * @param weights W, as many as the gradient has numbers
   * @param r R, positive
   */
  public static void differentiate(NativeArray gradient, NativeArray weights, double r) {
    double[] g = new double[Math.min(PIECE, gradient.length())];
    double[] w = new double[g.length];
    for (int start = 0; start < gradient.length(); start += PIECE) {
      int count = Math.min(PIECE, gradient.length() - start);
      gradient.read(start, g, 0, count);
      weights.read(start, w, 0, count);
      for (int i = 0; i < count; i++) {
        g[i] *= derivative(w[i], r);
      }
      gradient.write(start, g, 0, count);
    }
  }
}
