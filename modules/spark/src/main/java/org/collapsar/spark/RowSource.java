package org.collapsar.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Columns of a data set as rows in Spark's own form, without an object per number.
 *
 * <p>Where a file is read in batches of columns (Parquet, ORC) and nothing else is done, rows are
 * views of the batches, and Spark does not copy numbers one by one. For that columns are in the
 * order of the data set.
 */
final class RowSource {
  /**
   * Rows of a batch. Spark takes 4096, whose numbers and levels are 100 MB and more per task where
   * rows have thousands of numbers.
   */
  private static final int BATCH = 512;

  private final int[] order;

  /**
   * @param places of the columns in the data set; {@link Integer#MAX_VALUE} for what is computed
   */
  RowSource(List<Integer> places) {
    order =
        IntStream.range(0, places.size())
            .boxed()
            .sorted(Comparator.comparing(places::get))
            .mapToInt(i -> i)
            .toArray();
  }

  /** Where in a row the column that was named as number {@code i} is. */
  int ordinal(int i) {
    for (int at = 0; at < order.length; at++) {
      if (order[at] == i) {
        return at;
      }
    }
    throw new IndexOutOfBoundsException("column " + i);
  }

  /**
   * @param columns in the order in which they were named
   */
  JavaRDD<InternalRow> rows(Dataset<?> data, List<Column> columns) {
    List<Column> ordered = new ArrayList<>();
    for (int i : order) {
      ordered.add(columns.get(i));
    }
    QueryExecution query = data.select(ordered.toArray(Column[]::new)).queryExecution();
    SparkPlan plan = query.executedPlan();
    if (plan instanceof WholeStageCodegenExec stage) {
      plan = stage.child();
    }
    if (plan instanceof ColumnarToRowExec rows) {
      SparkPlan batches = rows.child() instanceof InputAdapter input ? input.child() : rows.child();
      if (batches.supportsColumnar()) {
        return execute(batches, query.sparkSession().sessionState().conf())
            .toJavaRDD()
            .mapPartitions(BatchRows::new, true);
      }
    }
    return query.toRdd().toJavaRDD();
  }

  /** Plans the reading of batches, small ones unless the session says how large. */
  private static RDD<ColumnarBatch> execute(SparkPlan batches, SQLConf conf) {
    String key = SQLConf.PARQUET_VECTORIZED_READER_BATCH_SIZE().key();
    synchronized (conf) {
      if (conf.contains(key)) {
        return batches.executeColumnar();
      }
      conf.setConfString(key, Integer.toString(BATCH));
      try {
        return batches.executeColumnar(); // the size is read here, not by tasks
      } finally {
        conf.unsetConf(key);
      }
    }
  }

  /** The rows of batches, one after another. */
  private static final class BatchRows implements Iterator<InternalRow> {
    private final Iterator<ColumnarBatch> batches;
    private Iterator<InternalRow> rows = List.<InternalRow>of().iterator();

    BatchRows(Iterator<ColumnarBatch> batches) {
      this.batches = batches;
    }

    @Override
    public boolean hasNext() {
      while (!rows.hasNext()) {
        if (!batches.hasNext()) {
          return false;
        }
        rows = batches.next().rowIterator();
      }
      return true;
    }

    @Override
    public InternalRow next() {
      return rows.next();
    }
  }
}
