package org.collapsar.metrics;

import org.collapsar.linalg.Spectral;

/**
 * What several metrics ask of W.
 *
 * @param values singular values, descending
 */
record WeightSpectrum(double[] values) {

  /**
   * The singular values of W, computed when the first metric asks for them.
   *
   * @throws Undefined without W
   */
  static double[] of(Evaluation evaluation) {
    return evaluation.shared(
            WeightSpectrum.class,
            () -> new WeightSpectrum(Spectral.singularValues(evaluation.classifier().w())))
        .values;
  }
}
