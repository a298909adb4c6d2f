package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.Spectral;
import org.junit.jupiter.api.Test;

/** Against plain loops with the whole covariance, and the reference values of real features. */
class OutOfDistributionScoresTest {
  private static final List<String> IDS =
      MetricCatalogue.all().stream()
          .map(MetricInfo::id)
          .filter(id -> id.startsWith("ood."))
          .toList();

  private static final List<String> OF_TRAINING =
      IDS.stream().filter(id -> !id.endsWith(".test")).toList();

  /** What plain loops say of training features, W and b. */
  private static final class Plain {
    private final int d;
    private final double[] mean;
    private final double[] scale;
    private final Matrix vectors;
    private final Matrix w;
    private final double[] b;

    Plain(double[][] h, Matrix w, double[] b) {
      this.w = w;
      this.b = b;
      d = h[0].length;
      mean = new double[d];
      scale = new double[d];
      for (int j = 0; j < d; j++) {
        for (double[] x : h) {
          mean[j] += x[j] / h.length;
        }
        for (double[] x : h) {
          scale[j] += (x[j] - mean[j]) * (x[j] - mean[j]) / h.length;
        }
        scale[j] = Math.sqrt(scale[j]);
        scale[j] = scale[j] < 1e-12 ? 1 : scale[j];
      }
      Matrix covariance = new Matrix(d, d);
      for (double[] x : h) {
        double[] z = standard(x);
        for (int i = 0; i < d * d; i++) {
          covariance.data()[i] += z[i / d] * z[i % d] / h.length;
        }
      }
      vectors = Spectral.symmetricEigen(covariance).vectors();
    }

    private double[] standard(double[] x) {
      double[] z = new double[d];
      for (int j = 0; j < d; j++) {
        z[j] = (x[j] - mean[j]) / scale[j];
      }
      return z;
    }

    double neco(double[] x, int directions) {
      double[] z = standard(x);
      double all = 0;
      double along = 0;
      for (int j = 0; j < d; j++) {
        all += z[j] * z[j];
      }
      for (int v = d - directions; v < d; v++) {
        double dot = 0;
        for (int j = 0; j < d; j++) {
          dot += z[j] * vectors.get(j, v);
        }
        along += dot * dot;
      }
      return Math.sqrt(along) / Math.sqrt(all);
    }

    private double logit(double[] x, int c) {
      double logit = b[c];
      for (int j = 0; j < d; j++) {
        logit += w.get(c, j) * x[j];
      }
      return logit;
    }

    private int predicted(double[] x) {
      int best = 0;
      for (int c = 1; c < w.rows(); c++) {
        best = logit(x, c) > logit(x, best) ? c : best;
      }
      return best;
    }

    double logit(double[] x) {
      return logit(x, predicted(x));
    }

    double nci(double[] x, double alpha) {
      int c = predicted(x);
      double dot = 0;
      double square = 0;
      double one = 0;
      for (int j = 0; j < d; j++) {
        dot += w.get(c, j) * (x[j] - mean[j]);
        square += (x[j] - mean[j]) * (x[j] - mean[j]);
        one += Math.abs(x[j]);
      }
      return dot / Math.sqrt(square) + alpha * one;
    }
  }

  private interface Score {
    double of(double[] x);
  }

  private static void assertSays(
      Measurement m, String id, String behind, double[][] in, double[][] out, Score score) {
    Separation separation =
        new Separation(
            Arrays.stream(in).mapToDouble(score::of).toArray(),
            Arrays.stream(out).mapToDouble(score::of).toArray());
    assertThat(m.value("ood." + id + ".auroc" + behind))
        .as(id + behind)
        .isEqualTo(MetricValue.of(separation.auroc()));
    assertThat(m.value("ood." + id + ".fpr95" + behind))
        .as(id + behind)
        .isEqualTo(MetricValue.of(separation.fpr95()));
  }

  private static double[][] drawn(
      SplittableRandom random, double[][] means, int[] labels, double noise) {
    double[][] h = new double[labels.length][means[0].length];
    for (int i = 0; i < h.length; i++) {
      for (int j = 0; j < h[i].length; j++) {
        h[i][j] = means[labels[i]][j] + (1 + 0.5 * j) * noise * random.nextGaussian();
      }
    }
    return h;
  }

