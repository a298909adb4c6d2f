package org.collapsar.spark;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.stat.Summarizer;
import org.apache.spark.mllib.linalg.DenseMatrix;
import org.apache.spark.mllib.linalg.DenseVector;
import org.apache.spark.mllib.linalg.Matrices;
import org.apache.spark.mllib.linalg.Matrix;
import org.apache.spark.mllib.linalg.SingularValueDecomposition;
import org.apache.spark.mllib.linalg.distributed.RowMatrix;
import org.apache.spark.mllib.stat.MultivariateStatisticalSummary;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/**
 * The three metrics as written with Spark's own tools: Summarizer by class, a broadcast join with
 * the class means, RowMatrix for the scatter and for the decomposition of the means, a function per
 * row for the two decisions. Twice: with Sigma_W as a matrix, as the formula says, and with rows
 * projected on the directions of the means, which needs less arithmetic.
 */
final class SparkPeers {
  private static final double TOLERANCE = 1e-9;

  /** Classes up to which Spark sums by a table of them. */
  private static final String HASHED = "4096";

  private SparkPeers() {}

  /** Values and seconds. */
  private static final class Times {
    double total;
    double pinv;
    double mismatch;
    double moments;
    double decomposition;
    double scatter;
    double decisions;

    double all() {
      return moments + decomposition + scatter + decisions;
    }

    double perRow() {
      return all() - decomposition;
    }
  }

