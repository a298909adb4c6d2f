package org.collapsar.files.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** All 65536 numbers of each format against exact arithmetic from the definition. */
class HalfFloatsTest {
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  @Test
  void everyFloat16() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      checkOne(bits, HalfFloats.float16((short) bits), defined(bits, 5, 10));
    }
  }

  @Test
  void everyBfloat16() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      checkOne(bits, HalfFloats.bfloat16((short) bits), defined(bits, 8, 7));
    }
  }

  /** The way that files take, through buffers of either order and more than one block. */
  @Test
  void wholeBuffers() {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      ByteBuffer buffer = ByteBuffer.allocate(2 << 16).order(order);
      for (int bits = 0; bits < 1 << 16; bits++) {
        buffer.putShort((short) bits);
      }
      buffer.flip();
      double[] halves = new double[1 + (1 << 16)];
      double[] brains = new double[1 + (1 << 16)];
      TensorType.F16.decode(buffer, 1 << 16, halves, 1);
      TensorType.BF16.decode(buffer, 1 << 16, brains, 1);
      for (int bits = 0; bits < 1 << 16; bits++) {
        checkOne(bits, halves[1 + bits], defined(bits, 5, 10));
        checkOne(bits, brains[1 + bits], defined(bits, 8, 7));
      }
    }
  }

  private static void checkOne(int bits, double found, double expected) {
    // Not assertThat for each: a quarter of a million of them take seconds.
    if (Double.compare(found, expected) != 0) {
      assertThat(found).as(Integer.toHexString(bits)).isEqualTo(expected);
    }
  }

  /** IEEE 754, 3.4: sign, biased exponent, trailing significand. */
  private static double defined(int bits, int exponentBits, int fractionBits) {
    int sign = bits >> 15 == 0 ? 1 : -1;
    int exponent = (bits >> fractionBits) & ((1 << exponentBits) - 1);
    int fraction = bits & ((1 << fractionBits) - 1);
    int bias = (1 << (exponentBits - 1)) - 1;
    if (exponent == (1 << exponentBits) - 1) {
      return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    int significand = exponent == 0 ? fraction : fraction + (1 << fractionBits);
    int power = Math.max(exponent, 1) - bias - fractionBits;
    BigDecimal scale = power >= 0 ? TWO.pow(power) : BigDecimal.ONE.divide(TWO.pow(-power));
    // The sign outside: BigDecimal has no negative zero.
    return sign * BigDecimal.valueOf(significand).multiply(scale).doubleValue();
  }
}
