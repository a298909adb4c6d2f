package org.collapsar.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.Need;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.HeadCertificates;
import org.collapsar.theory.LinearHead;
import org.collapsar.theory.LinearLayers;
import org.collapsar.theory.NetworkFacts;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Measures the collapse of features in a data set of Apache Spark:
 *
 * <pre>
 * Measurement m = SparkNeuralCollapse.of(dataset, "features", "label").weights(w, b).measure();
 * </pre>
 *
 * A pass over the labels, unless their number is given; one over the features for the class means
 * and variances, a second one where a metric needs it, now and then a third. Tasks sum over their
 * partition, and sums are merged in the order of the partitions: no row is shuffled, and the driver
 * gets O(K D) numbers. The same rows in the same partitions give the same bits, whatever is
 * scheduled, repeated or lost; other partitions the same numbers to rounding. Rows that change
 * between passes have to be persisted.
 *
 * <p>Features are a column of {@code array<float>}, {@code array<double>} or vectors of spark.ml,
 * or many columns of a number each. Labels are whole numbers from 0, or names. Classes are those
 * that occur, as in {@code measure}, in all groups together. Immutable: every method returns a new
 * object.
 */
public final class SparkNeuralCollapse {
  /** Bytes of the class means that a task holds, if nothing else is said. */
  private static final long MEANS = 128L << 20;

  private final SparkInputs inputs;

  private SparkNeuralCollapse(SparkInputs inputs) {
    this.inputs = inputs;
  }

  /**
   * Begins a measurement of a column of features.
   *
   * @param data a data set of any rows, of a session in this JVM
   * @param features its column of arrays or vectors, all of one length D
   * @param label its column of labels, of any numeric type or of text
   * @return a measurement without weights
   * @throws BadInputException if there is no such column, or it is of another type
   */
  public static SparkNeuralCollapse of(Dataset<?> data, String features, String label) {
    return of(data, label, new SparkInputs.Layer(features, List.of()));
  }

  /**
   * Begins a measurement of columns of a number each.
   *
   * @param data a data set of any rows, of a session in this JVM
   * @param features its D columns, of any numeric type
   * @param label its column of labels, of any numeric type or of text
   * @return a measurement without weights
   * @throws BadInputException if there is no such column, or it is of another type
   */
  public static SparkNeuralCollapse of(Dataset<?> data, List<String> features, String label) {
    if (features.isEmpty()) {
      throw new BadInputException("features: expected at least one column, found none");
    }
    String name = features.get(0) + (features.size() > 1 ? ", .." : "");
    return of(data, label, new SparkInputs.Layer(name, features));
  }

  private static SparkNeuralCollapse of(Dataset<?> data, String label, SparkInputs.Layer layer) {
    Consumer<String> log = LoggerFactory.getLogger(SparkNeuralCollapse.class)::info;
    return new SparkNeuralCollapse(
        new SparkInputs(
            data,
            null,
            label,
            List.of(layer),
            List.of(),
            null,
            null,
            null,
            Backend.OPENBLAS,
            MEANS,
            log,
            log));
  }

  /**
   * Adds columns of features, each a layer that is measured by itself in the same passes.
   *
   * @param columns of arrays or vectors
   * @return a copy that measures them as well
   * @throws BadInputException if there is no such column, or it is of another type
   */
  public SparkNeuralCollapse layers(String... columns) {
    List<SparkInputs.Layer> all = new ArrayList<>(inputs.layers());
    for (String column : columns) {
      all.add(new SparkInputs.Layer(column, List.of()));
    }
    return new SparkNeuralCollapse(inputs.withLayers(all));
  }

  /**
   * Groups rows by columns, such as an epoch or a split. Each group is measured by itself, in the
   * same passes.
   *
   * @param columns of any type that Spark casts to text
   * @return a copy with these groups in place of others
   * @throws BadInputException if there is no such column
   */
  public SparkNeuralCollapse groupBy(String... columns) {
    return new SparkNeuralCollapse(inputs.withGroups(List.of(columns)));
  }

