package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.collapsar.BadInputException;
import org.collapsar.files.Npy;
import org.collapsar.files.TableFile;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Features in float32 against NumPy in float64: {@code src/test/python/reference.py --float32}
 * rounded the features and computed the values from them.
 */
class SinglePrecisionTest {
  private static final double AGREEMENT = 1e-6;

  static Stream<ReferenceTest.Case> cases() throws IOException {
    return ReferenceTest.cases("reference-float32.txt");
  }

  private static float[][] floats(ReferenceTest.Case c, String key) {
    double[] numbers = c.array(key);
    float[][] rows = new float[numbers.length / c.d()][c.d()];
    for (int i = 0; i < numbers.length; i++) {
      assertThat((double) (float) numbers[i]).isEqualTo(numbers[i]);
      rows[i / c.d()][i % c.d()] = (float) numbers[i];
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyMetricEqualsNumPysInDouble(ReferenceTest.Case c) throws IOException {
    NeuralCollapse input = c.input(key -> Rows.of(floats(c, key)));
    agree(c, input.measureAll().values());
    agree(c, input.backend(Backend.VECTOR).measureAll().values());
  }

  private static void agree(ReferenceTest.Case c, Map<String, MetricValue> values)
      throws IOException {
    Set<String> known = ReferenceTest.known();
    values.forEach(
        (id, value) -> {
          Double expected = c.values().get(id);
          if (!known.contains(id)) {
            return;
          }
          if (expected == null) {
            assertThat(value).as(id).isInstanceOf(MetricValue.Undefined.class);
          } else {
            assertThat(value.orNaN())
                .as(id)
                .isCloseTo(
                    expected, Offset.offset(Math.max(1e-12, AGREEMENT * Math.abs(expected))));
          }
        });
    assertThat(values.keySet()).containsAll(c.values().keySet());
  }

  /** What is computed of a float32 is computed in double: storing it wider changes no bit. */
  @ParameterizedTest
  @MethodSource("cases")
  void theSameBitsAsOfTheNumbersInDoubleAndFromAFile(
      ReferenceTest.Case c, @TempDir Path directory) {
    Map<String, MetricValue> wide = c.input(2).measureAll().values();
    assertThat(c.input(key -> Rows.of(floats(c, key))).measureAll().values()).isEqualTo(wide);
    assertThat(
            c.input(
                    key -> {
                      Path file = directory.resolve(key + ".npy");
                      Npy.write(file, Rows.of(floats(c, key)), Precision.FLOAT32);
                      return TableFile.open(file.toString()).get(0).rows();
                    })
                .measureAll()
                .values())
        .isEqualTo(wide);
  }

  /** A single bad number among many rows, also where it is the only one of its class. */
  @Test
  void anInfinityOrNaNIsNamedByRowAndColumn() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      for (int row : new int[] {0, 700, 4999}) {
        float[][] rows = new float[5000][3];
        int[] labels = new int[5000];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = new float[] {i, 1, 2 * i};
          labels[i] = i % 2;
        }
        rows[row][1] = bad;
        labels[row] = 2;
        for (Backend backend : Backend.values()) {
          assertThatThrownBy(() -> NeuralCollapse.of(rows, labels, 3).backend(backend).measure())
              .isInstanceOf(BadInputException.class)
              .hasMessageContaining("row " + row + ", column 1");
        }
      }
    }
  }

  /** Sums of squares of numbers near the largest float32 have no place in it, but in double. */
  @Test
  void theLargestAndTheSmallestNumbersCollapseLikeOthers() {
    float[][] plain = {{1, 0}, {1.5f, 0.5f}, {-1, 1}, {-2, 0.25f}, {0, -1}, {0.5f, -3}};
    int[] labels = {0, 0, 1, 1, 2, 2};
    double expected = nc1(plain, 1, labels);
    assertThat(nc1(plain, 0x1p126f, labels)).isEqualTo(expected);
    assertThat(nc1(plain, 0x1p-140f, labels)).isEqualTo(expected);
  }

  private static double nc1(float[][] rows, float scale, int[] labels) {
    float[][] scaled = new float[rows.length][2];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < 2; j++) {
        scaled[i][j] = rows[i][j] * scale;
      }
    }
    return NeuralCollapse.of(scaled, labels, 3).measure().value("nc1.total").orNaN();
  }
}
