package org.collapsar.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.collapsar.BadInputException;
import org.collapsar.files.ArrayFormats;
import org.collapsar.files.Labels;
import org.collapsar.files.MatrixFile;
import org.collapsar.files.format.StoredArray;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that jHDF writes; those of the library of HDF5 are in {@link H5pyTest}. */
class Hdf5FormatTest {
  private static final int ROWS = 300;
  private static final int COLUMNS = 7;

  @TempDir private Path directory;
  private Path file;
  private final float[][] table = new float[ROWS][COLUMNS];

  @BeforeEach
  void write() {
    Random random = new Random(1);
    for (float[] row : table) {
      for (int j = 0; j < COLUMNS; j++) {
        row[j] = (float) random.nextGaussian();
      }
    }
    file = directory.resolve("features.h5");
    try (WritableHdfFile out = HdfFile.write(file)) {
      out.putDataset("labels", IntStream.range(0, ROWS).map(i -> i % 3).toArray());
      out.putDataset("bias", new double[] {0.5, -0.25, 1});
      WritableGroup layer = out.putGroup("model").putGroup("layer3");
      layer.putDataset("plain", table);
      layer.putDataset(
          "packed",
          table,
          DatasetCreationOptions.builder().chunkDimensions(40, 3).shuffle().deflate().build());
      layer.putDataset(
          "cut", table, DatasetCreationOptions.builder().chunkDimensions(40, COLUMNS).build());
    }
  }

  @Test
  void membersAreNamedByTheirGroups() {
    assertThat(ArrayFormats.open(file).arrays().stream().map(StoredArray::summary))
        .containsExactly(
            "bias (3 F64)",
            "labels (300 I32)",
            "model/layer3/cut (300 x 7 F32)",
            "model/layer3/packed (300 x 7 F32)",
            "model/layer3/plain (300 x 7 F32)");
  }

  @Test
  void numbersAreThoseThatWereWritten() {
    for (String name : List.of("plain", "packed", "cut")) {
      double[] read = MatrixFile.read(file + ":model/layer3/" + name).data();
      for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < COLUMNS; j++) {
          assertThat(read[i * COLUMNS + j]).isEqualTo(table[i][j]);
        }
      }
    }
    // As h5py names it, and by the end of its name.
    double[] plain = MatrixFile.read(file + ":/model/layer3/plain").data();
    assertThat(MatrixFile.read(file + ":layer3/plain").data()).containsExactly(plain);
    assertThatThrownBy(() -> MatrixFile.read(file + ":/layer3/plain"))
        .hasMessageContaining("expected a member \"/layer3/plain\"");
    assertThat(MatrixFile.readVector(file + ":bias")).containsExactly(0.5, -0.25, 1);
    assertThat(Labels.read(file + ":labels", null).labels()).startsWith(0, 1, 2, 0).hasSize(ROWS);
  }

  @Test
  void aTableIsReadByManyThreads() {
    StoredArray packed =
        ArrayFormats.open(file).arrays().stream()
            .filter(a -> a.name().endsWith("packed"))
            .findAny()
            .get();
    try (Rows rows = packed.rows()) {
      assertThat(
              IntStream.range(0, ROWS)
                  .parallel()
                  .allMatch(
                      i -> {
                        double[] row = new double[COLUMNS];
                        rows.read(i, 1, row);
                        return IntStream.range(0, COLUMNS).allMatch(j -> row[j] == table[i][j]);
                      }))
          .isTrue();
    }
  }

  /** More bands than stay in memory, so that the second pass is of what the first has kept. */
  @Test
  void aPackedTableIsReadTwice() {
    int rows = 160_000;
    int columns = 64;
    float[][] large = new float[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        large[i][j] = i % 1000 + j;
      }
    }
    try (WritableHdfFile out = HdfFile.write(file)) {
      out.putDataset(
          "large",
          large,
          DatasetCreationOptions.builder().chunkDimensions(3000, 40).deflate(1).build());
    }
    try (Rows read = ArrayFormats.open(file).arrays().get(0).rows()) {
      double[] block = new double[columns];
      for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < rows; i += 97) {
          read.read(i, 1, block);
          for (int j = 0; j < columns; j++) {
            assertThat(block[j] == large[i][j]).isTrue();
          }
        }
      }
    }
  }

  /** PyTables keeps it beside a table, and nobody means it. */
  @Test
  void anIndexOfPyTablesIsNoArray() {
    try (WritableHdfFile out = HdfFile.write(file)) {
      WritableGroup group = out.putGroup("df");
      group.putDataset("table", new int[] {1, 2});
      group.putGroup("_i_table").putDataset("bounds", new int[] {1});
      group.putDataset("_i_other", new int[] {3});
    }
    assertThat(ArrayFormats.open(file).arrays().stream().map(StoredArray::name))
        .containsExactly("df/_i_other", "df/table");
  }

  @Test
  void aCutFileIsOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {9, 40, 60, 500, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> ArrayFormats.open(file))
          .as("%d bytes", length)
          .isInstanceOf(BadInputException.class)
          .hasMessageStartingWith(file + ": expected ");
    }
  }

  /** Whatever is in the file, the answer is numbers or a line, soon and in little memory. */
  @Test
  @Timeout(120)
  void damagedFilesAreReadOrRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(2);
    int refused = 0;
    for (int k = 0; k < 1500; k++) {
      byte[] damaged = whole.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        // Headers are at the beginning and behind the numbers.
        int at = random.nextInt(3000);
        damaged[at < 1500 ? at : whole.length - 3001 + at] =
            (byte) (random.nextInt(3) == 0 ? 0xff : random.nextInt(256));
      }
      Files.write(file, damaged);
      try {
        for (StoredArray array : ArrayFormats.open(file).arrays()) {
          refused += readsOrRefuses(array) ? 0 : 1;
        }
      } catch (BadInputException e) {
        assertThat(e.getMessage()).contains("expected ").contains("found ");
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  private static boolean readsOrRefuses(StoredArray array) {
    if (array.refusal() != null) {
      assertThat(array.refusal()).contains("expected ").contains("found ");
      return false;
    }
    try (Rows rows = array.flattened()) {
      int count = (int) Math.min(rows.rows(), 1000);
      if (rows.columns() < 1 << 16) {
        rows.read(0, count, new double[count * rows.columns()]);
      }
      return true;
    } catch (BadInputException e) {
      return false;
    }
  }
}
