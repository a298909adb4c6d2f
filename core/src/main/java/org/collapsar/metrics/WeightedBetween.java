package org.collapsar.metrics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.GramInverse;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.jspecify.annotations.Nullable;

/**
 * Sigma_B = sum_c p_c (mu_c - hbar)(mu_c - hbar)^T about the mean over samples hbar, with weights
 * of the classes, within the span that {@link MeanGeometry} finds for the class means: hbar lies in
 * it. Parts are computed when first asked for.
 */
final class WeightedBetween {
  private final MeanGeometry geometry;
  private final double[] weights;
  private double @Nullable [] values;
  private @Nullable Matrix rotation;
  private @Nullable Matrix inverse;
  private boolean inverseLacks;

  /**
   * @param weights p_c of the classes that have samples; their sum is 1
   */
  private WeightedBetween(MeanGeometry geometry, double[] weights) {
    this.geometry = geometry;
    this.weights = weights;
  }

  /** For each of {@link Part#ROTATED} that on whose directions it projects. */
  static Map<Part, WeightedBetween> of(MeanGeometry geometry) {
    Map<Part, WeightedBetween> all = new EnumMap<>(Part.class);
    double[] shares = geometry.shares();
    all.put(Part.WEIGHTED_PROJECTIONS, new WeightedBetween(geometry, shares));
    all.put(
        Part.SAMPLE_MEAN_PROJECTIONS,
        new WeightedBetween(geometry, Vectors.equalWeights(shares.length)));
    return all;
  }

  /** tr Sigma_B. */
  double trace() {
    return geometry.squareAboutSampleMean(weights);
  }

  /** sqrt(p_c) (mu_c - hbar), a row per class that has samples: Sigma_B is their Gram matrix. */
  Matrix rows() {
    Matrix centred = geometry.centredWeighted();
    Matrix rows = new Matrix(centred.rows(), centred.columns());
    for (int i = 0; i < rows.data().length; i++) {
      rows.data()[i] = centred.data()[i] * Math.sqrt(weights[i / centred.columns()]);
    }
    return rows;
  }

  /**
   * The inverse of Sigma_B [D x D], where that and {@link MeanGeometry#inverse} have all digits;
   * else null.
   */
  @Nullable Matrix inverse() {
    if (inverse == null && !inverseLacks) {
      GramInverse found = geometry.inverse() == null ? null : GramInverse.of(rows());
      if (found != null) {
        double[] s = found.singularValues();
        inverse = s[s.length - 1] > tolerance(s[0]) ? found.inverse() : null;
      }
      inverseLacks = inverse == null;
    }
    return inverse;
  }

  private double tolerance(double largest) {
    return geometry.tolerance() / geometry.singularValues()[0] * largest;
  }

  /** Singular values of {@link #rows}, descending. */
  double[] values() {
    rotation();
    return Objects.requireNonNull(values);
  }

  /** Right singular vectors of {@link #rows} in the basis of the means, [rank x rank of those]. */
  Matrix rotation() {
    if (rotation == null) {
      Matrix inBasis = Blas.timesTransposed(rows(), geometry.directions());
      Spectral.Svd svd = Spectral.thinSvd(inBasis);
      double[] s = svd.values();
      int rank = 0;
      double tolerance = tolerance(s[0]);
      while (rank < s.length && s[rank] > tolerance) {
        rank++;
      }
      values = s;
      int columns = inBasis.columns();
      rotation = new Matrix(rank, columns, Arrays.copyOf(svd.right().data(), rank * columns));
    }
    return rotation;
  }
}
