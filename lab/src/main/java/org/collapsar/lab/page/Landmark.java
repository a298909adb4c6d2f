package org.collapsar.lab.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.RandomFeatures;

/**
 * A value of a metric that readers can compare with.
 *
 * @param kind of network, or none
 * @param value of the metric there
 */
record Landmark(Kind kind, double value) {

  /** Whose value it is. */
  enum Kind {
    /** Nothing learned. */
    RANDOM(
        "random features of these sizes",
        "Random features: Gaussian, independent of the classes, with a random W; computed by formula"
            + " for these numbers of samples, dimensions and classes (docs/metrics.md has the"
            + " formulas)."),
    /** A trained network as most are. */
    RESNET20(
        "a CIFAR-10 ResNet20",
        "CIFAR-10 ResNet20: the published checkpoint resnet20-12fca82f.th of"
            + " akamaster/pytorch_resnet_cifar10 (91.78% of the original test images right),"
            + " measured on 10,000 training images, 1,000 per class, from JPEG copies of them"
            + " (86.1% right). K = 10, D = 64."),
    /** A network that was trained for long after its last error. */
    TERMINAL(
        "a network in its terminal phase",
        "Terminal phase: the last features of our preset jacot2025-fig4, quick form, seed 1, after"
            + " its 200 epochs on 5,000 images of MNIST (99.98% of them right): nine dense layers"
            + " with weight decay, the last four linear. K = 10, D = 256. It was trained by squared"
            + " error, which leads the uncentred means to an orthogonal frame.");

    private final String words;
    private final String source;

    Kind(String words, String source) {
      this.words = words;
      this.source = source;
    }

    /** "random features of these sizes". */
    String words() {
      return words;
    }

    /** What it is and how its values came about. */
    String source() {
      return source;
    }
  }

  /** By id; NumPy in double from PyTorch's features, to the ten digits of {@code measure}. */
  private static final Map<String, Double> RESNET20 =
      Map.of(
          "nc1.quotient", 0.8140620880,
          "nc2.etf_error.means", 0.6284634699,
          "nc3.dual_error", 0.4739985965,
          "nc4.mismatch", 0.0780);

  /** By id; {@code export} of the run, then {@code measure} of layer-08 with W_9. */
  private static final Map<String, Double> TERMINAL =
      Map.of(
          "nc1.quotient", 0.01092661332,
          "nc2.etf_error.means", 0.1233506878,
          "nc3.dual_error", 0.003990924971,
          "nc4.mismatch", 0.0);

  /** Those for which the metric is known, for features of these sizes. */
  static List<Landmark> of(String metric, MeasuredRow row) {
    List<Landmark> landmarks = new ArrayList<>();
    Measurement m = row.measurement();
    OptionalDouble random = RandomFeatures.expected(metric, m.counts(), m.dimension());
    random.ifPresent(value -> landmarks.add(new Landmark(Kind.RANDOM, value)));
    if (RESNET20.containsKey(metric)) {
      landmarks.add(new Landmark(Kind.RESNET20, RESNET20.get(metric)));
    }
    if (TERMINAL.containsKey(metric)) {
      landmarks.add(new Landmark(Kind.TERMINAL, TERMINAL.get(metric)));
    }
    return landmarks;
  }
}
