package org.collapsar.spark.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.collapsar.files.TableFile;
import org.collapsar.lab.measure.RemoteTables;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.Rows;

/**
 * Files of our formats as data sets: a partition per range of rows, whose size depends on the file
 * alone, so that the same file gives the same bits on every cluster.
 */
final class FileRows {
  static final String FEATURES = "features";
  static final String LABEL = "label";

  /** Bytes of a range, if nothing else is said. */
  private static final String BYTES = "64m";

  private static final String SETTING = "spark.collapsar.rangeBytes";

  private FileRows() {}

  /**
   * Whether float32 loses nothing of the numbers of a file.
   *
   * @throws org.collapsar.BadInputException if it cannot be opened here
   */
  static boolean isSingle(RemoteTables.OfFile table) {
    try (Rows rows = TableFile.open(table.argument()).get(0).rows();
        RowBlock block = rows.block(1)) {
      return block.isSingle();
    }
  }

  /**
   * The rows of a file with their classes as numbers.
   *
   * @param single whether they become float32
   * @throws org.collapsar.BadInputException if it cannot be opened here
   */
  static Dataset<Row> of(SparkSession session, RemoteTables.OfFile table, boolean single) {
    int rowBytes;
    try (Rows rows = TableFile.open(table.argument()).get(0).rows()) {
      rowBytes = Math.multiplyExact(rows.columns(), rows.bytesPerValue());
    }
    long bytes = session.sparkContext().getConf().getSizeAsBytes(SETTING, BYTES);
    List<RowRange> ranges = ranges(table.classes(), Math.max(1, bytes / rowBytes));
    JavaRDD<InternalRow> rows =
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .parallelize(ranges, ranges.size())
            .flatMap(
                new ReadRange(table.argument(), table.columns(), table.classes().length, single));
    StructType schema =
        new StructType()
            .add(
                FEATURES,
                DataTypes.createArrayType(
                    single ? DataTypes.FloatType : DataTypes.DoubleType, false),
                false)
            .add(LABEL, DataTypes.DoubleType, false);
    return session.internalCreateDataFrame(rows.rdd(), schema, false);
  }

  /** Ranges of so many rows; the last may have fewer. */
  static List<RowRange> ranges(int[] classes, long rows) {
    int each = (int) Math.min(rows, classes.length);
    List<RowRange> ranges = new ArrayList<>();
    for (long first = 0; first < classes.length; first += each) {
      int end = (int) Math.min(classes.length, first + each);
      ranges.add(new RowRange(first, Arrays.copyOfRange(classes, (int) first, end)));
    }
    return ranges;
  }
}
