package org.collapsar.spark.command;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.util.TaskCompletionListener;
import org.collapsar.BadInputException;
import org.collapsar.files.TableFile;
import org.collapsar.linalg.Rows;

/**
 * Reads a range of rows of a file by position, some at a time: rows of features and class. Rows of
 * class -1 are not read on.
 */
final class ReadRange implements FlatMapFunction<RowRange, InternalRow> {
  private static final long serialVersionUID = 1L;

  /** Numbers that are read at once, about. */
  private static final int BLOCK = 1 << 17;

  private final String argument;
  private final int columns;
  private final long rows;
  private final boolean single;

  /**
   * A file as the driver sees it.
   *
   * @param argument PATH or PATH:MEMBER
   * @param single whether float32 loses nothing
   */
  ReadRange(String argument, int columns, long rows, boolean single) {
    this.argument = argument;
    this.columns = columns;
    this.rows = rows;
    this.single = single;
  }

  @Override
  public Iterator<InternalRow> call(RowRange range) {
    Rows table = TableFile.open(argument).get(0).rows();
    TaskCompletionListener close = context -> table.close();
    TaskContext.get().addTaskCompletionListener(close);
    if (table.rows() != rows || table.columns() != columns) {
      throw new BadInputException(
          argument
              + ": expected the table of "
              + rows
              + " x "
              + columns
              + " that the driver sees, found "
              + table.rows()
              + " x "
              + table.columns()
              + " on a machine of the cluster");
    }
    return new Reader(table, range);
  }

  private final class Reader implements Iterator<InternalRow> {
    private final Rows table;
    private final RowRange range;
    private final int atOnce;
    private final double[] block;
    private int next;
    private int blockStart;
    private int blockEnd;

    Reader(Rows table, RowRange range) {
      this.table = table;
      this.range = range;
      this.atOnce = Math.max(1, Math.min(range.classes().length, BLOCK / columns));
      this.block = new double[Math.multiplyExact(atOnce, columns)];
      skip();
    }

    /** Passes over rows that are left out. */
    private void skip() {
      while (next < range.classes().length && range.classes()[next] < 0) {
        next++;
      }
    }

    @Override
    public boolean hasNext() {
      return next < range.classes().length;
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (next >= blockEnd) {
        blockStart = next;
        blockEnd = Math.min(range.classes().length, next + atOnce);
        table.read(range.first() + blockStart, blockEnd - blockStart, block);
      }
      int at = (next - blockStart) * columns;
      UnsafeArrayData features;
      if (single) {
        float[] row = new float[columns];
        for (int j = 0; j < columns; j++) {
          row[j] = (float) block[at + j];
        }
        features = UnsafeArrayData.fromPrimitiveArray(row);
      } else {
        double[] row = new double[columns];
        System.arraycopy(block, at, row, 0, columns);
        features = UnsafeArrayData.fromPrimitiveArray(row);
      }
      InternalRow result =
          new GenericInternalRow(new Object[] {features, (double) range.classes()[next]});
      next++;
      skip();
      return result;
    }
  }
}
