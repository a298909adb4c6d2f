package org.collapsar.bench.versions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;

/**
 * Features, labels, classifiers and experiments that the cases read: ordinary ones, and ones that
 * are awkward for formulas. The same bytes each time, and written without any of the program's own
 * code.
 */
final class Fixtures {
  /** All metrics of features, labels and weights that ce1cfc4 knew, those of a layer's first. */
  static final String OF_FEATURES =
      "nc1.quotient, nc1.quotient.weighted, nc1.total, nc1.pinv, nc1.pinv.sum, nc1.pinv.weighted,"
          + " nc1.fuzziness, nc1.cdnv, nc1.vci, nc1.vci.weighted, nc2.equinorm.means,"
          + " nc2.equinorm.means.weighted, nc2.equinorm.weights, nc2.equinorm.weights.centred,"
          + " nc2.equiangular.mean.means, nc2.equiangular.mean.means.weighted,"
          + " nc2.equiangular.mean.weights, nc2.equiangular.mean.weights.centred,"
          + " nc2.equiangular.max.means, nc2.equiangular.max.means.weighted,"
          + " nc2.equiangular.max.weights, nc2.equiangular.max.weights.centred,"
          + " nc2.equiangular.std.means, nc2.equiangular.std.means.weighted,"
          + " nc2.equiangular.std.weights, nc2.equiangular.std.weights.centred,"
          + " nc2.etf_error.means, nc2.etf_error.means.weighted, nc2.etf_error.weights,"
          + " nc2.etf_error.weights.centred, nc2.of_error, nc2.kappa, kappa.weights, nc3.dual_error,"
          + " nc3.self_duality, nc3.self_duality.squared, nc3.dual_error.centred,"
          + " nc3.self_duality.centred, nc3.self_duality.squared.centred, nc3.cosine,"
          + " nc3.misalignment, nc3.cosine.means, nc3.cosine.means.centred, nc4.mismatch,"
          + " rank.stable.features, rank.stable.means, rank.stable.weights, rank.numerical.features,"
          + " rank.numerical.means, rank.numerical.weights, rank.effective.features,"
          + " rank.effective.means, rank.effective.weights, angle.means.mean, angle.means.min,"
          + " angle.means.max, angle.means.centred.mean, angle.means.centred.min,"
          + " angle.means.centred.max, variance.within, unc3, uniformity.distance.mean,"
          + " uniformity.distance.variance, uniformity.log.mean, uniformity.log.variance,"
          + " uniformity.riesz.mean, uniformity.riesz.variance";

  private static final String OF_TRAINING =
      "loss, loss.regularised, gradient.norm, balancedness.normalised, balancedness,"
          + " accuracy.train, accuracy.test, gradient.pl_ratio, residual.norm, distance.start,"
          + " error.test, error.test.lower, error.test.upper";

  private static final String EVERY_TIME =
      "testEvery: 2, layersEvery: 2, curvatureEvery: 2, certificatesEvery: 2, gramFrames: 2";

  private final Path directory;

  private Fixtures(Path directory) {
    this.directory = directory;
  }

