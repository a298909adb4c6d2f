package org.collapsar.files.format;

/** The two 16-bit formats of floating point. Every one of their numbers is a float, exactly. */
final class HalfFloats {
  private static final int FRACTION_BITS = 10;
  private static final int LARGEST_EXPONENT = 0x1f;
  private static final int BIAS = 15;

  /**
   * All float16 numbers. Several times faster than computing them, also where it fills most of a
   * cache of 256 kB.
   */
  private static final float[] FLOAT16 = new float[1 << 16];

  static {
    for (int bits = 0; bits < FLOAT16.length; bits++) {
      FLOAT16[bits] = computeFloat16(bits);
    }
  }

  private HalfFloats() {}

  private static float computeFloat16(int bits) {
    int exponent = (bits >>> FRACTION_BITS) & LARGEST_EXPONENT;
    int fraction = bits & ((1 << FRACTION_BITS) - 1);
    float sign = bits >>> 15 == 0 ? 1 : -1;
    if (exponent == LARGEST_EXPONENT) {
      return fraction == 0 ? sign * Float.POSITIVE_INFINITY : Float.NaN;
    }
    // Subnormal numbers have the scale of exponent 1, and no hidden bit.
    int significand = exponent == 0 ? fraction : fraction | 1 << FRACTION_BITS;
    return sign * Math.scalb((float) significand, Math.max(exponent, 1) - BIAS - FRACTION_BITS);
  }

  /**
   * IEEE 754 binary16: sign, 5 bits of exponent with bias 15, 10 of fraction. Zeros keep their
   * sign.
   */
  static float float16(short bits) {
    return FLOAT16[bits & 0xffff];
  }

  /** bfloat16: the upper half of a float32. */
  static float bfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