  /**
   * Takes the classifier, whose logits are W h + b, of the features that were named first.
   *
   * @param w [rows x D], a row per class
   * @param b one number per row, or null for none
   * @return a copy that knows it
   */
  public SparkNeuralCollapse weights(Matrix w, double @Nullable [] b) {
    return new SparkNeuralCollapse(inputs.withWeights(w, b == null ? null : b.clone()));
  }

  /**
   * Takes the classifier as {@link #weights(Matrix, double[])} does.
   *
   * @param w [rows x D], a row per class
   * @param b one number per row, or null for none
   * @return a copy that knows it
   * @throws BadInputException if rows differ in length
   */
  public SparkNeuralCollapse weights(double[][] w, double @Nullable [] b) {
    int columns = w.length == 0 ? 0 : w[0].length;
    Matrix matrix = new Matrix(w.length, columns);
    for (int i = 0; i < w.length; i++) {
      if (w[i].length != columns) {
        throw new BadInputException(
            "weights: expected rows of one length, "
                + columns
                + ", found "
                + w[i].length
                + " numbers in row "
                + i);
      }
      System.arraycopy(w[i], 0, matrix.data(), i * columns, columns);
    }
    return weights(matrix, b);
  }

  /**
   * Takes the classifier from lists, which Python's become.
   *
   * @param w a list per class, of D numbers
   * @param b one number per class, or null for none
   * @return a copy that knows it
   * @throws BadInputException if rows differ in length
   */
  public SparkNeuralCollapse weights(
      List<? extends List<? extends Number>> w, @Nullable List<? extends Number> b) {
    double[][] rows = w.stream().map(SparkNeuralCollapse::numbers).toArray(double[][]::new);
    return weights(rows, b == null ? null : numbers(b));
  }

  private static double[] numbers(List<? extends Number> list) {
    return list.stream().mapToDouble(Number::doubleValue).toArray();
  }

  /**
   * Says that labels are numbers in 0 .. K-1 and counts classes without samples; saves the pass
   * over the labels where rows are not grouped.
   *
   * @param k at least 1
   * @return a copy with that setting
   * @throws BadInputException if below 1
   */
  public SparkNeuralCollapse classes(int k) {
    if (k < 1) {
      throw new BadInputException("classes: expected at least 1, found " + k);
    }
    return new SparkNeuralCollapse(inputs.withClasses(k));
  }

  /**
   * Takes test samples.
   *
   * @param data with the same columns
   * @return a copy that knows them
   * @throws BadInputException if a column is missing or of another type
   */
  public SparkNeuralCollapse test(Dataset<?> data) {
    return new SparkNeuralCollapse(inputs.withTest(data));
  }

  /**
   * Sets the backend of the passes; the default is {@link Backend#OPENBLAS}.
   *
   * @param backend the implementation of row sums and projections, which executors need as well
   * @return a copy with that setting
   */
  public SparkNeuralCollapse backend(Backend backend) {
    return new SparkNeuralCollapse(inputs.withBackend(backend));
  }

  /**
   * Sets the memory for class means. Where all of them need more than that in a task, the first
   * pass is made once for each slice of the classes.
   *
   * @param bytes per task, at least 1; the default is 128 MB
   * @return a copy with that setting
   * @throws BadInputException if below 1
   */
  public SparkNeuralCollapse memoryForMeans(long bytes) {
    if (bytes < 1) {
      throw new BadInputException("memory for means: expected at least 1 byte, found " + bytes);
    }
    return new SparkNeuralCollapse(inputs.withMemory(bytes));
  }

  /**
   * Sets who is told what is about to happen, a line each: what was decided about the classes, and
   * a plan of many passes before it starts. The default is the log of this class.
   *
   * @param listener takes lines
   * @return a copy with that setting
   */
  public SparkNeuralCollapse tell(Consumer<String> listener) {
    return tell(listener, listener);
  }

