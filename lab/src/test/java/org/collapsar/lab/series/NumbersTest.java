package org.collapsar.lab.series;

import static org.assertj.core.api.Assertions.assertThat;

import org.collapsar.lab.page.Shares;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1110.2 | 3 | 1,110",
        "999.4 | 3 | 999",
        "-123456 | 6 | -123,456",
        "-123 | 3 | -123",
        "123456.25 | 8 | 123,456.25",
        "0.001234 | 3 | 0.00123",
        "2.5e9 | 2 | 2.5e+09",
        "Infinity | 2 | infinite"
      })
  void thousandsHaveCommas(double value, int digits, String expected) {
    assertThat(Numbers.grouped(value, digits)).isEqualTo(expected);
  }

  /** What is not all is not 100%, and what is not none is not 0%. */
  @ParameterizedTest
  @CsvSource({
    "0, 0%",
    "1, 100%",
    "0.8103, 81.0%",
    "0.99999, above 99.9%",
    "0.0003, 0.0300%",
    "0.9998, above 99.9%",
    "0.998, 99.8%"
  })
  void sharesAreInPerCent(double share, String expected) {
    assertThat(Shares.text(share)).isEqualTo(expected);
  }
}
