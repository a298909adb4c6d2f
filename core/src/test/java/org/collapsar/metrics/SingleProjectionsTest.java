package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.assertj.core.data.Offset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.moments.ClassMoments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Projections in float32 against the same pass in double, on the same samples. */
class SingleProjectionsTest {
  private static final Set<Part> PARTS =
      Set.of(Part.PROJECTIONS, Part.MISMATCH, Part.LARGEST, Part.NEAREST);

  /** Samples that float32 has a hard time with. */
  private enum Kind {
    ORDINARY,
    /** Deviations 10^-9 of the distances of means. */
    COLLAPSED,
    /** Everything 10^6 away from 0. */
    FAR,
    /** Half of the samples in one class, the others in classes of a few. */
    IMBALANCED,
    /** A few samples deviate 1000 times as much as the others. */
    OUTLIERS,
    /** Coordinates of sizes from 1 to 10^-4, and most of the variance along one line. */
    UNEVEN,
    /** Samples of a class lie together in the table. */
    SORTED
  }

  /**
   * @param h [n x D], row by row
   * @param single whether they are float32 numbers
   */
  private record Data(double[] h, int[] labels, int k, int d, Matrix w, boolean single) {

    static Data draw(Kind kind, boolean single, int n, int k, int d) {
      SplittableRandom random = new SplittableRandom(31L * kind.ordinal() + n);
      double[] means = new double[k * d];
      Matrix w = new Matrix(k, d);
      double noise = kind == Kind.COLLAPSED ? 1e-9 : 1;
      for (int i = 0; i < means.length; i++) {
        means[i] = random.nextGaussian() * 3 / Math.sqrt(d);
        w.data()[i] = means[i] + random.nextGaussian() / Math.sqrt(d);
      }
      double offset = kind == Kind.FAR ? 1e6 : 0;
      double[] h = new double[n * d];
      int[] labels = new int[n];
      for (int i = 0; i < n; i++) {
        boolean first = kind == Kind.IMBALANCED && i % 2 == 0;
        labels[i] = first ? 0 : kind == Kind.SORTED ? i * k / n : i % k;
        double size = kind == Kind.OUTLIERS && i % 400 == 7 ? 1000 : 1;
        double along = kind == Kind.UNEVEN ? 20 * random.nextGaussian() : 0;
        for (int j = 0; j < d; j++) {
          double thin = kind == Kind.UNEVEN ? Math.pow(10, -4.0 * j / d) : 1;
          double x = thin * (random.nextGaussian() + along);
          double value = offset + means[labels[i] * d + j] + noise * size * x;
          h[i * d + j] = single ? (float) value : value;
        }
      }
      return new Data(h, labels, k, d, w, single);
    }

    /**
     * Every sample so many times.
     *
     * @param together whether equal ones follow each other
     */
    Data repeated(int times, boolean together) {
      int n = labels.length;
      double[] rows = new double[times * n * d];
      int[] their = new int[times * n];
      for (int i = 0; i < their.length; i++) {
        int from = together ? i / times : i % n;
        their[i] = labels[from];
        System.arraycopy(h, from * d, rows, i * d, d);
      }
      return new Data(rows, their, k, d, w, single);
    }

    Rows rows() {
      if (!single) {
        return Rows.of(h, d);
      }
      float[][] rows = new float[labels.length][d];
      for (int i = 0; i < h.length; i++) {
        rows[i / d][i % d] = (float) h[i];
      }
      return Rows.of(rows);
    }

    Passed pass(SamplePlan.Route route, int threads) {
      try (ThreadTeam team = new ThreadTeam(threads)) {
        ClassMoments moments = ClassMoments.of(rows(), labels, k, team);
        SamplePlan plan =
            SamplePlan.at(Place.OWN, new MeanGeometry(moments))
                .sums(PARTS)
                .with(new Classifier(w, new double[k], false))
                .by(route)
                .build();
        return new Passed(plan, plan.run(rows(), labels, 512, team), labels.length);
      }
    }
  }

  private record Passed(SamplePlan plan, SampleSums sums, long samples) {
    Trace trace() {
      Map<Part, WeightedBetween> none = new EnumMap<>(Part.class);
      return Traces.of(plan, sums, samples, none).trace(plan.geometry().singularValues());
    }

    String decisions() {
      PackedWriter out = new PackedWriter(0, 0);
      sums.of(Hits.BY_LOGIT).write(out);
      sums.of(Hits.BY_MEAN).write(out);
      sums.of(Mismatches.KIND).write(out);
      return Arrays.toString(out.bytes());
    }

    byte[] bytes() {
      PackedWriter out = new PackedWriter(0, 0);
      sums.write(out);
      return out.bytes();
    }
  }

