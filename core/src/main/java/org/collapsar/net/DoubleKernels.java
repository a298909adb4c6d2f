package org.collapsar.net;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.NativeArray;
import org.collapsar.random.GaussianStream;
import org.collapsar.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * {@link Kernels} in float64. Numbers are copied to the heap in pieces that stay in the first-level
 * cache, worked on by the Vector API there, and copied back. Only operations that IEEE 754 rounds
 * correctly are used, so that interpreted and compiled code, and vectors of any width, give the
 * same bits.
 */
final class DoubleKernels implements Kernels {
  private static final int PIECE = GaussianStream.LARGEST;
  private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;

  private static final DoubleVector ZERO = of(0);
  private static final DoubleVector ONE = of(1);
  private static final DoubleVector TWO = of(2);

  // exp: x = k log 2 + r. Adding ROUND leaves the nearest whole number k in the low bits; log 2 is
  // split so that k times its high part is exact.
  private static final DoubleVector LOG2_E = of((1 / Math.log(2)));
  private static final DoubleVector ROUND = of(0x1.8p52);
  // log 2 minus its nearest double.
  private static final double LN2_BEYOND = 2.3190468138462996e-17;
  private static final DoubleVector MINUS_LN2_HIGH = of(-0x1.62e42fep-1);
  private static final DoubleVector MINUS_LN2_LOW = of(0x1.62e42fep-1 - Math.log(2) - LN2_BEYOND);

  // Beyond these tanh is 1 and the logistic function is 1 or as good as 0 in this precision, and
  // 2^k stays a normal number.
  private static final DoubleVector TANH_MOST = of(19.1);
  private static final DoubleVector TANH_LEAST = of(-19.1);
  private static final DoubleVector SIGMOID_MOST = of(708);
  private static final DoubleVector SIGMOID_LEAST = of(-708);

  // Taylor coefficients 1/i! of (e^r - 1)/r, |r| <= log(2)/2: the first term left out is below half
  // a unit in the last place.
  private static final DoubleVector C2 = of(factorial(2));
  private static final DoubleVector C3 = of(factorial(3));
  private static final DoubleVector C4 = of(factorial(4));
  private static final DoubleVector C5 = of(factorial(5));
  private static final DoubleVector C6 = of(factorial(6));
  private static final DoubleVector C7 = of(factorial(7));
  private static final DoubleVector C8 = of(factorial(8));
  private static final DoubleVector C9 = of(factorial(9));
  private static final DoubleVector C10 = of(factorial(10));
  private static final DoubleVector C11 = of(factorial(11));
  private static final DoubleVector C12 = of(factorial(12));
  private static final DoubleVector C13 = of(factorial(13));
  private static final DoubleVector C14 = of(factorial(14));

  private final double[] first = new double[PIECE];
  private final double[] second = new double[PIECE];
  private final double[] third = new double[PIECE];
  private final GaussianStream gaussian = new GaussianStream();
  private final SmoothLoops smooth = new SmoothLoops(PIECE);

  private static DoubleVector of(double value) {
    return DoubleVector.broadcast(S, (double) value);
  }

  private static double factorial(int i) {
    double product = 1;
    for (int k = 2; k <= i; k++) {
      product *= k;
    }
    return (double) (1 / product);
  }

  /** One loop over a piece. */
  private interface Loop {
    void run(double[] a, double[] d, double slope, int count);
  }

  // By the number of the activation's kind; the smooth leaky ReLU, last, has its own (SmoothLoops).
  // Called through an interface so that each loop is compiled by itself (GaussianStream says why).
  private static final Loop[] FORWARD = {
    DoubleKernels::identity,
    DoubleKernels::relu,
    DoubleKernels::tanh,
    DoubleKernels::sigmoid,
    DoubleKernels::leaky,
    DoubleKernels::identity
  };
  private static final Loop[] BACKWARD = {
    DoubleKernels::copy,
    DoubleKernels::reluBackward,
    DoubleKernels::tanhBackward,
    DoubleKernels::sigmoidBackward,
    DoubleKernels::leakyBackward,
    DoubleKernels::copy
  };

  /** The rule of {@link #descend} on a piece. */
  private interface DescentLoop {
    void run(double[] w, double[] v, double[] g, Descent descent, int count);
  }

  private static final DescentLoop DESCENT = DoubleKernels::descend;

  @Override
  public void activate(Activation f, NativeArray z, int rows, int columns, int stride) {
    if (f.isIdentity()) {
      return;
    }
    Loop loop = FORWARD[f.kind().ordinal()];
    double slope = (double) f.slope();
    DoubleArray array = (DoubleArray) z;
    boolean whole = columns == stride;
    int lines = whole ? 1 : rows;
    int length = whole ? rows * columns : columns;
    for (int line = 0; line < lines; line++) {
      for (int start = 0; start < length; start += PIECE) {
        int n = Math.min(PIECE, length - start);
        array.load(line * stride + start, first, n);
        if (f.needsInput()) {
          smooth.forward(first, n, f);
        } else {
          loop.run(first, second, slope, n);
        }
        array.store(line * stride + start, first, n);
      }
    }
  }

