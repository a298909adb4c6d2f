package org.collapsar.data;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * Rules for scaling features. Whatever is estimated (a norm, means) is estimated on the training
 * set, the one that is trained on, and applied to the test set alike.
 */
public enum Scaling {
  /** As stored: pixels 0 to 255, or 0 to 16 for digits. */
  NONE("none"),
  /**
   * Rules for scaling features. Whatever is estimated (a norm, means) is estimated on the training
   * set, the one that is trained on, and applied to the test set alike.
   */
  UNIT("unit"),
  /**
   * Divided by the largest norm of a training sample, so that ||x_i|| &lt;= 1 for all of them:
   * Assumption 1 of Wu and Mondelli (ICML 2025). A test sample may exceed 1.
   */
  UNIT_NORM("unit-norm"),
  /** Each sample divided by its own norm, ||x_i|| = 1; a sample of zeros stays as it is. */
  UNIT_SAMPLES("unit-samples"),
  /** As {@link #UNIT}, then the training mean of each feature subtracted. */
  CENTRED("centred"),
  /**
   * The training mean of each feature subtracted, then divided by the largest norm that a training
   * sample has left, so that ||x_i|| &lt;= 1 as for {@link #UNIT_NORM}: for features that share a
   * large mean, as those behind a ReLU do, which would take most of the norm and tell no class
   * apart. A test sample may exceed 1.
   */
  CENTRED_UNIT_NORM("centred-unit-norm");

  /** A division rounds; this keeps the largest norm from coming out as 1 and a bit. */
  private static final double ROUNDING_ROOM = 1 + 1e-12;

  private final String key;

  Scaling(String key) {
    this.key = key;
  }

  /** {@return the name in configurations} */
  public String key() {
    return key;
  }

  /**
   * Looks up the rule that a configuration names.
   *
   * @param key such as unit-norm
   * @return the rule of that name
   * @throws BadInputException when there is none of that name
   */
  public static Scaling named(String key) {
    for (Scaling scaling : values()) {
      if (scaling.key.equals(key)) {
        return scaling;
      }
    }
    throw new BadInputException(
        "scaling: expected one of "
            + Arrays.stream(values()).map(Scaling::key).collect(Collectors.joining(", "))
            + ", found '"
            + key
            + "'");
  }

  /**
   * Scales both halves.
   *
   * @throws BadInputException for unit-norm when every training sample is zero, for
   *     centred-unit-norm when all are equal
   */
  DataSplit apply(DataSplit split) {
    double maximum = split.provenance().featureMaximum();
    return switch (this) {
      case NONE -> split;
      case UNIT -> scaled(split, maximum, null);
      case UNIT_NORM -> scaled(split, largestNorm(split.train()) * ROUNDING_ROOM, null);
      case CENTRED_UNIT_NORM -> {
        Dataset around = new ScaledDataset(split.train(), 1, means(split.train(), 1));
        double norm = largestNorm(around) * ROUNDING_ROOM;
        yield scaled(split, norm, means(split.train(), norm));
      }
      case UNIT_SAMPLES ->
          new DataSplit(
              new UnitSamples(split.train()), new UnitSamples(split.test()), split.provenance());
      case CENTRED -> scaled(split, maximum, means(split.train(), maximum));
    };
  }

  private static DataSplit scaled(DataSplit split, double divisor, double @Nullable [] means) {
    return new DataSplit(
        new ScaledDataset(split.train(), divisor, means),
        new ScaledDataset(split.test(), divisor, means),
        split.provenance());
  }

  private double largestNorm(Dataset data) {
    double largest = 0;
    double[] row = new double[data.dimension()];
    for (int i = 0; i < data.size(); i++) {
      data.copyRow(i, row, 0);
      double square = 0;
      for (double x : row) {
        square += x * x;
      }
      largest = Math.max(largest, square);
    }
    if (largest == 0) {
      throw new BadInputException(
          "scaling: %s expects a training sample other than %s, found none"
              .formatted(key, this == UNIT_NORM ? "zero" : "their mean"));
    }
    return Math.sqrt(largest);
  }

  private static double[] means(Dataset data, double divisor) {
    double[] sums = new double[data.dimension()];
    double[] row = new double[data.dimension()];
    for (int i = 0; i < data.size(); i++) {
      data.copyRow(i, row, 0);
      for (int j = 0; j < row.length; j++) {
        sums[j] += row[j];
      }
    }
    for (int j = 0; j < sums.length; j++) {
      sums[j] /= data.size() * divisor;
    }
    return sums;
  }
}
