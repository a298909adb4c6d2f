package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import org.assertj.core.data.Offset;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;

/**
 * Plays a cluster: the samples lie in parts, every part is summed by tallies made in isolation from
 * the bytes of plan and pass, and what comes back as bytes is merged in the order of the parts. The
 * measurement is the one that a single table gives.
 */
class MeasurementPlanTest {
  /** Every metric of features. */
  private static final List<String> ALL =
      MetricCatalogue.all().stream()
          .filter(info -> !info.needs().contains(Need.NETWORK))
          .map(MetricInfo::id)
          .toList();

  private static final List<String> SPREAD =
      List.of(
          "nc1.vci",
          "nc1.vci.weighted",
          "rank.stable.features",
          "ood.neco.auroc",
          "ood.neco.maxlogit.fpr95.test");

  private static final List<String> ALL_BUT_SPREAD =
      ALL.stream()
          .filter(
              id ->
                  !id.contains("vci")
                      && !id.endsWith(".features")
                      && !id.startsWith("mse.")
                      && !id.startsWith("ood.neco"))
          .toList();

  /** Scores of samples always take a third pass. */
  private static final List<String> ALL_BUT_SCORES =
      ALL.stream().filter(id -> !id.startsWith("ood.")).toList();

  /** What a test draws, by name. */
  private static final class Drawn {
    private int n = 1500;
    private int k = 6;
    private int d = 12;
    private double spread = 0.6;
    private double offset;
    private boolean imbalanced;
    private boolean single;
    private int emptyClass = -1;

    /** A direction of the means and the deviations that is so much smaller than the others. */
    private double flat = 1;

