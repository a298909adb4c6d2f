package org.collapsar.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "0.0143271, 3, 0.0143",
    "0.5, 3, 0.500",
    "0.0999996, 4, 0.1000",
    "9.9999, 3, 10.0",
    "123456, 3, 123000",
    "0, 3, 0",
    "-0.25, 2, -0.25",
    "1.234e-7, 3, 1.23e-07",
    "2.5e9, 2, 2.5e+09"
  })
  void keepsSoManyDigits(double value, int digits, String expected) {
    assertThat(Numbers.rounded(value, digits)).isEqualTo(expected);
  }
}
