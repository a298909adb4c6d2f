package org.collapsar.matlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.collapsar.BadInputException;
import org.collapsar.files.ArrayFormats;
import org.collapsar.files.Labels;
import org.collapsar.files.MatrixFile;
import org.collapsar.files.format.StoredArray;
import org.collapsar.linalg.Rows;
import org.collapsar.modules.Modules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/** Files that MFL writes, packed and not, and those of SciPy in the shared data. */
class Mat5FormatTest {
  private static final int ROWS = 300;
  private static final int COLUMNS = 7;

  @TempDir private Path directory;

  private Path write(boolean packed) throws IOException {
    Path path = directory.resolve("features.mat");
    Matrix features = Mat5.newMatrix(ROWS, COLUMNS);
    Matrix labels = Mat5.newMatrix(1, ROWS, MatlabType.UInt8);
    for (int i = 0; i < ROWS; i++) {
      labels.setInt(i, i % 3);
      for (int j = 0; j < COLUMNS; j++) {
        features.setDouble(i, j, 10 * i + j + 0.5);
      }
    }
    Matrix cube = Mat5.newMatrix(new int[] {2, 3, 4}, MatlabType.Single);
    for (int i = 0; i < 24; i++) {
      cube.setFloat(i, i);
    }
    Matrix signed = Mat5.newMatrix(1, 2, MatlabType.Int16);
    signed.setInt(0, -5);
    signed.setInt(1, 30_000);
    MatFile file =
        Mat5.newMatFile()
            .addArray("features", features)
            .addArray("labels", labels)
            .addArray("cube", cube)
            .addArray("signed", signed)
            .addArray("truth", Mat5.newLogicalScalar(true))
            .addArray("text", Mat5.newString("hello"))
            .addArray("cell", Mat5.newCell(1, 1).set(0, Mat5.newScalar(1)))
            .addArray("struct", Mat5.newStruct().set("a", Mat5.newScalar(1)))
            .addArray("complex", Mat5.newComplex(2, 2))
            .addArray("last", Mat5.newScalar(7));
    try (Sink sink = Sinks.newStreamingFile(path.toFile())) {
      Mat5.newWriter(sink)
          .setDeflateLevel(packed ? Deflater.BEST_SPEED : Deflater.NO_COMPRESSION)
          .writeMat(file);
    }
    return path;
  }

  @Test
  void isFoundAndItsLibraryWorks() throws Exception {
    assertThat(Modules.present("matlab")).isTrue();
    assertThat(new MatlabModule().library()).isEqualTo("MFL 0.5.15");
  }

  @Test
  void variablesAreRowsAsMatlabShowsThem() throws IOException {
    for (boolean packed : new boolean[] {false, true}) {
      Path path = write(packed);
      assertThat(ArrayFormats.open(path).arrays().stream().map(StoredArray::summary))
          .containsExactly(
              "features (300 x 7 F64)",
              "labels (1 x 300 U8)",
              "cube (2 x 3 x 4 F32)",
              "signed (1 x 2 I16)",
              "truth (1 x 1 BOOL)",
              "text (not readable)",
              "cell (not readable)",
              "struct (not readable)",
              "complex (not readable)",
              "last (1 x 1 F64)");
      double[] features = MatrixFile.read(path + ":features").data();
      assertThat(features[0]).isEqualTo(0.5);
      assertThat(features[1]).isEqualTo(1.5);
      assertThat(features[299 * COLUMNS + 6]).isEqualTo(2996.5);
      assertThat(Labels.read(path + ":labels", null).labels()).startsWith(0, 1, 2, 0);
      assertThat(numbers(named(path, "signed"))).containsExactly(-5, 30_000);
      // The last dimension fastest: element (0, 0, 1) stands at 6 in MATLAB's order.
      assertThat(numbers(named(path, "cube"))).startsWith(0, 6, 12, 18, 2, 8).hasSize(24);
      assertThat(numbers(named(path, "last"))).containsExactly(7);
    }
  }

