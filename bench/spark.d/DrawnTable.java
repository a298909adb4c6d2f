package org.collapsar.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.collapsar.files.Npy;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;

/**
 * Features of K classes in normal noise of unit variance, class means 5 apart in the mean, and a
 * classifier that is near the class means: rows that depend on their number alone.
 */
record DrawnTable(long n, int d, int k, int files) {
  private static final double APART = 5;

  /** Of "2000000x512x10", with "in1000" behind it for as many files. */
  static DrawnTable of(String text) {
    String[] parts = text.split("in");
    String[] sizes = parts[0].split("x");
    return new DrawnTable(
        Long.parseLong(sizes[0]),
        Integer.parseInt(sizes[1]),
        Integer.parseInt(sizes[2]),
        parts.length > 1 ? Integer.parseInt(parts[1]) : 1);
  }

  /** The name of a table of that size with one row group or more per file. */
  String name() {
    return n + "x" + d + "x" + k + (files > 1 ? "in" + files : "");
  }

  Path file(Path folder) {
    return folder.resolve(name() + ".parquet");
  }

  private double[][] near(long seed, double noise) {
    double scale = APART / Math.sqrt(2.0 * d);
    double[][] rows = new double[k][d];
    for (int c = 0; c < k; c++) {
      SplittableRandom mean = new SplittableRandom(c + 1);
      SplittableRandom random = new SplittableRandom(seed + c);
      for (int j = 0; j < d; j++) {
        rows[c][j] = scale * (mean.nextGaussian() + noise * random.nextGaussian());
      }
    }
    return rows;
  }

  double[][] w() {
    return near(1L << 40, 0.5);
  }

  double[] b() {
    double[] b = new double[k];
    SplittableRandom random = new SplittableRandom(7);
    for (int c = 0; c < k; c++) {
      b[c] = -12 + 0.5 * random.nextGaussian();
    }
    return b;
  }

  /** Writes the table, its W and b, unless they are there. */
  void write(SparkSession spark, Path folder) throws IOException {
    Path file = file(folder);
    double[][] w = w();
    Npy.write(folder.resolve(name() + "-w.npy"), Rows.of(w), Precision.FLOAT64);
    Npy.write(folder.resolve(name() + "-b.npy"), Rows.of(b(), 1), Precision.FLOAT64);
    if (Files.exists(file)) {
      return;
    }
    double[][] means = near(1L << 41, 0);
    int classes = k;
    int columns = d;
    MapFunction<Long, Sample> draw =
        i -> {
          SplittableRandom random = new SplittableRandom(i * 0x9e3779b97f4a7c15L);
          int label = (int) (i * 7919 % classes);
          float[] features = new float[columns];
          for (int j = 0; j < columns; j++) {
            features[j] = (float) (means[label][j] + random.nextGaussian());
          }
          Sample sample = new Sample();
          sample.setFeatures(features);
          sample.setLabel(label);
          return sample;
        };
    Path part = folder.resolve(name() + ".part");
    Dataset<Row> rows = spark.range(0, n, 1, files).map(draw, Encoders.bean(Sample.class)).toDF();
    rows.write().mode("overwrite").option("parquet.block.size", 64 << 20).parquet(part.toString());
    if (files > 1) {
      Files.move(part, file);
    } else {
      try (Stream<Path> parts = Files.list(part)) {
        Path only = parts.filter(p -> p.toString().endsWith(".parquet")).findFirst().orElseThrow();
        Files.move(only, file);
      }
    }
    System.out.printf(Locale.ROOT, "%s: %.2f GB%n", name(), bytes(file) / 1e9);
  }

  static long bytes(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      return files.filter(Files::isRegularFile).mapToLong(p -> p.toFile().length()).sum();
    }
  }

  Dataset<Row> read(SparkSession spark, Path folder) {
    return spark.read().parquet(file(folder).toString()).select("features", "label");
  }

  SparkNeuralCollapse ours(SparkSession spark, Path folder) {
    return SparkNeuralCollapse.of(read(spark, folder), "features", "label")
        .weights(matrix(w()), b());
  }

  private static Matrix matrix(double[][] rows) {
    Matrix matrix = new Matrix(rows.length, rows[0].length);
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, matrix.data(), i * rows[i].length, rows[i].length);
    }
    return matrix;
  }
}
