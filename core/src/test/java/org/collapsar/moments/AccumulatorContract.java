package org.collapsar.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.collapsar.BadInputException;
import org.junit.jupiter.api.Test;

/** What every accumulator keeps: whatever the cut and the order, the result is the same. */
public abstract class AccumulatorContract<A extends Accumulator<A>> {
  private static final int N = 331;

  /** Class 4 stays empty; class 3 has one sample. */
  private static final int K = 5;

  private final int d;

  /** Of rows of 7 numbers. */
  protected AccumulatorContract() {
    this(7);
  }

  protected AccumulatorContract(int dimension) {
    d = dimension;
  }

  protected abstract A create(int dimension, int classes);

  /** Reads {@link Accumulator#toBytes()} of one that {@link #create} has made. */
  protected abstract A read(byte[] bytes, int dimension, int classes);

  /** Asserts that they agree to rounding, for data of size about {@code scale}. */
  protected abstract void assertClose(A actual, A expected, double scale);

  /** Asserts that they agree to the last bit. */
  protected abstract void assertSame(A actual, A expected);

  private double[] rows(double offset) {
    SplittableRandom random = new SplittableRandom(8);
    double[] rows = new double[N * d];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = offset + random.nextGaussian();
    }
    return rows;
  }

  private static int[] labels() {
    int[] labels = new int[N];
    for (int i = 0; i < N; i++) {
      labels[i] = i == 100 ? 3 : i * i % 3;
    }
    return labels;
  }

  private A of(double[] rows, int[] labels, int from, int to) {
    A a = create(d, K);
    add(a, rows, labels, from, to);
    return a;
  }

  private void add(Accumulator<?> a, double[] rows, int[] labels, int from, int to) {
    double[] block = Arrays.copyOfRange(rows, from * d, to * d);
    a.accept(block, to - from, labels, from);
  }

  @Test
  void anyCutInAnyPortionsGivesTheSame() {
    for (double offset : new double[] {0, 1e3, -1e6}) {
      double[] rows = rows(offset);
      A whole = of(rows, labels(), 0, N);
      for (int portion : new int[] {1, 2, 17, 100, N - 1}) {
        A merged = create(d, K);
        A fed = create(d, K);
        for (int from = 0; from < N; from += portion) {
          int to = Math.min(N, from + portion);
          merged.combine(of(rows, labels(), from, to));
          add(fed, rows, labels(), from, to);
        }
        assertClose(merged, whole, 1 + Math.abs(offset));
        assertClose(fed, whole, 1 + Math.abs(offset));
      }
    }
  }

  @Test
  void anyOrderOfMergingGivesTheSame() {
    double[] rows = rows(3);
    A whole = of(rows, labels(), 0, N);
    int[] cuts = {0, 40, 41, 200, 330, N};
    SplittableRandom random = new SplittableRandom(5);
    for (int trial = 0; trial < 10; trial++) {
      java.util.List<A> parts = new java.util.ArrayList<>();
      for (int i = 1; i < cuts.length; i++) {
        parts.add(of(rows, labels(), cuts[i - 1], cuts[i]));
      }
      while (parts.size() > 1) {
        A taken = parts.remove(random.nextInt(parts.size()));
        parts.get(random.nextInt(parts.size())).combine(taken);
      }
      assertClose(parts.get(0), whole, 4);
    }
  }

  @Test
  void theOrderOfTheSamplesDoesNotMatter() {
    double[] rows = rows(3);
    int[] labels = labels();
    A whole = of(rows, labels, 0, N);
    SplittableRandom random = new SplittableRandom(6);
    for (int i = N - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      for (int c = 0; c < d; c++) {
        double x = rows[i * d + c];
        rows[i * d + c] = rows[j * d + c];
        rows[j * d + c] = x;
      }
      int label = labels[i];
      labels[i] = labels[j];
      labels[j] = label;
    }
    assertClose(of(rows, labels, 0, N), whole, 4);
  }

  @Test
  void emptyIsNeutralAndTheOtherSideIsLeftAlone() {
    double[] rows = rows(2);
    A whole = of(rows, labels(), 0, N);
    assertSame(create(d, K).combine(whole), whole);
    assertSame(of(rows, labels(), 0, N).combine(create(d, K)), whole);
    A one = of(rows, labels(), 100, 101);
    create(d, K).combine(one).combine(whole);
    assertSame(one, of(rows, labels(), 100, 101));
    A none = create(d, K);
    none.accept(new double[0], 0, new int[0], 0);
    assertSame(none, create(d, K));
  }

  @Test
  void theSameCutGivesTheSameBits() {
    double[] rows = rows(2);
    assertSame(of(rows, labels(), 3, 300), of(rows, labels(), 3, 300));
  }

  @Test
  void misuseIsRefusedAndTakesNothingIn() {
    A a = of(rows(0), labels(), 0, 10);
    assertThatThrownBy(() -> a.accept(new double[2 * d], 2, new int[] {0, K}, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertSame(a, of(rows(0), labels(), 0, 10));
    assertThatThrownBy(() -> a.combine(create(d + 1, K)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> a.combine(create(d, K + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bytesComeBackToTheSameBitsAndGoOn() {
    double[] rows = rows(2);
    A part = of(rows, labels(), 0, 150);
    A back = read(part.toBytes(), d, K);
    assertSame(back, part);
    assertThat(back.toBytes()).isEqualTo(part.toBytes());
    assertSame(read(create(d, K).toBytes(), d, K), create(d, K));
    A rest = of(rows, labels(), 150, N);
    assertSame(back.combine(read(rest.toBytes(), d, K)), part.combine(rest));
  }

  @Test
  void otherBytesAreBadInput() {
    byte[] bytes = of(rows(2), labels(), 0, 150).toBytes();
    for (int length = 0; length < bytes.length; length += Math.max(1, bytes.length / 97)) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> read(cut, d, K)).isInstanceOf(BadInputException.class);
    }
    assertThatThrownBy(() -> read(Arrays.copyOf(bytes, bytes.length + 1), d, K))
        .isInstanceOf(BadInputException.class);
    for (int at : new int[] {0, 4}) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 1;
      assertThatThrownBy(() -> read(damaged, d, K)).isInstanceOf(BadInputException.class);
    }
  }
}