  /** Writes them all. */
  static void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Fixtures fixtures = new Fixtures(directory);
    fixtures.tables();
    fixtures.experiments();
  }

  private void tables() throws IOException {
    Clouds clouds = new Clouds(7, 9, new int[] {40, 25, 60, 10, 33}, 1.0);
    set("clouds", clouds);
    numbers("clouds/test.npy", clouds.again(8).rows(), false);
    labels("clouds/test-labels.npy", clouds.labels());
    numbers("clouds/ood.npy", new Clouds(9, 9, new int[] {30}, 3.0).rows(), false);
    numbers("clouds/float32.npy", clouds.rows(), true);
    csv("clouds/features.csv", clouds.rows());
    for (int i = 1; i <= 3; i++) {
      double shrink = Math.pow(10, -2 * i);
      numbers("clouds/epoch-" + 5 * i + ".npy", clouds.spread(shrink).rows(), false);
    }

    set("lone", new Clouds(11, 6, new int[] {1, 8, 12}, 0.5));
    set("pairs", new Clouds(12, 5, new int[] {2, 2, 2, 2}, 0.5));
    set("two", new Clouds(13, 4, new int[] {30, 30}, 0.7));
    set("more-classes", new Clouds(14, 4, new int[] {6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6}, 0.2));
    set("one-wide", new Clouds(15, 1, new int[] {9, 9, 9}, 0.1));
    set("few", new Clouds(16, 40, new int[] {4, 4, 4}, 0.5));
    set("balanced", new Clouds(17, 12, new int[] {20, 20, 20, 20}, 0.3));
    for (int digits : new int[] {4, 7, 9, 12, 15}) {
      set(
          "collapse-" + digits,
          new Clouds(18, 8, new int[] {15, 15, 15, 15}, Math.pow(10, -digits)));
    }
    set("collapsed", new Clouds(19, 6, new int[] {10, 10, 10}, 0));
    set("far", new Clouds(20, 6, new int[] {10, 20, 10}, 1).mapped(x -> 1e6 + x));
    for (int power : new int[] {-320, -200, -160, -150, 100, 152, 160, 300}) {
      double scale = Math.pow(10, power);
      set("scale" + power, new Clouds(21, 5, new int[] {12, 9, 14}, 0.5).mapped(x -> scale * x));
    }
    Clouds relu = new Clouds(22, 10, new int[] {20, 20, 20}, 1.0).mapped(x -> Math.max(0, x));
    Arrays.fill(relu.rows()[7], 0);
    for (double[] row : relu.rows()) {
      row[3] = 0;
    }
    set("relu", relu);
    Clouds zeroClass = new Clouds(23, 6, new int[] {10, 10, 10}, 0.5);
    for (int i = 0; i < 10; i++) {
      Arrays.fill(zeroClass.rows()[i], 0);
    }
    set("zero-class", zeroClass);
    set("equal", new Clouds(24, 4, new int[] {5, 5}, 0).mapped(x -> 0.1));
    set("zeros", new Clouds(25, 4, new int[] {5, 5}, 0).mapped(x -> 0));
    Clouds broken = new Clouds(26, 4, new int[] {5, 5}, 1);
    broken.rows()[3][2] = Double.NaN;
    set("broken", broken);
  }

  /** features.npy, labels.npy, weights.npy and bias.npy. */
  private void set(String name, Clouds clouds) throws IOException {
    numbers(name + "/features.npy", clouds.rows(), false);
    labels(name + "/labels.npy", clouds.labels());
    numbers(name + "/weights.npy", clouds.classifier(), false);
    double[] bias = new double[clouds.classes()];
    Arrays.setAll(bias, c -> 0.1 * c - 0.2);
    Npy.write(directory.resolve(name + "/bias.npy"), bias);
  }

  private void experiments() throws IOException {
    text(
        "mean-field.yaml",
        """
        id: all-mean-field
        title: Everything that is measured of a mean-field network
        data: {name: separable, dimension: 3, classes: 3, tau: 0.2, samplesPerClass: 8, testSamples: 50}
        network: {kind: mean-field, width: 400, features: 4, activation: tanh, gamma: 2, freezeWUntil: 0.5,
          decayW: 0.02, decayRho: 0.02, noise: 0.02}
        train: {precision: float64, epochs: 6, batch: full, stepsPerEpoch: 5, steps: 0.1}
        metrics:
          %s
          gibbsEvery: 2
          base: [loss, %s, %s]
          columns: [balancedness.law, smin.weights, particles.square, particles.mean.square,
            lemma4.5.max, lemma4.5.diagonal, lemma4.5.offdiagonal, stationarity.eps, stationarity.drift,
            stationarity.d, stationarity.d.expected, stationarity.d.ratio, gibbs.p, gibbs.beyond,
            gibbs.projected.covariance, gibbs.whitened.kurtosis.p, gibbs.density.fit]
          layers: [%s]
          gram: true
          matrices: [gibbs.whitened, lemma4.5.particles, lemma4.5.weights, lemma4.5.difference]
          certificates: true
        """
            .formatted(blocks(EVERY_TIME), OF_TRAINING, OF_FEATURES, OF_FEATURES));
    text(
        "head.yaml",
        """
        id: all-head
        title: Everything that is measured of a deep network
        data: {name: digits, samplesPerClass: 9, scaling: centred}
        network: {kind: deep-linear-head, width: 20, nonlinear: 2, linear: 3, activation: relu,
          weightDecay: 0.002, bias: true, initialisation: he, headInitialisation: lecun}
        train: {precision: float32, epochs: 6, batch: 15, momentum: 0.9, nesterov: true,
          steps: [{from: 0, size: 0.02}, {from: 0.5, size: 0.005}]}
        metrics:
          %s
          base: [loss, %s, %s]
          columns: [ntk.norm, sharpness, sharpness.times_step]
          layers: [balancedness, balancedness.absolute, negativity, %s]
          gram: true
          certificates: true
        """
            .formatted(blocks(EVERY_TIME), OF_TRAINING, OF_FEATURES, OF_FEATURES));
    text(
        "cross-entropy.yaml",
        """
        id: all-cross-entropy
        title: Cross-entropy, decoupled decay, an imbalanced table
        data: {name: files, features: fixtures/relu/features.npy, labels: fixtures/relu/labels.npy,
          testFeatures: fixtures/relu/features.npy, testLabels: fixtures/relu/labels.npy, scaling: none}
        network:
          kind: dense
          layers:
            - {width: 16, activation: relu, weightDecay: 0.001, bias: true}
            - {width: 12, activation: identity, weightDecay: 0.001}
            - {width: classes, activation: identity, weightDecay: 0.001, bias: true, decayBias: false}
        train: {precision: float64, epochs: 40, batch: 7, loss: cross-entropy, momentum: 0.9,
          decay: decoupled, steps: 0.05}
        metrics:
          testEvery: 10
          layersEvery: 10
          base: [loss, %s]
          columns: [%s]
          layers: [%s]
        """
            .formatted(OF_TRAINING, OF_FEATURES, OF_FEATURES));
    for (String name : new String[] {"tiny", "dead"}) {
      // Features of 1e-160, whose squares keep few digits, and features that are all 0.
      String scale = name.equals("tiny") ? "1.0e-80" : "0";
      text(
          name + ".yaml",
          """
          id: all-%s
          title: Features whose squares leave the range of double numbers
          data: {name: digits, classes: [0, 1, 2], samplesPerClass: 7, scaling: unit-samples}
          network: {kind: deep-linear-head, widths: [12, 8], nonlinear: 1, linear: 2, activation: relu,
            weightDecay: 0.001, initialisation: gaussian, initialisationScales: [%s, %s, 1]}
          train: {precision: float64, epochs: 2, batch: 7, steps: 0.01}
          metrics:
            %s
            base: [loss, %s, %s]
            layers: [%s]
            gram: true
            certificates: true
          """
              .formatted(
                  name, scale, scale, blocks(EVERY_TIME), OF_TRAINING, OF_FEATURES, OF_FEATURES));
    }
    text(
        "long.yaml",
        """
        id: long
        title: Runs that are cut
        data: {name: digits, samplesPerClass: 20, scaling: centred}
        network: {kind: deep-linear-head, width: 24, nonlinear: 2, linear: 2, activation: relu,
          weightDecay: 0.002, initialisation: he}
        train: {epochs: 240, batch: 20, momentum: 0.9, steps: 0.01}
        metrics: {testEvery: 7, layersEvery: 5, layers: [nc1.quotient, nc2.kappa, balancedness],
          columns: [distance.start, nc3.cosine], gram: true, gramFrames: 10, certificates: true, certificatesEvery: 60}
        output: {checkpointSeconds: 0}
        seeds: 2
        """);
    text(
        "long-noise.yaml",
        """
        id: long-noise
        title: Runs with noise that are cut
        data: {name: digits, samplesPerClass: 20, relabel: {modulo: 3}}
        network: {kind: mean-field, width: 100, features: 6, activation: tanh, noise: 0.0001,
          decayW: 0.0001, decayRho: 0.0001}
        train: {epochs: 240, batch: 16, steps: 0.1}
        metrics: {testEvery: 7, gibbsEvery: 120, columns: [gibbs.p], matrices: [lemma4.5.particles]}
        output: {checkpointSeconds: 0}
        seeds: 2
        """);
  }

  /** "a: 1, b: 2" as lines of a group. */
  private static String blocks(String keys) {
    return keys.replace(", ", "\n  ");
  }

  private void text(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private void csv(String name, double[][] rows) throws IOException {
    text(
        name,
        Arrays.stream(rows)
            .map(r -> Arrays.stream(r).mapToObj(Double::toString).collect(Collectors.joining(",")))
            .collect(Collectors.joining("\n", "", "\n")));
  }

  private void numbers(String name, double[][] rows, boolean single) throws IOException {
    Npy.write(directory.resolve(name), rows.length, rows[0].length, single, i -> rows[i]);
  }

  private void labels(String name, int[] labels) throws IOException {
    Npy.write(directory.resolve(name), labels);
  }

  /**
   * Gaussian clouds about Gaussian class means.
   *
   * @param rows [n x D], class after class
   * @param labels their classes
   * @param means [K x D]
   */
  private record Clouds(double[][] rows, int[] labels, double[][] means, double[][] deviations) {

    Clouds(long seed, int dimension, int[] sizes, double spread) {
      this(
          new double[Arrays.stream(sizes).sum()][dimension],
          new int[Arrays.stream(sizes).sum()],
          gaussian(new Random(seed), sizes.length, dimension),
          gaussian(new Random(~seed), Arrays.stream(sizes).sum(), dimension));
      int row = 0;
      for (int c = 0; c < sizes.length; c++) {
        Arrays.fill(labels, row, row + sizes[c], c);
        row += sizes[c];
      }
      fill(spread);
    }

    private void fill(double spread) {
      for (int i = 0; i < rows.length; i++) {
        for (int j = 0; j < rows[i].length; j++) {
          rows[i][j] = means[labels[i]][j] + spread * deviations[i][j];
        }
      }
    }

    /** Other samples of the same classes. */
    Clouds again(long seed) {
      double[][] others = gaussian(new Random(seed), rows.length, rows[0].length);
      Clouds again = new Clouds(new double[rows.length][rows[0].length], labels, means, others);
      again.fill(1);
      return again;
    }

    /** The same classes, wider or narrower. */
    Clouds spread(double spread) {
      Clouds other = new Clouds(new double[rows.length][rows[0].length], labels, means, deviations);
      other.fill(spread);
      return other;
    }

    Clouds mapped(DoubleUnaryOperator f) {
      double[][] mapped = new double[rows.length][];
      Arrays.setAll(mapped, i -> Arrays.stream(rows[i]).map(f).toArray());
      return new Clouds(mapped, labels, means, deviations);
    }

    int classes() {
      return means.length;
    }

    /** Rows near the means. */
    double[][] classifier() {
      double[][] noise = gaussian(new Random(5), means.length, means[0].length);
      double[][] w = new double[means.length][means[0].length];
      for (int c = 0; c < w.length; c++) {
        for (int j = 0; j < w[c].length; j++) {
          w[c][j] = means[c][j] + 0.2 * noise[c][j];
        }
      }
      return w;
    }

    private static double[][] gaussian(Random random, int rows, int columns) {
      double[][] numbers = new double[rows][columns];
      for (double[] row : numbers) {
        Arrays.setAll(row, j -> random.nextGaussian());
      }
      return numbers;
    }
  }
}
