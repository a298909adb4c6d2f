package org.collapsar.lab.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.collapsar.files.LabelColumn;
import org.collapsar.files.NamedRows;
import org.collapsar.files.Tables;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.NeuralCollapse;
import org.junit.jupiter.api.Test;

class OrderCheckTest {
  private static final int CLASSES = 10;
  private static final int WIDTH = 12;

  private final Random random = new Random(5);

  /**
   * Two classes of 100, +-1 about means delta apart: F = 50 delta^2 198/200, and the bound is (1 +
   * 2 sqrt(14) + 28) / (1 - 2 sqrt(14/198)) = 77.93, so that delta has to pass 1.2547.
   */
  @Test
  void theMeansShowLabelsFromTheBoundOn() {
    assertThat(MeansEvidence.showsLabels(pair(1.25, 1))).isFalse();
    assertThat(MeansEvidence.showsLabels(pair(1.26, 1))).isTrue();
    assertThat(MeansEvidence.showsLabels(pair(1.26, 1e-140))).isTrue();
    assertThat(MeansEvidence.showsLabels(pair(1.26, 1e170))).as("out of range").isFalse();
  }

  private static Measurement pair(double delta, double unit) {
    double[][] rows = new double[200][];
    int[] labels = new int[200];
    for (int i = 0; i < rows.length; i++) {
      labels[i] = i % 2;
      rows[i] = new double[] {unit * (delta * labels[i] + (i % 4 < 2 ? 1 : -1))};
    }
    return measure(rows, labels, 2);
  }

  @Test
  void theMeansOfShuffledLabelsShowNothing() {
    for (int i = 0; i < 300; i++) {
      int directions = i % 3 == 0 ? 1 : WIDTH;
      int classes = 2 + i % 40;
      double[][] rows = new double[200 + i][WIDTH];
      int[] labels = new int[rows.length];
      for (int s = 0; s < rows.length; s++) {
        double far = 20 * random.nextInt(3); // clusters, which the labels know nothing of
        for (int j = 0; j < directions; j++) {
          rows[s][j] = far + random.nextGaussian();
        }
        // Sizes of all kinds.
        labels[s] = Math.min(random.nextInt(classes), random.nextInt(classes));
      }
      assertThat(MeansEvidence.showsLabels(measure(rows, labels, classes))).as("%d", i).isFalse();
    }
  }

  @Test
  void nineMeansWhereTheyBelongShowAClassifier() {
    Clouds clouds = clouds(2);
    Measurement measured = measure(clouds.rows, clouds.labels, CLASSES);
    assertThat(MeansEvidence.showsClassifier(measured, clouds.means, null)).isTrue();
    assertThat(MeansEvidence.showsClassifier(measured, turned(clouds.means, 2), null))
        .as("eight of ten")
        .isFalse();
    double[] bias = new double[CLASSES];
    bias[4] = 1e6;
    assertThat(MeansEvidence.showsClassifier(measured, clouds.means, bias)).isFalse();
    bias[4] = Double.MAX_VALUE;
    assertThat(MeansEvidence.showsClassifier(measured, clouds.means.scaled(1e307), bias))
        .as("out of range")
        .isFalse();
  }

  @Test
  void samplesAreNotReadWhereTheMeansAreClear() {
    Clouds clouds = clouds(2);
    Measurement measured = measure(clouds.rows, clouds.labels, CLASSES);
    Rows closed = new Unreadable(clouds.rows.length);
    assertThat(warnings(closed, measured, clouds.labels, clouds.means)).isEmpty();
  }

  @Test
  void oneWarningSaysWhatIsOfAnotherOrder() {
    Clouds clouds = clouds(2);
    Rows rows = Rows.of(clouds.rows);
    Measurement measured = measure(clouds.rows, clouds.labels, CLASSES);
    assertThat(warnings(rows, measured, clouds.labels, turned(clouds.means, CLASSES)))
        .singleElement()
        .asString()
        .matches(
            "w.npy: the accuracy on h.npy is 0\\.\\d+ where chance is 0\\.\\d+, by the largest"
                + " logit: W or b may belong elsewhere, or the network is not trained");
    int[] shuffled = clouds.labels.clone();
    for (int i = shuffled.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int label = shuffled[i];
      shuffled[i] = shuffled[other];
      shuffled[other] = label;
    }
    assertThat(warnings(rows, measure(clouds.rows, shuffled, CLASSES), shuffled, clouds.means))
        .singleElement()
        .asString()
        .matches(
            "y.npy: the accuracy on h.npy is 0\\.\\d+ where chance is 0\\.\\d+, by the nearest"
                + " class mean, each sample left out of its own: these labels are in another order"
                + " or of other samples, or the features do not depend on them");
  }

