package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.collapsar.files.Npy;
import org.collapsar.files.Npz;
import org.collapsar.files.Safetensors;
import org.collapsar.files.Tensor;
import org.collapsar.hdf5.CountedFormat;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The command inspect as a user types it. */
class InspectTest {
  /** Files of modules are compared where these are on the class path. */
  private static final String OF_A_MODULE = " needs the module ";

  @TempDir Path here;

  @Test
  void saysWhatIsInAnArchive() throws IOException {
    Map<String, Rows> tables = new LinkedHashMap<>();
    tables.put("h", Rows.of(new double[] {0.125, -2, 1e17, 1, -1e17, 0.5}, 2));
    tables.put("b", Rows.of(new double[] {0.25, 4}, 1));
    Npz.write(here.resolve("x.npz"), tables, Precision.FLOAT64);
    JsonNode json = json("x.npz");
    assertThat(json.path("schema").asText()).isEqualTo("collapsar/inspect/1");
    JsonNode file = json.path("files").get(0);
    assertThat(file.path("source").asText()).isEqualTo(here.resolve("x.npz").toString());
    assertThat(file.path("format").asText()).isEqualTo("NPZ");
    assertThat(file.path("refused").isNull()).isTrue();
    JsonNode h = file.path("arrays").get(0);
    assertThat(h.path("name").asText()).isEqualTo("h");
    assertThat(h.path("shape").toString()).isEqualTo("[3,2]");
    assertThat(h.path("type").asText()).isEqualTo("F64");
    assertThat(h.path("layout").asText()).isEqualTo("row-major, little-endian");
    assertThat(h.path("first").toString()).isEqualTo("[0.125,-2.0,1.0E17]");
    // Added one after the other these would be 0.5: what 1e17 takes of the others comes back.
    assertThat(h.path("sum").asDouble()).isEqualTo(-0.375);
    assertThat(taken(h)).containsExactly("features", "weights");
    assertThat(h.path("as").path("bias").path("refused").asText())
        .endsWith("x.npz:h: expected a list of numbers, found 3 x 2");
    assertThat(file.path("taken").path("features").path("arrays").toString())
        .isEqualTo("[\"h\",\"b\"]");
    assertThat(file.path("taken").path("labels").path("refused").asText())
        .endsWith(
            "x.npz:b: row 0 (counted from 0): expected a label, a whole number from 0, found 0.25");
    assertThat(file.path("taken").path("labels").path("arrays")).isEmpty();
  }

  @Test
  void textSaysTheSame() throws IOException {
    Npy.write(here.resolve("y.npy"), new int[] {0, 1, 1});
    Typed typed = Typed.in(here, "inspect", "y.npy");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(typed.out())
        .startsWith(here.resolve("y.npy") + ": NPY, 1 array\n")
        .contains("\n    begins with 0, 1, 1\n    sum 2\n")
        .contains("\n  as labels    the array\n");
  }

  /** In the file the first dimension is the fastest; what is shown has the last one so. */
  @Test
  void numbersOfMoreThanTwoDimensions() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(24 * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 24; i++) {
      data.putDouble(i);
    }
    String header = "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3, 4), }\n";
    byte[] head = header.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer file = ByteBuffer.allocate(10 + head.length + 24 * 8).order(ByteOrder.LITTLE_ENDIAN);
    file.put("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1)).putShort((short) head.length);
    Files.write(here.resolve("c.npy"), file.put(head).put(data.array()).array());
    JsonNode array = json("c.npy").path("files").get(0).path("arrays").get(0);
    // Element (0, 0, k) lies at 6 k.
    assertThat(array.path("first").toString()).isEqualTo("[0.0,6.0,12.0]");
    assertThat(array.path("sum").asDouble()).isEqualTo(276);
    assertThat(array.path("layout").asText()).isEqualTo("column-major, little-endian");
    assertThat(taken(array)).isEmpty();
    assertThat(array.path("as").path("features").path("refused").asText())
        .endsWith("expected a table of 2 dimensions, found 2 x 3 x 4");
  }