  static void compare(SparkSession spark, Path folder, DrawnTable table, int rounds)
      throws Exception {
    // Above 128 groups Spark would sort all rows by class before it sums them.
    spark.conf().set("spark.sql.objectHashAggregate.sortBased.fallbackThreshold", HASHED);
    Dataset<Row> data = table.read(spark, folder);
    List<Double> byMatrix = new ArrayList<>();
    List<Double> byProjection = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Times matrix = peer(spark, data, table, false);
      Times projected = peer(spark, data, table, true);
      byMatrix.add(matrix.all());
      byProjection.add(projected.all());
      if (round == 0) {
        print("by Sigma_W", matrix);
        print("by projection", projected);
      }
      System.out.println("round " + (round + 1));
      parts("by Sigma_W", matrix);
      parts("by projection", projected);
    }
    System.out.println("by Sigma_W, s: " + SparkTimes.range(byMatrix));
    System.out.println("by projection, s: " + SparkTimes.range(byProjection));
  }

  private static void print(String name, Times t) {
    System.out.printf(
        Locale.ROOT, "| %s | %.15g | %.15g | %.15g |%n", name, t.total, t.pinv, t.mismatch);
  }

  private static void parts(String name, Times t) {
    System.out.printf(
        Locale.ROOT,
        "  %s %.2f s: moments %.2f, decomposition of the means %.2f, scatter %.2f, decisions"
            + " %.2f; all but the decomposition %.2f%n",
        name,
        t.all(),
        t.moments,
        t.decomposition,
        t.scatter,
        t.decisions,
        t.perRow());
  }

  private static Times peer(
      SparkSession spark, Dataset<Row> data, DrawnTable table, boolean project) throws Exception {
    Times t = new Times();
    int k = table.k();
    int d = table.d();
    Dataset<Row> rows =
        data.select(
            org.apache.spark.ml.functions.array_to_vector(col("features")).as("features"),
            col("label"));
    double[][] means = new double[k][];
    long[] counts = new long[k];
    double[] within = new double[1];
    t.moments =
        SparkTimes.seconds(
            () -> {
              List<Row> summary =
                  rows.groupBy("label")
                      .agg(
                          Summarizer.metrics("mean", "variance", "count")
                              .summary(col("features"))
                              .as("s"))
                      .select("label", "s.mean", "s.variance", "s.count")
                      .collectAsList();
              for (Row row : summary) {
                int c = row.getInt(0);
                means[c] = ((Vector) row.get(1)).toArray();
                counts[c] = row.getLong(3);
                for (double v : ((Vector) row.get(2)).toArray()) {
                  within[0] += v * (counts[c] - 1);
                }
              }
            });
    double n = 0;
    double[] mean = new double[d];
    double[] middle = new double[d];
    for (int c = 0; c < k; c++) {
      n += counts[c];
      for (int j = 0; j < d; j++) {
        mean[j] += counts[c] * means[c][j];
        middle[j] += means[c][j] / k;
      }
    }
    double between = 0;
    List<org.apache.spark.mllib.linalg.Vector> centred = new ArrayList<>();
    for (int c = 0; c < k; c++) {
      double[] row = new double[d];
      for (int j = 0; j < d; j++) {
        between += counts[c] * Math.pow(means[c][j] - mean[j] / n, 2);
        row[j] = (means[c][j] - middle[j]) / Math.sqrt(k);
      }
      centred.add(new DenseVector(row));
    }
    t.total = within[0] / (within[0] + between);
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    Matrix[] v = new Matrix[1];
    double[][] s = new double[1][];
    t.decomposition =
        SparkTimes.seconds(
            () -> {
              RowMatrix ofMeans = new RowMatrix(context.parallelize(centred).rdd(), k, d);
              SingularValueDecomposition<RowMatrix, Matrix> svd =
                  ofMeans.computeSVD(Math.min(k - 1, d), false, TOLERANCE);
              v[0] = svd.V();
              s[0] = svd.s().toArray();
            });
    double all = n;
    t.scatter =
        SparkTimes.seconds(
            () -> {
              JavaRDD<org.apache.spark.mllib.linalg.Vector> deviations =
                  deviations(spark, rows, means);
              double[] variances = new double[s[0].length];
              if (project) {
                MultivariateStatisticalSummary summary =
                    new RowMatrix(deviations.rdd(), 0, d)
                        .multiply((DenseMatrix) v[0])
                        .computeColumnSummaryStatistics();
                double[] norms = summary.normL2().toArray();
                for (int j = 0; j < variances.length; j++) {
                  variances[j] = norms[j] * norms[j] / all;
                }
              } else {
                Matrix scatter = new RowMatrix(deviations.rdd(), 0, d).computeGramianMatrix();
                DenseMatrix along = scatter.multiply((DenseMatrix) v[0]);
                for (int j = 0; j < variances.length; j++) {
                  for (int i = 0; i < d; i++) {
                    variances[j] += v[0].apply(i, j) * along.apply(i, j) / all;
                  }
                }
              }
              for (int j = 0; j < variances.length; j++) {
                t.pinv += variances[j] / (s[0][j] * s[0][j]) / k;
              }
            });
    t.decisions = SparkTimes.seconds(() -> t.mismatch = differing(spark, rows, table, means) / all);
    return t;
  }

  /** Each row without the mean of its class, which a broadcast join brings to it. */
  private static JavaRDD<org.apache.spark.mllib.linalg.Vector> deviations(
      SparkSession spark, Dataset<Row> rows, double[][] means) {
    List<Row> list = new ArrayList<>();
    for (int c = 0; c < means.length; c++) {
      list.add(org.apache.spark.sql.RowFactory.create(c, Vectors.dense(means[c])));
    }
    Dataset<Row> byClass =
        spark.createDataFrame(
            list,
            DataTypes.createStructType(
                List.of(
                    DataTypes.createStructField("label", DataTypes.IntegerType, false),
                    DataTypes.createStructField("mean", SQLDataTypes.VectorType(), false))));
    UserDefinedFunction minus =
        udf(
            (UDF2<Vector, Vector, Vector>)
                (h, mu) -> {
                  double[] difference = h.toArray().clone();
                  for (int j = 0; j < difference.length; j++) {
                    difference[j] -= mu.apply(j);
                  }
                  return Vectors.dense(difference);
                },
            SQLDataTypes.VectorType());
    return rows.join(broadcast(byClass), "label")
        .select(minus.apply(col("features"), col("mean")))
        .javaRDD()
        .map(row -> org.apache.spark.mllib.linalg.Vectors.fromML((Vector) row.get(0)));
  }

  /** How many rows the classifier and the nearest class mean decide differently. */
  private static double differing(
      SparkSession spark, Dataset<Row> rows, DrawnTable table, double[][] means) {
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    double[] squares = new double[means.length];
    for (int c = 0; c < means.length; c++) {
      for (double x : means[c]) {
        squares[c] -= x * x / 2;
      }
    }
    Broadcast<DenseMatrix> w = context.broadcast(matrix(table.w()));
    Broadcast<DenseMatrix> m = context.broadcast(matrix(means));
    double[] b = table.b();
    UserDefinedFunction differs =
        udf(
            (UDF1<Vector, Integer>)
                h -> {
                  org.apache.spark.mllib.linalg.Vector x =
                      org.apache.spark.mllib.linalg.Vectors.fromML(h);
                  return largest(w.value().multiply(x).values(), b)
                          == largest(m.value().multiply(x).values(), squares)
                      ? 0
                      : 1;
                },
            DataTypes.IntegerType);
    return rows.select(differs.apply(col("features")).as("differs"))
        .agg(org.apache.spark.sql.functions.sum("differs"))
        .head()
        .getLong(0);
  }

  private static DenseMatrix matrix(double[][] rows) {
    double[] byColumn = new double[rows.length * rows[0].length];
    for (int c = 0; c < rows.length; c++) {
      for (int j = 0; j < rows[0].length; j++) {
        byColumn[j * rows.length + c] = rows[c][j];
      }
    }
    return (DenseMatrix) Matrices.dense(rows.length, rows[0].length, byColumn);
  }

  private static int largest(double[] values, double[] plus) {
    int best = 0;
    for (int c = 1; c < values.length; c++) {
      if (values[c] + plus[c] > values[best] + plus[best]) {
        best = c;
      }
    }
    return best;
  }
}