  /** Labels that are right and hardly seen in the features: samples are asked, and say so. */
  @Test
  void whatTheMeansLeaveOpenSamplesSettle() {
    Clouds clouds = clouds(0.3);
    Measurement measured = measure(clouds.rows, clouds.labels, CLASSES);
    assertThat(MeansEvidence.showsLabels(measured)).isFalse();
    assertThat(warnings(Rows.of(clouds.rows), measured, clouds.labels, clouds.means)).isEmpty();
  }

  /** Two samples per class in many dimensions: of their means nothing is guessed, of W most is. */
  @Test
  void aClassifierThatIsRightSpeaksForTheLabels() {
    int classes = 150;
    double[][] rows = new double[2 * classes][400];
    int[] labels = new int[rows.length];
    Matrix w = new Matrix(classes, 400);
    for (int i = 0; i < w.data().length; i++) {
      w.data()[i] = random.nextGaussian() / 20;
    }
    for (int i = 0; i < rows.length; i++) {
      labels[i] = i % classes;
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = 3 * w.get(labels[i], j) + random.nextGaussian();
      }
    }
    Measurement measured = measure(rows, labels, classes);
    assertThat(MeansEvidence.showsLabels(measured)).isFalse();
    assertThat(warnings(Rows.of(rows), measured, labels, classes, w)).isEmpty();
  }

  private static List<String> warnings(
      Rows rows, Measurement measured, int[] labels, Matrix weights) {
    return warnings(rows, measured, labels, CLASSES, weights);
  }

  private static List<String> warnings(
      Rows rows, Measurement measured, int[] labels, int classes, Matrix weights) {
    OrderCheck check = new OrderCheck();
    NamedRows table = new NamedRows("h.npy", "", rows);
    check.look(
        new Tables("h.npy", List.of(table)),
        List.of(measured),
        new LabelColumn(labels, classes, "y.npy"),
        table,
        new GivenClassifier.Selected(weights, null),
        "w.npy");
    return check.warnings();
  }

  private static Measurement measure(double[][] rows, int[] labels, int classes) {
    return NeuralCollapse.of(Rows.of(rows), labels, classes)
        .threads(1)
        .measure(List.of("nc1.quotient"));
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Clouds(double[][] rows, int[] labels, Matrix means) {}

  /** Classes in turns about axes of that length. */
  private Clouds clouds(double length) {
    Matrix means = new Matrix(CLASSES, WIDTH);
    for (int c = 0; c < CLASSES; c++) {
      means.data()[c * WIDTH + c] = length;
    }
    double[][] rows = new double[600][WIDTH];
    int[] labels = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      labels[i] = i % CLASSES;
      for (int j = 0; j < WIDTH; j++) {
        rows[i][j] = means.get(labels[i], j) + random.nextGaussian() / 2;
      }
    }
    return new Clouds(rows, labels, means);
  }

  /** The first so many rows each in the place of the next. */
  private static Matrix turned(Matrix of, int some) {
    int d = of.columns();
    double[] turned = of.data().clone();
    System.arraycopy(of.data(), 0, turned, d, (some - 1) * d);
    System.arraycopy(of.data(), (some - 1) * d, turned, 0, d);
    return new Matrix(of.rows(), d, Arrays.copyOf(turned, turned.length));
  }

  private record Unreadable(long rows) implements Rows {
    @Override
    public int columns() {
      return WIDTH;
    }

    @Override
    public String describe() {
      return "h.npy";
    }

    @Override
    public void read(long firstRow, int count, double[] target) {
      throw new AssertionError("a sample was read");
    }
  }
}
