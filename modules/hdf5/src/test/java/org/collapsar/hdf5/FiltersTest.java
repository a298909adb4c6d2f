package org.collapsar.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.files.ArrayFormats;
import org.collapsar.files.format.StoredArray;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Chunks that the libraries of the filters packed: filters.h5 by filters.mjs (h5wasm 0.10.3,
 * h5wasm-plugins 0.2.1), blosc.h5 by blosc.py (libblosc 1.21.3). Their numbers are those of a
 * formula.
 */
class FiltersTest {
  private static final int ROWS = 151;
  private static final int COLUMNS = 21;
  private static final int LONG_ROWS = 60_001;
  private static final int LONG_COLUMNS = 4;

  @TempDir Path here;

  private Path file(String name) {
    Path file = here.resolve(name);
    try (InputStream in = FiltersTest.class.getResourceAsStream(name)) {
      Files.copy(in, file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double expected(StoredArray array, int i, int j) {
    return array.name().startsWith("long_")
        ? (i >> 8) + j
        : (i * 37 + j * 101) % 64 / 4.0 - 3 + (i % 50 == 0 ? i * j : 0);
  }

  private static double[] numbers(StoredArray array) {
    try (Rows rows = array.rows()) {
      double[] numbers = new double[(int) rows.rows() * rows.columns()];
      rows.read(0, (int) rows.rows(), numbers);
      return numbers;
    }
  }

  @Test
  void everyNumberIsThatOfTheFormula() {
    List<String> wrong = new ArrayList<>();
    Set<String> read = new TreeSet<>();
    for (String name : List.of("filters.h5", "blosc.h5")) {
      for (StoredArray array : ArrayFormats.open(file(name)).arrays()) {
        if (array.name().startsWith("blosc2")) {
          continue;
        }
        if (array.refusal() != null) {
          wrong.add(array.name() + ": " + array.refusal());
          continue;
        }
        boolean isLong = array.name().startsWith("long_");
        int rows = isLong ? LONG_ROWS : ROWS;
        int columns = isLong ? LONG_COLUMNS : COLUMNS;
        double[] numbers = numbers(array);
        int different = numbers.length == rows * columns ? 0 : -1;
        for (int i = 0; different >= 0 && i < numbers.length; i++) {
          different += numbers[i] == expected(array, i / columns, i % columns) ? 0 : 1;
        }
        if (different != 0) {
          wrong.add(array.name() + ": " + different);
        }
        read.add(array.name());
      }
    }
    assertThat(wrong).isEmpty();
    // 7 + 4 x 3 kinds and 2 x 3 more in two types, 9 of several blocks.
    assertThat(read).hasSize(2 * 25 + 9);
  }

  @Test
  void whatIsNotReadIsRefusedWithTheLineThatConverts() {
    assertThat(
            ArrayFormats.open(file("filters.h5")).arrays().stream()
                .filter(array -> array.name().equals("blosc2_f4")))
        .singleElement()
        .extracting(StoredArray::refusal)
        .isEqualTo(
            "expected the filters gzip, shuffle, fletcher32, lzf, lz4, bitshuffle, blosc or zstd,"
                + " found blosc2 (32026); h5repack -f GZIP=4 OLD NEW changes it");
  }

  /** A chunk that is damaged is other numbers or one line, and never an error of the program. */
  @Test
  void damagedChunksAreRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file("filters.h5"));
    SplittableRandom random = new SplittableRandom(11);
    Path damaged = here.resolve("damaged.h5");
    int refused = 0;
    for (int round = 0; round < 60; round++) {
      byte[] bytes = whole.clone();
      for (int k = 0; k < 400; k++) {
        // Behind the headers of most datasets, so that chunks are hit.
        bytes[random.nextInt(whole.length / 8, whole.length)] = (byte) random.nextInt();
      }
      Files.write(damaged, bytes);
      List<StoredArray> arrays;
      try {
        arrays = ArrayFormats.open(damaged).arrays();
      } catch (BadInputException | FailedException e) {
        refused++;
        continue;
      }
      for (StoredArray array : arrays) {
        // The damage may be in what says how many numbers there are.
        boolean asItWas = array.shape().equals(List.of((long) ROWS, (long) COLUMNS));
        if (array.refusal() == null && asItWas) {
          try {
            numbers(array);
          } catch (BadInputException | FailedException e) {
            assertThat(e.getMessage()).doesNotContain("\n");
            refused++;
          }
        }
      }
    }
    assertThat(refused).isGreaterThan(100);
  }
}