  @Override
  public void backpropagate(
      Activation f,
      NativeArray z,
      NativeArray a,
      NativeArray d,
      int rows,
      int columns,
      int stride) {
    Loop loop = BACKWARD[f.kind().ordinal()];
    double slope = (double) f.slope();
    DoubleArray source = (DoubleArray) (f.needsInput() ? z : a);
    DoubleArray target = (DoubleArray) a;
    DoubleArray gradient = (DoubleArray) d;
    boolean whole = columns == stride;
    int lines = whole ? 1 : rows;
    int length = whole ? rows * columns : columns;
    for (int line = 0; line < lines; line++) {
      for (int start = 0; start < length; start += PIECE) {
        int n = Math.min(PIECE, length - start);
        source.load(line * stride + start, first, n);
        gradient.load(line * length + start, second, n);
        if (f.needsInput()) {
          smooth.backward(first, second, n, f);
        } else {
          loop.run(first, second, slope, n);
        }
        target.store(line * stride + start, first, n);
      }
    }
  }

  @Override
  public void addGaussian(
      NativeArray w, int rows, int columns, int stride, double scale, Seed seed) {
    DoubleArray array = (DoubleArray) w;
    gaussian.seed(seed);
    boolean whole = columns == stride;
    int lines = whole ? 1 : rows;
    int length = whole ? rows * columns : columns;
    for (int line = 0; line < lines; line++) {
      for (int start = 0; start < length; start += PIECE) {
        int n = Math.min(PIECE, length - start);
        array.load(line * stride + start, first, n);
        gaussian.add(first, n, (double) scale);
        array.store(line * stride + start, first, n);
      }
    }
  }

  @Override
  public void descend(
      NativeArray w,
      @Nullable NativeArray v,
      NativeArray g,
      int rows,
      int columns,
      int stride,
      Descent descent) {
    DoubleArray weights = (DoubleArray) w;
    DoubleArray velocity = (DoubleArray) v;
    DoubleArray gradient = (DoubleArray) g;
    boolean whole = columns == stride;
    int lines = whole ? 1 : rows;
    int length = whole ? rows * columns : columns;
    if (velocity == null) {
      Arrays.fill(third, 0);
    }
    // Short rows are worked on together: a call costs as much as a hundred numbers.
    int together = Math.max(1, PIECE / length);
    for (int line = 0; line < lines; line += together) {
      int count = Math.min(together, lines - line);
      for (int start = 0; start < length; start += PIECE) {
        int n = Math.min(PIECE, length - start);
        int at = line * stride + start;
        for (int i = 0; i < count; i++) {
          weights.load(at + i * stride, first, i * n, n);
        }
        gradient.load(line * length + start, second, count * n);
        if (velocity == null) {
          DESCENT.run(first, third, second, descent, count * n);
          // The loop wrote whole vectors.
          Arrays.fill(third, 0, Math.min(PIECE, count * n + S.length()), 0);
        } else {
          for (int i = 0; i < count; i++) {
            velocity.load(at + i * stride, third, i * n, n);
          }
          DESCENT.run(first, third, second, descent, count * n);
          for (int i = 0; i < count; i++) {
            velocity.store(at + i * stride, third, i * n, n);
          }
        }
        for (int i = 0; i < count; i++) {
          weights.store(at + i * stride, first, i * n, n);
        }
      }
    }
  }

  @Override
  public void add(NativeArray y, NativeArray x, double scale, int count) {
    DoubleArray target = (DoubleArray) y;
    DoubleArray source = (DoubleArray) x;
    for (int start = 0; start < count; start += PIECE) {
      int n = Math.min(PIECE, count - start);
      target.load(start, first, n);
      source.load(start, second, n);
      axpy(first, second, (double) scale, n);
      target.store(start, first, n);
    }
  }

  @Override
  public void scale(NativeArray y, double scale, int count) {
    DoubleArray target = (DoubleArray) y;
    for (int start = 0; start < count; start += PIECE) {
      int n = Math.min(PIECE, count - start);
      target.load(start, first, n);
      for (int i = 0; i < n; i++) {
        first[i] *= (double) scale;
      }
      target.store(start, first, n);
    }
  }

  private static void descend(double[] w, double[] v, double[] g, Descent descent, int count) {
    DoubleVector factor = of(descent.factor());
    DoubleVector decay = of(descent.decay());
    DoubleVector momentum = of(descent.momentum());
    DoubleVector keep = of(descent.keep());
    DoubleVector direct = of(descent.direct());
    DoubleVector carried = of(descent.carried());
    for (int i = 0; i < count; i += S.length()) {
      DoubleVector weights = DoubleVector.fromArray(S, w, i);
      DoubleVector gradient = DoubleVector.fromArray(S, g, i).mul(factor).add(weights.mul(decay));
      DoubleVector velocity = DoubleVector.fromArray(S, v, i).mul(momentum).add(gradient);
      velocity.intoArray(v, i);
      weights.mul(keep).sub(gradient.mul(direct).add(velocity.mul(carried))).intoArray(w, i);
    }
  }

