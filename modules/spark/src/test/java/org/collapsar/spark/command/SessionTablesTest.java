package org.collapsar.spark.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.data.Offset;
import org.collapsar.BadInputException;
import org.collapsar.files.LabelRules;
import org.collapsar.files.Npy;
import org.collapsar.files.Safetensors;
import org.collapsar.files.Shaping;
import org.collapsar.files.TableRules;
import org.collapsar.files.Tensor;
import org.collapsar.files.text.TextOptions;
import org.collapsar.lab.cluster.Cluster;
import org.collapsar.lab.measure.InputRules;
import org.collapsar.lab.measure.MeasureJob;
import org.collapsar.lab.measure.MeasureListener;
import org.collapsar.lab.measure.MeasureRequest;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.lab.measure.RemoteJob;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured in a session of two threads is what is measured without Spark. */
class SessionTablesTest {
  private static final int ROWS = 900;
  private static final int COLUMNS = 7;
  private static final int CLASSES = 4;

  @TempDir Path here;
  private final Random random = new Random(3);
  private final double[][] means = new double[CLASSES][COLUMNS];
  private final int[] labels = new int[ROWS];

  @BeforeEach
  void draw() {
    for (double[] mean : means) {
      Arrays.setAll(mean, j -> 2 * random.nextGaussian());
    }
    for (int i = 0; i < ROWS; i++) {
      labels[i] = i % CLASSES;
    }
    Npy.write(here.resolve("y.npy"), labels);
    Npy.write(here.resolve("w.npy"), Rows.of(means), Precision.FLOAT64);
  }

