package org.collapsar.lab.measure;

import java.util.Arrays;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.ClassLabels;
import org.collapsar.files.MatrixFile;
import org.collapsar.files.NamedRows;
import org.collapsar.files.Tables;
import org.collapsar.files.format.TextRows;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.NeuralCollapse;
import org.jspecify.annotations.Nullable;

/**
 * The weights and the bias that come with one file of features. They act on one table of it: the
 * one that was named, else the last that is as wide as W. Other tables may be as wide, as layers of
 * a network often are, and W says nothing of them. Of the rows of W those are read whose classes
 * occur.
 */
final class GivenClassifier implements AutoCloseable {
  /** No W. */
  static final GivenClassifier NONE =
      new GivenClassifier(null, null, null, null, null, false, null);

  private final @Nullable String file;
  private final @Nullable Rows rows;
  private final double @Nullable [] bias;
  private final @Nullable String biasFile;
  private final @Nullable String weightsOf;
  private final boolean biasInWeights;
  private final @Nullable String whyNone;

  private GivenClassifier(
      @Nullable String file,
      @Nullable Rows rows,
      double @Nullable [] bias,
      @Nullable String biasFile,
      @Nullable String weightsOf,
      boolean biasInWeights,
      @Nullable String whyNone) {
    this.file = file;
    this.rows = rows;
    this.bias = bias;
    this.biasFile = biasFile;
    this.weightsOf = weightsOf;
    this.biasInWeights = biasInWeights;
    this.whyNone = whyNone;
  }

  /**
   * Opens W and reads b.
   *
   * @param weightsOf the name of the table that W belongs to, where it was given
   */
  static GivenClassifier open(
      @Nullable String weights,
      @Nullable String bias,
      @Nullable String weightsOf,
      InputRules rules,
      MeasureListener listener) {
    if (weights == null) {
      return NONE;
    }
    Rows rows = open(weights, rules);
    boolean done = false;
    try {
      if (rows instanceof TextRows text) {
        text.leftOut().forEach(listener::note);
      }
      if (rules.biasInWeights() && rows.columns() < 2) {
        throw new BadInputException(
            weights + ": expected a column of b behind those of W, found one column");
      }
      GivenClassifier classifier =
          new GivenClassifier(
              weights,
              rows,
              bias == null ? null : MatrixFile.readVector(bias),
              bias,
              weightsOf,
              rules.biasInWeights(),
              null);
      done = true;
      return classifier;
    } finally {
      if (!done) {
        rows.close();
      }
    }
  }

  /**
   * No W.
   *
   * @param why "because .."
   */
  static GivenClassifier none(String why) {
    return new GivenClassifier(null, null, null, null, null, false, why);
  }

  /**
   * W and b in memory.
   *
   * @param name what messages call it
   * @param table the name of the table that W acts on
   */
  static GivenClassifier of(String name, Matrix w, double @Nullable [] bias, String table) {
    return new GivenClassifier(
        name, Rows.of(w.data(), w.columns()), bias, name + ": the bias", table, false, null);
  }

  private static Rows open(String weights, InputRules rules) {
    if (!rules.transposeWeights()) {
      return MatrixFile.open(weights);
    }
    try (Rows lying = MatrixFile.open(weights)) {
      return new Transposed(MatrixFile.matrix(lying), weights);
    }
  }

  /** How many rows W has; 0 without W. */
  int classes() {
    return rows == null ? 0 : (int) Math.min(rows.rows(), Integer.MAX_VALUE);
  }

  /** The file of W; null for no classifier. */
  @Nullable String file() {
    return file;
  }

  private int width() {
    return rows == null ? 0 : rows.columns() - (biasInWeights ? 1 : 0);
  }