  private static void axpy(double[] y, double[] x, double scale, int count) {
    for (int i = 0; i < count; i++) {
      y[i] += scale * x[i];
    }
  }

  // The loops run past count to the end of the last vector: the pieces have room, and what is there
  // is not copied back.

  private static void identity(double[] a, double[] d, double slope, int count) {}

  private static void relu(double[] a, double[] d, double slope, int count) {
    for (int i = 0; i < count; i += S.length()) {
      DoubleVector.fromArray(S, a, i).max(ZERO).intoArray(a, i);
    }
  }

  private static void leaky(double[] a, double[] d, double slope, int count) {
    for (int i = 0; i < count; i += S.length()) {
      DoubleVector x = DoubleVector.fromArray(S, a, i);
      x.max(x.mul(slope)).intoArray(a, i);
    }
  }

  /**
   * tanh x = (e^{2x} - 1)/(e^{2x} + 1), by e^{2x} - 1 = 2^k (e^r - 1) + (2^k - 1), which loses
   * nothing near 0.
   */
  private static void tanh(double[] a, double[] d, double slope, int count) {
    for (int i = 0; i < count; i += S.length()) {
      DoubleVector x = DoubleVector.fromArray(S, a, i).min(TANH_MOST).max(TANH_LEAST);
      x = x.add(x);
      DoubleVector shifted = x.fma(LOG2_E, ROUND);
      DoubleVector k = shifted.sub(ROUND);
      DoubleVector r = k.fma(MINUS_LN2_LOW, k.fma(MINUS_LN2_HIGH, x));
      DoubleVector p = r.fma(C14, C13).fma(r, C12).fma(r, C11).fma(r, C10).fma(r, C9).fma(r, C8);
      p = p.fma(r, C7).fma(r, C6).fma(r, C5).fma(r, C4).fma(r, C3);
      p = p.fma(r, C2).mul(r).fma(r, r);
      DoubleVector power =
          shifted
              .reinterpretAsLongs()
              .lanewise(VectorOperators.LSHL, 52)
              .add(ONE.reinterpretAsLongs())
              .reinterpretAsDoubles();
      DoubleVector less = p.fma(power, power.sub(ONE));
      less.div(less.add(TWO)).intoArray(a, i);
    }
  }

  /** 1/(1 + e^{-x}). */
  private static void sigmoid(double[] a, double[] d, double slope, int count) {
    for (int i = 0; i < count; i += S.length()) {
      DoubleVector x =
          ZERO.sub(DoubleVector.fromArray(S, a, i)).min(SIGMOID_MOST).max(SIGMOID_LEAST);
      DoubleVector shifted = x.fma(LOG2_E, ROUND);
      DoubleVector k = shifted.sub(ROUND);
      DoubleVector r = k.fma(MINUS_LN2_LOW, k.fma(MINUS_LN2_HIGH, x));
      DoubleVector p = r.fma(C14, C13).fma(r, C12).fma(r, C11).fma(r, C10).fma(r, C9).fma(r, C8);
      p = p.fma(r, C7).fma(r, C6).fma(r, C5).fma(r, C4).fma(r, C3);
      p = p.fma(r, C2).mul(r).fma(r, r);
      DoubleVector power =
          shifted
              .reinterpretAsLongs()
              .lanewise(VectorOperators.LSHL, 52)
              .add(ONE.reinterpretAsLongs())
              .reinterpretAsDoubles();
      ONE.div(p.fma(power, power).add(ONE)).intoArray(a, i);
    }
  }

  private static void copy(double[] a, double[] d, double slope, int count) {
    System.arraycopy(d, 0, a, 0, count);
  }

  private static void reluBackward(double[] a, double[] d, double slope, int count) {
    // No branch: signs are as good as random, and a processor that guesses them wrong loses more
    // time than all the rest takes.
    for (int i = 0; i < count; i += S.length()) {
      VectorMask<Double> on = DoubleVector.fromArray(S, a, i).compare(VectorOperators.GT, 0);
      ZERO.blend(DoubleVector.fromArray(S, d, i), on).intoArray(a, i);
    }
  }

  private static void leakyBackward(double[] a, double[] d, double slope, int count) {
    for (int i = 0; i < count; i += S.length()) {
      VectorMask<Double> on = DoubleVector.fromArray(S, a, i).compare(VectorOperators.GT, 0);
      DoubleVector g = DoubleVector.fromArray(S, d, i);
      g.mul(slope).blend(g, on).intoArray(a, i);
    }
  }

  private static void tanhBackward(double[] a, double[] d, double slope, int count) {
    for (int i = 0; i < count; i += S.length()) {
      DoubleVector f = DoubleVector.fromArray(S, a, i);
      ONE.sub(f.mul(f)).mul(DoubleVector.fromArray(S, d, i)).intoArray(a, i);
    }
  }

  private static void sigmoidBackward(double[] a, double[] d, double slope, int count) {
    for (int i = 0; i < count; i += S.length()) {
      DoubleVector f = DoubleVector.fromArray(S, a, i);
      f.mul(ONE.sub(f)).mul(DoubleVector.fromArray(S, d, i)).intoArray(a, i);
    }
  }
}