    Table table() {
      SplittableRandom random = new SplittableRandom(n + 31L * k + 997L * d);
      double[][] means = new double[k][d];
      Matrix w = new Matrix(k, d);
      double[] b = new double[k];
      for (int c = 0; c < k; c++) {
        b[c] = 0.1 * random.nextGaussian();
        for (int j = 0; j < d; j++) {
          means[c][j] = random.nextGaussian() * (j == d - 1 ? flat : 1);
          w.data()[c * d + j] = means[c][j] + 0.3 * random.nextGaussian();
        }
      }
      Table table = new Table(k, d, w, b);
      for (SampleSet set : SampleSet.values()) {
        int size = set == SampleSet.TRAIN ? n : n / 2;
        double[][] h = new double[size][d];
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
          int y = imbalanced ? (int) (k * Math.pow(random.nextDouble(), 2)) : i % k;
          y = y == emptyClass ? (y + 1) % k : y;
          labels[i] = set == SampleSet.OUT_OF_DISTRIBUTION ? i % 4 * y % (k + OTHERS) : y;
          for (int j = 0; j < d; j++) {
            double noise = spread * random.nextGaussian() * (j == d - 1 ? flat : 1);
            double x = offset + means[y][j] + noise;
            h[i][j] = single ? (float) x : x;
          }
        }
        table.put(set, h, labels, single);
      }
      return table;
    }
  }

  /** How many more classes out-of-distribution samples have. */
  private static final int OTHERS = 3;

  /** All samples, in one place. */
  private static final class Table {
    private final int k;
    private final int d;
    private final Matrix w;
    private final double[] b;
    private final Map<SampleSet, double[][]> rows = new EnumMap<>(SampleSet.class);
    private final Map<SampleSet, int[]> labels = new EnumMap<>(SampleSet.class);
    private boolean single;

    Table(int k, int d, Matrix w, double[] b) {
      this.k = k;
      this.d = d;
      this.w = w;
      this.b = b;
    }

    void put(SampleSet set, double[][] h, int[] classes, boolean inSingle) {
      rows.put(set, h);
      labels.put(set, classes);
      single = inSingle;
    }

    double[][] h(SampleSet set) {
      return Objects.requireNonNull(rows.get(set));
    }

    int[] y(SampleSet set) {
      return Objects.requireNonNull(labels.get(set));
    }

    Rows part(SampleSet set, int from, int to) {
      double[][] part = Arrays.copyOfRange(h(set), from, to);
      if (!single) {
        return Rows.of(part);
      }
      float[][] floats = new float[part.length][d];
      for (int i = 0; i < part.length; i++) {
        for (int j = 0; j < d; j++) {
          floats[i][j] = (float) part[i][j];
        }
      }
      return Rows.of(floats);
    }

    Measurement here(List<String> ids, int threads) {
      return NeuralCollapse.of(
              part(SampleSet.TRAIN, 0, h(SampleSet.TRAIN).length), y(SampleSet.TRAIN), k)
          .weights(w, b)
          .test(part(SampleSet.TEST, 0, h(SampleSet.TEST).length), y(SampleSet.TEST))
          .outOfDistribution(
              part(SampleSet.OUT_OF_DISTRIBUTION, 0, h(SampleSet.OUT_OF_DISTRIBUTION).length),
              y(SampleSet.OUT_OF_DISTRIBUTION),
              k + OTHERS)
          .threads(threads)
          .measure(ids);
    }

    MeasurementPlan plan(List<String> ids) {
      return NeuralCollapse.plan(ids, d, k)
          .weights(w, b)
          .with(SampleSet.TEST)
          .outOfDistributionClasses(k + OTHERS);
    }

    /** Whoever has a part of the samples. */
    private interface Worker {
      byte[] sum(SampleSet set, Rows part, int[] labels);
    }

    private interface Merger {
      void merge(byte[] sums);
    }

    private void eachPart(SampleSet set, IntSupplier size, Worker worker, Merger merger) {
      int n = h(set).length;
      for (int from = 0; from < n; ) {
        int to = Math.min(n, from + size.getAsInt());
        int[] labelsOfPart = Arrays.copyOfRange(y(set), from, to);
        merger.merge(worker.sum(set, part(set, from, to), labelsOfPart));
        from = to;
      }
    }

    private SampleTally apart(SecondPass pass, IntSupplier size) {
      byte[] sent = pass.toBytes();
      SampleTally total = pass.tally();
      for (SampleSet set : pass.sets()) {
        eachPart(
            set,
            size,
            (of, part, classes) -> {
              SampleTally tally = SecondPass.fromBytes(sent).tally();
              tally.accept(of, part, classes);
              return tally.toBytes();
            },
            sums -> total.combine(pass.tally(sums)));
      }
      return total;
    }

    /** The measurement, and whether a third pass was made. */
    private record Outcome(Measurement measurement, boolean third) {}

    /**
     * @param first rows of the next part of the first pass
     * @param second of the passes behind it
     */
    Outcome apart(List<String> ids, IntSupplier first, IntSupplier second) {
      MeasurementPlan plan = plan(ids);
      byte[] sent = plan.toBytes();
      MomentTally moments = plan.moments();
      for (SampleSet set : plan.sets()) {
        eachPart(
            set,
            first,
            (of, part, classes) -> {
              MomentTally tally = MeasurementPlan.fromBytes(sent).moments();
              tally.accept(of, part, classes);
              return tally.toBytes();
            },
            sums -> moments.combine(plan.moments(sums)));
      }
      SampleTally tally = apart(plan.second(moments), second);
      Optional<SecondPass> third = plan.third(tally);
      return new Outcome(
          third.isPresent()
              ? plan.evaluate(tally, apart(third.get(), second))
              : plan.evaluate(tally),
          third.isPresent());
    }
  }

  /** Parts of 1 to 700 rows. */
  private static IntSupplier arbitrary() {
    SplittableRandom random = new SplittableRandom(12);
    return () -> 1 + random.nextInt(random.nextInt(4) == 0 ? 3 : 700);
  }

  /**
   * @param tolerance of what is not 0 or 1 by definition
   */
  private static void assertClose(Measurement actual, Measurement expected, double tolerance) {
    assertThat(actual.values().keySet()).isEqualTo(expected.values().keySet());
    expected.values().forEach((id, value) -> assertClose(id, actual.value(id), value, tolerance));
    for (int c = 0; c < expected.classes(); c++) {
      assertClose("cosine", actual.cosines().get(c), expected.cosines().get(c), tolerance);
    }
    assertThat(actual.counts()).isEqualTo(expected.counts());
    assertThat(actual.rank()).isEqualTo(expected.rank());
  }

  private static void assertClose(
      String id, MetricValue actual, MetricValue expected, double tolerance) {
    if (expected instanceof MetricValue.Defined defined) {
      double x = defined.value();
      assertThat(actual.orNaN())
          .as(id)
          .isCloseTo(x, Offset.offset(tolerance * Math.max(Math.abs(x), 1e-3)));
    } else {
      assertThat(actual).as(id).isEqualTo(expected);
    }
  }

  private static Table drawn(java.util.function.Consumer<Drawn> parts) {
    Drawn drawn = new Drawn();
    parts.accept(drawn);
    return drawn.table();
  }

  private static void assertAgrees(Table table) {
    Measurement here = table.here(ALL, 2);
    Measurement apart = table.apart(ALL, arbitrary(), arbitrary()).measurement();
    assertClose(apart, here, 1e-12);
  }

  @Test
  void anyPartsGiveTheSameToRounding() {
    assertAgrees(drawn(t -> {}));
  }

  @Test
  void ofSinglePrecision() {
    assertAgrees(drawn(t -> t.single = true));
  }

  @Test
  void ofClassesOfDifferentSizes() {
    assertAgrees(drawn(t -> t.imbalanced = true));
  }

  @Test
  void ofMoreClassesThanDimensions() {
    assertAgrees(
        drawn(
            t -> {
              t.k = 20;
              t.imbalanced = true;
            }));
  }

  @Test
  void ofMoreClassesThanDimensionsInSinglePrecision() {
    assertAgrees(
        drawn(
            t -> {
              t.k = 30;
              t.d = 9;
              t.single = true;
            }));
  }

  @Test
  void farFromTheOrigin() {
    assertAgrees(drawn(t -> t.offset = 50));
  }

  @Test
  void whereAClassIsEmptyTheSameIsUndefined() {
    Table table = drawn(t -> t.emptyClass = 2);
    assertAgrees(table);
    assertThat(table.here(ALL, 1).value("nc1.pinv"))
        .isEqualTo(MetricValue.undefined("because class 2 has no samples"));
  }

  /** Deviations of 10^-7: what cancels would depend on the last digits of the means. */
  @Test
  void inDeepCollapse() {
    Table table = drawn(t -> t.spread = 1e-7);
    Measurement here = table.here(ALL, 2);
    Measurement apart = table.apart(ALL, arbitrary(), arbitrary()).measurement();
    assertClose(apart, here, 1e-12);
    for (String id : List.of("nc1.pinv", "nc1.quotient", "nc1.cdnv", "nc1.pinv.test.strong")) {
      double x = here.value(id).orNaN();
      assertThat(apart.value(id).orNaN()).as(id).isCloseTo(x, Offset.offset(1e-13 * x));
    }
  }

  @Test
  void aThirdPassIsMadeWhereDigitsAreLacking() {
    Table table =
        drawn(
            t -> {
              t.k = 20;
              t.flat = 1e-5;
            });
    Table.Outcome apart = table.apart(ALL_BUT_SCORES, arbitrary(), arbitrary());
    assertThat(apart.third()).isTrue();
    assertClose(apart.measurement(), table.here(ALL_BUT_SCORES, 2), 1e-11);
    assertThat(drawn(t -> t.k = 20).apart(ALL_BUT_SCORES, () -> 500, () -> 500).third()).isFalse();
  }

  /** The chunks that this program cuts are of 512 rows for tables of this size. */
  @Test
  void itsOwnChunksGiveTheSameBits() {
    for (boolean single : new boolean[] {false, true}) {
      for (int k : new int[] {6, 20}) {
        Table table =
            drawn(
                t -> {
                  t.single = single;
                  t.k = k;
                  t.imbalanced = true;
                });
        Measurement apart = table.apart(ALL_BUT_SPREAD, () -> 512, () -> 512).measurement();
        Measurement here = table.here(ALL_BUT_SPREAD, 2);
        assertThat(apart.values()).isEqualTo(here.values());
        assertThat(apart.cosines()).isEqualTo(here.cosines());
        assertThat(apart.withinVariances()).isEqualTo(here.withinVariances());
      }
    }
  }

  /** Those of the pass for the total covariance are of eight blocks of 512. */
  @Test
  void itsOwnChunksGiveTheSameBitsOfTheTotalCovariance() {
    Table table = drawn(t -> t.n = 9000);
    assertThat(table.apart(SPREAD, () -> 512, () -> 4096).measurement().values())
        .isEqualTo(table.here(SPREAD, 2).values());
  }

  @Test
  void whereNothingIsLeftToSumThereIsNoPass() {
    MeasurementPlan plan = NeuralCollapse.plan(List.of("nc1.total", "nc4.mismatch"), 2, 2);
    MomentTally first = plan.moments();
    first.accept(new double[] {1, 2, 3, 4, 5, 6, 8, 8}, 4, new int[] {0, 0, 1, 1}, 0);
    SecondPass second = plan.second(first);
    assertThat(second.isEmpty()).isTrue();
    assertThat(second.sets()).isEmpty();
    assertThat(plan.evaluate(second.tally()).value("nc4.mismatch"))
        .isEqualTo(MetricValue.undefined("because no weights W were given"));
  }

  @Test
  void onlySamplesThatAMetricNeedsAreRead() {
    Table table = drawn(t -> {});
    assertThat(table.plan(List.of("nc1.pinv")).sets()).containsExactly(SampleSet.TRAIN);
    assertThat(table.plan(List.of("nc5.ood")).sets())
        .containsExactly(SampleSet.TRAIN, SampleSet.OUT_OF_DISTRIBUTION);
    assertThat(NeuralCollapse.plan(List.of("nc5.ood"), 2, 2).sets())
        .containsExactly(SampleSet.TRAIN);
  }

  @Test
  void bytesOfPlanAndPassComeBackAndDamageIsRefused() {
    Table table = drawn(t -> t.n = 100);
    MeasurementPlan plan = table.plan(ALL);
    MomentTally first = plan.moments();
    for (SampleSet set : plan.sets()) {
      first.accept(set, table.part(set, 0, table.h(set).length), table.y(set));
    }
    byte[] sent = plan.toBytes();
    byte[] pass = plan.second(first).toBytes();
    assertThat(MeasurementPlan.fromBytes(sent).toBytes()).isEqualTo(sent);
    assertThat(SecondPass.fromBytes(pass).toBytes()).isEqualTo(pass);
    for (int length = 0; length < sent.length; length += 7) {
      byte[] cut = Arrays.copyOf(sent, length);
      assertThatThrownBy(() -> MeasurementPlan.fromBytes(cut))
          .isInstanceOf(BadInputException.class);
    }
    for (int length = 0; length < pass.length; length += 31) {
      byte[] cut = Arrays.copyOf(pass, length);
      assertThatThrownBy(() -> SecondPass.fromBytes(cut)).isInstanceOf(BadInputException.class);
    }
    assertThatThrownBy(() -> SecondPass.fromBytes(Arrays.copyOf(pass, pass.length + 1)))
        .hasMessageStartingWith("second pass: expected the end, found 1 more bytes in byte ");
    assertThatThrownBy(() -> MeasurementPlan.fromBytes(pass))
        .hasMessageStartingWith("plan: expected ")
        .hasMessageEndingWith(" in the magic number");
  }

  @Test
  void aTallyIsEvaluatedByWhoeverMadeItsPass() {
    Table table = drawn(t -> t.n = 100);
    MeasurementPlan plan = table.plan(List.of("nc1.pinv"));
    MomentTally first = plan.moments();
    first.accept(SampleSet.TRAIN, table.part(SampleSet.TRAIN, 0, 100), table.y(SampleSet.TRAIN));
    SampleTally elsewhere = SecondPass.fromBytes(plan.second(first).toBytes()).tally();
    assertThatThrownBy(() -> plan.evaluate(elsewhere))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tally: expected one of the pass that this plan has made");
  }
}
