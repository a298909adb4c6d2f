package org.collapsar.files.format;

/**
 * The formats of floating point in one byte (Micikevicius et al., FP8 formats for deep learning,
 * arXiv:2209.05433; those "FNUZ" of Noune et al., arXiv:2206.02915; E8M0 of the OCP microscaling
 * formats, a power of two without a sign). Every one of their numbers is a float, exactly.
 */
final class Float8 {
  /** Bias 7, no infinities, NaN with all bits of exponent and fraction set: to 448. */
  static final float[] E4M3 = new float[256];

  /** Bias 15, infinities and NaN as in IEEE 754. */
  static final float[] E5M2 = new float[256];

  /** Bias 8, no infinities, NaN in the place of minus zero. */
  static final float[] E4M3FNUZ = new float[256];

  /** Bias 16, no infinities, NaN in the place of minus zero. */
  static final float[] E5M2FNUZ = new float[256];

  /** 2^(bits - 127), NaN for 255. */
  static final float[] E8M0 = new float[256];

  static {
    for (int bits = 0; bits < 256; bits++) {
      E4M3[bits] = (bits & 0x7f) == 0x7f ? Float.NaN : finite(bits, 3, 7);
      E5M2[bits] = (bits & 0x7f) > 0x7c ? Float.NaN : finite(bits, 2, 15);
      E4M3FNUZ[bits] = bits == 0x80 ? Float.NaN : finite(bits, 3, 8);
      E5M2FNUZ[bits] = bits == 0x80 ? Float.NaN : finite(bits, 2, 16);
      E8M0[bits] = bits == 0xff ? Float.NaN : Math.scalb(1f, bits - 127);
    }
    E5M2[0x7c] = Float.POSITIVE_INFINITY;
    E5M2[0xfc] = Float.NEGATIVE_INFINITY;
  }

  private Float8() {}

  private static float finite(int bits, int fractionBits, int bias) {
    int exponent = (bits & 0x7f) >> fractionBits;
    int fraction = bits & ((1 << fractionBits) - 1);
    float sign = bits < 0x80 ? 1 : -1;
    // Subnormal numbers have the scale of exponent 1, and no hidden bit.
    int significand = exponent == 0 ? fraction : fraction | 1 << fractionBits;
    return sign * Math.scalb((float) significand, Math.max(exponent, 1) - bias - fractionBits);
  }
}