  @Test
  void aSumOutOfRangeIsUndefinedWithItsReason() throws IOException {
    Files.writeString(here.resolve("x.csv"), "1.7e308,2\n1.7e308,4\n");
    JsonNode sum = json("x.csv").at("/files/0/arrays/0/sum");
    assertThat(sum.path("undefined").asText())
        .isEqualTo("because it leaves the range of double precision");
    assertThat(Typed.in(here, "inspect", "x.csv").out())
        .contains("    sum undefined, because it leaves the range of double precision\n");
  }

  @Test
  void aNumberThatIsNotFiniteIsRefusedWithItsPlace() throws IOException {
    Files.writeString(here.resolve("x.csv"), "1,2\n3,4\n");
    Safetensors.write(
        here.resolve("m.safetensors"),
        Map.of(),
        List.of(Tensor.of("w", 2, 2, new float[] {1, 2, Float.NaN, 3})));
    JsonNode files = json("x.csv", "m.safetensors").path("files");
    assertThat(taken(files.get(0).path("arrays").get(0))).containsExactly("features", "weights");
    JsonNode w = files.get(1).path("arrays").get(0);
    assertThat(w.path("refused").asText()).contains("found NaN in row 1, column 0");
    assertThat(w.path("sum").isNull()).isTrue();
    assertThat(taken(w)).isEmpty();
    assertThat(files.get(1).path("taken").path("features").path("refused").asText())
        .contains("found NaN in row 1, column 0");
  }

  @Test
  void onlyTheMemberThatIsNamed() throws IOException {
    Map<String, Rows> tables = new LinkedHashMap<>();
    tables.put("a", Rows.of(new double[] {1, 2}, 2));
    tables.put("b", Rows.of(new double[] {3, 4}, 2));
    Npz.write(here.resolve("x.npz"), tables, Precision.FLOAT32);
    JsonNode file = json("x.npz:b").path("files").get(0);
    assertThat(file.path("arrays")).hasSize(1);
    assertThat(file.path("arrays").get(0).path("sum").asDouble()).isEqualTo(7);
    assertThat(file.path("taken").path("features").path("arrays").toString()).isEqualTo("[\"b\"]");
  }

  /** Of several files one that cannot be opened does not hide the others. */
  @Test
  void globsAndFilesThatCannotBeOpened() throws IOException {
    Npy.write(here.resolve("e-2.npy"), new int[] {2});
    Npy.write(here.resolve("e-10.npy"), new int[] {10});
    Files.write(here.resolve("e-11.npy"), new byte[] {1, 2, 3});
    Typed typed = Typed.in(here, "inspect", "e-*.npy", "--json");
    assertThat(typed.exitCode()).isEqualTo(Exit.WRONG_USE);
    JsonNode files = typed.json().path("files");
    assertThat(files).hasSize(3);
    assertThat(files.get(0).path("arrays").get(0).path("sum").asDouble()).isEqualTo(2);
    assertThat(files.get(1).path("arrays").get(0).path("sum").asDouble()).isEqualTo(10);
    assertThat(files.get(2).path("refused").asText()).contains("e-11.npy: expected NPY, ");
    Typed one = Typed.in(here, "inspect", "e-11.npy");
    assertThat(one.exitCode()).isEqualTo(Exit.WRONG_USE);
    assertThat(one.err()).contains("e-11.npy: expected NPY, ");
    assertThat(one.out()).isEmpty();
  }

  // ---- a format more ---------------------------------------------------------------------------