  private double[][] features() {
    double[][] features = new double[ROWS][COLUMNS];
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        features[i][j] = (float) (means[labels[i]][j] + random.nextGaussian());
      }
    }
    return features;
  }

  private MeasureRequest request(
      String features, String labelFile, @Nullable String test, LabelRules rules) {
    return new MeasureRequest(
        features,
        labelFile,
        null,
        here + "/w.npy",
        null,
        null,
        test,
        test == null ? null : labelFile,
        null,
        null,
        null,
        null,
        null,
        false,
        2,
        new InputRules(
            new TableRules(TextOptions.DEFAULT, Shaping.NONE, rules, false), false, false));
  }

  private static List<MeasuredRow> there(MeasureRequest request) {
    try (Cluster cluster = new SparkStarter().start("local[2]", "a test")) {
      return new RemoteJob(request, MeasureListener.NONE, true, cluster.tables()).run();
    }
  }

  private static void same(List<MeasuredRow> found, List<MeasuredRow> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      MeasuredRow a = found.get(i);
      MeasuredRow b = expected.get(i);
      assertThat(a.source()).isEqualTo(b.source());
      assertThat(a.layer()).isEqualTo(b.layer());
      assertThat(a.weights()).isEqualTo(b.weights());
      assertThat(a.classNames()).isEqualTo(b.classNames());
      assertThat(a.measurement().counts()).isEqualTo(b.measurement().counts());
      same(a, b);
    }
  }

  private static void same(MeasuredRow a, MeasuredRow b) {
    assertThat(a.values().keySet()).containsExactlyElementsOf(b.values().keySet()).isNotEmpty();
    b.values()
        .forEach(
            (id, value) -> {
              double x = a.values().get(id).orNaN();
              double y = value.orNaN();
              if (Double.isNaN(y)) {
                assertThat(x).as(id).isNaN();
              } else {
                assertThat(x).as(id).isCloseTo(y, Offset.offset(1e-9 * Math.abs(y) + 1e-12));
              }
            });
  }

  private void isMeasuredAlike(MeasureRequest request) {
    same(there(request), new MeasureJob(request, MeasureListener.NONE, true).run());
  }

  @Test
  void aFileOfSingleNumbersWithTestSamples() {
    Npy.write(here.resolve("h.npy"), Rows.of(features()), Precision.FLOAT32);
    Npy.write(here.resolve("t.npy"), Rows.of(features()), Precision.FLOAT64);
    isMeasuredAlike(request(here + "/h.npy", here + "/y.npy", here + "/t.npy", LabelRules.DEFAULT));
  }

  @Test
  void samplesOfALabelAreLeftOut() {
    Npy.write(here.resolve("h.npy"), Rows.of(features()), Precision.FLOAT64);
    LabelRules rules = new LabelRules(null, List.of("2"), 1, false, null);
    MeasureRequest request = request(here + "/h.npy", here + "/y.npy", null, rules);
    List<MeasuredRow> rows = there(request);
    assertThat(rows.get(0).measurement().samples()).isEqualTo(ROWS * 3L / 4);
    same(rows, new MeasureJob(request, MeasureListener.NONE, true).run());
  }

  @Test
  void layersOfAFile() {
    double[] one = Arrays.stream(features()).flatMapToDouble(Arrays::stream).toArray();
    double[] two = Arrays.stream(features()).flatMapToDouble(Arrays::stream).toArray();
    Safetensors.write(
        here.resolve("h.safetensors"),
        Map.of(),
        List.of(
            Tensor.of("layer.1", ROWS, COLUMNS, one, Precision.FLOAT32),
            Tensor.of("layer.2", ROWS, COLUMNS, two, Precision.FLOAT64)));
    isMeasuredAlike(request(here + "/h.safetensors", here + "/y.npy", null, LabelRules.DEFAULT));
  }

  @Test
  void columnsOfParquetWithNames() {
    double[][] features = features();
    Npy.write(here.resolve("h.npy"), Rows.of(features), Precision.FLOAT64);
    StructType schema =
        new StructType()
            .add("h", DataTypes.createArrayType(DataTypes.DoubleType, false), false)
            .add("species", DataTypes.StringType, false);
    List<Row> rows = new ArrayList<>();
    String[] names = {"ant", "bee", "cat", "dog"};
    for (int i = 0; i < ROWS; i++) {
      Double[] row = Arrays.stream(features[i]).boxed().toArray(Double[]::new);
      rows.add(RowFactory.create(row, names[labels[i]]));
    }
    String path = here + "/a:b.parquet";
    try (Cluster cluster = new SparkStarter().start("local[2]", "a test")) {
      SparkSession.active().createDataFrame(rows, schema).write().parquet(path);
      MeasuredRow found =
          new RemoteJob(
                  request(path + ":h", path + ":species", null, LabelRules.DEFAULT),
                  MeasureListener.NONE,
                  true,
                  cluster.tables())
              .run()
              .get(0);
      assertThat(found.source()).isEqualTo(path);
      assertThat(found.layer()).isEqualTo("h");
      assertThat(found.classNames()).containsExactly(names);
      same(
          found,
          new MeasureJob(
                  request(here + "/h.npy", here + "/y.npy", null, LabelRules.DEFAULT),
                  MeasureListener.NONE,
                  true)
              .run()
              .get(0));
    }
  }

  @Test
  void refusesInOneLine() throws IOException {
    Path file = here.resolve("h.npy");
    Npy.write(file, Rows.of(features()), Precision.FLOAT64);
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putDouble(bytes.length - 8 * (ROWS * COLUMNS - 700 * COLUMNS - 3), Double.NaN);
    Files.write(file, bytes);
    MeasureRequest nan = request(here + "/h.npy", here + "/y.npy", null, LabelRules.DEFAULT);
    assertThatThrownBy(() -> there(nan))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("h.npy: expected finite numbers, found NaN in row 700, column 3");
    MeasureRequest none =
        request("/nowhere/h.parquet:h", "/nowhere/h.parquet:y", null, LabelRules.DEFAULT);
    assertThatThrownBy(() -> there(none))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("/nowhere/h.parquet");
    MeasureRequest apart = request("s3a://b/h:x", "s3a://c/h:y", null, LabelRules.DEFAULT);
    assertThatThrownBy(() -> there(apart))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected a column of s3a://b/h");
  }

  /** Spark refuses the whole file, whatever is asked of it. */
  @Test
  void columnsOfHalfFloats() throws IOException {
    MessageType type =
        MessageTypeParser.parseMessageType(
            "message m { required group h (LIST) { repeated group list {"
                + " required fixed_len_byte_array(2) element (FLOAT16); } } required int32 y; }");
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(here.resolve("half.parquet").toUri());
    double[][] numbers = new double[40][2];
    int[] classes = new int[numbers.length];
    try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(file).withType(type).build()) {
      for (int i = 0; i < numbers.length; i++) {
        classes[i] = i % 2;
        Group row = new SimpleGroup(type);
        Group list = row.addGroup("h");
        for (int j = 0; j < 2; j++) {
          // 2^(e - 15), and a half of it for the highest bit of the fraction.
          int exponent = 12 + (i + 3 * j + 5 * classes[i]) % 7;
          boolean half = i % 3 == 0;
          numbers[i][j] = Math.scalb(half ? 1.5 : 1, exponent - 15);
          int bits = exponent << 10 | (half ? 0x200 : 0);
          list.addGroup("list")
              .add(
                  "element",
                  Binary.fromConstantByteArray(new byte[] {(byte) bits, (byte) (bits >> 8)}));
        }
        row.add("y", classes[i]);
        writer.write(row);
      }
    }
    Npy.write(here.resolve("half.npy"), Rows.of(numbers), Precision.FLOAT64);
    Npy.write(here.resolve("classes.npy"), classes);
    same(
        there(plain(here + "/half.parquet:h", here + "/half.parquet:y")).get(0),
        new MeasureJob(
                plain(here + "/half.npy", here + "/classes.npy"), MeasureListener.NONE, false)
            .run()
            .get(0));
    assertThatThrownBy(() -> there(plain(here + "/half.parquet:x", here + "/half.parquet:y")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("half.parquet: x: expected a column of array<float>");
  }

  private static MeasureRequest plain(String features, String labelFile) {
    return new MeasureRequest(
        features, labelFile, null, null, null, null, null, null, null, null, null, null, null,
        false, 2);
  }

  /** Numbers of one type were read as those of another. */
  @Test
  void testSamplesAreOfTheTypeOfTheOthers() {
    try (Cluster cluster = new SparkStarter().start("local[2]", "a test")) {
      write("single.parquet", DataTypes.FloatType, 1f);
      write("double.parquet", DataTypes.DoubleType, 1.0);
      MeasureRequest request =
          new MeasureRequest(
              here + "/single.parquet:h",
              here + "/single.parquet:y",
              null,
              null,
              null,
              null,
              here + "/double.parquet:h",
              here + "/double.parquet:y",
              null,
              null,
              null,
              null,
              null,
              false,
              2);
      RemoteJob job = new RemoteJob(request, MeasureListener.NONE, false, cluster.tables());
      assertThatThrownBy(job::run)
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("test samples: expected the types of the training samples");
    }
  }

  private void write(String name, DataType type, Object number) {
    StructType schema =
        new StructType()
            .add("h", DataTypes.createArrayType(type, false), false)
            .add("y", DataTypes.IntegerType, false);
    List<Row> rows =
        List.of(
            RowFactory.create(List.of(number, number).toArray(), 0),
            RowFactory.create(List.of(number, number).toArray(), 1));
    SparkSession.active().createDataFrame(rows, schema).write().parquet(here + "/" + name);
  }

  @Test
  void theLastColonBehindTheLastSlashSplits() {
    assertThat(RemoteJob.colon("hdfs://host:9000/h.parquet:features")).isEqualTo(26);
    assertThat(RemoteJob.colon("hdfs://host:9000/h.parquet")).isEqualTo(-1);
    assertThat(RemoteJob.colon("a:b.parquet:h")).isEqualTo(11);
  }
}