  @ParameterizedTest
  @EnumSource
  void areOffByNoMoreThanTheySayAndDecideAlike(Kind kind) {
    for (boolean single : new boolean[] {false, true}) {
      if (single && (kind == Kind.FAR || kind == Kind.COLLAPSED)) {
        continue; // Float32 numbers have no such deviations.
      }
      Data data = Data.draw(kind, single, 3000, 70, 300);
      Passed exact = data.pass(SamplePlan.Route.DEVIATIONS, 1);
      Passed passed = data.pass(SamplePlan.Route.SINGLES, 1);
      double expected = exact.trace().value();
      Trace trace = passed.trace();
      assertThat(trace.value()).isCloseTo(expected, Offset.offset(trace.error()));
      // They say little enough to be of use, and not so little that it is an accident.
      assertThat(trace.error()).isBetween(1e-11 * expected, 1e-5 * expected);
      assertThat(passed.decisions()).isEqualTo(exact.decisions());
      assertThat(data.pass(SamplePlan.Route.SINGLES, 3).bytes()).isEqualTo(passed.bytes());
    }
  }

  /**
   * Over many draws, so that a factor of two that is missing in a variance would show. Of samples
   * that occur nine times, behind each other or each by itself, the errors are nine times as large
   * together, where those of as many others would be three times.
   */
  @ParameterizedTest
  @CsvSource({"1,false", "9,false", "9,true"})
  void theirErrorIsAsLargeAsTheySayOnAverage(int times, boolean together) {
    double squares = 0;
    int draws = 24;
    for (int i = 0; i < draws; i++) {
      Data data = Data.draw(Kind.ORDINARY, i % 2 == 0, 900 + i, 65, 80).repeated(times, together);
      double expected = data.pass(SamplePlan.Route.DEVIATIONS, 1).trace().value();
      Trace trace = data.pass(SamplePlan.Route.SINGLES, 1).trace();
      double errors = (trace.value() - expected) / (trace.error() / SingleErrors.ERRORS);
      squares += errors * errors / draws;
    }
    // A mean of 24 squares of standard normal numbers, but for what is covered twice.
    assertThat(squares).isBetween(0.2, 2.2);
  }

  /**
   * Samples that all deviate along one line: what float32 takes of each direction is the same for
   * all, and does not average out. On a line by itself it may be small by chance.
   */
  @Test
  void whatRoundingOfDirectionsTakesIsAdded() {
    double with = 0;
    double without = 0;
    for (int seed = 5; seed < 13; seed++) {
      Data data = alongALine(new SplittableRandom(seed));
      double expected = data.pass(SamplePlan.Route.DEVIATIONS, 1).trace().value();
      Passed passed = data.pass(SamplePlan.Route.SINGLES, 1);
      Trace trace = passed.trace();
      double[] squares = passed.sums().of(Projections.KIND).squares;
      double[] values = passed.plan().geometry().singularValues();
      double plain = 0;
      for (int j = 0; j < squares.length; j++) {
        plain += squares[j] / data.labels.length / values[j] / values[j];
      }
      with += Math.abs(trace.value() - expected);
      without += Math.abs(plain - expected);
      assertThat(trace.value()).isCloseTo(expected, Offset.offset(trace.error()));
    }
    assertThat(with).isLessThan(0.5 * without);
  }

  private static Data alongALine(SplittableRandom random) {
    int d = 128;
    int k = 65;
    Data data = Data.draw(Kind.ORDINARY, false, 2600, k, d);
    double[] line = random.doubles(d, -1, 1).toArray();
    for (int i = 0; i < data.h.length; i++) {
      int sample = i / d;
      data.h[i] += 100 * line[i % d] * ((sample / k) % 2 == 0 ? 1 : -1);
    }
    return data;
  }

  /** Their errors are the same then, and do not average out. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofRepeatedSamplesTheySayAsMuchAsOfThoseSamplesOnce(boolean together) {
    Data once = Data.draw(Kind.ORDINARY, true, 700, 70, 300);
    Data data = once.repeated(16, together);
    Passed exact = data.pass(SamplePlan.Route.DEVIATIONS, 1);
    Passed passed = data.pass(SamplePlan.Route.SINGLES, 1);
    Trace trace = passed.trace();
    assertThat(trace.value()).isCloseTo(exact.trace().value(), Offset.offset(trace.error()));
    double part = trace.error() / trace.value();
    Trace ofOnce = once.pass(SamplePlan.Route.SINGLES, 1).trace();
    // Fewer are looked at of those that occur once: their variances are less well known.
    assertThat(part / (ofOnce.error() / ofOnce.value())).isBetween(0.6, 1.6);
    assertThat(passed.decisions()).isEqualTo(exact.decisions());
  }

  /** Of a ResNet20 on CIFAR-10, [200 x 64] behind a ReLU, with its classifier. */
  @Test
  void ofFeaturesOfARealNetworkTheyAreOffByNoMoreThanTheySay() {
    SharedFeatures real = SharedFeatures.get();
    Data data =
        new Data(real.features.data(), real.labels, real.weights.rows(), 64, real.weights, true);
    agree(data);
    // Enough of them that the doubt is as small as it has to be.
    agree(data.repeated(50, false));
  }

