package org.collapsar.metrics;

/**
 * Singular values of centred class means, and how many of them are more than rounding.
 *
 * @param singularValues descending
 * @param rank how many are above the tolerance, fewer than there are classes
 * @param tolerance what rounding may make of 0
 */
record MeanSpectrum(double[] singularValues, int rank, double tolerance) {

  /**
   * Counts.
   *
   * @param most the larger of K and D
   * @param classes that have samples
   * @param floor a norm of a mean below which is rounding
   */
  static MeanSpectrum counted(double[] values, int most, int classes, double floor) {
    double largest = values.length == 0 ? 0 : values[0];
    double tolerance =
        Math.max(10.0 * most * Vectors.EPSILON * largest, floor * Math.sqrt(classes));
    int rank = 0;
    while (rank < Math.min(values.length, classes - 1) && values[rank] > tolerance) {
      rank++;
    }
    return new MeanSpectrum(values, rank, tolerance);
  }

  void write(PackedWriter out) {
    out.reals(singularValues).integer(rank).real(tolerance);
  }

  static MeanSpectrum read(PackedReader in) {
    double[] values = in.reals("singular values");
    int rank = in.integer("rank");
    double tolerance = in.real("tolerance");
    if (rank < 0 || rank > values.length) {
      throw in.bad("a rank of 0 to " + values.length, rank, "rank");
    }
    return new MeanSpectrum(values, rank, tolerance);
  }
}
