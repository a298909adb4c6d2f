package org.collapsar.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Compressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.collapsar.BadInputException;
import org.collapsar.files.ArrayFormats;
import org.collapsar.files.Shaping;
import org.collapsar.files.TableFile;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.StoredTexts;
import org.collapsar.files.text.TextOptions;
import org.collapsar.linalg.Rows;
import org.collapsar.modules.Modules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.Snappy;

/** Files in the shapes in which pandas, Spark and Arrow write features, in several row groups. */
class ParquetFormatTest {
  private static final int ROWS = 3000;
  private static final int D = 5;

  /** As Arrow and newer Spark write lists. */
  private static final String STANDARD =
      "optional group features (LIST) { repeated group list { optional float element; } }";

  /** As older Spark and Hive do, and some writers of their own. */
  private static final String BAG =
      "optional group features (LIST) { repeated group bag { optional float array_element; } }";

  private static final String TWO_LEVELS =
      "required group features (LIST) { repeated float array; }";
  private static final String BARE = "repeated float features;";

  @TempDir private Path directory;

  private Path write(
      String fields, CompressionCodecName codec, int rows, BiConsumer<Integer, Group> row)
      throws IOException {
    MessageType schema = MessageTypeParser.parseMessageType("message m { " + fields + " }");
    Path path = directory.resolve("features.parquet");
    Files.deleteIfExists(path);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(path))
            .withType(schema)
            .withConf(new PlainParquetConfiguration())
            .withCompressionCodec(codec)
            .withCodecFactory(new Packing())
            .withRowGroupSize(20_000L)
            .withPageSize(2000)
            .build()) {
      for (int i = 0; i < rows; i++) {
        Group group = new SimpleGroup(schema);
        row.accept(i, group);
        writer.write(group);
      }
    }
    return path;
  }

  private Path write(String fields, BiConsumer<Integer, Group> row) throws IOException {
    return write(fields, CompressionCodecName.UNCOMPRESSED, ROWS, row);
  }

  private static float feature(int i, int j) {
    return (float) Math.sin(i * 31.0 + j);
  }

  private static void addList(Group list, String repeated, String element, int i, int count) {
    for (int j = 0; j < count; j++) {
      list.addGroup(repeated).append(element, feature(i, j));
    }
  }

  private static double[] numbers(Path path, String name) {
    try (Rows rows = array(path, name).flattened()) {
      double[] all = new double[(int) rows.rows() * rows.columns()];
      // From the end first: any order is possible, and the second half alone is.
      int half = (int) rows.rows() / 2;
      double[] part = new double[((int) rows.rows() - half) * rows.columns()];
      rows.read(half, (int) rows.rows() - half, part);
      System.arraycopy(part, 0, all, half * rows.columns(), part.length);
      double[] first = new double[half * rows.columns()];
      rows.read(0, half, first);
      System.arraycopy(first, 0, all, 0, first.length);
      return all;
    }
  }

  private static StoredArray array(Path path, String name) {
    return ArrayFormats.open(path).arrays().stream()
        .filter(a -> a.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static double[] features(int rows) {
    double[] expected = new double[rows * D];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < D; j++) {
        expected[i * D + j] = feature(i, j);
      }
    }
    return expected;
  }

  @Test
  void isFoundAndItsLibraryWorks() throws Exception {
    assertThat(Modules.present("parquet")).isTrue();
    assertThat(new ParquetModule().library()).isEqualTo("Parquet 1.18.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {STANDARD, BAG, TWO_LEVELS, BARE})
  void listsOfOneLengthAreATable(String fields) throws IOException {
    Path path =
        write(
            fields + " required int64 label;",
            (i, row) -> {
              row.append("label", (long) (i % 3));
              switch (fields) {
                case STANDARD -> addList(row.addGroup("features"), "list", "element", i, D);
                case BAG -> addList(row.addGroup("features"), "bag", "array_element", i, D);
                default -> {
                  Group list = fields.equals(BARE) ? row : row.addGroup("features");
                  for (int j = 0; j < D; j++) {
                    list.append(fields.equals(BARE) ? "features" : "array", feature(i, j));
                  }
                }
              }
            });
    assertThat(array(path, "features").shape()).containsExactly((long) ROWS, (long) D);
    assertThat(array(path, "features").typeText()).isEqualTo("F32");
    assertThat(numbers(path, "features")).containsExactly(features(ROWS));
    assertThat(numbers(path, "label")[4]).isEqualTo(1);
  }

  /** The pages are not packed in truth: what the file says is enough. */
  @Test
  void packersThatAreNotReadAreNamed() throws IOException {
    Path path =
        write(
            "required double a; required double b;",
            CompressionCodecName.BROTLI,
            3,
            (i, row) -> row.append("a", (double) i).append("b", 2.0 * i));
    assertThatThrownBy(
            () -> ArrayFormats.open(path).arrays().get(0).rows().read(0, 1, new double[9]))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(
            ": expected SNAPPY, GZIP, ZSTD, LZ4_RAW or no compression, found BROTLI;"
                + " pandas.read_parquet(FILE).to_parquet(NEW) writes it anew");
  }

  @ParameterizedTest
  @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
  void everyCodec(CompressionCodecName codec) throws IOException {
    Path path =
        write(
            STANDARD,
            codec,
            ROWS,
            (i, row) -> addList(row.addGroup("features"), "list", "element", i, D));
    assertThat(numbers(path, "features")).containsExactly(features(ROWS));
  }

  /** type 1: all values; type 0: those at indices. */
  @Test
  void vectorsOfSparkDenseAndSparse() throws IOException {
    Path path =
        write(
            "optional group features { required int32 type (INTEGER(8,true)); optional int32 size;"
                + " optional group indices (LIST) { repeated group list { required int32 element; }"
                + " } optional group values (LIST) { repeated group list { required double element;"
                + " } } }",
            (i, row) -> {
              Group vector = row.addGroup("features");
              boolean sparse = i % 2 == 0;
              vector.append("type", sparse ? 0 : 1);
              if (sparse) {
                vector.append("size", D);
                Group indices = vector.addGroup("indices");
                Group values = vector.addGroup("values");
                // Rows of 0, 1 and 2 numbers that are not 0.
                for (int k = 0; k < i % 3; k++) {
                  indices.addGroup("list").append("element", 2 * k + 1);
                  values.addGroup("list").append("element", (double) feature(i, k));
                }
              } else {
                Group values = vector.addGroup("values");
                for (int j = 0; j < D; j++) {
                  values.addGroup("list").append("element", (double) feature(i, j));
                }
              }
            });
    double[] expected = features(ROWS);
    for (int i = 0; i < ROWS; i += 2) {
      Arrays.fill(expected, i * D, (i + 1) * D, 0);
      for (int k = 0; k < i % 3; k++) {
        expected[i * D + 2 * k + 1] = feature(i, k);
      }
    }
    assertThat(array(path, "features").shape()).containsExactly((long) ROWS, (long) D);
    assertThat(numbers(path, "features")).containsExactly(expected);
  }

  /** A confidence beside f0, f1, f2 is measured like them: one line says so. */
  @Test
  void columnsBesideNumberedFeaturesAreSaid() throws IOException {
    Path path =
        write(
            "optional float f0; optional float f1; optional float f2; optional float confidence;",
            (i, row) ->
                row.append("f0", feature(i, 0))
                    .append("f1", feature(i, 1))
                    .append("f2", feature(i, 2))
                    .append("confidence", 0.5f));
    List<String> notes = new ArrayList<>();
    TableFile.open(path.toString(), TextOptions.DEFAULT, Shaping.NONE, notes::add);
    assertThat(notes)
        .containsExactly(
            path
                + ":columns: column \"confidence\" is measured like f0 .. f2; save the file without"
                + " what is no feature, or the features as one column of lists");
    notes.clear();
    Path plain =
        write(
            "optional float a; optional float b;",
            (i, row) -> row.append("a", feature(i, 0)).append("b", feature(i, 1)));
    TableFile.open(plain.toString(), TextOptions.DEFAULT, Shaping.NONE, notes::add);
    assertThat(notes).isEmpty();
  }

  /** What pandas writes of a table with a feature a column. */
  @Test
  void aColumnPerFeature() throws IOException {
    Path path =
        write(
            "optional double a; optional float b; optional int64 label; optional binary name"
                + " (STRING); required int64 __index_level_0__;",
            (i, row) ->
                row.append("a", 0.1 * i)
                    .append("b", feature(i, 0))
                    .append("label", (long) (i % 4))
                    .append("name", "n" + i)
                    .append("__index_level_0__", (long) i));
    double[] expected = new double[2 * ROWS];
    for (int i = 0; i < ROWS; i++) {
      expected[2 * i] = 0.1 * i;
      expected[2 * i + 1] = feature(i, 0);
    }
    assertThat(numbers(path, "columns")).containsExactly(expected);
    assertThat(array(path, "columns").isTable(true)).isTrue();
    assertThat(numbers(path, "label")[7]).isEqualTo(3);
    assertThat(array(path, "name").refusal())
        .isEqualTo("expected numbers, found text, which labels alone may be");
  }

  @Test
  void namesAreLabels() throws IOException {
    Path path =
        write(
            "required binary name (STRING); required double x;",
            (i, row) ->
                row.append("name", i % 3 == 0 ? "\u00e4pfel" : "birne" + i % 3).append("x", 0.5));
    StoredTexts.Indexed read = ((StoredTexts) array(path, "name")).read();
    assertThat(read.texts()).containsExactly("\u00e4pfel", "birne1", "birne2");
    assertThat(read.places()).hasSize(ROWS).startsWith(0, 1, 2, 0).endsWith(2);
  }

  @Test
  void everyTypeOfNumber() throws IOException {
    Path path =
        write(
            "required boolean truth; required int32 small (INTEGER(8,true)); required int32 wide"
                + " (INTEGER(32,false)); required int64 long (INTEGER(64,false)); required"
                + " fixed_len_byte_array(2) half (FLOAT16); required int32 day (DATE); required"
                + " int32 price (DECIMAL(9,2)); required group s { required float x; required float"
                + " y; }",
            (i, row) -> {
              row.append("truth", i % 2 == 1)
                  .append("small", -5)
                  .append("wide", -1)
                  .append("long", -1L)
                  .append("half", Binary.fromConstantByteArray(half(0x3e00)))
                  .append("day", 3)
                  .append("price", 4);
              row.addGroup("s").append("x", 1f).append("y", 2f);
            });
    assertThat(numbers(path, "truth")[1]).isEqualTo(1);
    assertThat(numbers(path, "small")[1]).isEqualTo(-5);
    assertThat(numbers(path, "wide")[1]).isEqualTo(4294967295.0);
    assertThat(numbers(path, "long")[1]).isEqualTo(0x1p64);
    assertThat(numbers(path, "half")[1]).isEqualTo(1.5);
    assertThat(array(path, "day").refusal()).isEqualTo("expected numbers, found a column of DATE");
    assertThat(array(path, "price").refusal()).contains("found a column of DECIMAL");
    assertThat(array(path, "s").refusal())
        .isEqualTo("expected numbers, found a column of structures (x, y)");
  }

  private static byte[] half(int bits) {
    return ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort((short) bits).array();
  }

  @Test
  void listsOfSeveralLengthsAreRefused() throws IOException {
    Path uneven =
        write(
            STANDARD,
            (i, row) -> addList(row.addGroup("features"), "list", "element", i, i == 7 ? 4 : D));
    assertThat(array(uneven, "features").refusal())
        .isEqualTo("expected lists of one length, found 14999 numbers in 3000 rows");
    Path shifted =
        write(
            STANDARD,
            (i, row) ->
                addList(
                    row.addGroup("features"), "list", "element", i, i == 7 ? 4 : i == 9 ? 6 : D));
    assertThatThrownBy(() -> numbers(shifted, "features"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            shifted + ":features: row 7: expected 5 numbers, as many as on average, found 4");
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    Path path =
        write(
            "optional double a; optional double b;",
            (i, row) -> {
              row.append("a", 1.0);
              if (i != 11) {
                row.append("b", 2.0);
              }
            });
    assertThatThrownBy(() -> numbers(path, "columns"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(path + ":columns: row 11: expected a number, found none (null) in b");
  }

  @Test
  void anEmptyTableHasNoRows() throws IOException {
    Path path = write("required double a;", CompressionCodecName.UNCOMPRESSED, 0, (i, row) -> {});
    assertThatThrownBy(() -> array(path, "a").flattened())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected at least one row");
  }

  /** One clear line, and never another error: cut anywhere, a byte changed anywhere. */
  @Test
  @Timeout(120)
  void damagedFilesAreRefused() throws IOException {
    Path path =
        write(
            STANDARD,
            CompressionCodecName.SNAPPY,
            200,
            (i, row) -> addList(row.addGroup("features"), "list", "element", i, D));
    byte[] whole = Files.readAllBytes(path);
    Random random = new Random(6);
    int refused = 0;
    for (int trial = 0; trial < 300; trial++) {
      byte[] damaged = whole.clone();
      if (trial % 3 == 0) {
        damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
      } else {
        damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(path, damaged);
      try {
        for (StoredArray each : ArrayFormats.open(path).arrays()) {
          if (each.refusal() == null) {
            numbers(path, each.name());
          }
        }
      } catch (BadInputException e) {
        assertThat(e.getMessage()).startsWith(path.toString()).doesNotContain("\n");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(150);
  }

  /** Packs pages, for the tests alone. */
  private static final class Packing implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
      return new BytesInputCompressor() {
        @Override
        public BytesInput compress(BytesInput page) throws IOException {
          byte[] plain = page.toByteArray();
          return BytesInput.from(
              switch (codec) {
                case SNAPPY -> Snappy.compress(plain);
                case GZIP -> gzip(plain);
                case ZSTD -> Zstd.compress(plain);
                case LZ4_RAW -> lz4(plain);
                default -> plain;
              });
        }

        @Override
        public CompressionCodecName getCodecName() {
          return codec;
        }

        @Override
        public void release() {}
      };
    }

    private static byte[] gzip(byte[] plain) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
        packed.write(plain);
      }
      return out.toByteArray();
    }

    private static byte[] lz4(byte[] plain) {
      Lz4Compressor compressor = new Lz4Compressor();
      byte[] out = new byte[compressor.maxCompressedLength(plain.length)];
      int n = compressor.compress(plain, 0, plain.length, out, 0, out.length);
      return Arrays.copyOf(out, n);
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
      throw new IllegalStateException("nothing is read");
    }

    @Override
    public void release() {}
  }
}