  /** One file, CountedFormat, and the line in META-INF/services that names it. */
  @Test
  void aFormatMadeForTheTestIsOpenedByAllCommands() throws IOException {
    Files.write(
        here.resolve("h.counted"),
        CountedFormat.bytes(new double[][] {{-3, 0}, {-1, 0}, {1, 0}, {3, 0}}));
    Npy.write(here.resolve("y.npy"), new int[] {0, 0, 1, 1});
    JsonNode array = json("h.counted").path("files").get(0).path("arrays").get(0);
    assertThat(array.path("first").toString()).isEqualTo("[-3.0,0.0,-1.0]");
    assertThat(array.path("layout").asText()).isEqualTo("row-major, big-endian");
    Typed measured =
        Typed.in(here, "measure", "--features", "h.counted", "--labels", "y.npy", "--json");
    assertThat(measured.exitCode()).as(measured.err()).isZero();
    JsonNode quotient = measured.json().path("rows").get(0).path("metrics").path("nc1.quotient");
    assertThat(quotient.path("value").asDouble(quotient.asDouble())).isCloseTo(0.25, within(1e-12));
    assertThat(Typed.in(here, "measure", "--help").out().replaceAll("\\s+", " "))
        .contains("in files of NPY, NPZ, ")
        .contains(" or counted");
    Files.write(here.resolve("z.npy"), new byte[] {7});
    assertThat(Typed.in(here, "inspect", "z.npy").err()).contains(" or counted by content, found");
  }

  // ---- shared files ----------------------------------------------------------------------------

  /** Files that real libraries wrote, each with its arrays as these read them. */
  @TestFactory
  Stream<DynamicTest> filesOfOthers() throws IOException {
    String shared = System.getenv("COLLAPSAR_SHARED");
    Path formats = Path.of(shared == null ? "" : shared, "data", "formats");
    if (shared == null || !Files.exists(formats.resolve("expected.tsv"))) {
      return abort("SKIPPED: COLLAPSAR_SHARED does not name the folder of shared data");
    }
    Map<String, List<String[]>> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(formats.resolve("expected.tsv"))) {
      String[] cells = line.split("\t", -1);
      if (!cells[0].equals("file")) {
        rows.computeIfAbsent(cells[0], f -> new ArrayList<>()).add(cells);
      }
    }
    assertThat(rows).hasSizeGreaterThan(20);
    return rows.entrySet().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getKey(), () -> compare(formats.resolve(file.getKey()), file.getValue())));
  }

  private void compare(Path path, List<String[]> expected) throws IOException {
    Typed typed = Typed.in(here, "inspect", path.toString(), "--json");
    if (typed.exitCode() != Exit.DONE && typed.err().contains(OF_A_MODULE)) {
      abort("SKIPPED: " + typed.err());
    }
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    JsonNode arrays = typed.json().path("files").get(0).path("arrays");
    for (String[] row : expected) {
      JsonNode array = named(arrays, row[1].replace(" (soft link)", ""));
      assertThat(array).as(path + ":" + row[1]).isNotNull();
      assertThat(array.path("shape").toString().replace(",", ", ")).as(row[1]).isEqualTo(row[2]);
      List<Double> first = new ArrayList<>();
      array.path("first").forEach(x -> first.add(x.asDouble()));
      assertThat(first).as(row[1]).isEqualTo(numbers(row[4]));
      assertThat(array.path("sum").asDouble())
          .as(row[1])
          .isCloseTo(Double.parseDouble(row[5]), within(1e-9));
    }
  }

  private static JsonNode named(JsonNode arrays, String path) {
    String name = path.startsWith("/") ? path.substring(1) : path;
    for (JsonNode array : arrays) {
      String found = array.path("name").asText("");
      if (found.equals(path) || found.equals(name) || (name.isEmpty() && arrays.size() == 1)) {
        return array;
      }
    }
    return null;
  }

  private static List<Double> numbers(String cell) {
    return Arrays.stream(cell.split(", "))
        .filter(text -> !text.isEmpty())
        .map(text -> text.equals("true") ? "1" : text.equals("false") ? "0" : text)
        .map(Double::valueOf)
        .toList();
  }

  private static List<String> taken(JsonNode array) {
    List<String> taken = new ArrayList<>();
    array
        .path("as")
        .fields()
        .forEachRemaining(
            use -> {
              if (use.getValue().path("taken").asBoolean()) {
                taken.add(use.getKey());
              }
            });
    return taken;
  }

  private JsonNode json(String... files) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("inspect"));
    arguments.addAll(List.of(files));
    arguments.add("--json");
    Typed typed = Typed.in(here, arguments.toArray(String[]::new));
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    return typed.json();
  }
}
