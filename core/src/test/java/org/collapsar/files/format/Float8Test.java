package org.collapsar.files.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All 256 numbers of each format from the definition, and the corners that its authors print. */
class Float8Test {

  @ParameterizedTest
  @CsvSource({
    // type, bits, value: largest, smallest normal, smallest, one, minus one.
    "F8_E4M3, 7e, 448",
    "F8_E4M3, 08, 0.015625",
    "F8_E4M3, 01, 0.001953125",
    "F8_E4M3, 38, 1",
    "F8_E4M3, b8, -1",
    "F8_E4M3, ff, NaN",
    "F8_E4M3, 80, -0.0",
    "F8_E5M2, 7b, 57344",
    "F8_E5M2, 04, 6.103515625e-5",
    "F8_E5M2, 01, 1.52587890625e-5",
    "F8_E5M2, 3c, 1",
    "F8_E5M2, 7c, Infinity",
    "F8_E5M2, fc, -Infinity",
    "F8_E5M2, fd, NaN",
    "F8_E4M3FNUZ, 7f, 240",
    "F8_E4M3FNUZ, 40, 1",
    "F8_E4M3FNUZ, 80, NaN",
    "F8_E5M2FNUZ, 7f, 57344",
    "F8_E5M2FNUZ, 40, 1",
    "F8_E5M2FNUZ, 80, NaN",
    "F8_E8M0, 7f, 1",
    "F8_E8M0, 00, 5.877471754111438e-39",
    "F8_E8M0, fe, 1.7014118346046923e38",
    "F8_E8M0, ff, NaN"
  })
  void corners(TensorType type, String bits, double value) {
    assertThat(decode(type)[Integer.parseInt(bits, 16)]).isEqualTo(Double.valueOf(value));
  }

  /** Ascending where they are numbers, and minus as plus: no entry is out of its place. */
  @Test
  void everyNumberStandsInOrder() {
    for (TensorType type : TensorType.values()) {
      if (!type.isFloat8() || type == TensorType.F8_E8M0) {
        continue;
      }
      double[] all = decode(type);
      for (int bits = 1; bits < 0x80; bits++) {
        assertThat(Double.isNaN(all[bits]) || all[bits] > all[bits - 1])
            .as(type + " " + bits)
            .isTrue();
        assertThat(all[bits | 0x80]).as(type + " " + bits).isEqualTo(Double.valueOf(-all[bits]));
      }
      assertThat(all[0]).isZero();
    }
  }

  /** The way that blocks of float32 take. */
  @Test
  void rowsAreTheSame() {
    for (TensorType type : TensorType.values()) {
      if (type.isFloat8()) {
        float[][] rows = new float[3][128];
        type.decode(bytes(), rows, 1, 2);
        double[] all = decode(type);
        for (int i = 0; i < 256; i++) {
          assertThat((double) rows[1 + i / 128][i % 128]).isEqualTo(Double.valueOf(all[i]));
        }
      }
    }
  }

  private static double[] decode(TensorType type) {
    double[] all = new double[257];
    type.decode(bytes(), 256, all, 0);
    return all;
  }

  /** Behind one byte of something else. */
  private static ByteBuffer bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(257);
    for (int i = 0; i < 256; i++) {
      bytes.put(1 + i, (byte) i);
    }
    return bytes.position(1);
  }
}
