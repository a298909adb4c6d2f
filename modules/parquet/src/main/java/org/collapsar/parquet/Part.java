package org.collapsar.parquet;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.Type;
import org.collapsar.BadInputException;
import org.collapsar.files.format.TensorType;

/** What a column of a file adds to a row of a table: a number, a list of them, a vector. */
interface Part {

  /** Fields of the schema that it is read from. */
  Type field();

  /** How many numbers. */
  int count();

  /** How they are stored. */
  TensorType type();

  /**
   * Reads it in a row group, row by row.
   *
   * @param readers of its columns, each at its first value
   */
  Rows in(Function<ColumnDescriptor, ColumnReader> readers);

  /** Reads the next row. */
  @FunctionalInterface
  interface Rows {
    /**
     * @param row from 0, for messages
     * @param to receives the numbers
     * @throws BadInputException when the row lacks one, or has more
     */
    void read(long row, ByteBuffer to);
  }

  /** A number per row. */
  record Scalar(Type field, ColumnDescriptor column, TensorType type) implements Part {
    @Override
    public int count() {
      return 1;
    }

    @Override
    public Rows in(Function<ColumnDescriptor, ColumnReader> readers) {
      ColumnReader reader = readers.apply(column);
      return (row, to) -> {
        number(reader, column, row);
        Numbers.put(reader, type, to);
        reader.consume();
      };
    }
  }

  /** A list of as many numbers in every row. */
  record ListOf(Type field, ColumnDescriptor column, TensorType type, int count) implements Part {
    @Override
    public Rows in(Function<ColumnDescriptor, ColumnReader> readers) {
      ColumnReader reader = readers.apply(column);
      long[] left = {reader.getTotalValueCount()};
      return (row, to) -> list(reader, column, type, count, left, row, to);
    }
  }

  /**
   * A vector of Spark ML: {@code type} is 1 where {@code values} are all numbers, and 0 where they
   * are those at {@code indices} of {@code size} numbers, the others being 0.
   */
  record VectorOf(Type field, List<ColumnDescriptor> columns, int count) implements Part {
    private static final int SPARSE = 0;

    @Override
    public TensorType type() {
      return TensorType.F64;
    }

    @Override
    public Rows in(Function<ColumnDescriptor, ColumnReader> readers) {
      ColumnReader kind = readers.apply(columns.get(0));
      ColumnReader size = readers.apply(columns.get(1));
      ColumnReader indices = readers.apply(columns.get(2));
      ColumnReader values = readers.apply(columns.get(3));
      long[] left = {values.getTotalValueCount(), indices.getTotalValueCount()};
      double[] vector = new double[count];
      int[] places = new int[count];
      return (row, to) -> {
        number(kind, columns.get(0), row);
        boolean sparse = kind.getInteger() == SPARSE;
        kind.consume();
        boolean sized = isThere(size, columns.get(1));
        int stated = sized ? size.getInteger() : count;
        size.consume();
        if (sparse && stated != count) {
          throw new BadInputException(
              "row " + row + ": expected a vector of " + count + " numbers, found " + stated);
        }
        int filled =
            entries(indices, columns.get(2), left, 1, row, i -> places[i] = indices.getInteger());
        if (!sparse) {
          list(values, columns.get(3), TensorType.F64, count, left, row, to);
          return;
        }
        java.util.Arrays.fill(vector, 0);
        int found =
            entries(
                values,
                columns.get(3),
                left,
                0,
                row,
                i -> {
                  int place = i < filled ? places[i] : -1;
                  if (place < 0 || place >= count) {
                    throw new BadInputException(
                        "row " + row + ": expected an index below " + count + ", found " + place);
                  }
                  vector[place] = values.getDouble();
                });
        if (found != filled) {
          throw new BadInputException(
              "row " + row + ": expected " + filled + " values, found " + found);
        }
        for (double x : vector) {
          to.putDouble(x);
        }
      };
    }

    private int entries(
        ColumnReader reader,
        ColumnDescriptor column,
        long[] left,
        int which,
        long row,
        java.util.function.IntConsumer each) {
      int found = 0;
      do {
        if (isThere(reader, column)) {
          if (found == count) {
            throw new BadInputException(
                "row " + row + ": expected at most " + count + " entries, found more");
          }
          each.accept(found++);
        }
        reader.consume();
        left[which]--;
      } while (left[which] > 0 && reader.getCurrentRepetitionLevel() > 0);
      return found;
    }
  }

  private static boolean isThere(ColumnReader reader, ColumnDescriptor column) {
    return reader.getCurrentDefinitionLevel() == column.getMaxDefinitionLevel();
  }

  private static void number(ColumnReader reader, ColumnDescriptor column, long row) {
    if (!isThere(reader, column)) {
      throw new BadInputException(
          "row " + row + ": expected a number, found none (null) in " + column.getPath()[0]);
    }
  }

  /**
   * @param left values of the column that are not read yet, at its first place
   */
  private static void list(
      ColumnReader reader,
      ColumnDescriptor column,
      TensorType type,
      int count,
      long[] left,
      long row,
      ByteBuffer to) {
    for (int i = 0; i < count; i++) {
      // A repetition level of 0 begins the next row.
      if (left[0] == 0 || (reader.getCurrentRepetitionLevel() == 0) != (i == 0)) {
        throw new BadInputException(
            "row " + row + ": expected " + count + " numbers, as many as on average, found " + i);
      }
      number(reader, column, row);
      Numbers.put(reader, type, to);
      reader.consume();
      left[0]--;
    }
    if (left[0] > 0 && reader.getCurrentRepetitionLevel() > 0) {
      throw new BadInputException(
          "row " + row + ": expected " + count + " numbers, as many as on average, found more");
    }
  }
}
