package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.collapsar.BadInputException;
import org.junit.jupiter.api.Test;

/** The sketch against the sum over groups that are counted. */
class RepeatedSharesTest {
  /** Five standard deviations. */
  private static final Percentage NEAR = Percentage.withPercentage(11);

  @Test
  void isTheSumOverGroupsOfEqualSamples() {
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RepeatedShares shares = new RepeatedShares();
      RepeatedShares others = new RepeatedShares();
      double expected = 0;
      double apart = 0;
      for (int i = 0; i < 20_000; i++) {
        double share = random.nextDouble();
        double square = 100 * random.nextDouble();
        int times = i % 50 == 0 ? 20 : 1;
        for (int j = 0; j < times; j++) {
          (j % 2 == 0 ? shares : others).take(share, square);
        }
        expected += times * share * times * share;
        apart += times * share * share;
      }
      shares.add(others);
      assertThat(shares.squares()).isCloseTo(expected, NEAR);
      assertThat(expected).isGreaterThan(5 * apart);
    }
  }

  /** Rounding treats them alike. */
  @Test
  void multiplesByPowersOfTwoAreEqual() {
    RepeatedShares shares = new RepeatedShares();
    shares.take(1, 3.7);
    shares.take(4, 4 * 3.7);
    assertThat(shares.squares()).isEqualTo(25);
    shares.take(2, Math.nextUp(3.7));
    assertThat(shares.squares()).isEqualTo(29);
  }

  @Test
  void isReadAsItWasWritten() {
    RepeatedShares shares = new RepeatedShares();
    assertThat(read(shares).squares()).isZero();
    shares.take(3, 2.5);
    RepeatedShares read = read(shares);
    read.add(shares);
    assertThat(read.squares()).isEqualTo(36);
    byte[] wrong = new PackedWriter(0, 0).reals(new double[3]).bytes();
    assertThatThrownBy(() -> RepeatedShares.read(new PackedReader("shares", wrong, 0, 0)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("4096");
  }

  private static RepeatedShares read(RepeatedShares shares) {
    PackedWriter out = new PackedWriter(0, 0);
    shares.write(out);
    return RepeatedShares.read(new PackedReader("shares", out.bytes(), 0, 0));
  }
}
