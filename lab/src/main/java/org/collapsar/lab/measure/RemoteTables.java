package org.collapsar.lab.measure;

import java.util.List;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.Measurement;
import org.jspecify.annotations.Nullable;

/** Measurer of tables on other machines, by the plan of measurement that this machine follows. */
public interface RemoteTables {

  /**
   * Table in a file that all machines see at the same path, which is read by ranges of its rows.
   *
   * @param argument PATH or PATH:MEMBER, an absolute path
   * @param columns D
   * @param classes of each row of the file its class, from 0; -1 for a row that is left out
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
  record OfFile(String argument, int columns, int[] classes) {}

  /**
   * Table in columns of Parquet files.
   *
   * @param features PATH:COLUMN, of lists of numbers or of vectors; the last colon behind the last
   *     slash separates the two
   * @param labels PATH:COLUMN of the same path
   */
  record OfColumns(String features, String labels) {}

  /**
   * Metrics that are wanted.
   *
   * @param metrics ids; null for the default ones
   * @param more ids beside the default ones
   * @param all whether everything in the catalogue is measured
   */
  record Wanted(@Nullable List<String> metrics, List<String> more, boolean all) {}

  /**
   * Measures a table of a file.
   *
   * @param table the features
   * @param test test samples; null for none
   * @param classes K
   * @param w W [K x D]; null for none
   * @param b b [K]; null for none
   * @param wanted the metrics
   * @param listener hears notes
   * @return the values
   * @throws org.collapsar.BadInputException if a number is not finite, or another machine does not
   *     see the file
   */
  Measurement measure(
      OfFile table,
      @Nullable OfFile test,
      int classes,
      @Nullable Matrix w,
      double @Nullable [] b,
      Wanted wanted,
      MeasureListener listener);

  /**
   * What was measured of columns.
   *
   * @param names of the classes; empty where they are 0 .. K-1
   */
  record Measured(Measurement measurement, List<String> names) {}

  /**
   * Measures columns.
   *
   * @param columns the features with their labels
   * @param test test samples; null for none
   * @param classes K; null for the classes that occur
   * @param w W with a row for each label, of which those of the classes are taken; null for none
   * @param b a number for each row of W; null for none
   * @param wanted the metrics
   * @param listener hears notes
   * @return the values with the names of the classes
   * @throws org.collapsar.BadInputException if there is no such path or column, or a row cannot be
   *     measured
   */
  Measured measure(
      OfColumns columns,
      @Nullable OfColumns test,
      @Nullable Integer classes,
      @Nullable Matrix w,
      double @Nullable [] b,
      Wanted wanted,
      MeasureListener listener);
}
