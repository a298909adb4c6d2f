package org.collapsar.lab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.collapsar.lab.gibbs.GibbsMeasurement;
import org.collapsar.lab.statistics.TestError;
import org.collapsar.probe.StationaryMoments;

/**
 * What is measured when.
 *
 * @param testEvery epochs between two measurements on the test samples, which are measured before
 *     the first and after the last epoch in any case
 * @param base the first columns of metrics.csv, {@code loss} among them
 * @param columns ids of the catalogue's metrics that metrics.csv has after those, in this order,
 *     each once
 * @param layers ids of what is measured of every layer, in this order, each once; none for none
 * @param layersEvery epochs between two measurements of the layers, which are measured before the
 *     first and after the last epoch in any case
 * @param gram whether the Gram matrices of the class means of every layer are kept
 * @param matrices names of further matrices that are kept, each once, of {@link
 *     StationaryMoments#MATRICES} and {@link GibbsMeasurement#MATRICES}; none for none
 * @param gramFrames matrices are kept of about so many epochs
 * @param curvatureEvery epochs between two measurements of {@code ntk.norm}, {@code sharpness} and
 *     {@code sharpness.times_step}, which are measured before the first and after the last epoch in
 *     any case
 * @param certificates whether the theorems about networks that end in linear layers, or about
 *     mean-field networks, are evaluated
 * @param certificatesEvery epochs between two evaluations, which are made before the first and
 *     after the last epoch in any case
 * @param gibbsEvery epochs between two measurements of the law of the particles, which is measured
 *     before the first and after the last epoch, and after the last one with W frozen, in any case
 */
public record MetricsConfig(
    int testEvery,
    List<String> base,
    List<String> columns,
    List<String> layers,
    int layersEvery,
    boolean gram,
    List<String> matrices,
    int gramFrames,
    int curvatureEvery,
    boolean certificates,
    int certificatesEvery,
    int gibbsEvery) {

  /** Share of test samples that are right. */
  public static final String TEST_ACCURACY = "accuracy.test";

  /** The number of epochs of matrices unless said otherwise. */
  public static final int GRAM_FRAMES = 40;

  /** Each costs as much as some dozens of epochs' gradients. */
  public static final int CURVATURE_EVERY = 10;

  /** Each costs as much as some epochs of a small network. */
  public static final int CERTIFICATES_EVERY = 10;

  /** Each costs as much as some dozens of steps. */
  public static final int GIBBS_EVERY = 10;

  /** What is measured where an experiment says nothing. */
  public static final MetricsConfig DEFAULT =
      new MetricsConfig(
          1,
          MetricColumns.NAMES,
          List.of(),
          List.of(),
          1,
          false,
          List.of(),
          GRAM_FRAMES,
          CURVATURE_EVERY,
          false,
          CERTIFICATES_EVERY,
          GIBBS_EVERY);

  /** Every metric that is measured, in the order of the columns. */
  public List<String> all() {
    return Stream.concat(base.stream(), columns.stream()).toList();
  }

  /** Whether the ends of spectra are measured after {@code epoch} of {@code epochs}. */
  public boolean curvatureAt(int epoch, int epochs) {
    return epoch == epochs || epoch % curvatureEvery == 0;
  }

  /** Whether the test samples are measured after {@code epoch} of {@code epochs}. */
  public boolean testsAt(int epoch, int epochs) {
    return epoch == epochs || epoch % testEvery == 0;
  }

  /** Whether the layers are measured after {@code epoch} of {@code epochs}. */
  public boolean layersAt(int epoch, int epochs) {
    return !layers.isEmpty() && (epoch == epochs || epoch % layersEvery == 0);
  }

  /** Whether certificates are evaluated after {@code epoch} of {@code epochs}. */
  public boolean certificatesAt(int epoch, int epochs) {
    return certificates && (epoch == epochs || epoch % certificatesEvery == 0);
  }

  /** Whether the law of the particles is measured at all. */
  public boolean gibbs() {
    return all().stream().anyMatch(GibbsMeasurement.IDS::contains)
        || matrices.stream().anyMatch(GibbsMeasurement.MATRICES::contains);
  }

  /**
   * Whether the law of the particles is measured after {@code epoch} of {@code epochs}.
   *
   * @param stage the last epoch with W frozen, 0 for none
   */
  public boolean gibbsAt(int epoch, int epochs, int stage) {
    return gibbs() && (epoch == epochs || epoch == stage || epoch % gibbsEvery == 0);
  }

  /** Whether matrices are kept after {@code epoch} of {@code epochs}. */
  public boolean frameAt(int epoch, int epochs) {
    int every = Math.max(1, (epochs + gramFrames - 1) / gramFrames);
    return (gram || !matrices.isEmpty()) && (epoch == epochs || epoch % every == 0);
  }

  /**
   * What the probe of an epoch measures for them: the law of the particles has its own, and the
   * test error is made of the test accuracy.
   */
  public List<String> ofProbe() {
    List<String> ids = new ArrayList<>(all());
    ids.removeAll(GibbsMeasurement.IDS);
    if (ids.removeAll(TestError.IDS) && !ids.contains(TEST_ACCURACY)) {
      ids.add(TEST_ACCURACY);
    }
    return ids;
  }
}