  private static double[][] gaussian(SplittableRandom random, int rows, int columns) {
    double[][] x = new double[rows][columns];
    for (double[] row : x) {
      Arrays.setAll(row, j -> random.nextGaussian());
    }
    return x;
  }

  @Test
  void isWhatPlainLoopsSay() {
    SplittableRandom random = new SplittableRandom(17);
    int k = 4;
    int d = 9;
    double[][] means = gaussian(random, k, d);
    int[] labels = random.ints(900, 0, k).toArray();
    int[] testLabels = random.ints(700, 0, k).toArray();
    double[][] h = drawn(random, means, labels, 0.4);
    // A column that does not vary in training, as of a unit that is dead there.
    for (double[] x : h) {
      x[5] = 0.1;
    }
    double[][] test = drawn(random, means, testLabels, 0.4);
    double[][] other = drawn(random, gaussian(random, 3, d), random.ints(600, 0, 3).toArray(), 0.6);
    Matrix w = Vectors.ofRows(gaussian(random, k, d), d);
    double[] b = {0.3, -0.2, 0.1, 0};
    Plain plain = new Plain(h, w, b);
    for (int directions : new int[] {0, 1, 6}) {
      double alpha = directions == 0 ? 1e-4 : 0.05;
      NeuralCollapse collapse =
          NeuralCollapse.of(h, labels, k)
              .weights(w, b)
              .test(Rows.of(test), testLabels)
              .outOfDistribution(Rows.of(other));
      if (directions > 0) {
        collapse = collapse.necoDimension(directions).nciAlpha(alpha);
      }
      Measurement m = collapse.threads(3).measure(IDS);
      assertThat(collapse.threads(1).measure(IDS).values()).isEqualTo(m.values());
      int kept = directions == 0 ? k - 1 : directions;
      for (String behind : new String[] {"", ".test"}) {
        double[][] in = behind.isEmpty() ? h : test;
        assertSays(m, "neco", behind, in, other, x -> plain.neco(x, kept));
        assertSays(
            m, "neco.maxlogit", behind, in, other, x -> plain.neco(x, kept) * plain.logit(x));
        assertSays(m, "nci", behind, in, other, x -> plain.nci(x, alpha));
      }
    }
  }

  /** Of more digits than ||U^T z||/||z|| has: it is 1 - 10^-16 at least for all of them. */
  @Test
  void inDeepCollapseSamplesStillDiffer() {
    SplittableRandom random = new SplittableRandom(5);
    double[][] means = gaussian(random, 3, 6);
    int[] labels = random.ints(300, 0, 3).toArray();
    double[][] h = drawn(random, means, labels, 1e-9);
    double[][] other = drawn(random, means, labels, 1e-8);
    Measurement m =
        NeuralCollapse.of(h, labels, 3)
            .outOfDistribution(Rows.of(other))
            .measure(List.of("ood.neco.auroc"));
    assertThat(m.value("ood.neco.auroc").orNaN()).isBetween(0.95, 1.0);
  }

  @Test
  void withAllDirectionsEveryScoreIsOne() {
    SplittableRandom random = new SplittableRandom(6);
    double[][] h = gaussian(random, 200, 5);
    Measurement m =
        NeuralCollapse.of(h, random.ints(200, 0, 2).toArray(), 2)
            .outOfDistribution(Rows.of(gaussian(random, 100, 5)))
            .necoDimension(5)
            .measure(List.of("ood.neco.auroc", "ood.neco.fpr95"));
    assertThat(m.value("ood.neco.auroc")).isEqualTo(MetricValue.of(0.5));
    assertThat(m.value("ood.neco.fpr95")).isEqualTo(MetricValue.of(1));
  }

