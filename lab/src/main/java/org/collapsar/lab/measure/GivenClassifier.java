package org.collapsar.lab.measure;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.MatrixFile;
import org.collapsar.files.NamedRows;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.NeuralCollapse;
import org.jspecify.annotations.Nullable;

/**
 * The weights and the bias that come with one file of features. They act on one table of it: the
 * one that was named, else the last that is as wide as W. Other tables may be as wide, as layers of
 * a network often are, and W says nothing of them.
 *
 * @param file of W; null for no classifier
 * @param matrix W [K x D]
 * @param bias b [K], or null for none
 * @param weightsOf the name of the table that W belongs to, where it was given
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record GivenClassifier(
    @Nullable String file,
    @Nullable Matrix matrix,
    double @Nullable [] bias,
    @Nullable String weightsOf) {

  static GivenClassifier read(
      @Nullable String weights, @Nullable String bias, @Nullable String weightsOf, int classes) {
    if (weights == null) {
      return new GivenClassifier(null, null, null, null);
    }
    Matrix matrix = MatrixFile.read(weights);
    if (matrix.rows() != classes) {
      throw new BadInputException(
          weights
              + ": expected one row of weights for each of the "
              + classes
              + " classes, found "
              + matrix.rows()
              + " rows of "
              + matrix.columns()
              + (matrix.columns() == classes ? " (its transpose would fit)" : ""));
    }
    double[] b = bias == null ? null : MatrixFile.readVector(bias);
    if (b != null && b.length != classes) {
      throw new BadInputException(
          bias + ": expected " + classes + " numbers, one a class, found " + b.length);
    }
    return new GivenClassifier(weights, matrix, b, weightsOf);
  }

  /**
   * The table that W belongs to; null without W.
   *
   * @throws BadInputException if W fits none, or not the one that was named
   */
  @Nullable NamedRows owner(Tables features) {
    if (matrix == null) {
      return null;
    }
    List<NamedRows> candidates =
        weightsOf == null ? features.all() : List.of(named(weightsOf, features));
    for (int i = candidates.size() - 1; i >= 0; i--) {
      if (fits(candidates.get(i), matrix)) {
        return candidates.get(i);
      }
    }
    NamedRows last = candidates.get(candidates.size() - 1);
    throw new BadInputException(
        file
            + ": expected "
            + last.rows().columns()
            + " columns, as "
            + last.rows().describe()
            + " has, found "
            + matrix.columns());
  }

  private static NamedRows named(String name, Tables features) {
    for (NamedRows table : features.all()) {
      if (table.name().equals(name)) {
        return table;
      }
    }
    boolean unnamed = features.all().stream().allMatch(t -> t.name().isEmpty());
    throw new BadInputException(
        "--weights-of "
            + name
            + ": expected "
            + (unnamed
                ? "features with several tables, found one in " + features.file()
                : "one of the tables of "
                    + features.file()
                    + ", "
                    + String.join(", ", features.all().stream().map(NamedRows::name).toList())
                    + ", found none of that name"));
  }

  private static boolean fits(NamedRows table, Matrix matrix) {
    return matrix.columns() == table.rows().columns();
  }

  /** The measurement of a table with W where it is the owner's, else with the reason why not. */
  NeuralCollapse give(NeuralCollapse collapse, NamedRows table, @Nullable NamedRows owner) {
    if (matrix == null || owner == null) {
      return collapse;
    }
    if (table.equals(owner)) {
      return collapse.weights(matrix, bias);
    }
    return collapse.withoutWeights(
        "because W belongs to table "
            + owner.name()
            + (fits(table, matrix)
                ? "; --weights-of chooses another"
                : " of "
                    + matrix.columns()
                    + " columns, and this one has "
                    + table.rows().columns()));
  }
}
