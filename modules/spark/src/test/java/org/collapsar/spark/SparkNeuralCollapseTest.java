package org.collapsar.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.NeuralCollapse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark measures is what is measured of the same rows on this machine. */
class SparkNeuralCollapseTest {
  private final Drawn drawn = Drawn.ordinary();
  private final Dataset<Row> data = drawn.dataset(3);

  private SparkNeuralCollapse of(String features, String label) {
    return SparkNeuralCollapse.of(data, features, label).weights(drawn.w, drawn.b);
  }

  @Test
  void everyKindOfFeatures() {
    Measurement expected = drawn.local(Drawn.IDS);
    for (String features : List.of("floats", "doubles", "vector")) {
      Drawn.assertClose(of(features, "label").measure(Drawn.IDS), expected, 1e-9);
    }
    List<String> numbers = IntStream.range(0, drawn.d).mapToObj(j -> "x" + j).toList();
    Drawn.assertClose(
        SparkNeuralCollapse.of(data, numbers, "label")
            .weights(drawn.weights(), drawn.b)
            .measure(Drawn.IDS),
        expected,
        1e-9);
  }

  @Test
  void everyKindOfLabels() {
    List<String> ids = List.of("nc1.pinv", "nc3.cosine", "nc4.mismatch");
    Measurement expected = drawn.local(ids);
    for (String label : List.of("label", "small", "long", "real", "name")) {
      Drawn.assertClose(of("floats", label).measure(ids), expected, 1e-9);
    }
    Drawn.assertClose(of("floats", "label").classes(drawn.k).measure(ids), expected, 1e-9);
    SparkMeasurement named = of("floats", "name").table(ids).get(0);
    assertThat(named.classes()).startsWith("class 0", "class 1").hasSize(5);
  }

  @Test
  void classesAreThoseThatOccurAndTheirRowsOfW() {
    // Without class 2: classes 0, 1, 3, 4 and their rows of W, as measure has them.
    List<Integer> kept =
        IntStream.range(0, drawn.labels.length).filter(i -> drawn.labels[i] != 2).boxed().toList();
    double[][] h = kept.stream().map(i -> drawn.h[i]).toArray(double[][]::new);
    int[] labels =
        kept.stream().mapToInt(i -> drawn.labels[i] - (drawn.labels[i] > 2 ? 1 : 0)).toArray();
    double[][] w = {drawn.w[0], drawn.w[1], drawn.w[3], drawn.w[4]};
    double[] b = {drawn.b[0], drawn.b[1], drawn.b[3], drawn.b[4]};
    Measurement expected =
        NeuralCollapse.of(Rows.of(h), labels, 4).weights(matrix(w), b).measure(Drawn.IDS);
    List<String> told = new ArrayList<>();
    SparkNeuralCollapse some =
        SparkNeuralCollapse.of(data.filter("label != 2"), "floats", "label")
            .weights(drawn.w, drawn.b)
            .tell(told::add);
    Drawn.assertClose(some.measure(Drawn.IDS), expected, 1e-9);
    assertThat(told).anyMatch(line -> line.startsWith("label: 4 classes occur and are measured"));
    assertThat(some.classes(5).measure(List.of("nc1.total")).counts().get(2)).isZero();
  }

  private static org.collapsar.linalg.Matrix matrix(double[][] w) {
    org.collapsar.linalg.Matrix all = new org.collapsar.linalg.Matrix(w.length, w[0].length);
    for (int c = 0; c < w.length; c++) {
      System.arraycopy(w[c], 0, all.data(), c * w[0].length, w[0].length);
    }
    return all;
  }