  /** Pixels of CIFAR-100, [7500 x 3072]: whole numbers far from 0, most of it along few lines. */
  @Test
  void ofRealImagesTheyAreOffByNoMoreThanTheySay() throws IOException {
    int d = 3072;
    int each = 500;
    try (ZipFile zip =
        new ZipFile(SharedFeatures.data().resolve("cifar100-animals-people.zip").toFile())) {
      List<? extends ZipEntry> files =
          zip.stream()
              .filter(e -> e.getName().startsWith("train/") && e.getName().endsWith(".bin"))
              .sorted(Comparator.comparing(ZipEntry::getName))
              .toList();
      int k = files.size();
      assertThat(k).isEqualTo(15);
      double[] h = new double[k * each * d];
      int[] labels = new int[k * each];
      for (int c = 0; c < k; c++) {
        byte[] pixels = zip.getInputStream(files.get(c)).readAllBytes();
        assertThat(pixels).hasSize(each * d);
        for (int i = 0; i < pixels.length; i++) {
          h[c * each * d + i] = Byte.toUnsignedInt(pixels[i]);
        }
        Arrays.fill(labels, c * each, (c + 1) * each, c);
      }
      Matrix w = new Matrix(k, d);
      for (int i = 0; i < w.data().length; i++) {
        w.data()[i] = h[i * each] / 255 - 0.5;
      }
      agree(new Data(h, labels, k, d, w, true));
    }
  }

  private static void agree(Data data) {
    Passed exact = data.pass(SamplePlan.Route.DEVIATIONS, 1);
    Passed passed = data.pass(SamplePlan.Route.SINGLES, 1);
    Trace trace = passed.trace();
    double expected = exact.trace().value();
    assertThat(trace.error()).isBetween(1e-11 * expected, 1e-6 * expected);
    assertThat(trace.value()).isCloseTo(expected, Offset.offset(trace.error()));
    assertThat(passed.decisions()).isEqualTo(exact.decisions());
  }

  @Test
  void sumsAreReadAsTheyWereWritten() {
    Passed passed = Data.draw(Kind.ORDINARY, true, 700, 10, 40).pass(SamplePlan.Route.SINGLES, 1);
    byte[] bytes = passed.bytes();
    SampleSums read = passed.plan().read(new PackedReader("sums", bytes, 0, 0));
    assertThat(new Passed(passed.plan(), read, passed.samples()).trace()).isEqualTo(passed.trace());
    assertThat(passed.trace().error()).isPositive();
  }

  /** So many samples that a measurement goes by float32 of itself. */
  @Test
  void areTakenWhereTheyAreGoodEnough() {
    int n = 45_000;
    int k = 513;
    int d = 520;
    SplittableRandom random = new SplittableRandom(8);
    float[][] h = new float[n][d];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % k;
      for (int j = 0; j < d; j++) {
        h[i][j] = (float) random.nextDouble(-1, 1);
      }
      h[i][labels[i]] += 30;
    }
    List<String> ids = List.of("nc1.pinv", "nc1.pinv.weighted");
    NeuralCollapse of = NeuralCollapse.of(Rows.of(h), labels, k);
    // With another projection beside it all are in double.
    double expected = of.measure(ids).value("nc1.pinv").orNaN();
    double found = of.measure(ids.subList(0, 1)).value("nc1.pinv").orNaN();
    assertThat(found).isNotEqualTo(expected);
    assertThat(found).isCloseTo(expected, Offset.offset(1e-9 * expected));
    assertThat(goesOn(ids.subList(0, 1), h, labels)).isFalse();

    // Samples that hardly vary along the means: nothing of that survives in float32.
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < k; j++) {
        h[i][j] = (float) (0x1p-9 * random.nextInt(-1, 2));
      }
      for (int j = k; j < d; j++) {
        h[i][j] *= 4096;
      }
      h[i][labels[i]] += 30;
    }
    double small = of.measure(ids).value("nc1.pinv").orNaN();
    assertThat(of.measure(ids.subList(0, 1)).value("nc1.pinv").orNaN())
        .isCloseTo(small, Offset.offset(1e-9 * small));
    assertThat(goesOn(ids.subList(0, 1), h, labels)).isTrue();
  }

  /** Whether a pass in float32, which is planned, is followed by one in double. */
  private static boolean goesOn(List<String> ids, float[][] h, int[] labels) {
    Rows rows = Rows.of(h);
    int k = Arrays.stream(labels).max().orElseThrow() + 1;
    MeasurementPlan plan = NeuralCollapse.plan(ids, rows.columns(), k);
    try (ThreadTeam team = new ThreadTeam(2)) {
      ClassMoments moments = ClassMoments.of(rows, labels, k, team);
      SecondPass second = plan.second(MomentTally.of(Map.of(SampleSet.TRAIN, moments)));
      assertThat(((SamplePlan) second.passes().get(0)).route()).isEqualTo(SamplePlan.Route.SINGLES);
      SampleTally tally = second.tally();
      tally.take(SampleSet.TRAIN, rows, labels, team);
      return plan.third(tally).isPresent();
    }
  }
}