  @Test
  void whatIsNoNumberIsRefusedByName() throws IOException {
    Path path = write(true);
    assertThat(named(path, "text").refusal()).isEqualTo("expected numbers, found text of MATLAB");
    assertThat(named(path, "cell").refusal())
        .isEqualTo(
            "expected numbers, found a cell array of MATLAB; x = cell2mat(cell), or of names [~,"
                + " ~, x] = unique(cell); save('x.mat', 'x', '-v7') saves it as a matrix");
    assertThat(named(path, "complex").refusal())
        .isEqualTo("expected real numbers, found complex ones");
    assertThatThrownBy(() -> MatrixFile.read(path + ":struct"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            path
                + ":struct: expected numbers, found a struct of MATLAB; save('fields.mat',"
                + " '-struct', 'struct', '-v7') saves its fields");
  }

  private static StoredArray named(Path path, String name) {
    return ArrayFormats.open(path).arrays().stream()
        .filter(a -> a.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static double[] numbers(StoredArray array) {
    try (Rows rows = array.flattened()) {
      double[] numbers = new double[(int) rows.rows() * rows.columns()];
      rows.read(0, (int) rows.rows(), numbers);
      return numbers;
    }
  }

  @Test
  void aCutFileIsOneLine() throws IOException {
    Path path = write(true);
    byte[] whole = Files.readAllBytes(path);
    for (int length : new int[] {129, 140, whole.length / 2, whole.length - 1}) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> ArrayFormats.open(path))
          .as("%d bytes", length)
          .isInstanceOf(BadInputException.class)
          .hasMessageStartingWith(path + ": expected a whole file, found one that is cut");
    }
  }

  /** Whatever is in the file, the answer is numbers or a line, soon and in little memory. */
  @Test
  @Timeout(120)
  void damagedFilesAreReadOrRefused() throws IOException {
    Random random = new Random(3);
    int refused = 0;
    for (boolean packed : new boolean[] {false, true}) {
      Path path = write(packed);
      byte[] whole = Files.readAllBytes(path);
      for (int k = 0; k < 1500; k++) {
        byte[] damaged = whole.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
          int at = 128 + random.nextInt(random.nextBoolean() ? 200 : whole.length - 128);
          damaged[at] = (byte) (random.nextInt(3) == 0 ? 0xff : random.nextInt(256));
        }
        Files.write(path, damaged);
        try {
          for (StoredArray array : ArrayFormats.open(path).arrays()) {
            if (array.refusal() == null && !array.shape().contains(0L)) {
              numbers(array);
            }
          }
        } catch (BadInputException e) {
          assertThat(e.getMessage()).contains("expected ").contains("found ");
          refused++;
        }
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void firstNumbersAndSumsOfSciPyAreThoseExpected() throws IOException {
    String shared = System.getenv("COLLAPSAR_SHARED");
    assumeTrue(shared != null, "SKIPPED: COLLAPSAR_SHARED does not name the folder of shared data");
    Path formats = Path.of(shared, "data", "formats");
    List<String[]> lines =
        Files.readAllLines(formats.resolve("expected.tsv")).stream()
            .map(line -> line.split("\t"))
            .filter(cells -> cells[0].endsWith(".mat"))
            .toList();
    assertThat(lines).hasSize(4);
    for (String[] cells : lines) {
      StoredArray array = named(formats.resolve(cells[0]), cells[1]);
      assertThat(array.shape().toString()).isEqualTo(cells[2]);
      assertThat("float64 F64, float32 F32, uint8 U8").contains(cells[3] + " " + array.typeText());
      double[] numbers = numbers(array);
      double[] first = Arrays.stream(cells[4].split(", ")).mapToDouble(Double::valueOf).toArray();
      assertThat(Arrays.copyOf(numbers, first.length)).containsExactly(first);
      double sum = Double.parseDouble(cells[5]);
      assertThat(Arrays.stream(numbers).sum()).isCloseTo(sum, within(1e-10 * Math.abs(sum)));
    }
  }
}
