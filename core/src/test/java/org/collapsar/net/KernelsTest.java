package org.collapsar.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.random.Seed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of {@link Kernels}, the same for both precisions. */
class KernelsTest {
  private static double ulp(Precision p) {
    return p == Precision.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
  }

  private static double reference(Activation f, double z) {
    return ReferenceNetwork.value(f, z);
  }

  @ParameterizedTest
  @EnumSource
  void activationsAreWithinAFewUnitsInTheLastPlaceOverTheWholeRange(Precision p) {
    Kernels kernels = Kernels.of(p);
    int n = 100_003;
    try (NativeArray z = NativeArray.allocate(p, n)) {
      for (Activation f : Cases.activations()) {
        double worst = 0;
        SplittableRandom random = new SplittableRandom(7);
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
          // From 1e-12 to 100 in magnitude, both signs.
          x[i] = (i % 2 == 0 ? 1 : -1) * Math.pow(10, 14 * random.nextDouble() - 12);
        }
        z.write(0, x, 0, n);
        x = z.toDoubles();
        kernels.activate(f, z, 1, n, n);
        for (int i = 0; i < n; i++) {
          double expected = reference(f, x[i]);
          // The logistic function ends at e^-87 in float32, about the smallest normal number.
          double floor = p == Precision.FLOAT32 ? 1e-30 : 1e-300;
          // The smooth leaky ReLU is a difference near 0: accurate as s is (SmoothReluTest).
          floor = f.kind() == Activation.Kind.SMOOTH_LEAKY_RELU ? f.smoothing() : floor;
          worst =
              Math.max(worst, Math.abs(z.get(i) - expected) / Math.max(Math.abs(expected), floor));
        }
        assertThat(worst / ulp(p)).as("%s in %s, units in the last place", f, p).isLessThan(6);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void extremeArgumentsSaturateAndNotANumberStays(Precision p) {
    Kernels kernels = Kernels.of(p);
    try (NativeArray z = NativeArray.allocate(p, 4)) {
      double[] x = {1e30, -1e30, 0, Double.NaN};
      z.write(0, x, 0, 4);
      kernels.activate(Activation.TANH, z, 1, 4, 4);
      assertThat(z.toDoubles()).containsExactly(1, -1, 0, Double.NaN);
      z.write(0, x, 0, 4);
      kernels.activate(Activation.SIGMOID, z, 1, 4, 4);
      assertThat(z.get(0)).isEqualTo(1);
      assertThat(z.get(1)).isBetween(0.0, 1e-37);
      assertThat(z.get(2)).isEqualTo(0.5);
      assertThat(z.get(3)).isNaN();
      z.write(0, x, 0, 4);
      kernels.activate(Activation.RELU, z, 1, 4, 4);
      assertThat(z.get(1)).isZero();
      assertThat(z.get(3)).isNaN();
    }
  }

  @ParameterizedTest
  @EnumSource
  void derivativesAreThoseOfTheActivation(Precision p) {
    Kernels kernels = Kernels.of(p);
    int n = 4099;
    try (NativeArray a = NativeArray.allocate(p, n);
        NativeArray d = NativeArray.allocate(p, n);
        NativeArray z = NativeArray.allocate(p, n)) {
      for (Activation f : Cases.activations()) {
        double h = 1e-6;
        for (int i = 0; i < n; i++) {
          z.set(i, (i - 2000) / 500.0 + 1e-4);
          a.set(i, reference(f, (i - 2000) / 500.0 + 1e-4));
          d.set(i, 1 + i % 3);
        }
        kernels.backpropagate(f, z, a, d, 1, n, n);
        for (int i = 0; i < n; i++) {
          double x = (i - 2000) / 500.0 + 1e-4;
          double slope = (reference(f, x + h) - reference(f, x - h)) / (2 * h);
          assertThat(a.get(i))
              .isCloseTo(slope * (1 + i % 3), org.assertj.core.data.Offset.offset(2e-6));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void noiseFillsTheBlockAndNothingElse(Precision p) {
    Kernels kernels = Kernels.of(p);
    int rows = 7;
    int columns = 131;
    int stride = 150;
    try (NativeArray w = NativeArray.allocate(p, rows * stride)) {
      kernels.addGaussian(w, rows, columns, stride, 0.5, Seed.of(3));
      double[] first = w.toDoubles();
      for (int i = 0; i < rows * stride; i++) {
        if (i % stride < columns) {
          assertThat(first[i]).isNotZero();
        } else {
          assertThat(first[i]).isZero();
        }
      }
      kernels.scale(w, 0, w.length());
      kernels.addGaussian(w, rows, columns, stride, 0.5, Seed.of(3));
      assertThat(w.toDoubles()).isEqualTo(first);
      kernels.scale(w, 0, w.length());
      kernels.addGaussian(w, rows, columns, stride, 0.5, Seed.of(4));
      assertThat(w.get(0)).isNotEqualTo(first[0]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void additionAndScalingAreThoseOfTheHeap(Precision p) {
    Kernels kernels = Kernels.of(p);
    int n = 5001;
    try (NativeArray y = NativeArray.allocate(p, n);
        NativeArray x = NativeArray.allocate(p, n)) {
      for (int i = 0; i < n; i++) {
        y.set(i, i);
        x.set(i, 2 * i);
      }
      kernels.add(y, x, 0.25, n);
      kernels.scale(y, 2, n - 1);
      assertThat(y.get(10)).isEqualTo(30);
      assertThat(y.get(n - 2)).isEqualTo(3.0 * (n - 2));
      assertThat(y.get(n - 1)).isEqualTo(1.5 * (n - 1));
    }
  }
}
