package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.files.format.SafetensorsFile;
import org.collapsar.files.text.TextOptions;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableFileTest {
  /** More numbers than the read buffer holds, more rows and columns than a tile, no multiples. */
  private static final int ROWS = 5003;

  private static final int COLUMNS = 67;

  @TempDir Path directory;

  private static double[] numbers(int count, long seed) {
    return new SplittableRandom(seed).doubles(count, -1, 1).toArray();
  }

  private static byte[] bytes(double[] values, boolean columnMajor) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    int rows = values.length / COLUMNS;
    for (int i = 0; i < values.length; i++) {
      buffer.putDouble(values[columnMajor ? i % rows * COLUMNS + i / rows : i]);
    }
    return buffer.array();
  }

  private static byte[] npy(double[] values, boolean columnMajor) {
    int rows = values.length / COLUMNS;
    return NpyBytes.of(
        "<f8", columnMajor, "(" + rows + ", " + COLUMNS + ")", bytes(values, columnMajor), 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void threadsReadBlocksOfOneTableAtOnce(boolean columnMajor) throws Exception {
    double[] values = numbers(ROWS * COLUMNS, 1);
    Path file = Files.write(directory.resolve("h.npy"), npy(values, columnMajor));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Rows rows = TableFile.open(file.toString()).get(0).rows()) {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int block = List.of(1, 97, 2049, ROWS).get(t);
        running.add(threads.submit(() -> readAll(rows, block, values)));
      }
      for (Future<?> thread : running) {
        thread.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void readAll(Rows rows, int block, double[] values) {
    double[] target = new double[block * COLUMNS];
    for (int first = 0; first < ROWS; first += block) {
      int count = Math.min(block, ROWS - first);
      rows.read(first, count, target);
      for (int i = 0; i < count * COLUMNS; i++) {
        if (target[i] != values[first * COLUMNS + i]) {
          assertThat(target[i])
              .as("number " + i + " of block " + first)
              .isEqualTo(values[first * COLUMNS + i]);
        }
      }
    }
  }

  /** 2.7 MB unpacked: more than is kept in memory. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void membersStoredAndDeflated(boolean stored) throws IOException {
    double[] values = numbers(ROWS * COLUMNS, 2);
    Path file = directory.resolve("h.npz");
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(archive)) {
      NpyBytes.add(zip, "readme.txt", new byte[] {'!'}, stored);
      NpyBytes.add(zip, "a/b.npy", npy(values, true), stored);
      NpyBytes.add(zip, "c.npy", npy(values, false), stored);
    }
    Files.write(file, archive.toByteArray());
    List<NamedRows> layers = TableFile.open(file.toString());
    assertThat(layers).extracting(NamedRows::name).containsExactly("a/b", "c");
    for (NamedRows layer : layers) {
      readAll(layer.rows(), 1000, values);
      layer.close();
      layer.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void damageInAMemberIsFoundByItsSum(boolean stored) throws IOException {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(archive)) {
      zip.setLevel(0);
      NpyBytes.add(zip, "a.npy", npy(numbers(COLUMNS, 3), false), stored);
    }
    byte[] bytes = archive.toByteArray();
    bytes[400] ^= 1;
    Path file = Files.write(directory.resolve("h.npz"), bytes);
    try (Rows rows = TableFile.open(file.toString()).get(0).rows()) {
      assertThatThrownBy(() -> rows.read(0, 1, new double[COLUMNS]))
          .isInstanceOf(BadInputException.class)
          .hasMessage(file + ":a: expected a CRC that is right, found damaged bytes");
    }
  }

  /** The damage is behind the rows that are read, in the second buffer of the sum. */
  @Test
  void onlyMembersThatAreReadAreChecked() throws IOException {
    double[] values = numbers(ROWS * COLUMNS, 9);
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(archive)) {
      NpyBytes.add(zip, "a.npy", npy(values, false), true);
      NpyBytes.add(zip, "b.npy", npy(values, false), true);
    }
    byte[] bytes = archive.toByteArray();
    bytes[2_000_000] ^= 1;
    Path file = Files.write(directory.resolve("h.npz"), bytes);
    List<NamedRows> layers = TableFile.open(file.toString());
    try (Rows rows = layers.get(0).rows()) {
      for (int again = 0; again < 2; again++) {
        refused(() -> rows.read(0, 1, new double[COLUMNS]), file, "expected a CRC that is right");
      }
    }
    try (Rows rows = layers.get(1).rows()) {
      readAll(rows, 1000, values);
    }
  }

  @Test
  void whatIsWrittenIsRead() {
    double[] values = numbers(40_000, 4);
    Map<String, Rows> tables = new LinkedHashMap<>();
    tables.put("wide", Rows.of(values, 400));
    tables.put("tall", Rows.of(values, 1));
    for (Precision precision : Precision.values()) {
      Path npy = directory.resolve("w.npy");
      Path npz = directory.resolve("w.npz");
      Npy.write(npy, Rows.of(values, 400), precision);
      Npz.write(npz, tables, precision);
      double[] expected = values.clone();
      if (precision == Precision.FLOAT32) {
        for (int i = 0; i < expected.length; i++) {
          expected[i] = (float) expected[i];
        }
      }
      assertThat(MatrixFile.read(npy.toString())).isEqualTo(new Matrix(100, 400, expected));
      assertThat(MatrixFile.read(npz + ":wide")).isEqualTo(new Matrix(100, 400, expected));
      assertThat(MatrixFile.readVector(npz + ":tall")).isEqualTo(expected);
    }
    int[] labels = new int[100_000];
    labels[99_999] = 7;
    Npy.write(directory.resolve("y.npy"), labels);
    assertThat(Labels.read(directory.resolve("y.npy").toString(), null).labels()).isEqualTo(labels);
  }

  /** As numpy.save writes them; the bytes by hand from the format's description. */
  @Test
  void writesTheFormatByteForByte() throws IOException {
    Path file = directory.resolve("w.npy");
    Npy.write(file, Rows.of(new double[] {1.5, -2}, 2), Precision.FLOAT32);
    String dict = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }";
    byte[] expected =
        ByteBuffer.allocate(136)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("\u0093NUMPY\1\0v\0".getBytes(StandardCharsets.ISO_8859_1))
            .put(
                (dict + " ".repeat(117 - dict.length()) + "\n").getBytes(StandardCharsets.US_ASCII))
            .putFloat(1.5f)
            .putFloat(-2)
            .array();
    assertThat(Files.readAllBytes(file)).isEqualTo(expected);
    Path archive = directory.resolve("w.npz");
    Map<String, Rows> tables = Map.of("a", Rows.of(new double[] {1.5, -2}, 2));
    Npz.write(archive, tables, Precision.FLOAT32);
    byte[] first = Files.readAllBytes(archive);
    Npz.write(archive, tables, Precision.FLOAT32);
    assertThat(Files.readAllBytes(archive)).isEqualTo(first);
  }

  /** All types, by hand: the values 1 and 2 (1 and 0 for truth values) of each. */
  @ParameterizedTest
  @CsvSource({
    "F16, 003c0040, 2",
    "BF16, 803f0040, 2",
    "F32, 0000803f00000040, 2",
    "F64, 000000000000f03f0000000000000040, 2",
    "I8, 0102, 2",
    "U8, 0102, 2",
    "I16, 01000200, 2",
    "U16, 01000200, 2",
    "I32, 0100000002000000, 2",
    "U32, 0100000002000000, 2",
    "I64, 01000000000000000200000000000000, 2",
    "U64, 01000000000000000200000000000000, 2",
    "BOOL, 0100, 0",
    "F8_E4M3, 387e, 448",
    "F8_E5M2, 3c7b, 57344"
  })
  void safetensorsOfEveryType(String type, String hex, double second) throws IOException {
    byte[] data = HexFormat.of().parseHex(hex);
    Path file = safetensors(tensor("fc.weight", type, "[1,2]", 0, data.length), data);
    try (Rows rows = TableFile.open(file + ":fc.weight").get(0).rows()) {
      double[] row = new double[2];
      rows.read(0, 1, row);
      assertThat(row).containsExactly(1, second);
      assertThat(rows.describe()).isEqualTo(file + ":fc.weight");
    }
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThat(opened.values("fc.weight")).containsExactly(1, second);
    }
  }

  /** NumPy has no name for bfloat16 and writes its size; ml_dtypes (JAX) saves such files. */
  @ParameterizedTest
  @ValueSource(strings = {"<V2", "|V2"})
  void npyOfBfloat16(String descr) throws IOException {
    byte[] data = HexFormat.of().parseHex("803f40c0");
    Path file =
        Files.write(directory.resolve("b.npy"), NpyBytes.of(descr, false, "(1, 2)", data, 1));
    assertThat(MatrixFile.read(file.toString()).data()).containsExactly(1, -3);
  }

  /**
   * Columns have names or numbers in tables of text; an array that lost none would be all of it.
   */
  @Test
  void columnsOfAnArrayAreNotLeftOutSilently() throws IOException {
    Path file =
        Files.write(
            directory.resolve("h.npy"), NpyBytes.of("<f8", false, "(1, 2)", new byte[16], 1));
    for (List<String> kept : List.of(List.<String>of(), List.of("none"))) {
      TextOptions options = new TextOptions(TextOptions.BY_CONTENT, kept, null);
      assertThat(TableFile.open(file.toString(), options, Shaping.NONE, note -> {})).hasSize(1);
    }
    TextOptions options = new TextOptions(TextOptions.BY_CONTENT, List.of("1"), null);
    assertThatThrownBy(() -> TableFile.open(file.toString(), options, Shaping.NONE, note -> {}))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            file
                + ": expected a table of text, whose columns --skip-columns leaves out, found an"
                + " array");
  }

  @Test
  void npyOfFloat8SaysWhatItIs() throws IOException {
    Path file =
        Files.write(
            directory.resolve("b.npy"), NpyBytes.of("<V1", false, "(1, 2)", new byte[2], 1));
    assertThatThrownBy(() -> MatrixFile.read(file.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("float8 or a four-bit type of ml_dtypes");
  }

  @Test
  void safetensorsByNameAndByKind() throws IOException {
    String header =
        tensor("fc.weight", "F32", "[1,2]", 0, 8)
            + ","
            + tensor("fc.bias", "F32", "[1]", 8, 12)
            + ","
            + tensor("labels", "I64", "[1]", 12, 20)
            + ","
            // Of float8 is what is asked for, since scales as a rule stand beside it.
            + tensor("quantised", "F8_E4M3", "[1,2]", 20, 22);
    byte[] data = HexFormat.of().parseHex("0000803f000000400000804009000000000000003838");
    Path file = safetensors(header, data);
    assertThat(TableFile.open(file.toString()))
        .extracting(NamedRows::name)
        .containsExactly("fc.weight");
    assertThat(MatrixFile.read(file.toString())).isEqualTo(new Matrix(1, 2, new double[] {1, 2}));
    assertThat(MatrixFile.readVector(file + ":fc.bias")).containsExactly(4);
    assertThat(Labels.read(file.toString(), 10).labels()).containsExactly(9);
    assertThatThrownBy(() -> MatrixFile.readVector(file.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            file
                + ": expected one list of floating-point numbers or its name as FILE:NAME, found"
                + " fc.weight (1 x 2 F32), fc.bias (1 F32), labels (1 I64),"
                + " quantised (1 x 2 F8_E4M3)");
  }

  private static String tensor(String name, String type, String shape, int begin, int end) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(name, type, shape, begin, end);
  }

  private Path safetensors(String members, byte[] data) throws IOException {
    byte[] json = ("{" + members + "}").getBytes(StandardCharsets.US_ASCII);
    byte[] content =
        ByteBuffer.allocate(8 + json.length + data.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .put(data)
            .array();
    return Files.write(directory.resolve("m.safetensors"), content);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void namesRowAndColumnOfWhatIsNotFinite(boolean columnMajor) throws IOException {
    double[] values = numbers(9 * COLUMNS, 5);
    values[7 * COLUMNS + 5] = Double.NaN;
    values[8 * COLUMNS + 1] = Double.NEGATIVE_INFINITY;
    Path file = Files.write(directory.resolve("h.npy"), npy(values, columnMajor));
    try (Rows rows = TableFile.open(file.toString()).get(0).rows()) {
      double[] block = new double[9 * COLUMNS];
      rows.read(0, 7, block);
      refused(() -> rows.read(2, 7, block), file, "found NaN in row 7, column 5 ");
      refused(() -> rows.read(8, 1, block), file, "found -infinity in row 8, column 1 ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "<f4; (3, 5); expected 60 bytes after the header for 3 x 5 of \"<f4\", found 48",
        "<f4; (3, 3); expected 36 bytes after the header",
        "<f4; (4294967296, 4294967296); expected a possible shape",
        "<f4; (-3, -4); expected a shape of whole numbers of at least 0, found -3",
        "<f4; (3.0, 4); NPY header: expected ')' at character",
        "<f4; ((((((((((3)))))))))); at most 8 levels",
        "<f4; (99999999999999999999, 1); a whole number below 2^63",
        "|O; (3, 4); found \"|O\"",
      })
  void refusesHeadersThatLie(String descr, String shape, String why) throws IOException {
    Path file =
        Files.write(directory.resolve("h.npy"), NpyBytes.of(descr, false, shape, new byte[48], 1));
    refused(() -> TableFile.open(file.toString()), file, why);
  }

  @Test
  void refusesOtherFiles() throws IOException {
    Path missing = directory.resolve("none.npy");
    refused(() -> TableFile.open(missing.toString()), missing, "expected a file, found none");
    refused(() -> TableFile.open(directory.toString()), directory, "found a directory");
    assertThatThrownBy(() -> TableFile.open(""))
        .isInstanceOf(BadInputException.class)
        .hasMessage("expected the name of a file, found an empty one");
    Path empty = Files.write(directory.resolve("empty.npy"), new byte[0]);
    refused(() -> TableFile.open(empty.toString()), empty, "found an empty file");
    refused(() -> TableFile.open(empty + ":a"), empty, "found an empty file");
    Path future = Files.write(directory.resolve("f.npy"), NpyBytes.of("{}", new byte[0], 4));
    refused(() -> TableFile.open(future.toString()), future, "version 1, 2 or 3, found 4");
    Path npy = Files.write(directory.resolve("h.npy"), npy(new double[COLUMNS], false));
    refused(() -> TableFile.open(npy + ":a"), npy, "a file that is one array");
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(archive)) {
      NpyBytes.add(zip, "model/data.pkl", new byte[9], true);
    }
    Path torch = Files.write(directory.resolve("model.pt"), archive.toByteArray());
    refused(
        () -> TableFile.open(torch.toString()),
        torch,
        "expected a pickle of protocol 2 to 5, found other");
  }

  @Test
  void noticesAFileThatChanges() throws IOException {
    Path file = Files.write(directory.resolve("h.npy"), npy(new double[2 * COLUMNS], false));
    try (Rows rows = TableFile.open(file.toString()).get(0).rows()) {
      Files.write(file, npy(new double[COLUMNS], false));
      refused(() -> rows.read(0, 1, new double[COLUMNS]), file, "as when it was opened");
    }
    try (Rows rows = TableFile.open(file.toString()).get(0).rows()) {
      rows.read(0, 1, new double[COLUMNS]);
      Files.write(file, new byte[80]);
      refused(() -> rows.read(0, 1, new double[COLUMNS]), file, "became shorter while");
    }
  }

  @Test
  void anInterruptEndsAReadAndNotTheTable() throws IOException {
    Path file = Files.write(directory.resolve("h.npy"), npy(numbers(COLUMNS, 8), false));
    try (Rows rows = TableFile.open(file.toString()).get(0).rows()) {
      Thread.currentThread().interrupt();
      try {
        assertThatThrownBy(() -> rows.read(0, 1, new double[COLUMNS]))
            .isInstanceOf(FailedException.class)
            .hasMessage(file + ": reading was interrupted");
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
      double[] row = new double[COLUMNS];
      rows.read(0, 1, row);
      assertThat(row).isEqualTo(numbers(COLUMNS, 8));
    }
  }

  /** A colon may be part of a name: an existing file has precedence. */
  @Test
  void aColonInAFileName() throws IOException {
    Path file = directory.resolve("epoch:3.npy");
    Files.write(file, npy(new double[COLUMNS], false));
    assertThat(TableFile.open(file.toString())).hasSize(1);
  }

  private static void refused(ThrowingCallable call, Path file, String why) {
    assertThatThrownBy(call)
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n");
  }
}
