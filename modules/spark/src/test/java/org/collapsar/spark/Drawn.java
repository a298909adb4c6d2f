package org.collapsar.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.NeuralCollapse;

/** Features drawn around class means, as numbers here and as columns of a data set. */
final class Drawn {
  /** All metrics of features, labels and weights. */
  static final List<String> IDS =
      MetricCatalogue.all().stream()
          .filter(info -> !info.needs().contains(Need.NETWORK))
          .filter(info -> !info.needs().contains(Need.OUT_OF_DISTRIBUTION))
          .map(MetricInfo::id)
          .toList();

  final int k;
  final int d;
  final double[][] h;
  final int[] labels;
  final double[][] w;
  final double[] b;

  /**
   * @param offset of all numbers
   * @param spread of samples about their means, which are of length about sqrt(d)
   * @param single whether numbers are float32
   */
  Drawn(int n, int d, int k, double offset, double spread, boolean single) {
    this.k = k;
    this.d = d;
    SplittableRandom random = new SplittableRandom(n + 31L * d + 7L * k);
    double[][] means = new double[k][d];
    w = new double[k][d];
    b = new double[k];
    for (int c = 0; c < k; c++) {
      b[c] = 0.1 * random.nextGaussian();
      for (int j = 0; j < d; j++) {
        means[c][j] = offset + random.nextGaussian();
        w[c][j] = random.nextGaussian();
      }
    }
    h = new double[n][d];
    labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i < k ? i : (int) (k * Math.pow(random.nextDouble(), 2));
      for (int j = 0; j < d; j++) {
        double x = means[labels[i]][j] + spread * random.nextGaussian();
        h[i][j] = single ? (float) x : x;
      }
    }
  }

  static Drawn ordinary() {
    return new Drawn(400, 12, 5, 0.3, 0.5, true);
  }

  Matrix weights() {
    Matrix all = new Matrix(k, d);
    for (int c = 0; c < k; c++) {
      System.arraycopy(w[c], 0, all.data(), c * d, d);
    }
    return all;
  }

  /** Measured on this machine, as doubles. */
  Measurement local(List<String> ids) {
    return NeuralCollapse.of(Rows.of(h), labels, k).weights(weights(), b).threads(1).measure(ids);
  }

  /** Columns floats, doubles, vector, x0 .. x(d-1), label, bytes, longs, reals, name, epoch. */
  Dataset<Row> dataset(int partitions) {
    StructType schema =
        new StructType()
            .add("floats", DataTypes.createArrayType(DataTypes.FloatType))
            .add("doubles", DataTypes.createArrayType(DataTypes.DoubleType))
            .add("vector", SQLDataTypes.VectorType())
            .add("label", DataTypes.IntegerType)
            .add("small", DataTypes.ByteType)
            .add("long", DataTypes.LongType)
            .add("real", DataTypes.DoubleType)
            .add("name", DataTypes.StringType)
            .add("epoch", DataTypes.IntegerType);
    for (int j = 0; j < d; j++) {
      schema = schema.add("x" + j, j % 2 == 0 ? DataTypes.FloatType : DataTypes.DoubleType);
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < h.length; i++) {
      rows.add(row(i));
    }
    return Sessions.local().createDataFrame(rows, schema).repartition(partitions);
  }

  private Row row(int i) {
    List<Object> cells = new ArrayList<>();
    double[] x = h[i];
    cells.add(IntStream.range(0, d).mapToObj(j -> (float) x[j]).toList());
    cells.add(IntStream.range(0, d).mapToObj(j -> x[j]).toList());
    Vector dense = Vectors.dense(x);
    cells.add(i % 2 == 0 ? dense : dense.toSparse());
    cells.add(labels[i]);
    cells.add((byte) labels[i]);
    cells.add((long) labels[i]);
    cells.add((double) labels[i]);
    cells.add("class " + labels[i]);
    cells.add(i % 3 == 0 ? 2 : 10);
    for (int j = 0; j < d; j++) {
      cells.add(j % 2 == 0 ? (Object) (float) x[j] : (Object) x[j]);
    }
    return RowFactory.create(cells.toArray());
  }

  /**
   * @param loose metrics that agree to 1e-9 only
   */
  static void assertClose(
      Measurement actual, Measurement expected, double relative, String... loose) {
    assertThat(actual.values().keySet()).isEqualTo(expected.values().keySet());
    assertThat(actual.counts()).isEqualTo(expected.counts());
    List<String> apart = new ArrayList<>();
    for (String id : expected.values().keySet()) {
      MetricValue wanted = expected.value(id);
      MetricValue found = actual.value(id);
      if (wanted instanceof MetricValue.Defined defined && Double.isFinite(defined.value())) {
        double difference = Math.abs(found.orNaN() - defined.value());
        double allowed = List.of(loose).contains(id) ? 1e-9 : relative;
        if (!(difference <= allowed * Math.abs(defined.value()))) {
          apart.add(
              id
                  + ": "
                  + found
                  + ", not "
                  + wanted
                  + ", "
                  + difference / Math.abs(defined.value()));
        }
      } else if (!found.equals(wanted)) {
        apart.add(id + ": " + found + ", not " + wanted);
      }
    }
    assertThat(apart).isEmpty();
  }
}
