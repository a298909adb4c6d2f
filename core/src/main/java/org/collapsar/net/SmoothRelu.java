package org.collapsar.net;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The smooth leaky ReLU sigma(x) = g x + (1 - g) (x Phi(x/s) + s phi(x/s) - s / sqrt(2 pi)) and its
 * derivative g + (1 - g) Phi(x/s), in double on the heap; Phi and phi are the standard Gaussian's
 * distribution function and density.
 *
 * <p>With t = |x|/s and Mills' ratio R(t) = (1 - Phi(t)) / phi(t), which falls smoothly from
 * sqrt(pi/2) to 0,
 *
 * <pre>
 * x Phi(x/s) + s phi(x/s) = s (max(x/s, 0) + phi(t) (1 - t R(t))),
 * Phi(x/s) = phi(t) R(t) for x &lt; 0, 1 - phi(t) R(t) otherwise.</pre>
 *
 * (1 + t) R(t) is a polynomial of degree 23 in (t - 5) / (t + 5), from its Chebyshev coefficients
 * in 60 digits; all of it is within 2e-16 of the true value. Only operations that IEEE 754 rounds
 * correctly are used, so that interpreted and compiled code, and vectors of any width, give the
 * same bits.
 */
final class SmoothRelu {
  private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;

  /** Coefficients of (1 + t) R(t), highest power of (t - 5) / (t + 5) last. */
  private static final double[] MILLS = {
    1.1568486282918946,
    -0.22948753825211315,
    0.07778159886873769,
    0.0250721793016388,
    -0.0661776007790963,
    0.0615050458401865,
    -0.03802659218584139,
    0.01634823128102938,
    -0.004201290329187307,
    1.9530638370790786e-05,
    0.00045704392357953655,
    -0.0001343742785571135,
    -2.480583845192319e-05,
    2.270961270923768e-05,
    -1.7633239265736746e-07,
    -3.277287633208865e-06,
    3.2054316652589574e-07,
    4.91996233147834e-07,
    -6.588974491108954e-08,
    -7.758520236786343e-08,
    9.092476134019147e-09,
    1.1032071151574336e-08,
    -7.073898575561589e-10,
    -9.564832934712551e-10,
  };

  /** Taylor coefficients 1/i! of e^r, |r| &lt;= log(2)/2. */
  private static final double[] EXP = new double[15];

  static {
    double factorial = 1;
    for (int i = 0; i < EXP.length; i++) {
      EXP[i] = 1 / factorial;
      factorial *= i + 1;
    }
  }

  /** Beyond this phi is below 1e-297 and 2^k would leave the normal numbers. */
  private static final double FAR = 37;

  private static final double CENTRE = 5;
  private static final double LOG2_E = 1 / Math.log(2);
  private static final double ROUND = 0x1.8p52;
  private static final double MINUS_LN2_HIGH = -0x1.62e42fep-1;
  // log 2 minus its nearest double.
  private static final double LN2_BEYOND = 2.3190468138462996e-17;
  private static final double MINUS_LN2_LOW = 0x1.62e42fep-1 - Math.log(2) - LN2_BEYOND;
  private static final double PHI_0 = 0.3989422804014327;

  private SmoothRelu() {}

  /** a &lt;- sigma(a); runs past {@code count} to the end of the last vector. */
  static void forward(double[] a, int count, double slope, double smoothing) {
    for (int i = 0; i < count; i += S.length()) {
      DoubleVector x = DoubleVector.fromArray(S, a, i);
      DoubleVector t = x.div(smoothing);
      DoubleVector far = t.abs().min(FAR);
      DoubleVector u = far.sub(CENTRE).div(far.add(CENTRE));
      DoubleVector mills = DoubleVector.broadcast(S, MILLS[MILLS.length - 1]);
      for (int k = MILLS.length - 2; k >= 0; k--) {
        mills = mills.fma(u, DoubleVector.broadcast(S, MILLS[k]));
      }
      mills = mills.div(far.add(1));
      DoubleVector y = far.mul(far).mul(-0.5);
      DoubleVector shifted =
          y.fma(DoubleVector.broadcast(S, LOG2_E), DoubleVector.broadcast(S, ROUND));
      DoubleVector k = shifted.sub(ROUND);
      DoubleVector r =
          k.fma(
              DoubleVector.broadcast(S, MINUS_LN2_LOW),
              k.fma(DoubleVector.broadcast(S, MINUS_LN2_HIGH), y));
      DoubleVector e = DoubleVector.broadcast(S, EXP[EXP.length - 1]);
      for (int j = EXP.length - 2; j >= 0; j--) {
        e = e.fma(r, DoubleVector.broadcast(S, EXP[j]));
      }
      DoubleVector phi =
          e.mul(PHI_0)
              .mul(
                  shifted
                      .reinterpretAsLongs()
                      .lanewise(VectorOperators.LSHL, 52)
                      .add(DoubleVector.broadcast(S, 1).reinterpretAsLongs())
                      .reinterpretAsDoubles());
      DoubleVector rounded = phi.mul(far.mul(mills).neg().add(1)).sub(PHI_0).add(t.max(0));
      x.mul(slope).add(rounded.mul((1 - slope) * smoothing)).intoArray(a, i);
    }
  }

