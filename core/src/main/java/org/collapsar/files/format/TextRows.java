package org.collapsar.files.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Bytes;
import org.collapsar.files.io.Json;
import org.collapsar.files.text.FirstLine;
import org.collapsar.files.text.NumberedColumns;
import org.collapsar.files.text.TextTable;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Table of text in one of its readings: with the first line as a row or as a header, where both are
 * possible, and without a first column that only counts.
 */
public final class TextRows implements Rows {
  private final String label;
  private final TextTable table;
  private final Bytes numbers;
  private final boolean header;
  private final Rows rows;

  private TextRows(String label, TextTable table, Bytes numbers, boolean header) {
    this.label = label;
    this.table = table;
    this.numbers = numbers;
    this.header = header;
    int above = header && table.firstLine().isAmongRows() ? 1 : 0;
    if (table.rows() <= above) {
      throw new BadInputException(label + ": expected rows of numbers, found none");
    }
    FlatShape shape = new FlatShape(table.rows() - above, table.columns());
    Bytes below = above == 0 ? numbers : from((long) table.columns() * Double.BYTES);
    Rows all = new StoredRows(label, TensorType.F64, ByteOrder.nativeOrder(), false, shape, below);
    this.rows = index().isIndex() ? all.withoutColumn(0) : all;
  }

  /** A header that is not among the rows takes none away. */
  private TextTable.Index index() {
    return table.index(header && table.firstLine().isAmongRows());
  }

  private Bytes from(long offset) {
    return new Bytes() {
      @Override
      public void read(long position, ByteBuffer target) throws IOException {
        numbers.read(offset + position, target);
      }

      @Override
      public void close() {
        numbers.close();
      }
    };
  }

  /** In the reading that it has by itself. */
  static TextRows of(String label, TextTable table, Bytes numbers) {
    return new TextRows(label, table, numbers, table.firstLine().isHeaderByItself());
  }

  /**
   * Reads the same numbers with the first line as a header or as a row, in place of this reading.
   *
   * @param isHeader whether the line is a header
   * @return other rows over the same numbers
   */
  public TextRows withHeader(boolean isHeader) {
    return new TextRows(label, table, numbers, isHeader);
  }

  /** {@return what the first line may be} */
  public FirstLine firstLine() {
    return table.firstLine();
  }

  /** {@return the first line, shortened} */
  public String firstText() {
    return table.firstText();
  }

  /** {@return whether the first line is a header in this reading} */
  public boolean isHeader() {
    return header;
  }

  /** {@return whether the numbers are places in {@link #texts}} */
  public boolean isText() {
    return table.texts() != null;
  }

  /**
   * {@return the distinct texts of labels, in order of first sight; empty where they are numbers}
   */
  public List<String> texts() {
    return table.texts() == null ? List.of() : table.texts();
  }

  /**
   * Leaves out a column.
   *
   * @param column number from 0
   * @return the other columns
   */
  public Rows without(int column) {
    return rows.withoutColumn(column);
  }

  /**
   * Looks up the name of a column.
   *
   * @param column number from 0
   * @return null where there is no header, or the column has no name
   */
  public @Nullable String columnName(int column) {
    List<String> names = table.names();
    int at = column + table.columns() - columns();
    return names == null || names.get(at).isEmpty() ? null : names.get(at);
  }

  /**
   * Writes a line about columns whose names are unlike those of most others.
   *
   * @param without a column that is left out; -1 for none
   * @return null where there are none
   */
  public @Nullable String unlikeOthers(int without) {
    if (table.names() == null) {
      return null;
    }
    List<String> names = new ArrayList<>();
    for (int j = 0; j < columns(); j++) {
      if (j != without) {
        names.add(Objects.requireNonNullElse(columnName(j), ""));
      }
    }
    return NumberedColumns.note(label, names, null);
  }

  /**
   * Lists what was left out.
   *
   * @return a line each
   * @throws BadInputException where the first column may be an index or a feature
   */
  public List<String> leftOut() {
    return leftOut(true);
  }

  /**
   * Lists what was left out, as {@link #leftOut} does, without a word about the first line.
   *
   * @return a line each
   * @throws BadInputException where the first column may be an index or a feature
   */
  public List<String> withoutNoteOfHeader() {
    return leftOut(false);
  }

  private List<String> leftOut(boolean noted) {
    TextTable.Index index = index();
    String counts =
        index.start() + ", " + (index.start() + 1) + ", " + (index.start() + 2) + ", ..";
    if (index.open()) {
      throw new BadInputException(
          label
              + ": column 0 is "
              + counts
              + ", an index or a feature: --skip-columns 0 leaves it out, --skip-columns none keeps"
              + " it");
    }
    List<String> notes = new ArrayList<>();
    if (noted && header && table.firstLine().isAmongRows() && !isText()) {
      notes.add(
          label
              + ": the first line, "
              + Json.quote(table.firstText())
              + ", is left out, a header; --header no keeps it");
    }
    notes.addAll(table.leftOut());
    if (index.isIndex()) {
      notes.add(
          label
              + ": column 0 is left out, an index ("
              + counts
              + "); --skip-columns none keeps it");
    }
    return notes;
  }

  @Override
  public long rows() {
    return rows.rows();
  }

  @Override
  public int columns() {
    return rows.columns();
  }

  @Override
  public String describe() {
    return label;
  }

  @Override
  public void read(long firstRow, int count, double[] target) {
    rows.read(firstRow, count, target);
  }

  @Override
  public RowBlock block(int room) {
    return rows.block(room);
  }

  @Override
  public void close() {
    numbers.close();
  }
}
