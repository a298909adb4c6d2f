package org.collapsar.spark;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.collapsar.metrics.Measurement;

/** Times of the module spark: see bench/spark, which compiles and starts this. */
public final class SparkTimes {
  static final List<String> IDS = List.of("nc1.total", "nc1.pinv", "nc4.mismatch");

  private SparkTimes() {}

  /** Something that is timed. */
  interface Work {
    void run() throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    String command = arguments[0];
    Path folder = Path.of(arguments[1]);
    int rounds = Integer.parseInt(arguments[2]);
    List<DrawnTable> tables = Arrays.stream(arguments).skip(3).map(DrawnTable::of).toList();
    try (SparkSession spark = session()) {
      switch (command) {
        case "data" -> {
          for (DrawnTable table : tables) {
            table.write(spark, folder);
          }
        }
        case "scans" -> {
          for (DrawnTable table : tables) {
            scans(spark, folder, table, rounds);
          }
        }
        case "peers" -> {
          for (DrawnTable table : tables) {
            SparkPeers.compare(spark, folder, table, rounds);
          }
        }
        case "three" -> {
          for (DrawnTable table : tables) {
            three(spark, folder, table, rounds);
          }
        }
        case "growth" -> growth(spark, folder, tables, rounds);
        case "ours" -> {
          for (DrawnTable table : tables) {
            ours(spark, folder, table, rounds);
          }
        }
        default -> throw new IllegalArgumentException(command);
      }
    }
  }

