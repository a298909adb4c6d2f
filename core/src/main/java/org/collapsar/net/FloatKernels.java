package org.collapsar.net;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.collapsar.linalg.FloatArray;
import org.collapsar.linalg.NativeArray;
import org.collapsar.random.GaussianStream;
import org.collapsar.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * {@link Kernels} in float32. Numbers are copied to the heap in pieces that stay in the first-level
 * cache, worked on by the Vector API there, and copied back. Only operations that IEEE 754 rounds
 * correctly are used, so that interpreted and compiled code, and vectors of any width, give the
 * same bits.
 */
final class FloatKernels implements Kernels {
  private static final int PIECE = GaussianStream.LARGEST;
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  private static final FloatVector ZERO = of(0);
  private static final FloatVector ONE = of(1);
  private static final FloatVector TWO = of(2);

  // exp: x = k log 2 + r. Adding ROUND leaves the nearest whole number k in the low bits; log 2 is
  // split so that k times its high part is exact.
  private static final FloatVector LOG2_E = of((1 / Math.log(2)));
  private static final FloatVector ROUND = of(0x1.8p23);
  private static final FloatVector MINUS_LN2_HIGH = of(-0x1.62ep-1);
  private static final FloatVector MINUS_LN2_LOW = of(0x1.62ep-1 - Math.log(2));

  // Beyond these tanh is 1 and the logistic function is 1 or as good as 0 in this precision, and
  // 2^k stays a normal number.
  private static final FloatVector TANH_MOST = of(9.1);
  private static final FloatVector TANH_LEAST = of(-9.1);
  private static final FloatVector SIGMOID_MOST = of(87);
  private static final FloatVector SIGMOID_LEAST = of(-87);

  // Taylor coefficients 1/i! of (e^r - 1)/r, |r| <= log(2)/2: the first term left out is below half
  // a unit in the last place.
  private static final FloatVector C2 = of(factorial(2));
  private static final FloatVector C3 = of(factorial(3));
  private static final FloatVector C4 = of(factorial(4));
  private static final FloatVector C5 = of(factorial(5));
  private static final FloatVector C6 = of(factorial(6));
  private static final FloatVector C7 = of(factorial(7));
  private static final FloatVector C8 = of(factorial(8));

  private final float[] first = new float[PIECE];
  private final float[] second = new float[PIECE];
  private final float[] third = new float[PIECE];
  private final GaussianStream gaussian = new GaussianStream();
  private final SmoothLoops smooth = new SmoothLoops(PIECE);

  private static FloatVector of(double value) {
    return FloatVector.broadcast(S, (float) value);
  }

  private static float factorial(int i) {
    double product = 1;
    for (int k = 2; k <= i; k++) {
      product *= k;
    }
    return (float) (1 / product);
  }

  /** One loop over a piece. */
  private interface Loop {
    void run(float[] a, float[] d, float slope, int count);
  }

  // By the number of the activation's kind; the smooth leaky ReLU, last, has its own (SmoothLoops).
  // Called through an interface so that each loop is compiled by itself (GaussianStream says why).
  private static final Loop[] FORWARD = {
    FloatKernels::identity,
    FloatKernels::relu,
    FloatKernels::tanh,
    FloatKernels::sigmoid,
    FloatKernels::leaky,
    FloatKernels::identity
  };
  private static final Loop[] BACKWARD = {
    FloatKernels::copy,
    FloatKernels::reluBackward,
    FloatKernels::tanhBackward,
    FloatKernels::sigmoidBackward,
    FloatKernels::leakyBackward,
    FloatKernels::copy
  };

  /** The rule of {@link #descend} on a piece. */
  private interface DescentLoop {
    void run(float[] w, float[] v, float[] g, Descent descent, int count);
  }

  private static final DescentLoop DESCENT = FloatKernels::descend;

