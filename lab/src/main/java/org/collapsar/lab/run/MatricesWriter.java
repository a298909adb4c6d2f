package org.collapsar.lab.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.collapsar.FailedException;
import org.collapsar.linalg.Matrix;

/**
 * Writes matrices.csv of a run, as a whole after every epoch that adds to it. A run that keeps no
 * matrices does not have the file.
 */
final class MatricesWriter {
  private final RunDirectory directory;
  private final StringBuilder rows = new StringBuilder(MatrixTable.HEADER).append('\n');

  MatricesWriter(RunDirectory directory) {
    this.directory = directory;
  }

  /**
   * Goes on with what is there of the epochs before {@code epoch}; the rest goes. What an earlier
   * version left in gram.csv moves to matrices.csv.
   */
  void resume(int epoch) {
    CsvLines.rowsBefore(epoch, directory.matricesCsv())
        .forEach(line -> rows.append(line).append('\n'));
    if (!Files.exists(directory.matricesCsv()) && Files.exists(directory.gramCsv())) {
      CsvLines.rowsBefore(epoch, directory.gramCsv())
          .forEach(line -> rows.append(line.replaceFirst(",", ",gram@")).append('\n'));
      write();
      try {
        Files.delete(directory.gramCsv());
      } catch (IOException e) {
        throw new FailedException(directory.gramCsv() + ": cannot be deleted (" + e + ")", e);
      }
    }
  }

  /** Adds an epoch, later than the last; symmetric matrices by name. */
  void add(int epoch, Map<String, Matrix> matrices) {
    matrices.forEach((name, matrix) -> add(epoch, name, matrix));
    write();
  }

  private void add(int epoch, String name, Matrix matrix) {
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = i; j < matrix.columns(); j++) {
        rows.append(epoch).append(',').append(name).append(',').append(i).append(',').append(j);
        rows.append(',');
        if (Double.isFinite(matrix.get(i, j))) {
          rows.append(matrix.get(i, j));
        }
        rows.append('\n');
      }
    }
  }

  private void write() {
    AtomicFiles.write(directory.matricesCsv(), rows.toString());
  }
}
