package org.collapsar.files.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecimalTextTest {

  /** Against the library's parser, which is slower: the same doubles, to the last bit. */
  @Test
  void numbersAreTheNearestDoubles() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 200_000; i++) {
      String text =
          switch (i % 4) {
            case 0 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
            case 1 -> "-" + random.nextLong(1L << 54) + "e" + random.nextInt(-30, 30);
            case 2 -> Float.toString(Float.intBitsToFloat(random.nextInt()));
            default -> random.nextInt(1000) + "." + random.nextLong(1L << 50);
          };
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      double found = DecimalText.parse(bytes, 0, bytes.length);
      double expected = Double.parseDouble(text);
      if (text.contains("N") || text.contains("I")) {
        expected = Double.NaN;
      }
      if (Double.compare(found, expected) != 0) {
        assertThat(found).as(text).isEqualTo(expected);
      }
    }
  }
}
