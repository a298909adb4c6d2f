package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that NumPy wrote (src/test/python/make_files.py), number by number. */
class NpyReferenceTest {
  private static final double[] VALUES = {0, 1, 2, 3, 100, 7, 127, 64, 5, 6, 9, 10, 11, 12, 13};
  private static final double[] FRACTIONS = {
    0,
    -0.0,
    0.5,
    -1.25,
    100,
    1e-7,
    65504,
    6.103515625e-05,
    5.960464477539063e-08,
    -3.140625,
    1.0 / 3,
    -2.0 / 3,
    1e4,
    1024.5,
    -7
  };

  private static Path file(String name) {
    try {
      URL url = Objects.requireNonNull(NpyReferenceTest.class.getResource(name), name);
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static double[] read(String name) {
    List<NamedRows> tables = TableFile.open(file(name).toString());
    assertThat(tables).hasSize(1);
    return read(tables.get(0).rows(), 5, 3);
  }

  private static double[] read(Rows rows, int count, int columns) {
    try (rows) {
      assertThat(rows.rows()).isEqualTo(count);
      assertThat(rows.columns()).isEqualTo(columns);
      double[] values = new double[count * columns];
      rows.read(0, count, values);
      return values;
    }
  }

  /** The nearest number of 11 significant bits, as float16 has them, and multiples of 2^-24. */
  private static double half(double x) {
    double step = Math.max(Math.scalb(Math.ulp(x), 52 - 10), 0x1p-24);
    return Math.rint(x / step) * step;
  }

  @ParameterizedTest
  @ValueSource(strings = {"le-c", "le-f", "be-c", "be-f"})
  void fractions(String order) {
    assertThat(read("f8-" + order + ".npy")).isEqualTo(FRACTIONS);
    assertThat(read("f4-" + order + ".npy"))
        .isEqualTo(Arrays.stream(FRACTIONS).map(x -> (float) x).toArray());
    assertThat(read("f2-" + order + ".npy"))
        .isEqualTo(Arrays.stream(FRACTIONS).map(NpyReferenceTest::half).toArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"})
  void integers(String type) {
    assertThat(read(type + "-le-f.npy")).isEqualTo(VALUES);
    assertThat(read(type + "-be-c.npy")).isEqualTo(VALUES);
  }

  @ParameterizedTest
  @CsvSource({
    "i1, -128, 127",
    "i2, -32768, 32767",
    "i4, -2147483648, 2147483647",
    "i8, -9223372036854775808, 9223372036854775807",
    "u1, 0, 255",
    "u2, 0, 65535",
    "u4, 0, 4294967295",
    "u8, 0, 18446744073709551615"
  })
  void extremes(String type, double smallest, double largest) {
    String path = file(type + "-extremes.npy").toString();
    assertThat(read(TableFile.open(path).get(0).rows(), 3, 1))
        .containsExactly(smallest, largest, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void versions(int version) throws IOException {
    Path path = file("version-" + version + ".npy");
    assertThat(Files.readAllBytes(path)[6]).isEqualTo((byte) version);
    assertThat(read("version-" + version + ".npy")).isEqualTo(FRACTIONS);
  }

  /** Any block of any table, also into the middle of a buffer that is larger. */
  @ParameterizedTest
  @ValueSource(strings = {"f8-le-c.npy", "f8-be-f.npy"})
  void blocks(String name) {
    try (Rows rows = TableFile.open(file(name).toString()).get(0).rows()) {
      for (int first = 0; first <= 5; first++) {
        for (int count = 0; first + count <= 5; count++) {
          double[] block = new double[20];
          rows.read(first, count, block);
          double[] expected =
              Arrays.copyOf(Arrays.copyOfRange(FRACTIONS, 3 * first, 3 * (first + count)), 20);
          assertThat(block).isEqualTo(expected);
        }
      }
      assertThatThrownBy(() -> rows.read(4, 2, new double[6]))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void archives(String name) {
    Path path = file(name);
    List<NamedRows> layers = TableFile.open(path.toString());
    assertThat(layers).extracting(NamedRows::name).containsExactly("layer1", "layer2");
    assertThat(layers).extracting(NamedRows::source).containsOnly(path.toString());
    assertThat(read(layers.get(0).rows(), 5, 3))
        .isEqualTo(Arrays.stream(FRACTIONS).map(x -> (float) x).toArray());
    assertThat(read(layers.get(1).rows(), 5, 3)).isEqualTo(FRACTIONS);
    assertThat(layers.get(1).rows().describe()).isEqualTo(path + ":layer2");
    assertThat(Labels.read(path.toString(), null).labels()).containsExactly(2, 0, 1, 1, 0);
    assertThat(Labels.read(path + ":labels", 4).classes()).isEqualTo(4);
    assertThat(MatrixFile.read(path + ":layer2").data()).isEqualTo(FRACTIONS);
    refused(path + ":names", path + ":names: expected numbers, found text, which labels ");
    refused(path + ":layer3", path + ": expected a member \"layer3\", found layer1 (5 x 3 F32), ");
  }

  @Test
  void archiveWithSizesInZip64() {
    assertThat(read("zip64.npz")).isEqualTo(Arrays.stream(FRACTIONS).map(x -> (float) x).toArray());
  }

  @Test
  void labels() {
    LabelColumn hot = Labels.read(file("onehot.npy").toString(), null);
    assertThat(hot.labels()).containsExactly(2, 0, 3, 1, 1);
    assertThat(hot.classes()).isEqualTo(4);
    assertThat(Labels.read(file("bool.npy").toString(), null).labels()).containsExactly(1, 0, 1);
    assertThat(Labels.read(file("column.npy").toString(), 1000).labels())
        .containsExactly(Arrays.stream(VALUES).mapToInt(x -> (int) x).toArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "text; expected numbers, found text, which labels alone may be",
        "complex; found \"<c16\"",
        "structured; found a structured type",
        "scalar; expected a table of 2 dimensions, found a single number",
        "empty; expected at least one row and one column, found 0 x 3",
        "cube; expected a table of 2 dimensions, found 2 x 2 x 2"
      })
  void whatIsNoTable(String name, String why) {
    Path path = file(name + ".npy");
    assertThatThrownBy(() -> TableFile.open(path.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(path + ": ")
        .hasMessageContaining(why);
  }

  private static void refused(String argument, String start) {
    assertThatThrownBy(() -> TableFile.open(argument))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(start);
  }
}
