package org.collapsar.spark.command;

import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.lab.measure.RemoteJob;
import org.collapsar.lab.measure.RemoteTables;

/**
 * Two columns of Parquet files.
 *
 * @param path of a file or a directory, as Spark takes it
 * @param features name of the column of features
 * @param label name of the column of labels
 */
record ParquetColumns(String path, String features, String label) {
  /** Spark knows no float16, and one such column stops it from reading any other. */
  private static final String ILLEGAL_TYPE = "PARQUET_TYPE_ILLEGAL";

  static ParquetColumns of(RemoteTables.OfColumns columns) {
    int colon = RemoteJob.colon(columns.features());
    return new ParquetColumns(
        columns.features().substring(0, colon),
        columns.features().substring(colon + 1),
        columns.labels().substring(RemoteJob.colon(columns.labels()) + 1));
  }

  /**
   * Reads the schema.
   *
   * @throws BadInputException if there is no such path, or no Parquet
   */
  Dataset<Row> read(SparkSession session) {
    try {
      return session.read().parquet(path);
    } catch (Exception e) {
      // Among them those of Scala, which Java's compiler does not know of.
      if (e instanceof AnalysisException refused && ILLEGAL_TYPE.equals(refused.getCondition())) {
        return HalfColumns.read(session, this);
      }
      throw refused(e);
    }
  }

  private RuntimeException refused(Exception e) {
    String said = Failures.line(e);
    if (e instanceof AnalysisException) {
      return new BadInputException(path + ": expected Parquet, found " + said, e);
    }
    return new FailedException(path + ": cannot be read by Spark: " + said, e);
  }

  /** The columns under other names. */
  Dataset<Row> as(SparkSession session, ParquetColumns names) {
    Dataset<Row> all = read(session);
    return all.select(
        all.col("`" + features + "`").as(names.features),
        all.col("`" + label + "`").as(names.label));
  }
}
