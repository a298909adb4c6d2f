package org.collapsar.files;

/** The two 16-bit formats of floating point. Every one of their numbers is a float, exactly. */
final class HalfFloats {
  private static final int EXPONENT_MASK = 0x1f;
  private static final int FRACTION_MASK = 0x3ff;
  private static final int FRACTION_BITS = 10;

  /** Bias of float32 less bias and fraction bits of float16: scales a fraction read as integer. */
  private static final int SCALE_BIAS = 127 - 15 - FRACTION_BITS;

  private HalfFloats() {}

  /**
   * IEEE 754 binary16: sign, 5 bits of exponent with bias 15, 10 of fraction. Zeros keep their
   * sign.
   */
  static float float16(short bits) {
    int exponent = (bits >>> FRACTION_BITS) & EXPONENT_MASK;
    int fraction = bits & FRACTION_MASK;
    int sign = (bits & 0x8000) << 16;
    if (exponent == EXPONENT_MASK) {
      return Float.intBitsToFloat(sign | 0x7f800000 | fraction << 13);
    }
    // Without a branch on the exponent: after a ReLU half of the numbers are 0, at random, and a
    // float below 2^-126 on the way would cost many cycles. Subnormals have the scale of exponent
    // 1 and no hidden bit.
    int normal = (exponent + EXPONENT_MASK) >>> 5;
    int integer = normal << FRACTION_BITS | fraction;
    float scale = Float.intBitsToFloat((SCALE_BIAS + exponent + 1 - normal) << 23);
    return Float.intBitsToFloat(sign | Float.floatToRawIntBits(integer * scale));
  }

  /** bfloat16: the upper half of a float32. */
  static float bfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