  /**
   * Sets who is told what, as {@link #tell(Consumer)} does.
   *
   * @param decided takes what was decided about the classes and left out
   * @param ahead takes a plan of many passes before it starts
   * @return a copy with that setting
   */
  public SparkNeuralCollapse tell(Consumer<String> decided, Consumer<String> ahead) {
    return new SparkNeuralCollapse(inputs.withListeners(decided, ahead));
  }

  /**
   * Measures the default metrics of one layer without groups.
   *
   * @return their values, and the spectrum of the class means
   * @throws BadInputException if there are several layers or groups, the data set has no rows, or a
   *     row cannot be measured: names column, row and partition
   */
  public Measurement measure() {
    return only(table());
  }

  /**
   * Measures metrics of one layer without groups.
   *
   * @param ids for example {@code nc1.pinv}
   * @return their values in the order of the catalogue, and the spectrum of the class means
   * @throws BadInputException as {@link #measure()}, and if there is no such metric
   */
  public Measurement measure(Collection<String> ids) {
    return only(table(ids));
  }

  private static Measurement only(List<SparkMeasurement> rows) {
    if (rows.size() != 1) {
      throw new BadInputException(
          "measure: expected one layer and no groups, found "
              + rows.size()
              + " measurements; table() has all of them");
    }
    return rows.get(0).measurement();
  }

  /**
   * Measures the default metrics of each layer of each group.
   *
   * @return a measurement per group and layer, in the order of the groups (numbers by size, others
   *     by code points) and then of the layers
   * @throws BadInputException if the data set has no rows, or a row cannot be measured: names
   *     column, row and partition
   */
  public List<SparkMeasurement> table() {
    Set<Need> given = EnumSet.noneOf(Need.class);
    if (inputs.weights() != null) {
      given.add(Need.WEIGHTS);
    }
    if (inputs.test() != null) {
      given.add(Need.TEST);
    }
    return table(MetricCatalogue.byDefault(given), true);
  }

  /**
   * Measures metrics of each layer of each group.
   *
   * @param ids for example {@code nc1.pinv}
   * @return a measurement per group and layer, as {@link #table()}
   * @throws BadInputException as {@link #table()}, and if there is no such metric
   */
  public List<SparkMeasurement> table(Collection<String> ids) {
    ids.forEach(MetricCatalogue::find);
    return table(ids, false);
  }

  /**
   * Measures metrics as {@link #table(Collection)} does.
   *
   * @param ids for example {@code nc1.pinv}
   * @return a measurement per group and layer
   * @throws BadInputException as {@link #table(Collection)}
   */
  public List<SparkMeasurement> table(String... ids) {
    return ids.length == 0 ? table() : table(Arrays.asList(ids));
  }

  /**
   * Evaluates the theorems about linear layers on these samples, in one pass over the features that
   * were named first, the input Z_{L_1} of the layers. Tasks send sums of O(d^2 + K d) numbers.
   * Labels are 0 .. K-1; the classifier of {@link #weights}, test samples, further layers and
   * groups play no part.
   *
   * @param layers the linear layers, the last of which has K outputs
   * @param facts what is known of the network beside them
   * @return the certificates, as {@link HeadCertificates#of(LinearHead, NetworkFacts, int)} of the
   *     same samples to rounding
   * @throws BadInputException as {@link #measure()}, and if sizes do not fit
   */
  public List<Certificate> certify(LinearLayers layers, NetworkFacts facts) {
    SparkInputs own =
        inputs
            .withLayers(inputs.layers().subList(0, 1))
            .withGroups(List.of())
            .withClasses(layers.classes());
    try (SparkRun run = SparkRun.begin(own)) {
      return HeadCertificates.of(run.quantities(layers), facts, null);
    }
  }

  /**
   * @param anyMetrics whether metrics may be left out where there are too many classes for them
   */
  private List<SparkMeasurement> table(Collection<String> ids, boolean anyMetrics) {
    try (SparkRun run = SparkRun.begin(inputs)) {
      return run.measure(ids, anyMetrics);
    }
  }
}
