package org.collapsar.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.collapsar.BadInputException;
import org.junit.jupiter.api.Test;

class RowViewsTest {
  private static final int N = 70_000;
  private static final int D = 5;

  /** Number {@code j} of row {@code i} is 10 i + j. */
  private static Rows table(int from, int rows) {
    double[] values = new double[rows * D];
    for (int i = 0; i < values.length; i++) {
      values[i] = 10.0 * (from + i / D) + i % D;
    }
    return Rows.of(values, D);
  }

  @Test
  void someRows() {
    int[] kept = IntStream.range(0, N).filter(i -> i % 7 == 3 || i > N - 20).toArray();
    Rows some = table(0, N).select(kept);
    assertThat(some.rows()).isEqualTo(kept.length);
    for (int first : new int[] {0, 1, 9_000, kept.length - 3}) {
      int count = Math.min(9_999, kept.length - first);
      double[] read = new double[count * D];
      some.read(first, count, read);
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < D; j++) {
          assertThat(read[i * D + j]).isEqualTo(10.0 * kept[first + i] + j);
        }
      }
    }
    assertThatThrownBy(() -> some.read(kept.length - 1, 2, new double[2 * D]))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void rowsFarApartAreReadAlone() {
    Rows table = table(0, N);
    AtomicInteger numbers = new AtomicInteger();
    Rows counting =
        new Rows() {
          @Override
          public long rows() {
            return N;
          }

          @Override
          public int columns() {
            return D;
          }

          @Override
          public String describe() {
            return "counting";
          }

          @Override
          public void read(long firstRow, int count, double[] target) {
            numbers.addAndGet(count * D);
            table.read(firstRow, count, target);
          }
        };
    int[] kept = {0, 3000, 3010, 3011, 60_000, N - 1};
    double[] read = new double[kept.length * D];
    counting.select(kept).read(0, kept.length, read);
    for (int i = 0; i < kept.length; i++) {
      assertThat(read[i * D + 2]).isEqualTo(10.0 * kept[i] + 2);
    }
    assertThat(numbers).hasValue((1 + 12 + 1 + 1) * D);
  }

  @Test
  void allColumnsButOne() {
    for (int column = 0; column < D; column++) {
      Rows less = table(0, N).withoutColumn(column);
      double[] read = new double[40_000 * (D - 1)];
      less.read(20_000, 40_000, read);
      for (int i = 0; i < read.length; i++) {
        int j = i % (D - 1);
        assertThat(read[i]).isEqualTo(10.0 * (20_000 + i / (D - 1)) + (j < column ? j : j + 1));
      }
    }
  }

  @Test
  void belowEachOther() {
    Rows whole = Rows.join(List.of(table(0, 1), table(1, 50_000), table(50_001, 3)));
    assertThat(whole.rows()).isEqualTo(50_004);
    double[] read = new double[50_002 * D];
    whole.read(0, 50_002, read);
    for (int i = 0; i < read.length; i++) {
      assertThat(read[i]).isEqualTo(10.0 * (i / D) + i % D);
    }
    double[] last = new double[3 * D];
    whole.read(50_001, 3, last);
    assertThat(last[0]).isEqualTo(500_010);
    assertThatThrownBy(() -> Rows.join(List.of(table(0, 1), Rows.of(new double[3], 3))))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected 5 columns");
  }
}
