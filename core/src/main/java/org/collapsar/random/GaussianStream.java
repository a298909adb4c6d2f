package org.collapsar.random;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Standard Gaussian numbers in bulk, for the Langevin noise of training: about a nanosecond a
 * number.
 *
 * <p><b>Generator.</b> In float32, 64 independent xoshiro128++ streams [1]; in float64, 32 streams
 * of xoshiro256++ [1]. The state of every stream is drawn by SplitMix64 from the seed, so that the
 * numbers are a function of the seed alone. The number of streams is part of the definition and
 * does not follow the width of the machine's vectors: any width gives the same bits.
 *
 * <p><b>Transform.</b> Box-Muller [2] in its plain form, r = sqrt(-2 log u), (r cos t, r sin t).
 * The rejection-free form keeps all lanes busy. u is (k + 1/2) 2^-31 in float32 and a multiple of
 * 2^-52 in float64, which bounds the numbers by 6.7 and 8.5. The logarithm is the series of artanh
 * on [sqrt(1/2), sqrt(2)), sine and cosine are Taylor series on [-pi/4, pi/4], two further random
 * bits choosing the quarter of the circle: errors of a few units in the last place. Only additions,
 * multiplications, fused multiply-adds, divisions and square roots are used, all of which IEEE 754
 * rounds correctly; the vector library's own log, sin and cos may differ between interpreted and
 * compiled code, which would break the promise of bit-identical reruns.
 *
 * <p><b>Form of the code.</b> Measured on JDK 17 and 25: compiled as one piece, the vectors are
 * allocated on the heap again and again (5 ns a number); as three short loops over arrays that stay
 * in the first-level cache, each compiled by itself, they stay in registers (0.6 ns). Two things
 * are needed for that. The state of the generator goes through memory at every step, never through
 * variables of the loop. And the loops are called through an interface with three implementations
 * at one place, which the compiler does not inline.
 *
 * <p>Not thread-safe: one stream per thread, seeded anew for every block of work.
 *
 * <p>[1] D. Blackman, S. Vigna, <i>Scrambled linear pseudorandom number generators</i>, ACM TOMS
 * 47(4), 2021. [2] G. E. P. Box, M. E. Muller, <i>A note on the generation of random normal
 * deviates</i>, Ann. Math. Statist. 29, 1958.
 */
public final class GaussianStream {
  /** Counts given to {@code fill} are rounded up to a multiple of this; arrays need the room. */
  public static final int GRANULE = 64;

  private static final int STREAMS32 = 64;
  private static final int STREAMS64 = 32;

  private static final VectorSpecies<Float> F =
      widest(FloatVector.SPECIES_PREFERRED, FloatVector.SPECIES_512);
  private static final VectorSpecies<Integer> I =
      F.length() == 16 ? IntVector.SPECIES_512 : IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> D =
      widest(DoubleVector.SPECIES_PREFERRED, DoubleVector.SPECIES_512);
  private static final VectorSpecies<Long> L =
      D.length() == 8 ? LongVector.SPECIES_512 : LongVector.SPECIES_PREFERRED;

  private static final int ONE = Float.floatToRawIntBits(1f);
  private static final int SQRT_HALF = Float.floatToRawIntBits((float) Math.sqrt(0.5));
  private static final long ONE64 = Double.doubleToRawLongBits(1);
  private static final long SQRT_HALF64 = Double.doubleToRawLongBits(Math.sqrt(0.5));
  private static final float LN2 = (float) Math.log(2);

  /** The most numbers of one call. */
  public static final int LARGEST = 2048;

  /** One of the loops. */
  private interface Pass {
    void run(GaussianStream stream, int half);
  }

  private static final Pass[] PASSES32 = {
    GaussianStream::draw32, GaussianStream::radii32, GaussianStream::add32
  };
  private static final Pass[] PASSES64 = {
    GaussianStream::draw64, GaussianStream::radii64, GaussianStream::add64
  };

  private final int[] bits32 = new int[LARGEST];
  private final float[] radius32 = new float[LARGEST / 2];
  private final long[] bits64 = new long[LARGEST];
  private final double[] radius64 = new double[LARGEST / 2];

  // What the numbers of the call under way are added to, and their factor.
  private float[] target32 = {};
  private double[] target64 = {};
  private double factor;

  private final int[] state32 = new int[4 * STREAMS32];
  private final long[] state64 = new long[4 * STREAMS64];

  /** Vectors wider than the number of streams would not fit; none exist today. */
  private static <T> VectorSpecies<T> widest(VectorSpecies<T> preferred, VectorSpecies<T> most) {
    return preferred.length() > most.length() ? most : preferred;
  }

