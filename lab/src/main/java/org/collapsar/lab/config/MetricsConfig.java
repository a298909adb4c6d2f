package org.collapsar.lab.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.collapsar.lab.experiment.MetricColumns;
import org.collapsar.lab.statistics.TestError;

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
 * @param gramFrames of about so many epochs
 * @param curvatureEvery epochs between two measurements of {@code ntk.norm}, {@code sharpness} and
 *     {@code sharpness.times_step}, which are measured before the first and after the last epoch in
 *     any case
 * @param certificates whether the theorems about networks that end in linear layers are evaluated
 * @param certificatesEvery epochs between two evaluations, which are made before the first and
 *     after the last epoch in any case
 */
public record MetricsConfig(
    int testEvery,
    List<String> base,
    List<String> columns,
    List<String> layers,
    int layersEvery,
    boolean gram,
    int gramFrames,
    int curvatureEvery,
    boolean certificates,
    int certificatesEvery) {

  /** Share of test samples that are right. */
  public static final String TEST_ACCURACY = "accuracy.test";

  /** The number of Gram matrices of a layer unless said otherwise. */
  static final int GRAM_FRAMES = 40;

  /** Each costs as much as some dozens of epochs' gradients. */
  static final int CURVATURE_EVERY = 10;

  /** Each costs as much as some epochs of a small network. */
  static final int CERTIFICATES_EVERY = 10;

  /** What is measured where an experiment says nothing. */
  static final MetricsConfig DEFAULT =
      new MetricsConfig(
          1,
          MetricColumns.NAMES,
          List.of(),
          List.of(),
          1,
          false,
          GRAM_FRAMES,
          CURVATURE_EVERY,
          false,
          CERTIFICATES_EVERY);

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

  /** Whether the Gram matrices are kept after {@code epoch} of {@code epochs}. */
  public boolean gramAt(int epoch, int epochs) {
    int every = Math.max(1, (epochs + gramFrames - 1) / gramFrames);
    return gram && (epoch == epochs || epoch % every == 0);
  }

  /** What the probe measures for them: the test error is made of its test accuracy. */
  public List<String> ofTheProbe() {
    List<String> ids = new ArrayList<>(all());
    if (ids.removeAll(TestError.IDS) && !ids.contains(TEST_ACCURACY)) {
      ids.add(TEST_ACCURACY);
    }
    return ids;
  }
}
