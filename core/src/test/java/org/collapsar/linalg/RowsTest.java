package org.collapsar.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.collapsar.BadInputException;
import org.junit.jupiter.api.Test;

class RowsTest {

  @Test
  void theFormsInMemoryReadTheSameNumbers() {
    double[][] d = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 12}};
    float[][] f = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 12}};
    double[] r = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    for (Rows rows : List.of(Rows.of(d), Rows.of(f), Rows.of(r, 3))) {
      assertThat(rows.rows()).isEqualTo(4);
      assertThat(rows.columns()).isEqualTo(3);
      double[] block = new double[7];
      rows.read(1, 2, block);
      assertThat(block).containsExactly(4, 5, 6, 7, 8, 9, 0);
      rows.read(4, 0, block);
      rows.close();
      assertThatThrownBy(() -> rows.read(3, 2, block))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> rows.read(0, 3, block))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("rows 0 to 2 of features with 4 rows of 3 into a buffer of 7");
    }
    assertThat(Rows.of(f).bytesPerValue()).isEqualTo(4);
    assertThat(Rows.of(d).bytesPerValue()).isEqualTo(8);
  }

  @Test
  void whatIsNotFiniteIsNamedByRowAndColumn() {
    for (double bad :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      for (int at = 0; at < 15; at++) {
        double[] values = new double[15];
        values[at] = bad;
        int place = at;
        assertThatThrownBy(() -> Rows.of(values, 3).read(0, 5, new double[15]))
            .isInstanceOf(BadInputException.class)
            .hasMessage(
                "features: expected finite numbers, found "
                    + Double.toString(bad).replace("Infinity", "infinity")
                    + " in row "
                    + place / 3
                    + ", column "
                    + place % 3
                    + " (counted from 0)");
      }
    }
    double[] largest = {Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE};
    Rows.of(largest, 3).read(0, 1, new double[3]);
  }

  @Test
  void shapesThatAreNoTableAreRefused() {
    assertThatThrownBy(() -> Rows.of(new double[][] {{1, 2}, {3}}))
        .hasMessage(
            "features: expected rows of one length, 2 as in row 0, found 1 numbers in row 1");
    assertThatThrownBy(() -> Rows.of(new float[][] {{}, {}}))
        .hasMessageContaining("at least one number");
    assertThatThrownBy(() -> Rows.of(new double[0][])).hasMessageContaining("found none");
    assertThatThrownBy(() -> Rows.of(new double[5], 2)).hasMessageContaining("5 numbers");
    assertThatThrownBy(() -> Rows.of(new double[5], 0)).isInstanceOf(BadInputException.class);
  }
}