  @Test
  void referenceValuesOfRealFeatures() throws IOException {
    SharedFeatures shared = SharedFeatures.get();
    double[][] train = rows(shared, 0, 100, 0, 8);
    double[][] test = rows(shared, 100, 200, 0, 8);
    double[][] other = rows(shared, 100, 200, 8, 10);
    assertThat(new int[] {train.length, test.length, other.length}).containsExactly(80, 80, 20);
    Matrix w = new Matrix(8, 64, Arrays.copyOf(shared.weights.data(), 8 * 64));
    double[] b = Arrays.copyOf(shared.bias, 8);
    NeuralCollapse collapse =
        NeuralCollapse.of(train, labels(shared, 0, 100), 8)
            .weights(w, b)
            .test(Rows.of(test), labels(shared, 100, 200))
            .outOfDistribution(Rows.of(other));
    Measurement m = collapse.measure(IDS);
    assertIs(m, "neco", 0.72375, 0.7);
    assertIs(m, "neco.maxlogit", 0.91875, 0.4);
    assertIs(m, "nci", 0.93, 0.4);
    m = collapse.necoDimension(13).nciAlpha(1e-2).measure(IDS);
    assertIs(m, "neco", 0.23375, 1);
    assertIs(m, "nci", 0.926875, 0.4);
    Plain plain = new Plain(train, w, b);
    assertScores(x -> plain.neco(x, 7), test, 0.8923545174, other, 0.8077623243);
    assertScores(x -> plain.neco(x, 13), test, 0.9192728828, other, 0.9338138939);
    assertScores(x -> plain.neco(x, 7) * plain.logit(x), test, 12.6949314324, other, 0.5490302127);
    assertScores(x -> plain.nci(x, 1e-4), test, 3.4976048231, other, 0.7141747408);
  }

  private static void assertScores(
      Score score, double[][] test, double ofTest, double[][] other, double ofOther) {
    assertThat(score.of(test[0])).isCloseTo(ofTest, within(1e-9));
    assertThat(score.of(other[0])).isCloseTo(ofOther, within(1e-9));
  }

  private static void assertIs(Measurement m, String id, double auroc, double fpr95) {
    assertThat(m.value("ood." + id + ".auroc.test").orNaN()).as(id).isCloseTo(auroc, within(1e-12));
    assertThat(m.value("ood." + id + ".fpr95.test").orNaN()).as(id).isCloseTo(fpr95, within(1e-12));
  }

  /** Ten samples of class 8 and four of class 9, so that both means differ; by NumPy 2.4.6. */
  @Test
  void theMeanOfClassMeansWeighsClassesEqually() throws IOException {
    SharedFeatures shared = SharedFeatures.get();
    double[][] train = rows(shared, 0, 100, 0, 8);
    double[][] eights = rows(shared, 100, 200, 8, 9);
    double[][] nines = rows(shared, 100, 140, 9, 10);
    assertThat(new int[] {eights.length, nines.length}).containsExactly(10, 4);
    double[][] other = Arrays.copyOf(eights, 14);
    System.arraycopy(nines, 0, other, 10, 4);
    int[] labels = new int[14];
    Arrays.fill(labels, 0, 10, 8);
    Arrays.fill(labels, 10, 14, 9);
    NeuralCollapse collapse = NeuralCollapse.of(train, labels(shared, 0, 100), 8);
    Measurement m = collapse.outOfDistribution(Rows.of(other), labels, 10).measure();
    assertThat(m.value("nc5.ood").orNaN()).isCloseTo(0.6937074733466757, within(1e-14));
    assertThat(m.value("nc5.ood.class_means").orNaN()).isCloseTo(0.7009639888115503, within(1e-14));
    NeuralCollapse unlabelled = collapse.outOfDistribution(Rows.of(other));
    assertThat(unlabelled.measure().values()).doesNotContainKey("nc5.ood.class_means");
    undefined(
        unlabelled,
        "nc5.ood.class_means",
        "because no labels of the out-of-distribution features were given");
    undefined(
        collapse, "nc5.ood.class_means", "because no out-of-distribution features were given");
    assertThatThrownBy(() -> collapse.outOfDistribution(Rows.of(other), labels, 9))
        .isInstanceOf(BadInputException.class)
        .hasMessage("labels: expected 0 to 8, found 9 for row 10 (counted from 0)");
    assertThatThrownBy(() -> collapse.outOfDistribution(Rows.of(other), labels, 0))
        .hasMessage("out-of-distribution classes: expected at least 1, found 0");
  }