  private static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("bench")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/warehouse")
        .getOrCreate();
  }

  static double seconds(Work work) throws Exception {
    long begin = System.nanoTime();
    work.run();
    return (System.nanoTime() - begin) / 1e9;
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(x -> x).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  static String range(List<Double> values) {
    double least = values.stream().mapToDouble(x -> x).min().orElseThrow();
    double most = values.stream().mapToDouble(x -> x).max().orElseThrow();
    return String.format(Locale.ROOT, "%.3f (%.3f to %.3f)", median(values), least, most);
  }

  /** Adds every float of the column, by the reader that the module has. */
  private static double scan(JavaRDD<InternalRow> rows, int ordinal) {
    return rows
        .mapPartitions(
            part -> {
              double sum = 0;
              while (part.hasNext()) {
                for (float x : part.next().getArray(ordinal).toFloatArray()) {
                  sum += x;
                }
              }
              return List.of(sum).iterator();
            })
        .collect()
        .stream()
        .mapToDouble(x -> x)
        .sum();
  }

  /** Adds every float of rows as users have them. */
  private static double scanOfRows(Dataset<Row> data) {
    return data
        .javaRDD()
        .mapPartitions(
            part -> {
              double sum = 0;
              while (part.hasNext()) {
                for (Object x : part.next().getList(0)) {
                  sum += (Float) x;
                }
              }
              return List.of(sum).iterator();
            })
        .collect()
        .stream()
        .mapToDouble(x -> x)
        .sum();
  }

  private static void scans(SparkSession spark, Path folder, DrawnTable table, int rounds)
      throws Exception {
    Dataset<Row> data = table.read(spark, folder);
    RowSource source = new RowSource(List.of(0, 1));
    JavaRDD<InternalRow> rows = source.rows(data, List.of(data.col("features"), data.col("label")));
    int at = source.ordinal(0);
    SparkNeuralCollapse ours = table.ours(spark, folder);
    System.out.printf(
        Locale.ROOT,
        "%s: %.2f GB, %d partitions, heap of at most %d MB%n",
        table.name(),
        DrawnTable.bytes(table.file(folder)) / 1e9,
        rows.getNumPartitions(),
        Runtime.getRuntime().maxMemory() >> 20);
    List<Double> scans = new ArrayList<>();
    List<Double> mine = new ArrayList<>();
    List<Double> local = new ArrayList<>();
    List<Double> overScans = new ArrayList<>();
    List<Double> overSum = new ArrayList<>();
    Measurement[] measured = new Measurement[1];
    String[] said = new String[1];
    for (int round = 0; round <= rounds; round++) {
      Work both =
          () -> {
            scan(rows, at);
            scan(rows, at);
          };
      Work measure = () -> measured[0] = ours.measure(IDS);
      double s;
      double m;
      if (round % 2 == 0) {
        s = seconds(both);
        m = seconds(measure);
      } else {
        m = seconds(measure);
        s = seconds(both);
      }
      double l = seconds(() -> said[0] = local(folder, table));
      System.out.printf(
          Locale.ROOT,
          "%s two scans %.2f s, ours %.2f s, local command %.2f s%n",
          round == 0 ? "warm-up:" : "round " + round + ":",
          s,
          m,
          l);
      if (round > 0) {
        scans.add(s);
        mine.add(m);
        local.add(l);
        overScans.add(m / s);
        overSum.add(m / (s + l));
      }
    }
    IDS.forEach(id -> System.out.println(id + " " + measured[0].value(id).orNaN()));
    System.out.println(said[0]);
    System.out.println("two scans, s: " + range(scans));
    System.out.println("ours, s: " + range(mine));
    System.out.println("local command, s: " + range(local));
    System.out.println("ours / two scans: " + range(overScans));
    System.out.println("ours / (local command + two scans): " + range(overSum));
    System.out.printf(
        Locale.ROOT, "one scan of Dataset<Row>, s: %.2f%n", seconds(() -> scanOfRows(data)));
    System.out.println("peak resident memory, MB: " + peak());
  }

  private static void ours(SparkSession spark, Path folder, DrawnTable table, int rounds)
      throws Exception {
    SparkNeuralCollapse ours = table.ours(spark, folder).tell(System.out::println);
    List<Double> all = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      double s =
          seconds(
              () -> {
                Measurement m = ours.measure();
                IDS.stream()
                    .filter(m.values()::containsKey)
                    .forEach(id -> System.out.println(id + " " + m.value(id).orNaN()));
              });
      System.out.printf(Locale.ROOT, "round %d: %.2f s%n", round, s);
      if (round > 0 || rounds == 0) {
        all.add(s);
      }
    }
    System.out.println(table.name() + ", default metrics with W, s: " + range(all));
    System.out.println("peak resident memory, MB: " + peak());
  }

  /** The three metrics of the peers. */
  private static void three(SparkSession spark, Path folder, DrawnTable table, int rounds)
      throws Exception {
    SparkNeuralCollapse ours = table.ours(spark, folder);
    Measurement[] m = {ours.measure(IDS)};
    List<Double> all = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      all.add(seconds(() -> m[0] = ours.measure(IDS)));
    }
    System.out.println("| " + table.name() + " | nc1.total | nc1.pinv | nc4.mismatch |");
    System.out.println("|---|---:|---:|---:|");
    System.out.printf(
        Locale.ROOT,
        "| ours | %.15g | %.15g | %.15g |%n",
        m[0].value("nc1.total").orNaN(),
        m[0].value("nc1.pinv").orNaN(),
        m[0].value("nc4.mismatch").orNaN());
    System.out.println("ours, s: " + range(all));
  }

  /** The last lines of `collapsar measure` on the same file. */
  private static String local(Path folder, DrawnTable table) throws Exception {
    String file = table.file(folder).toString();
    String head = folder.resolve(table.name()).toString();
    Path out = folder.resolve("said");
    int code =
        new ProcessBuilder(
                System.getProperty("collapsar"),
                "measure",
                "--features",
                file + ":features",
                "--labels",
                file + ":label",
                "--weights",
                head + "-w.npy",
                "--bias",
                head + "-b.npy",
                "--metrics",
                String.join(",", IDS),
                "--threads",
                "2")
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start()
            .waitFor();
    String said = Files.readString(out);
    if (code != 0) {
      throw new IOException("collapsar measure: " + said);
    }
    return said.lines()
        .filter(line -> IDS.stream().anyMatch(line::startsWith))
        .reduce("local command:", (a, b) -> a + "\n  " + b);
  }

  private static long peak() throws IOException {
    File status = new File("/proc/self/status");
    if (!status.exists()) {
      return 0;
    }
    return Files.readAllLines(status.toPath(), StandardCharsets.UTF_8).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  /** Each table as it is, and those of many files in 1 to as many partitions. */
  private static void growth(SparkSession spark, Path folder, List<DrawnTable> tables, int rounds)
      throws Exception {
    System.out.println("| n, D, K | partitions | seconds, median (range) | two scans, s |");
    System.out.println("|---|---:|---:|---:|");
    for (DrawnTable table : tables) {
      if (table.files() == 1) {
        grown(spark, folder, table, rounds);
        continue;
      }
      long bytes = DrawnTable.bytes(table.file(folder));
      for (int parts = 1; parts <= table.files(); parts *= 10) {
        spark.conf().set("spark.sql.files.openCostInBytes", "0");
        spark.conf().set("spark.sql.files.minPartitionNum", Integer.toString(parts));
        spark
            .conf()
            .set("spark.sql.files.maxPartitionBytes", Long.toString(bytes / parts + (1 << 16)));
        grown(spark, folder, table, rounds);
      }
      spark.conf().unset("spark.sql.files.openCostInBytes");
      spark.conf().unset("spark.sql.files.minPartitionNum");
      spark.conf().unset("spark.sql.files.maxPartitionBytes");
    }
    System.out.println("peak resident memory, MB: " + peak());
  }

  private static void grown(SparkSession spark, Path folder, DrawnTable table, int rounds)
      throws Exception {
    Dataset<Row> data = table.read(spark, folder);
    RowSource source = new RowSource(List.of(0, 1));
    JavaRDD<InternalRow> rows = source.rows(data, List.of(data.col("features"), data.col("label")));
    int at = source.ordinal(0);
    SparkNeuralCollapse ours = table.ours(spark, folder);
    List<Double> mine = new ArrayList<>();
    List<Double> scans = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      double m = seconds(() -> ours.measure(IDS));
      double s =
          seconds(
              () -> {
                scan(rows, at);
                scan(rows, at);
              });
      if (round > 0) {
        mine.add(m);
        scans.add(s);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "| (%d, %d, %d) | %d | %s | %s |%n",
        table.n(),
        table.d(),
        table.k(),
        rows.getNumPartitions(),
        range(mine),
        range(scans));
  }
}