  /**
   * W and b of the classes that are measured.
   *
   * @param matrix W [K x D]; null for no classifier
   * @param bias b [K], or null for none
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
  record Selected(@Nullable Matrix matrix, double @Nullable [] bias) {}

  /**
   * Reads the rows of W that the classes have.
   *
   * @throws BadInputException if it does not have them
   */
  Selected select(ClassLabels labels) {
    Rows all = rows;
    if (all == null) {
      return new Selected(null, null);
    }
    int[] numbers = labels.numbers();
    int needed = numbers == null ? labels.column().classes() : numbers[numbers.length - 1] + 1;
    if (numbers == null ? all.rows() != needed : all.rows() < needed) {
      throw new BadInputException(
          file
              + ": expected one row of weights for each of the "
              + needed
              + " classes, found "
              + all.rows()
              + " rows of "
              + all.columns()
              + (all.columns() == needed ? " (its transpose would fit: --transpose-weights)" : ""));
    }
    double[] b = bias;
    if (b != null && b.length != all.rows()) {
      throw new BadInputException(
          biasFile
              + ": expected "
              + all.rows()
              + " numbers, one per class, found "
              + b.length
              + (b.length == all.columns() ? " (if W is [D x K]: --transpose-weights)" : ""));
    }
    Matrix w = MatrixFile.matrix(numbers == null ? all : all.select(numbers));
    if (b != null && numbers != null) {
      double[] whole = b;
      b = Arrays.stream(numbers).mapToDouble(i -> whole[i]).toArray();
    }
    return biasInWeights ? split(w) : new Selected(w, b);
  }

  /** All of W and b, of a regression: a row for each target. */
  Selected whole() {
    if (rows == null) {
      return new Selected(null, null);
    }
    Matrix w = MatrixFile.matrix(rows);
    return biasInWeights ? split(w) : new Selected(w, bias);
  }

  private static Selected split(Matrix both) {
    int d = both.columns() - 1;
    double[] w = new double[both.rows() * d];
    double[] b = new double[both.rows()];
    for (int i = 0; i < both.rows(); i++) {
      System.arraycopy(both.data(), i * (d + 1), w, i * d, d);
      b[i] = both.data()[i * (d + 1) + d];
    }
    return new Selected(new Matrix(both.rows(), d, w), b);
  }

  /**
   * The table that W belongs to; null without W.
   *
   * @throws BadInputException if W fits none, or not the one that was named
   */
  @Nullable NamedRows owner(Tables features) {
    Rows all = rows;
    if (all == null) {
      return null;
    }
    List<NamedRows> candidates =
        weightsOf == null ? features.all() : List.of(named(weightsOf, features));
    for (int i = candidates.size() - 1; i >= 0; i--) {
      if (fits(candidates.get(i))) {
        return candidates.get(i);
      }
    }
    Rows last = candidates.get(candidates.size() - 1).rows();
    int d = last.columns();
    throw new BadInputException(
        file
            + ": expected "
            + d
            + " columns, as "
            + last.describe()
            + " has, found "
            + width()
            + (width() == d + 1 && bias == null && !biasInWeights
                ? " (--bias last-column takes the last one for b)"
                : all.rows() == d ? " (its transpose would fit: --transpose-weights)" : ""));
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

  private boolean fits(NamedRows table) {
    return width() == table.rows().columns();
  }

  /** The measurement of a table with W where it is the owner's, else with the reason why not. */
  NeuralCollapse give(
      NeuralCollapse collapse, NamedRows table, @Nullable NamedRows owner, Selected selected) {
    Matrix matrix = selected.matrix();
    if (matrix == null || owner == null) {
      return whyNone == null ? collapse : collapse.withoutWeights(whyNone);
    }
    if (table.equals(owner)) {
      return collapse.weights(matrix, selected.bias());
    }
    return collapse.withoutWeights(
        "because W belongs to table "
            + owner.name()
            + (fits(table)
                ? "; --weights-of chooses another"
                : " of " + width() + " columns, and this one has " + table.rows().columns()));
  }

  @Override
  public void close() {
    if (rows != null) {
      rows.close();
    }
  }

  /** A matrix whose columns are read as rows. */
  private record Transposed(Matrix of, String describe) implements Rows {
    @Override
    public long rows() {
      return of.columns();
    }

    @Override
    public int columns() {
      return of.rows();
    }

    @Override
    public void read(long firstRow, int count, double[] target) {
      Rows.checkRange(this, firstRow, count, target);
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < of.rows(); j++) {
          target[i * of.rows() + j] = of.data()[j * of.columns() + (int) firstRow + i];
        }
      }
    }
  }
}