  @Test
  void groupsAndLayers() {
    List<SparkMeasurement> table =
        of("floats", "label").layers("doubles").groupBy("epoch").table(Drawn.IDS);
    assertThat(table).hasSize(4);
    assertThat(table.stream().map(SparkMeasurement::features))
        .containsExactly("floats", "doubles", "floats", "doubles");
    assertThat(table.get(1).group()).isEqualTo(Map.of("epoch", "2"));
    assertThat(table.get(2).group()).isEqualTo(Map.of("epoch", "10"));
    for (int g = 0; g < 2; g++) {
      boolean third = g == 0;
      int[] rows = IntStream.range(0, drawn.h.length).filter(i -> (i % 3 == 0) == third).toArray();
      double[][] h = IntStream.of(rows).mapToObj(i -> drawn.h[i]).toArray(double[][]::new);
      int[] labels = IntStream.of(rows).map(i -> drawn.labels[i]).toArray();
      NeuralCollapse alone = NeuralCollapse.of(Rows.of(h), labels, drawn.k);
      Drawn.assertClose(
          table.get(2 * g).measurement(),
          alone.weights(drawn.weights(), drawn.b).measure(Drawn.IDS),
          1e-9);
      Drawn.assertClose(
          table.get(2 * g + 1).measurement(),
          alone.withoutWeights("because W belongs to floats").measure(Drawn.IDS),
          1e-9);
    }
  }

  @Test
  void testSamples() {
    Measurement expected =
        NeuralCollapse.of(Rows.of(drawn.h), drawn.labels, drawn.k)
            .weights(drawn.weights(), drawn.b)
            .test(Rows.of(drawn.h), drawn.labels)
            .measure();
    Drawn.assertClose(of("doubles", "label").test(data).measure(), expected, 1e-9);
  }

  /** More classes than dimensions take another way, with D x D sums. */
  @Test
  void moreClassesThanDimensions() {
    Drawn many = new Drawn(700, 6, 20, 0.3, 0.5, true);
    Drawn.assertClose(
        SparkNeuralCollapse.of(many.dataset(5), "floats", "label")
            .weights(many.w, many.b)
            .measure(Drawn.IDS),
        many.local(Drawn.IDS),
        1e-9);
  }

  @Test
  void slicesOfClassesAreSaidBeforeTheyStartAndChangeNothing() {
    List<String> told = new ArrayList<>();
    Measurement sliced =
        of("doubles", "label").memoryForMeans(2 * 8 * drawn.d).tell(told::add).measure(Drawn.IDS);
    Drawn.assertClose(sliced, drawn.local(Drawn.IDS), 1e-9);
    assertThat(told)
        .anyMatch(
            line -> line.contains(": 3 first passes over the rows, each of at most 2 classes"));
  }

  /** Parquet is read in batches of columns, unless something else is done as well. */
  @Test
  void files(@TempDir Path folder) {
    String file = folder.resolve("features.parquet").toString();
    data.write().parquet(file);
    Dataset<Row> read = Sessions.local().read().parquet(file);
    Measurement expected = drawn.local(Drawn.IDS);
    for (Dataset<Row> rows : List.of(read, read.filter("label >= 0 and x0 > -1000"))) {
      for (String features : List.of("floats", "doubles", "vector")) {
        Drawn.assertClose(
            SparkNeuralCollapse.of(rows, features, "label")
                .weights(drawn.w, drawn.b)
                .measure(Drawn.IDS),
            expected,
            1e-9);
      }
      Drawn.assertClose(
          SparkNeuralCollapse.of(rows, "floats", "name")
              .weights(drawn.w, drawn.b)
              .groupBy("label")
              .layers("doubles")
              .table("nc1.total")
              .get(0)
              .measurement(),
          SparkNeuralCollapse.of(data, "floats", "name")
              .groupBy("label")
              .table("nc1.total")
              .get(0)
              .measurement(),
          1e-9);
    }
    read.selectExpr("if(label = 1, array(float('NaN'), x0), array(x0, x0)) f", "label")
        .write()
        .parquet(folder.resolve("nan").toString());
    read.selectExpr("if(label = 1, array(null, x0), array(x0, x0)) f", "label")
        .write()
        .parquet(folder.resolve("null").toString());
    for (String kind : List.of("nan", "null")) {
      Dataset<Row> bad = Sessions.local().read().parquet(folder.resolve(kind).toString());
      assertThatThrownBy(() -> SparkNeuralCollapse.of(bad, "f", "label").measure())
          .isInstanceOf(BadInputException.class)
          .hasMessageMatching(
              "f: expected (finite numbers, found NaN|a number, found null) at index 0 in row .* of"
                  + " partition .*");
    }
  }

  @Test
  void onlyWhatSparkHasToSend() {
    assertThat(SparkNeuralCollapse.of(data, "floats", "label").measure(List.of("nc1.total")))
        .satisfies(m -> assertThat(m.samples()).isEqualTo(drawn.h.length));
  }
}
