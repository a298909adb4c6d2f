package org.collapsar.files.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.files.format.InputFile;
import org.collapsar.files.format.StoredArray;
import org.collapsar.linalg.Rows;

/** The arrays of a file of PyTorch, and their numbers. */
final class TorchArrays {
  private TorchArrays() {}

  static List<StoredArray> open(Path path) {
    TorchFormat format = new TorchFormat();
    try (InputFile file = InputFile.open(path)) {
      assertThat(format.recognises(file)).as("a file of PyTorch: %s", path).isTrue();
      return format.open(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In row-major order. */
  static List<Double> values(StoredArray array) {
    List<Double> values = new ArrayList<>();
    try (Rows rows = array.flattened()) {
      double[] row = new double[rows.columns()];
      for (long i = 0; i < rows.rows(); i++) {
        rows.read(i, 1, row);
        for (double value : row) {
          values.add(value);
        }
      }
    }
    return values;
  }
}
