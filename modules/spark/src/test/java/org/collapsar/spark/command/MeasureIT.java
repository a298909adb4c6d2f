package org.collapsar.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.collapsar.files.Npy;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measurements on a real cluster are those of this machine, whatever happens to a worker. */
class MeasureIT {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int ROWS = 40_000;
  private static final int COLUMNS = 24;
  private static final int CLASSES = 5;

  /** Of 64 KB: 59 of them, so that there is a middle. */
  private static final String RANGES = "-Dspark.collapsar.rangeBytes=64k";

  @TempDir static Path here;
  private static StandaloneCluster cluster;
  private static final float[][] FEATURES = new float[ROWS][COLUMNS];
  private static final int[] LABELS = new int[ROWS];

  @BeforeAll
  static void start() throws IOException {
    Random random = new Random(1);
    double[][] means = new double[CLASSES][COLUMNS];
    for (double[] mean : means) {
      Arrays.setAll(mean, j -> 3 * random.nextGaussian());
    }
    for (int i = 0; i < ROWS; i++) {
      LABELS[i] = random.nextInt(CLASSES);
      for (int j = 0; j < COLUMNS; j++) {
        FEATURES[i][j] = (float) (means[LABELS[i]][j] + random.nextGaussian());
      }
    }
    Npy.write(here.resolve("h.npy"), Rows.of(FEATURES), Precision.FLOAT32);
    Npy.write(here.resolve("y.npy"), LABELS);
    Npy.write(here.resolve("w.npy"), Rows.of(means), Precision.FLOAT64);
    cluster = new StandaloneCluster(Files.createDirectory(here.resolve("cluster")), 2);
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  private static final List<String> FILES =
      List.of("--features", "h.npy", "--labels", "y.npy", "--weights", "w.npy");

  private Program measure(List<String> what, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("measure", "--json"));
    arguments.addAll(what);
    arguments.addAll(Arrays.asList(more));
    return Program.start(here, List.of(RANGES), arguments.toArray(String[]::new));
  }

  private String measured(List<String> what, String... more)
      throws IOException, InterruptedException {
    try (Program program = measure(what, more)) {
      assertThat(program.end()).as(program.err() + cluster.logs()).isZero();
      return program.out();
    }
  }

  @Test
  void aWorkerThatIsLostLosesNoRowAndCountsNoneTwice() throws Exception {
    JsonNode local = MAPPER.readTree(measured(FILES));
    String local2 = measured(FILES, "--spark", "local[2]");
    long before = cluster.finishedTasks(0);
    long others = cluster.finishedTasks(1);
    String there;
    try (Program program = measure(FILES, "--spark", cluster.url())) {
      while (program.isAlive() && cluster.finishedTasks(0) < before + 10) {
        Thread.sleep(20);
      }
      boolean inTheMiddle = program.isAlive();
      cluster.killWorker(0);
      assertThat(program.end()).as(program.err() + cluster.logs()).isZero();
      assertThat(inTheMiddle).as("there was something left to do").isTrue();
      there = program.out();
    }
    // The same ranges, and so the same bits: on two threads, and on what was left of the cluster.
    assertThat(there).isEqualTo(local2);
    assertThat(cluster.finishedTasks(1)).isGreaterThan(others + 10);
    same(MAPPER.readTree(there), local);
  }

  @Test
  void manyPassesAreSaidBeforeTheyStart() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("measure", "--json"));
    arguments.addAll(FILES);
    arguments.addAll(List.of("--spark", "local[2]"));
    try (Program program =
        Program.start(
            here,
            List.of("-Dspark.collapsar.memoryForMeans=1b"),
            arguments.toArray(String[]::new))) {
      assertThat(program.end()).as(program.err()).isZero();
      assertThat(program.err().lines().filter(line -> !line.contains("incubator modules")))
          .containsExactly(
              "class means of 5 classes x 24 features take 0 MB: 5 first passes over the rows, each"
                  + " of at most 1 classes, and as much memory on the driver (memoryForMeans)");
      same(MAPPER.readTree(program.out()), MAPPER.readTree(measured(FILES)));
    }
  }

  /** All but rounding: counts to the last row, values to ten digits. */
  private static void same(JsonNode found, JsonNode expected) {
    assertThat(found.path("rows")).hasSameSizeAs(expected.path("rows"));
    JsonNode a = found.path("rows").get(0);
    JsonNode b = expected.path("rows").get(0);
    assertThat(a.path("samples").asInt()).isEqualTo(ROWS);
    for (String key : List.of("samples", "dimension", "classes")) {
      assertThat(a.path(key)).as(key).isEqualTo(b.path(key));
    }
    JsonNode values = b.path("metrics");
    assertThat(a.path("metrics").properties()).hasSameSizeAs(values.properties()).isNotEmpty();
    values
        .properties()
        .forEach(
            each -> {
              double value = each.getValue().path("value").asDouble();
              assertThat(a.path("metrics").path(each.getKey()).path("value").asDouble())
                  .as(each.getKey())
                  .isCloseTo(
                      value, org.assertj.core.data.Offset.offset(1e-9 * Math.abs(value) + 1e-300));
            });
  }

  @Test
  void columnsOfParquetAreMeasuredWhereTheyAre() throws Exception {
    Logs.quiet();
    Path parquet = here.resolve("h.parquet");
    try (SparkSession session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()) {
      StructType schema =
          new StructType()
              .add("features", DataTypes.createArrayType(DataTypes.FloatType, false), false)
              .add("label", DataTypes.IntegerType, false);
      List<org.apache.spark.sql.Row> rows = new ArrayList<>();
      for (int i = 0; i < ROWS; i++) {
        Float[] row = new Float[COLUMNS];
        for (int j = 0; j < COLUMNS; j++) {
          row[j] = FEATURES[i][j];
        }
        rows.add(RowFactory.create(row, LABELS[i]));
      }
      session.createDataFrame(rows, schema).repartition(8).write().parquet(parquet.toString());
    }
    List<String> columns =
        List.of("--features", parquet + ":features", "--labels", parquet + ":label");
    JsonNode there =
        MAPPER.readTree(measured(columns, "--weights", "w.npy", "--spark", cluster.url()));
    assertThat(there.path("rows").get(0).path("layer").asText()).isEqualTo("features");
    same(there, MAPPER.readTree(measured(FILES)));
  }
}
