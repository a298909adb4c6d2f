package org.collapsar.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products with a factored kernel and the ways to solve its systems, against each other. */
class KernelSystemsTest {

  private static Matrix gaussian(int rows, int columns, SplittableRandom random) {
    Matrix m = new Matrix(rows, columns);
    Arrays.setAll(m.data(), i -> Math.tanh(1.5 * random.nextGaussian()) + 0.2);
    return m;
  }

  private static NativeArray stored(Matrix s, Precision precision) {
    NativeArray table = NativeArray.allocate(precision, s.data().length);
    table.write(0, s.data(), 0, s.data().length);
    return table;
  }

  private static double relative(Matrix a, Matrix b) {
    return Math.sqrt(a.combine(1, -1, b).squaredNorm() / b.squaredNorm());
  }

  /** Sizes below, at and above the tile, in both precisions, against plain loops. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, FLOAT64",
    "7, 300, FLOAT64",
    "300, 7, FLOAT32",
    "256, 256, FLOAT32",
    "513, 270, FLOAT64",
    "260, 530, FLOAT32"
  })
  void productsAreThoseOfPlainLoops(int n, int particles, Precision precision) {
    SplittableRandom random = new SplittableRandom(n + particles);
    try (NativeArray table = stored(gaussian(n, particles, random), precision)) {
      Matrix s = new Matrix(n, particles, table.toDoubles());
      KernelFactor factor = new KernelFactor(table, n, particles);
      Matrix v = gaussian(n, 3, random);
      Matrix t = gaussian(particles, 2, random);
      Matrix k = s.gram();
      for (int i = 0; i < k.data().length; i++) {
        k.data()[i] /= particles;
      }
      for (int threads : new int[] {1, 2, 3}) {
        try (ThreadTeam team = new ThreadTeam(threads)) {
          assertThat(relative(factor.times(t, team), s.times(t))).isLessThan(1e-13);
          assertThat(relative(factor.transposedTimes(v, team), s.transposed().times(v)))
              .isLessThan(1e-13);
          assertThat(relative(factor.kernelTimes(v, team), k.times(v))).isLessThan(1e-13);
          double trace = 0;
          for (int i = 0; i < n; i++) {
            trace += k.get(i, i);
          }
          assertThat(factor.trace(team)).isCloseTo(trace, within(1e-12 * trace));
          try (NativeArray rows = factor.gramOfRows(team);
              NativeArray columns = factor.gramOfColumns(team)) {
            assertThat(relative(new Matrix(n, n, rows.toDoubles()), upper(k))).isLessThan(1e-13);
            Matrix g = s.transposed().gram().combine(1.0 / particles, 0, s.transposed().gram());
            assertThat(relative(new Matrix(particles, particles, columns.toDoubles()), upper(g)))
                .isLessThan(1e-13);
          }
        }
      }
    }
  }

  private static Matrix upper(Matrix m) {
    Matrix upper = new Matrix(m.rows(), m.columns(), m.data().clone());
    for (int i = 0; i < m.rows(); i++) {
      for (int j = 0; j < i; j++) {
        upper.data()[i * m.columns() + j] = 0;
      }
    }
    return upper;
  }

  /** Wide, tall and square kernels, shifts down to where K is 1e7 times as large. */
  @ParameterizedTest
  @CsvSource({
    "40, 90, 1e-1",
    "40, 90, 1e-5",
    "90, 40, 1e-1",
    "90, 40, 1e-5",
    "300, 120, 1e-3",
    "60, 60, 1e-4"
  })
  void allMethodsAgree(int n, int particles, double shift) {
    SplittableRandom random = new SplittableRandom(n);
    double[] scales = {1.0 / n, 3.0 / n, 1.0 / n, 0, 1.0 / n};
    Matrix b = gaussian(n, scales.length, random);
    for (int i = 0; i < n; i++) {
      b.data()[i * scales.length + 4] = 0;
    }
    try (NativeArray table = stored(gaussian(n, particles, random), Precision.FLOAT64);
        ThreadTeam team = new ThreadTeam(2)) {
      KernelFactor factor = new KernelFactor(table, n, particles);
      KernelSystems.Solution exact =
          KernelSystems.solve(factor, scales, shift, b, KernelSystems.Method.SAMPLES, team);
      for (KernelSystems.Method method : KernelSystems.Method.values()) {
        KernelSystems.Solution s = KernelSystems.solve(factor, scales, shift, b, method, team);
        assertThat(s.method()).isEqualTo(method);
        assertThat(relative(s.products(), exact.products())).as("%s", method).isLessThan(1e-8);
        assertThat(s.residual()).as("residual of %s", method).isLessThan(1e-9);
        assertThat(s.residuals()[4]).isZero();
        boolean direct =
            method == KernelSystems.Method.SAMPLES || method == KernelSystems.Method.PARTICLES;
        assertThat(s.steps() > 0).isEqualTo(!direct);
      }
    }
  }