  /**
   * Restarts the stream from a seed.
   *
   * @param seed decides on all numbers that follow
   */
  public void seed(Seed seed) {
    long s = seed.value();
    for (int i = 0; i < state64.length; i++) {
      s += 0x9E3779B97F4A7C15L;
      long z = (s ^ (s >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      z ^= z >>> 31;
      // A state of zeros is the one fixed point; its probability is 2^-128.
      state64[i] = i < STREAMS64 ? z | 1 : z;
      state32[i] = i < STREAMS32 ? (int) z | 1 : (int) z;
      state32[i + state64.length] = (int) (z >>> 32);
    }
  }

  /**
   * Writes {@code count} standard Gaussian numbers to the start of {@code out}; up to {@link
   * #GRANULE} - 1 more after them are overwritten too.
   *
   * @param out has room for {@code count} rounded up to the granule
   * @param count how many numbers
   * @throws IllegalArgumentException if {@code out} has no room for {@code count} rounded up to the
   *     granule, or {@code count} passes {@link #LARGEST}
   */
  public void fill(float[] out, int count) {
    // No number is -0, so that 0 and the number is the number.
    Arrays.fill(out, 0, 2 * half(count, out.length), 0);
    add(out, count, 1);
  }

  /**
   * Writes numbers as {@link #fill(float[], int)} does, in double precision.
   *
   * @param out has room for {@code count} rounded up to the granule
   * @param count how many numbers
   * @throws IllegalArgumentException as {@link #fill(float[], int)} does
   */
  public void fill(double[] out, int count) {
    Arrays.fill(out, 0, 2 * half(count, out.length), 0);
    add(out, count, 1.0);
  }

  /**
   * Adds multiples of the numbers that {@link #fill(float[], int)} would write, without writing
   * them: {@code target[i] += factor * xi_i}, with a rounding for the product and one for the sum.
   *
   * @param target has room for {@code count} rounded up to the granule; what is behind {@code
   *     count} is undefined afterwards
   * @param count how many numbers
   * @param factor of each
   * @throws IllegalArgumentException as {@link #fill(float[], int)} does
   */
  public void add(float[] target, int count, float factor) {
    target32 = target;
    this.factor = factor;
    run(PASSES32, half(count, target.length));
  }

  /**
   * Adds multiples as {@link #add(float[], int, float)} does, in double precision.
   *
   * @param target has room for {@code count} rounded up to the granule
   * @param count how many numbers
   * @param factor of each
   * @throws IllegalArgumentException as {@link #fill(float[], int)} does
   */
  public void add(double[] target, int count, double factor) {
    target64 = target;
    this.factor = factor;
    run(PASSES64, half(count, target.length));
  }

  private void run(Pass[] passes, int half) {
    for (Pass pass : passes) {
      pass.run(this, half);
    }
  }

  private static int half(int count, int length) {
    int rounded = (count + GRANULE - 1) / GRANULE * GRANULE;
    if (count < 0 || count > LARGEST || rounded > length) {
      throw new IllegalArgumentException(
          "Gaussian numbers: expected at most "
              + LARGEST
              + " and room for "
              + rounded
              + ", found "
              + length);
    }
    return rounded / 2;
  }

  private void draw32(int half) {
    // One step of xoshiro128++ for every stream in turn.
    for (int row = 0; row < 2 * half; row += STREAMS32) {
      for (int lane = 0; lane < STREAMS32; lane += F.length()) {
        IntVector s0 = IntVector.fromArray(I, state32, lane);
        IntVector s1 = IntVector.fromArray(I, state32, STREAMS32 + lane);
        IntVector s2 = IntVector.fromArray(I, state32, 2 * STREAMS32 + lane);
        IntVector s3 = IntVector.fromArray(I, state32, 3 * STREAMS32 + lane);
        rotate(s0.add(s3), 7).add(s0).intoArray(bits32, row + lane);
        IntVector t2 = s2.lanewise(VectorOperators.XOR, s0);
        IntVector t3 = s3.lanewise(VectorOperators.XOR, s1);
        s1.lanewise(VectorOperators.XOR, t2).intoArray(state32, STREAMS32 + lane);
        s0.lanewise(VectorOperators.XOR, t3).intoArray(state32, lane);
        t2.lanewise(VectorOperators.XOR, s1.lanewise(VectorOperators.LSHL, 9))
            .intoArray(state32, 2 * STREAMS32 + lane);
        rotate(t3, 11).intoArray(state32, 3 * STREAMS32 + lane);
      }
    }
  }

  private void radii32(int half) {
    // r = sqrt(-2 log u). For u = 2^e m, log u = e log 2 + 2 artanh(s), s = (m - 1)/(m + 1). Adding
    // ONE - SQRT_HALF to the bits of u puts m into [sqrt(1/2), sqrt(2)) without a comparison.
    for (int i = 0; i < half; i += F.length()) {
      IntVector k = IntVector.fromArray(I, bits32, i).lanewise(VectorOperators.LSHR, 1);
      IntVector bits = toFloats(k).add(0.5f).mul(0x1p-31f).reinterpretAsInts().add(ONE - SQRT_HALF);
      FloatVector e = toFloats(bits.lanewise(VectorOperators.LSHR, 23)).sub(127f);
      FloatVector m =
          bits.lanewise(VectorOperators.AND, 0x007FFFFF).add(SQRT_HALF).reinterpretAsFloats();
      FloatVector s = m.sub(1f).div(m.add(1f));
      FloatVector x = s.mul(s);
      FloatVector series =
          x.fma(f(2f / 9), f(2f / 7)).fma(x, f(2f / 5)).fma(x, f(2f / 3)).mul(x).fma(s, s.add(s));
      e.fma(f(LN2), series).mul(-2f).lanewise(VectorOperators.SQRT).intoArray(radius32, i);
    }
  }

  private void add32(int half) {
    // (r cos t, r sin t): the low 30 bits are an angle in [-pi/4, pi/4), the top two the quarter.
    float[] target = target32;
    float by = (float) factor;
    for (int i = 0; i < half; i += F.length()) {
      FloatVector r = FloatVector.fromArray(F, radius32, i);
      IntVector b = IntVector.fromArray(I, bits32, half + i);
      FloatVector angle =
          toFloats(b.lanewise(VectorOperators.LSHL, 2)).mul((float) (Math.PI / 2 * 0x1p-32));
      FloatVector x = angle.mul(angle);
      FloatVector sine =
          x.fma(f(1f / 362880), f(-1f / 5040))
              .fma(x, f(1f / 120))
              .fma(x, f(-1f / 6))
              .mul(x)
              .fma(angle, angle);
      FloatVector cosine =
          x.fma(f(-1f / 3628800), f(1f / 40320))
              .fma(x, f(-1f / 720))
              .fma(x, f(1f / 24))
              .fma(x, f(-0.5f))
              .fma(x, f(1f));
      IntVector sign =
          b.lanewise(VectorOperators.AND, 0x40000000).lanewise(VectorOperators.LSHL, 1);
      IntVector c = cosine.reinterpretAsInts().lanewise(VectorOperators.XOR, sign);
      IntVector s = sine.reinterpretAsInts();
      IntVector swap =
          c.lanewise(VectorOperators.XOR, s)
              .lanewise(VectorOperators.AND, b.lanewise(VectorOperators.ASHR, 31));
      FloatVector one = c.lanewise(VectorOperators.XOR, swap).reinterpretAsFloats().mul(r);
      FloatVector other = s.lanewise(VectorOperators.XOR, swap).reinterpretAsFloats().mul(r);
      FloatVector.fromArray(F, target, i).add(one.mul(by)).intoArray(target, i);
      FloatVector.fromArray(F, target, half + i).add(other.mul(by)).intoArray(target, half + i);
    }
  }

  private void draw64(int half) {
    // One step of xoshiro256++ for every stream in turn.
    for (int row = 0; row < 2 * half; row += STREAMS64) {
      for (int lane = 0; lane < STREAMS64; lane += D.length()) {
        LongVector s0 = LongVector.fromArray(L, state64, lane);
        LongVector s1 = LongVector.fromArray(L, state64, STREAMS64 + lane);
        LongVector s2 = LongVector.fromArray(L, state64, 2 * STREAMS64 + lane);
        LongVector s3 = LongVector.fromArray(L, state64, 3 * STREAMS64 + lane);
        rotate(s0.add(s3), 23).add(s0).intoArray(bits64, row + lane);
        LongVector t2 = s2.lanewise(VectorOperators.XOR, s0);
        LongVector t3 = s3.lanewise(VectorOperators.XOR, s1);
        s1.lanewise(VectorOperators.XOR, t2).intoArray(state64, STREAMS64 + lane);
        s0.lanewise(VectorOperators.XOR, t3).intoArray(state64, lane);
        t2.lanewise(VectorOperators.XOR, s1.lanewise(VectorOperators.LSHL, 17))
            .intoArray(state64, 2 * STREAMS64 + lane);
        rotate(t3, 45).intoArray(state64, 3 * STREAMS64 + lane);
      }
    }
  }

  private void radii64(int half) {
    // As in float32.
    for (int i = 0; i < half; i += D.length()) {
      DoubleVector u = d(2).sub(mantissa(LongVector.fromArray(L, bits64, i)));
      LongVector bits = u.reinterpretAsLongs().add(ONE64 - SQRT_HALF64);
      // 2^52 + biased exponent, put together as bits: no conversion from long, which older vector
      // units lack.
      DoubleVector e =
          bits.lanewise(VectorOperators.LSHR, 52)
              .lanewise(VectorOperators.OR, 0x4330000000000000L)
              .reinterpretAsDoubles();
      DoubleVector m =
          bits.lanewise(VectorOperators.AND, 0x000FFFFFFFFFFFFFL)
              .add(SQRT_HALF64)
              .reinterpretAsDoubles();
      DoubleVector s = m.sub(1).div(m.add(1));
      DoubleVector x = s.mul(s);
      DoubleVector series =
          d(2.0 / 21)
              .fma(x, d(2.0 / 19))
              .fma(x, d(2.0 / 17))
              .fma(x, d(2.0 / 15))
              .fma(x, d(2.0 / 13))
              .fma(x, d(2.0 / 11));
      series =
          series
              .fma(x, d(2.0 / 9))
              .fma(x, d(2.0 / 7))
              .fma(x, d(2.0 / 5))
              .fma(x, d(2.0 / 3))
              .mul(x)
              .fma(s, s.add(s));
      e.sub(0x1p52 + 1023)
          .fma(d(Math.log(2)), series)
          .mul(-2)
          .lanewise(VectorOperators.SQRT)
          .intoArray(radius64, i);
    }
  }

  private void add64(int half) {
    // As in float32.
    double[] target = target64;
    double by = factor;
    for (int i = 0; i < half; i += D.length()) {
      DoubleVector r = DoubleVector.fromArray(D, radius64, i);
      LongVector b = LongVector.fromArray(L, bits64, half + i);
      DoubleVector angle = mantissa(b).sub(1.5).mul(Math.PI / 2);
      DoubleVector x = angle.mul(angle);
      DoubleVector sine =
          d(1.0 / 355687428096000L)
              .fma(x, d(-1.0 / 1307674368000L))
              .fma(x, d(1.0 / 6227020800L))
              .fma(x, d(-1.0 / 39916800));
      sine =
          sine.fma(x, d(1.0 / 362880))
              .fma(x, d(-1.0 / 5040))
              .fma(x, d(1.0 / 120))
              .fma(x, d(-1.0 / 6))
              .mul(x)
              .fma(angle, angle);
      DoubleVector cosine =
          d(1.0 / 20922789888000L)
              .fma(x, d(-1.0 / 87178291200L))
              .fma(x, d(1.0 / 479001600))
              .fma(x, d(-1.0 / 3628800));
      cosine =
          cosine
              .fma(x, d(1.0 / 40320))
              .fma(x, d(-1.0 / 720))
              .fma(x, d(1.0 / 24))
              .fma(x, d(-0.5))
              .fma(x, d(1));
      // The low 12 bits are no part of the angle: two of them choose the quarter.
      LongVector sign = b.lanewise(VectorOperators.AND, 2L).lanewise(VectorOperators.LSHL, 62);
      LongVector c = cosine.reinterpretAsLongs().lanewise(VectorOperators.XOR, sign);
      LongVector s = sine.reinterpretAsLongs();
      LongVector all = LongVector.zero(L).sub(b.lanewise(VectorOperators.AND, 1L));
      LongVector swap = c.lanewise(VectorOperators.XOR, s).lanewise(VectorOperators.AND, all);
      DoubleVector one = c.lanewise(VectorOperators.XOR, swap).reinterpretAsDoubles().mul(r);
      DoubleVector other = s.lanewise(VectorOperators.XOR, swap).reinterpretAsDoubles().mul(r);
      DoubleVector.fromArray(D, target, i).add(one.mul(by)).intoArray(target, i);
      DoubleVector.fromArray(D, target, half + i).add(other.mul(by)).intoArray(target, half + i);
    }
  }

  private static IntVector rotate(IntVector v, int by) {
    return v.lanewise(VectorOperators.LSHL, by)
        .lanewise(VectorOperators.OR, v.lanewise(VectorOperators.LSHR, 32 - by));
  }

  private static FloatVector toFloats(IntVector v) {
    return (FloatVector) v.convertShape(VectorOperators.I2F, F, 0);
  }

  private static FloatVector f(float value) {
    return FloatVector.broadcast(F, value);
  }

  private static LongVector rotate(LongVector v, int by) {
    return v.lanewise(VectorOperators.LSHL, by)
        .lanewise(VectorOperators.OR, v.lanewise(VectorOperators.LSHR, 64 - by));
  }

  private static DoubleVector d(double value) {
    return DoubleVector.broadcast(D, value);
  }

  /** The top 52 bits as a number in [1, 2). */
  private static DoubleVector mantissa(LongVector bits) {
    return bits.lanewise(VectorOperators.LSHR, 12)
        .lanewise(VectorOperators.OR, 0x3FF0000000000000L)
        .reinterpretAsDoubles();
  }
}
