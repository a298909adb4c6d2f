package org.collapsar.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Features whose classes are so narrow that rounding of a class mean is as large as what tells
 * samples from it, against arithmetic in 60 digits.
 */
class DeepCollapseTest {
  private static final MathContext DIGITS = new MathContext(60);
  private static final int N = 6000;
  private static final int D = 4;
  private static final int K = 3;

  /** Class 2 is rare. */
  private static final int[] LABELS =
      IntStream.range(0, N).map(i -> i % 97 == 0 ? 2 : i * i % 5 % 2).toArray();

  private static final class Exact {
    final BigDecimal[] means = new BigDecimal[K * D];
    final BigDecimal[] scatters = new BigDecimal[K];

    Exact(double[] x) {
      for (int c = 0; c < K; c++) {
        int label = c;
        int[] rows = IntStream.range(0, N).filter(i -> LABELS[i] == label).toArray();
        scatters[c] = BigDecimal.ZERO;
        for (int j = 0; j < D; j++) {
          int column = j;
          double[] own = Arrays.stream(rows).mapToDouble(i -> x[i * D + column]).toArray();
          means[c * D + j] = mean(own);
          scatters[c] = scatters[c].add(scatter(own));
        }
      }
    }

    void check(ClassMoments moments, double tolerance) {
      for (int c = 0; c < K; c++) {
        double scatter = scatters[c].doubleValue();
        assertThat(scatter).isPositive();
        double error =
            new BigDecimal(moments.scatter(c))
                .subtract(scatters[c])
                .divide(scatters[c], DIGITS)
                .doubleValue();
        assertThat(Math.abs(error)).as("scatter of class " + c).isLessThan(tolerance);
        double[] rest = new double[D];
        moments.copyRest(c, rest, 0);
        double spread = Math.sqrt(scatter / moments.count(c));
        for (int j = 0; j < D; j++) {
          BigDecimal mean = new BigDecimal(moments.mean(c)[j]).add(new BigDecimal(rest[j]));
          assertThat(mean.subtract(means[c * D + j]).abs().doubleValue())
              .as("mean of class " + c)
              .isLessThan(tolerance * spread);
        }
      }
    }
  }

  private static double[] samples(double mean, double spread) {
    SplittableRandom random = new SplittableRandom(7);
    double[] x = new double[N * D];
    for (int i = 0; i < x.length; i++) {
      double centre = mean * (1 + (LABELS[i / D] * 5 + i % D * 3) % 7 / 7.0);
      x[i] = centre + mean * spread * random.nextGaussian();
    }
    return x;
  }

  private static ClassMoments part(double[] x, int from, int to, boolean single) {
    ClassMoments moments = ClassMoments.create(D, K);
    if (single) {
      for (int i = from; i < to; i++) {
        moments.accept(x, i * D, LABELS[i]);
      }
    } else {
      double[] rows = Arrays.copyOfRange(x, from * D, to * D);
      moments.accept(rows, to - from, LABELS, from);
    }
    return moments;
  }

  private static void forEachRoute(double[] x, Consumer<ClassMoments> check) {
    check.accept(part(x, 0, N, true));
    check.accept(part(x, 0, N, false));
    try (ThreadTeam team = new ThreadTeam(2)) {
      check.accept(ClassMoments.of(Rows.of(x, D), LABELS, K, team));
    }
    Random random = new Random(3);
    for (int parts : new int[] {2, 10, 300}) {
      List<ClassMoments> made = new ArrayList<>();
      int[] cuts = IntStream.range(0, parts - 1).map(i -> random.nextInt(N)).sorted().toArray();
      int from = 0;
      for (int p = 0; p < parts; p++) {
        int to = p == parts - 1 ? N : cuts[p];
        ClassMoments part = part(x, from, to, p % 3 == 1);
        made.add(p % 2 == 0 ? part : ClassMoments.fromBytes(part.toBytes()));
        from = to;
      }
      Collections.shuffle(made, random);
      ClassMoments total = ClassMoments.create(D, K);
      made.forEach(total::combine);
      check.accept(total);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1, 1e-6",
    "1, 1e-9",
    "1, 1e-12",
    "-3, 1e-14",
    "1e6, 1e-6",
    "1e6, 1e-9",
    "1e6, 1e-12",
    "1e-20, 1e-12",
    "1e20, 1e-12"
  })
  void scattersAndMeansHaveEveryDigit(double mean, double spread) {
    double[] x = samples(mean, spread);
    Exact exact = new Exact(x);
    forEachRoute(x, moments -> exact.check(moments, 4e-15));
  }

  @Test
  void alsoOfFloat32ByTheVectorApi() {
    double[] x = samples(1e6, 1e-6);
    float[][] rows = new float[N][D];
    for (int i = 0; i < x.length; i++) {
      rows[i / D][i % D] = (float) x[i];
      x[i] = (float) x[i];
    }
    Exact exact = new Exact(x);
    try (ThreadTeam team = new ThreadTeam(2)) {
      exact.check(ClassMoments.of(Rows.of(rows), LABELS, K, team, Backend.VECTOR), 4e-15);
      exact.check(ClassMoments.of(Rows.of(rows), LABELS, K, team), 4e-15);
    }
  }

  /** Every chunk has one of its samples: nothing in it says that the class is narrow. */
  @Test
  void aCollapsedClassOfSingleSamplesAmongWideOnes() {
    SplittableRandom random = new SplittableRandom(5);
    int n = 20 * 512;
    double[] x = new double[n];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 512 == 100 ? 1 : 0;
      x[i] = labels[i] == 1 ? 7 + 7e-9 * random.nextGaussian() : random.nextGaussian();
    }
    double[] narrow =
        IntStream.range(0, n).filter(i -> labels[i] == 1).mapToDouble(i -> x[i]).toArray();
    BigDecimal scatter = scatter(narrow);
    try (ThreadTeam team = new ThreadTeam(2)) {
      ClassMoments moments = ClassMoments.of(Rows.of(x, 1), labels, 2, team);
      assertThat(moments.count(1)).isEqualTo(20);
      assertThat(moments.scatter(1) / scatter.doubleValue()).isCloseTo(1, within(4e-15));
    }
  }

  private static BigDecimal mean(double[] x) {
    BigDecimal sum = BigDecimal.ZERO;
    for (double v : x) {
      sum = sum.add(new BigDecimal(v));
    }
    return sum.divide(BigDecimal.valueOf(x.length), DIGITS);
  }

  private static BigDecimal scatter(double[] x) {
    BigDecimal mean = mean(x);
    BigDecimal scatter = BigDecimal.ZERO;
    for (double v : x) {
      BigDecimal d = new BigDecimal(v).subtract(mean);
      scatter = scatter.add(d.multiply(d), DIGITS);
    }
    return scatter;
  }
}
