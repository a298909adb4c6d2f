package org.collapsar.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing reaches native code that does not fit: misuse, by the exact messages. */
class OperandTest {
  private final NativeArray twelve = NativeArray.allocate(Precision.FLOAT64, 12);
  private final NativeArray singles = NativeArray.allocate(Precision.FLOAT32, 12);

  @AfterEach
  void free() {
    twelve.close();
    singles.close();
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(DimensionException.class).hasMessage(message);
  }

  @Test
  void anOperandLiesInsideItsArray() {
    assertThat(Operand.of(twelve, 3, 4).transpose()).isEqualTo(new Operand(twelve, 4, 3, 4, true));
    assertThat(Operand.of(twelve, 3, 4).transpose().transpose())
        .isEqualTo(Operand.of(twelve, 3, 4));
    // The last row need not be as long as the stride.
    assertThat(Operand.of(twelve, 3, 2, 5).rows()).isEqualTo(3);
    refused(
        () -> Operand.of(twelve, 3, 3, 5),
        "matrix 3x3, rows 5 apart: expected an array of at least 13 numbers, found 12");
    refused(
        () -> Operand.of(twelve.slice(1, 11), 3, 4),
        "matrix 3x4, rows 4 apart: expected an array of at least 12 numbers, found 11");
    refused(
        () -> Operand.of(twelve, 1 << 16, 1 << 16),
        "matrix 65536x65536, rows 65536 apart: expected an array of at least 4294967296 numbers,"
            + " found 12");
    refused(
        () -> Operand.of(twelve, 3, 4, 3),
        "matrix 3x4: expected rows at least 4 numbers apart, found 3");
    refused(() -> Operand.of(twelve, -1, 4), "matrix -1x4: expected no side below 0");
    // Of a transpose it is what is stored that has to fit.
    refused(
        () -> new Operand(twelve, 4, 3, 3, true),
        "matrix 3x4: expected rows at least 4 numbers apart, found 3");
  }

  @Test
  void aMatrixWithoutNumbersNeedsNone() {
    NativeArray none = twelve.slice(12, 0);
    assertThat(Operand.of(none, 0, 4).columns()).isEqualTo(4);
    assertThat(Operand.of(none, 4, 0).rows()).isEqualTo(4);
    for (int i = 0; i < 12; i++) {
      twelve.set(i, i + 1);
    }
    Blas.gemm(1, Operand.of(none, 0, 4), Operand.of(twelve, 4, 3), 0, Operand.of(none, 0, 3));
    // A sum of no terms is 0.
    Blas.gemm(1, Operand.of(none, 3, 0), Operand.of(none, 0, 2), 2, Operand.of(twelve, 3, 2));
    assertThat(twelve.toDoubles()).containsExactly(2, 4, 6, 8, 10, 12, 7, 8, 9, 10, 11, 12);
    Blas.gemm(1, Operand.of(none, 3, 0), Operand.of(none, 0, 2), 0, Operand.of(twelve, 3, 2));
    assertThat(twelve.toDoubles()).containsExactly(0, 0, 0, 0, 0, 0, 7, 8, 9, 10, 11, 12);
  }

  @Test
  void productsOfShapesThatDoNotFitAreRefused() {
    Operand a = Operand.of(twelve, 3, 4);
    Operand b = Operand.of(twelve, 5, 2);
    Operand c = Operand.of(twelve, 3, 2);
    refused(() -> Blas.gemm(1, a, b, 0, c), "3x4 times 5x2: the inner dimensions 4 and 5 differ");
    refused(
        () -> Blas.gemm(1, a.transpose(), b, 0, c),
        "4x3 times 5x2: the inner dimensions 3 and 5 differ");
    refused(
        () -> Blas.gemm(1, a, Operand.of(twelve, 4, 3), 0, c),
        "3x4 times 4x3: expected a target of 3x3, found 3x2");
    refused(() -> Blas.syrk(a, 0, c), "3x4 times 4x3: expected a target of 3x3, found 3x2");
    refused(
        () -> Gram.ofColumns(3, 4, twelve, 0, twelve),
        "matrix 4x4, rows 4 apart: expected an array of at least 16 numbers, found 12");
    refused(
        () -> Gram.ofColumns(7, 2, twelve, 0, twelve),
        "matrix 7x2, rows 2 apart: expected an array of at least 14 numbers, found 12");
    refused(
        () -> Blas.gemv(1, a, twelve.slice(0, 3), 0, twelve),
        "matrix 4x1, rows 1 apart: expected an array of at least 4 numbers, found 3");
    refused(
        () -> Blas.gemv(1, a.transpose(), twelve, 0, twelve.slice(0, 3)),
        "matrix 4x1, rows 1 apart: expected an array of at least 4 numbers, found 3");
  }

  @Test
  void targetsAreNotTransposedAndPrecisionsAreOne() {
    Operand a = Operand.of(twelve, 3, 2);
    Operand b = Operand.of(twelve, 2, 3);
    assertThatThrownBy(() -> Blas.gemm(1, a, b, 0, Operand.of(twelve, 3, 3).transpose()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("product into 3x3: expected a target that is not transposed");
    assertThatThrownBy(() -> Blas.gemm(1, a, b, 0, Operand.of(singles, 3, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3x2 in FLOAT64 times 2x3 in FLOAT64 into 3x3 in FLOAT32: precisions differ");
    assertThatThrownBy(() -> Blas.gemv(1, a, singles, 0, twelve))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3x2 in FLOAT64 times 2x1 in FLOAT32 into 3x1 in FLOAT64: precisions differ");
  }

  @Test
  void factorsOfCholeskyLieInsideTheirArrays() {
    refused(
        () -> Cholesky.factor(twelve, 4),
        "matrix 4x4, rows 4 apart: expected an array of at least 16 numbers, found 12");
    refused(
        () -> Cholesky.solve(twelve, 3, twelve, 5),
        "matrix 5x3, rows 3 apart: expected an array of at least 15 numbers, found 12");
    assertThatThrownBy(() -> Cholesky.solve(twelve, 3, singles, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cholesky: expected 2x3 in FLOAT64 as the factor is, found FLOAT32");
  }

  @Test
  void factorsOfKernelsRefuseWhatDoesNotFit() {
    KernelFactor factor = new KernelFactor(twelve, 3, 4);
    try (ThreadTeam team = new ThreadTeam(1)) {
      refused(
          () -> factor.times(new Matrix(3, 2), team),
          "3x4 times 3x2: the inner dimensions 4 and 3 differ");
      refused(
          () -> factor.transposedTimes(new Matrix(4, 2), team),
          "4x3 times 4x2: the inner dimensions 3 and 4 differ");
    }
  }

  @Test
  void rowsOfProductsDoNotLieAPowerOfTwoApart() {
    assertThat(Operand.roomyStride(2048)).isEqualTo(2064);
    assertThat(Operand.roomyStride(384)).isEqualTo(400);
    assertThat(Operand.roomyStride(300)).isEqualTo(300);
  }
}