  @Override
  public void activate(Activation f, NativeArray z, int rows, int columns, int stride) {
    if (f.isIdentity()) {
      return;
    }
    Loop loop = FORWARD[f.kind().ordinal()];
    float slope = (float) f.slope();
    FloatArray array = (FloatArray) z;
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
    float slope = (float) f.slope();
    FloatArray source = (FloatArray) (f.needsInput() ? z : a);
    FloatArray target = (FloatArray) a;
    FloatArray gradient = (FloatArray) d;
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
    FloatArray array = (FloatArray) w;
    gaussian.seed(seed);
    boolean whole = columns == stride;
    int lines = whole ? 1 : rows;
    int length = whole ? rows * columns : columns;
    for (int line = 0; line < lines; line++) {
      for (int start = 0; start < length; start += PIECE) {
        int n = Math.min(PIECE, length - start);
        array.load(line * stride + start, first, n);
        gaussian.add(first, n, (float) scale);
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
    FloatArray weights = (FloatArray) w;
    FloatArray velocity = (FloatArray) v;
    FloatArray gradient = (FloatArray) g;
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
    FloatArray target = (FloatArray) y;
    FloatArray source = (FloatArray) x;
    for (int start = 0; start < count; start += PIECE) {
      int n = Math.min(PIECE, count - start);
      target.load(start, first, n);
      source.load(start, second, n);
      axpy(first, second, (float) scale, n);
      target.store(start, first, n);
    }
  }

  @Override
  public void scale(NativeArray y, double scale, int count) {
    FloatArray target = (FloatArray) y;
    for (int start = 0; start < count; start += PIECE) {
      int n = Math.min(PIECE, count - start);
      target.load(start, first, n);
      for (int i = 0; i < n; i++) {
        first[i] *= (float) scale;
      }
      target.store(start, first, n);
    }
  }

  private static void descend(float[] w, float[] v, float[] g, Descent descent, int count) {
    FloatVector factor = of(descent.factor());
    FloatVector decay = of(descent.decay());
    FloatVector momentum = of(descent.momentum());
    FloatVector keep = of(descent.keep());
    FloatVector direct = of(descent.direct());
    FloatVector carried = of(descent.carried());
    for (int i = 0; i < count; i += S.length()) {
      FloatVector weights = FloatVector.fromArray(S, w, i);
      FloatVector gradient = FloatVector.fromArray(S, g, i).mul(factor).add(weights.mul(decay));
      FloatVector velocity = FloatVector.fromArray(S, v, i).mul(momentum).add(gradient);
      velocity.intoArray(v, i);
      weights.mul(keep).sub(gradient.mul(direct).add(velocity.mul(carried))).intoArray(w, i);
    }
  }

  private static void axpy(float[] y, float[] x, float scale, int count) {
    for (int i = 0; i < count; i++) {
      y[i] += scale * x[i];
    }
  }

  // The loops run past count to the end of the last vector: the pieces have room, and what is there
  // is not copied back.

  private static void identity(float[] a, float[] d, float slope, int count) {}

  private static void relu(float[] a, float[] d, float slope, int count) {
    for (int i = 0; i < count; i += S.length()) {
      FloatVector.fromArray(S, a, i).max(ZERO).intoArray(a, i);
    }
  }

  private static void leaky(float[] a, float[] d, float slope, int count) {
    for (int i = 0; i < count; i += S.length()) {
      FloatVector x = FloatVector.fromArray(S, a, i);
      x.max(x.mul(slope)).intoArray(a, i);
    }
  }

  /**
   * tanh x = (e^{2x} - 1)/(e^{2x} + 1), by e^{2x} - 1 = 2^k (e^r - 1) + (2^k - 1), which loses
   * nothing near 0.
   */
  private static void tanh(float[] a, float[] d, float slope, int count) {
    for (int i = 0; i < count; i += S.length()) {
      FloatVector x = FloatVector.fromArray(S, a, i).min(TANH_MOST).max(TANH_LEAST);
      x = x.add(x);
      FloatVector shifted = x.fma(LOG2_E, ROUND);
      FloatVector k = shifted.sub(ROUND);
      FloatVector r = k.fma(MINUS_LN2_LOW, k.fma(MINUS_LN2_HIGH, x));
      FloatVector p =
          r.fma(C8, C7).fma(r, C6).fma(r, C5).fma(r, C4).fma(r, C3).fma(r, C2).mul(r).fma(r, r);
      FloatVector power =
          shifted
              .reinterpretAsInts()
              .lanewise(VectorOperators.LSHL, 23)
              .add(ONE.reinterpretAsInts())
              .reinterpretAsFloats();
      FloatVector less = p.fma(power, power.sub(ONE));
      less.div(less.add(TWO)).intoArray(a, i);
    }
  }

  /** 1/(1 + e^{-x}). */
  private static void sigmoid(float[] a, float[] d, float slope, int count) {
    for (int i = 0; i < count; i += S.length()) {
      FloatVector x = ZERO.sub(FloatVector.fromArray(S, a, i)).min(SIGMOID_MOST).max(SIGMOID_LEAST);
      FloatVector shifted = x.fma(LOG2_E, ROUND);
      FloatVector k = shifted.sub(ROUND);
      FloatVector r = k.fma(MINUS_LN2_LOW, k.fma(MINUS_LN2_HIGH, x));
      FloatVector p =
          r.fma(C8, C7).fma(r, C6).fma(r, C5).fma(r, C4).fma(r, C3).fma(r, C2).mul(r).fma(r, r);
      FloatVector power =
          shifted
              .reinterpretAsInts()
              .lanewise(VectorOperators.LSHL, 23)
              .add(ONE.reinterpretAsInts())
              .reinterpretAsFloats();
      ONE.div(p.fma(power, power).add(ONE)).intoArray(a, i);
    }
  }

  private static void copy(float[] a, float[] d, float slope, int count) {
    System.arraycopy(d, 0, a, 0, count);
  }

  private static void reluBackward(float[] a, float[] d, float slope, int count) {
    // No branch: signs are as good as random, and a processor that guesses them wrong loses more
    // time than all the rest takes.
    for (int i = 0; i < count; i += S.length()) {
      VectorMask<Float> on = FloatVector.fromArray(S, a, i).compare(VectorOperators.GT, 0);
      ZERO.blend(FloatVector.fromArray(S, d, i), on).intoArray(a, i);
    }
  }

  private static void leakyBackward(float[] a, float[] d, float slope, int count) {
    for (int i = 0; i < count; i += S.length()) {
      VectorMask<Float> on = FloatVector.fromArray(S, a, i).compare(VectorOperators.GT, 0);
      FloatVector g = FloatVector.fromArray(S, d, i);
      g.mul(slope).blend(g, on).intoArray(a, i);
    }
  }

  private static void tanhBackward(float[] a, float[] d, float slope, int count) {
    for (int i = 0; i < count; i += S.length()) {
      FloatVector f = FloatVector.fromArray(S, a, i);
      ONE.sub(f.mul(f)).mul(FloatVector.fromArray(S, d, i)).intoArray(a, i);
    }
  }

  private static void sigmoidBackward(float[] a, float[] d, float slope, int count) {
    for (int i = 0; i < count; i += S.length()) {
      FloatVector f = FloatVector.fromArray(S, a, i);
      f.mul(ONE.sub(f)).mul(FloatVector.fromArray(S, d, i)).intoArray(a, i);
    }
  }
}