  @Test
  void noBitDependsOnTheNumberOfThreads() {
    SplittableRandom random = new SplittableRandom(3);
    Matrix s = gaussian(700, 300, random);
    Matrix b = gaussian(700, 2, random);
    double[] scales = {0.01, 0.02};
    try (NativeArray table = stored(s, Precision.FLOAT32)) {
      KernelFactor factor = new KernelFactor(table, 700, 300);
      for (KernelSystems.Method method : KernelSystems.Method.values()) {
        Matrix first = null;
        for (int threads : new int[] {1, 2, 5}) {
          try (ThreadTeam team = new ThreadTeam(threads)) {
            Matrix found = KernelSystems.solve(factor, scales, 0.1, b, method, team).products();
            first = first == null ? found : first;
            assertThat(found).isEqualTo(first);
          }
        }
      }
    }
  }

  /** Stopped early, conjugate gradients say how far they came. */
  @Test
  void theResidualIsThatOfTheAnswer() {
    SplittableRandom random = new SplittableRandom(9);
    Matrix s = gaussian(80, 80, random);
    Matrix k = s.gram();
    Matrix b = gaussian(80, 1, random);
    ConjugateGradients.Solution early =
        ConjugateGradients.solve(
            k::times, new double[] {1}, 1e-3, b, new ConjugateGradients.Options(1e-12, 6));
    Matrix left = k.times(early.x()).combine(1, 1e-3, early.x());
    assertThat(early.residuals()[0]).isCloseTo(relative(left, b), within(1e-9));
    assertThat(early.residuals()[0]).isGreaterThan(1e-6);
    assertThat(early.steps()).isLessThanOrEqualTo(6);
    assertThatThrownBy(() -> new ConjugateGradients.Options(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anIndefiniteMatrixIsRefused() {
    try (NativeArray a = stored(new Matrix(2, 2, new double[] {1, 2, 2, 1}), Precision.FLOAT64)) {
      assertThatThrownBy(() -> Cholesky.factor(a, 2))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("not positive definite");
    }
  }

  /** Float32 knows the systems well enough, from both sides and with scales that differ. */
  @ParameterizedTest
  @CsvSource({"700, 300, FLOAT32", "300, 700, FLOAT32", "700, 300, FLOAT64", "1100, 1100, FLOAT64"})
  void aPreconditionerSavesSteps(int n, int particles, Precision precision) {
    SplittableRandom random = new SplittableRandom(n);
    Matrix b = gaussian(n, 3, random);
    double[] scales = {1.0 / n, 1.2 / n, 0};
    try (NativeArray table = stored(gaussian(n, particles, random), precision);
        ThreadTeam team = new ThreadTeam(2)) {
      KernelFactor factor = new KernelFactor(table, n, particles);
      KernelSystems.Solution direct =
          KernelSystems.solve(factor, scales, 1e-4, b, KernelSystems.Method.SAMPLES, team);
      KernelSystems.Solution plain =
          KernelSystems.solve(
              factor, scales, 1e-4, b, KernelSystems.Method.CONJUGATE_GRADIENTS, team);
      KernelSystems.Solution near =
          KernelSystems.solve(factor, scales, 1e-4, b, KernelSystems.Method.PRECONDITIONED, team);
      assertThat(near.method()).isEqualTo(KernelSystems.Method.PRECONDITIONED);
      assertThat(relative(near.products(), direct.products())).isLessThan(1e-10);
      assertThat(near.residual()).isLessThan(1e-11);
      assertThat(near.steps()).isLessThan(plain.steps() / 2);
    }
  }

  /** Of rank 1 and with a shift that float32 does not see, the matrix is no factor's square. */
  @Test
  void withoutAPreconditionerConjugateGradientsRemain() {
    Matrix s = new Matrix(40, 50);
    Arrays.fill(s.data(), 1 / 3.0);
    Matrix b = gaussian(40, 1, new SplittableRandom(5));
    try (NativeArray table = stored(s, Precision.FLOAT64);
        ThreadTeam team = new ThreadTeam(1)) {
      KernelFactor factor = new KernelFactor(table, 40, 50);
      KernelSystems.Solution found =
          KernelSystems.solve(
              factor, new double[] {1}, 1e-12, b, KernelSystems.Method.PRECONDITIONED, team);
      assertThat(found.method()).isEqualTo(KernelSystems.Method.CONJUGATE_GRADIENTS);
    }
  }

  @Test
  void theSmallerSideDecides() {
    try (NativeArray table = NativeArray.allocate(Precision.FLOAT32, 100)) {
      assertThat(KernelSystems.method(new KernelFactor(table, 20, 5)))
          .isEqualTo(KernelSystems.Method.PARTICLES);
      assertThat(KernelSystems.method(new KernelFactor(table, 5, 20)))
          .isEqualTo(KernelSystems.Method.SAMPLES);
    }
    int side = KernelSystems.DIRECT + 1;
    try (NativeArray table = NativeArray.allocate(Precision.FLOAT32, (long) side * side)) {
      assertThat(KernelSystems.method(new KernelFactor(table, side, side)))
          .isEqualTo(KernelSystems.Method.PRECONDITIONED);
      assertThat(KernelSystems.method(new KernelFactor(table, side, side - 1)))
          .isEqualTo(KernelSystems.Method.PARTICLES);
    }
  }
}
