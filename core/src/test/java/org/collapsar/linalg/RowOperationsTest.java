package org.collapsar.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What OpenBLAS does to rows is what IEEE 754 says, number by number. */
class RowOperationsTest {
  private static final int N = 131;
  private final RowOperations operations = new RowOperations();

  private static DoubleArray doubles(double... numbers) {
    DoubleArray array = (DoubleArray) NativeArray.allocate(Precision.FLOAT64, numbers.length);
    array.write(0, numbers, 0, numbers.length);
    return array;
  }

  private static double[] numbers(double scale, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(N, -scale, scale).toArray();
  }

  @Test
  void addingIsAFusedMultiplyAdd() {
    double[] a = numbers(1, 1);
    double[] b = numbers(1e3, 2);
    for (double factor : new double[] {1, -1, 1.0 / 3}) {
      try (DoubleArray x = doubles(a);
          DoubleArray y = doubles(b)) {
        operations.add(factor, x, 1, y, 2, N - 2);
        double[] found = y.toDoubles();
        for (int i = 0; i < N - 2; i++) {
          assertThat(found[i + 2]).isEqualTo(Math.fma(factor, a[i + 1], b[i + 2]));
        }
        assertThat(found[0]).isEqualTo(b[0]);
        assertThat(found[1]).isEqualTo(b[1]);
      }
    }
  }

  @Test
  void copiesAreExactAndRoundingIsToTheNearest() {
    double[] wide = numbers(7, 3);
    wide[0] = Float.MIN_VALUE;
    wide[1] = Float.MAX_VALUE;
    wide[2] = -0.0;
    wide[3] = 0x1p-130;
    try (DoubleArray x = doubles(wide);
        DoubleArray back = doubles(new double[N]);
        FloatArray single = (FloatArray) NativeArray.allocate(Precision.FLOAT32, N)) {
      operations.round(x, 0, single, 0, N);
      operations.copy(single, 0, back, 0, N);
      for (int i = 0; i < N; i++) {
        assertThat(single.get(i)).isEqualTo((float) wide[i]);
        assertThat(back.get(i)).isEqualTo((float) wide[i]);
      }
      single.set(5, Double.NaN);
      single.set(6, Double.NEGATIVE_INFINITY);
      operations.copy(single, 0, back, 0, N);
      assertThat(back.get(5)).isNaN();
      assertThat(back.get(6)).isEqualTo(Double.NEGATIVE_INFINITY);
    }
  }

  @Test
  void theSmallestIsFoundWhereverItIs() {
    for (int count : new int[] {1, 2, 15, 16, 17, 64, N}) {
      for (int at = 0; at < count; at++) {
        try (FloatArray x = (FloatArray) NativeArray.allocate(Precision.FLOAT32, N)) {
          double[] numbers = numbers(1, at);
          numbers[at] = -2;
          x.write(0, numbers, 0, N);
          assertThat(operations.smallest(x, 0, count)).isEqualTo(at);
          x.set(at, Double.NEGATIVE_INFINITY);
          assertThat(operations.smallest(x, 0, count)).isEqualTo(at);
        }
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (DoubleArray x = doubles(1, 2, 3)) {
      assertThatThrownBy(() -> operations.dot(x, 1, x, 0, 3))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> operations.add(1, x, 0, x, -1, 2))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  /** Even and odd numbers of columns take different ways. */
  @Test
  void someColumnsOfRowsAreCopiedExactly() {
    for (int stride : new int[] {7, 8}) {
      int rows = N / stride;
      for (int from = 0; from < 4; from++) {
        for (int width = 1; width + from <= stride; width++) {
          float[] numbers = new float[N];
          for (int i = 0; i < N; i++) {
            numbers[i] = (float) Math.sin(i + 1);
          }
          try (FloatArray a = (FloatArray) NativeArray.allocate(Precision.FLOAT32, N);
              DoubleArray target = doubles(new double[rows * width + 1])) {
            a.store(0, numbers, N);
            operations.copy(a, from, stride, target, rows, width);
            for (int i = 0; i < rows * width; i++) {
              assertThat(target.get(i)).isEqualTo(numbers[i / width * stride + from + i % width]);
            }
            assertThat(target.get(rows * width)).isZero();
          }
        }
      }
    }
  }

  @Test
  void aLengthIsABoundAndNearlyThatOfTheRow() {
    SplittableRandom random = new SplittableRandom(5);
    for (int magnitude = -44; magnitude <= 44; magnitude += 4) {
      double scale = Math.min(Math.pow(10, magnitude), Float.MAX_VALUE / 8);
      double[] x = new double[N];
      double square = 0;
      for (int j = 0; j < N; j++) {
        x[j] = (float) (scale * random.nextDouble(-1, 1));
        square += x[j] / scale * x[j] / scale;
      }
      double length = scale * Math.sqrt(square);
      RowBlock.Source<DoubleArray> wide = (first, count, target) -> target.write(0, x, 0, N);
      RowBlock.Source<FloatArray> single = (first, count, target) -> target.write(0, x, 0, N);
      try (RowBlock doubles = RowBlock.ofDoubles(1, N, wide);
          RowBlock floats = RowBlock.ofFloats(1, N, single)) {
        doubles.read(0, 1);
        floats.read(0, 1);
        assertThat(doubles.length(0)).isBetween(length * (1 - 1e-15), length * (1 + 1e-12));
        assertThat(floats.length(0)).isGreaterThanOrEqualTo(length * (1 - 1e-15));
        if (magnitude > -16 && magnitude < 18) {
          assertThat(floats.length(0)).isLessThan(length * (1 + 1e-4));
        }
      }
    }
  }
}