  private static double[][] rows(SharedFeatures shared, int from, int to, int low, int high) {
    return java.util.stream.IntStream.range(from, to)
        .filter(i -> shared.labels[i] >= low && shared.labels[i] < high)
        .mapToObj(i -> Arrays.copyOfRange(shared.features.data(), i * 64, i * 64 + 64))
        .toArray(double[][]::new);
  }

  private static int[] labels(SharedFeatures shared, int from, int to) {
    return Arrays.stream(shared.labels, from, to).filter(y -> y < 8).toArray();
  }

  private static void undefined(NeuralCollapse collapse, String id, String reason) {
    assertThat(collapse.measure(List.of(id)).value(id))
        .as(id)
        .isEqualTo(MetricValue.undefined(reason));
  }

  @Test
  void reasonsNameWhatIsMissing() {
    double[][] h = {{1, 0}, {2, 0}, {0, 1}, {0, 2}};
    int[] y = {0, 0, 1, 1};
    NeuralCollapse bare = NeuralCollapse.of(h, y, 2);
    for (String id : IDS) {
      undefined(bare, id, "because no out-of-distribution features were given");
    }
    NeuralCollapse some = bare.outOfDistribution(Rows.of(h));
    for (String id : IDS) {
      if (id.endsWith(".test")) {
        undefined(some, id, "because no test features and labels were given");
      }
    }
    undefined(some, "ood.nci.auroc", "because no weights W were given");
    undefined(some, "ood.neco.maxlogit.fpr95", "because no weights W were given");
    undefined(
        some.necoDimension(3),
        "ood.neco.auroc",
        "because 3 directions were asked for and features have 2 columns");
    undefined(
        NeuralCollapse.of(h, new int[4], 1).outOfDistribution(Rows.of(h)),
        "ood.neco.fpr95",
        "because there is only one class: there are K - 1 directions by default");
    double[][] line = {{1, 2}, {2, 4}, {3, 6}, {4, 8}};
    undefined(
        NeuralCollapse.of(line, y, 2).outOfDistribution(Rows.of(h)).necoDimension(2),
        "ood.neco.auroc",
        "because the training features vary in 1 direction and 2 are wanted");
    double[][] equal = new double[1000][2];
    for (double[] row : equal) {
      Arrays.fill(row, 0.1);
    }
    NeuralCollapse same =
        NeuralCollapse.of(equal, new int[1000], 1)
            .outOfDistribution(Rows.of(h))
            .weights(new Matrix(1, 2, new double[] {1, 1}))
            .necoDimension(1);
    undefined(same, "ood.neco.auroc", "because all features are equal");
    assertThat(same.measure(OF_TRAINING).value("ood.nci.auroc"))
        .isInstanceOf(MetricValue.Defined.class);
    double[][] vast = {{1e200, 0}, {0, 1}};
    undefined(
        some.outOfDistribution(Rows.of(vast)),
        "ood.neco.auroc",
        "because the numbers are too large or too small: their squares or quotients leave the"
            + " range of double precision");
  }

  @Test
  void whatCannotBeChosenIsRefused() {
    NeuralCollapse collapse = NeuralCollapse.of(new double[][] {{1}}, new int[1], 1);
    assertThatThrownBy(() -> collapse.necoDimension(0))
        .isInstanceOf(BadInputException.class)
        .hasMessage("NECO dimension: expected a whole number of at least 1, found 0");
    for (double alpha : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> collapse.nciAlpha(alpha))
          .isInstanceOf(BadInputException.class)
          .hasMessage("NCI alpha: expected a number of at least 0, found " + alpha);
    }
  }

  @Test
  void aPlanSendsWhatWasChosen() {
    MeasurementPlan plan = NeuralCollapse.plan(IDS, 5, 3).necoDimension(4).nciAlpha(0.25);
    byte[] other = NeuralCollapse.plan(IDS, 5, 3).toBytes();
    assertThat(MeasurementPlan.fromBytes(plan.toBytes()).toBytes())
        .isEqualTo(plan.toBytes())
        .isNotEqualTo(other);
  }
}
