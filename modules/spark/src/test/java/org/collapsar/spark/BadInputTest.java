package org.collapsar.spark;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.collapsar.BadInputException;
import org.junit.jupiter.api.Test;

/** One line on the driver: the column, the row and its partition. */
class BadInputTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("features", DataTypes.createArrayType(DataTypes.FloatType))
          .add("vector", SQLDataTypes.VectorType())
          .add("label", DataTypes.IntegerType)
          .add("name", DataTypes.StringType)
          .add("epoch", DataTypes.IntegerType)
          .add("when", DataTypes.DateType)
          .add("x", DataTypes.DoubleType);

  private static Row row(List<Float> features, Integer label, Integer epoch) {
    return RowFactory.create(
        features == null ? null : features.toArray(),
        Vectors.dense(1, 2),
        label,
        label == null ? null : "n" + label,
        epoch,
        null,
        features == null ? null : 1.0);
  }

  /** Six good rows in partition 0 and this one as row 1 of partition 1. */
  private static Dataset<Row> with(Row bad) {
    Row[] good = new Row[7];
    for (int i = 0; i < good.length; i++) {
      good[i] = row(List.of((float) i, i * i / 3f), i % 2, 1);
    }
    JavaSparkContext context = new JavaSparkContext(Sessions.local().sparkContext());
    return Sessions.local()
        .createDataFrame(
            context
                .parallelize(Arrays.asList(good).subList(0, 6), 1)
                .union(context.parallelize(List.of(good[6], bad), 1)),
            SCHEMA);
  }

  private static void assertSays(SparkNeuralCollapse measurement, String message) {
    assertThatThrownBy(() -> measurement.measure(List.of("nc1.pinv", "nc4.mismatch")))
        .isInstanceOf(BadInputException.class)
        .hasMessage(message);
  }

  private static void assertSays(Row bad, String message) {
    assertSays(SparkNeuralCollapse.of(with(bad), "features", "label"), message);
  }

  private static final String WHERE = " in row 1 of partition 1 (both counted from 0)";

  @Test
  void features() {
    assertSays(row(null, 0, 1), "features: expected features, found null" + WHERE);
    assertSays(
        row(Arrays.asList(1f, null), 0, 1),
        "features: expected a number, found null at index 1" + WHERE);
    assertSays(row(List.of(1f, 2f, 3f), 0, 1), "features: expected 2 numbers, found 3" + WHERE);
    assertSays(
        row(List.of(1f, Float.NaN), 0, 1),
        "features: expected finite numbers, found NaN at index 1" + WHERE);
    assertSays(
        row(List.of(Float.NEGATIVE_INFINITY, 1f), 0, 1),
        "features: expected finite numbers, found -infinity at index 0" + WHERE);
  }

  @Test
  void vectors() {
    Row three =
        RowFactory.create(
            new Object[] {1f, 1f},
            Vectors.sparse(3, new int[] {2}, new double[] {1}),
            0,
            "n0",
            1,
            null,
            1.0);
    assertSays(
        SparkNeuralCollapse.of(with(three), "vector", "label"),
        "vector: expected 2 numbers, found 3" + WHERE);
  }

  @Test
  void columnsOfNumbers() {
    assertSays(
        SparkNeuralCollapse.of(with(row(null, 0, 1)), List.of("x", "epoch"), "label"),
        "x, ..: expected a number, found null at index 0" + WHERE);
  }

  @Test
  void labels() {
    List<Float> good = List.of(1f, 2f);
    assertSays(row(good, null, 1), "label: expected a label, found null" + WHERE);
    assertSays(
        row(good, -1, 1), "label: expected a label, a whole number from 0, found -1" + WHERE);
    SparkNeuralCollapse two = SparkNeuralCollapse.of(with(row(good, 2, 1)), "features", "label");
    assertSays(two.classes(2), "label: expected a label in 0 .. 1, found 2" + WHERE);
    SparkNeuralCollapse weights =
        SparkNeuralCollapse.of(with(row(good, 7, 1)), "features", "label");
    assertSays(
        weights.weights(new double[][] {{1, 2}, {3, 4}}, null),
        "label: expected a label that has one of the 2 rows of W, found 7" + WHERE);
    assertSays(
        SparkNeuralCollapse.of(with(row(good, null, 1)), "features", "name"),
        "name: expected a label, found null" + WHERE);
    assertSays(
        SparkNeuralCollapse.of(with(row(good, 1, null)), "features", "label").groupBy("epoch"),
        "epoch: expected a group in epoch, found null" + WHERE);
  }

  @Test
  void theFirstPartitionSpeaksWhicheverEndsFirst() {
    Row bad = row(null, 0, 1);
    Dataset<Row> many = with(bad).union(with(bad)).union(with(bad));
    for (int i = 0; i < 3; i++) {
      assertSays(
          SparkNeuralCollapse.of(many, "features", "label"),
          "features: expected features, found null" + WHERE);
    }
  }

  @Test
  void columns() {
    Dataset<Row> data = with(row(List.of(1f, 2f), 0, 1));
    assertSaysAtOnce(
        () -> SparkNeuralCollapse.of(data, "feature", "label").measure(),
        "data set: expected a column feature, found features, vector, label, name, epoch, when, x"
            + ", did you mean features?");
    assertSaysAtOnce(
        () -> SparkNeuralCollapse.of(data, "features", "labels").measure(),
        "data set: expected a column labels, found features, vector, label, name, epoch, when, x"
            + ", did you mean label?");
    assertSaysAtOnce(
        () -> SparkNeuralCollapse.of(data, "x", "label").measure(),
        "x: expected array<float>, array<double> or a vector of spark.ml, found double; several"
            + " columns of a number each are given as a list");
    assertSaysAtOnce(
        () -> SparkNeuralCollapse.of(data, "name", "label").measure(),
        "name: expected array<float>, array<double> or a vector of spark.ml, found string");
    assertSaysAtOnce(
        () -> SparkNeuralCollapse.of(data, "features", "when").measure(),
        "when: expected labels, numbers or texts, found date");
    assertSaysAtOnce(
        () -> SparkNeuralCollapse.of(data, List.of("x", "when"), "label").measure(),
        "when: expected a column of numbers, found date");
    assertSaysAtOnce(
        () -> SparkNeuralCollapse.of(data.limit(0), "features", "label").measure(),
        "data set: expected at least one row, found none");
    assertSaysAtOnce(
        () -> SparkNeuralCollapse.of(data.limit(0), List.of("x"), "label").classes(2).measure(),
        "data set: expected at least one row, found none");
    assertSaysAtOnce(
        () -> SparkNeuralCollapse.of(data, "features", "label").groupBy("epoch", "name").measure(),
        "measure: expected one layer and no groups, found 2 measurements; table() has all of them");
    assertSaysAtOnce(
        () ->
            SparkNeuralCollapse.of(data, "features", "label")
                .weights(new double[][] {{1, 2, 3}, {3, 4, 5}}, null)
                .measure(),
        "weights: expected 2 x 2 (classes x columns of the plan), found 2 x 3");
  }

  private static void assertSaysAtOnce(Runnable measurement, String message) {
    assertThatThrownBy(measurement::run).isInstanceOf(BadInputException.class).hasMessage(message);
  }
}