  /** a &lt;- d sigma'(a); runs past {@code count} to the end of the last vector. */
  static void backward(double[] a, double[] d, int count, double slope, double smoothing) {
    for (int i = 0; i < count; i += S.length()) {
      DoubleVector t = DoubleVector.fromArray(S, a, i).div(smoothing);
      DoubleVector far = t.abs().min(FAR);
      DoubleVector u = far.sub(CENTRE).div(far.add(CENTRE));
      DoubleVector mills = DoubleVector.broadcast(S, MILLS[MILLS.length - 1]);
      for (int k = MILLS.length - 2; k >= 0; k--) {
        mills = mills.fma(u, DoubleVector.broadcast(S, MILLS[k]));
      }
      mills = mills.div(far.add(1));
      DoubleVector y = far.mul(far).mul(-0.5);
      DoubleVector shifted =
          y.fma(DoubleVector.broadcast(S, LOG2_E), DoubleVector.broadcast(S, ROUND));
      DoubleVector k = shifted.sub(ROUND);
      DoubleVector r =
          k.fma(
              DoubleVector.broadcast(S, MINUS_LN2_LOW),
              k.fma(DoubleVector.broadcast(S, MINUS_LN2_HIGH), y));
      DoubleVector e = DoubleVector.broadcast(S, EXP[EXP.length - 1]);
      for (int j = EXP.length - 2; j >= 0; j--) {
        e = e.fma(r, DoubleVector.broadcast(S, EXP[j]));
      }
      DoubleVector tail =
          e.mul(PHI_0)
              .mul(
                  shifted
                      .reinterpretAsLongs()
                      .lanewise(VectorOperators.LSHL, 52)
                      .add(DoubleVector.broadcast(S, 1).reinterpretAsLongs())
                      .reinterpretAsDoubles())
              .mul(mills);
      VectorMask<Double> left = t.compare(VectorOperators.LT, 0);
      DoubleVector distribution = tail.neg().add(1).blend(tail, left);
      distribution.mul(1 - slope).add(slope).mul(DoubleVector.fromArray(S, d, i)).intoArray(a, i);
    }
  }

  // One number at a time: the same polynomials. Mills' ratio and the density of t >= 0, below FAR.

  private static double mills(double t) {
    double u = (t - CENTRE) / (t + CENTRE);
    double p = MILLS[MILLS.length - 1];
    for (int k = MILLS.length - 2; k >= 0; k--) {
      p = Math.fma(p, u, MILLS[k]);
    }
    return p / (1 + t);
  }

  private static double density(double t) {
    return PHI_0 * StrictMath.exp(-0.5 * t * t);
  }

  static double value(double x, double slope, double smoothing) {
    double t = x / smoothing;
    double far = Math.min(Math.abs(t), FAR);
    double rounded = density(far) * (1 - far * mills(far)) - PHI_0 + Math.max(t, 0);
    return slope * x + (1 - slope) * smoothing * rounded;
  }

  static double derivative(double x, double slope, double smoothing) {
    double t = x / smoothing;
    double far = Math.min(Math.abs(t), FAR);
    double tail = density(far) * mills(far);
    return slope + (1 - slope) * (t < 0 ? tail : 1 - tail);
  }

  static double secondDerivative(double x, double slope, double smoothing) {
    return (1 - slope) / smoothing * density(Math.min(Math.abs(x / smoothing), FAR));
  }
}
