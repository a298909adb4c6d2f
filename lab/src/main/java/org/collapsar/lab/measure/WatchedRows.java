package org.collapsar.lab.measure;

import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.Rows;

/**
 * Rows that tell how far they have been read. A measurement reads its rows several times from start
 * to end; every such reading counts from zero.
 */
final class WatchedRows implements Rows {
  private final Rows rows;
  private final MeasureListener listener;
  private long read;

  WatchedRows(Rows rows, MeasureListener listener) {
    this.rows = rows;
    this.listener = listener;
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
  public int bytesPerValue() {
    return rows.bytesPerValue();
  }

  @Override
  public void read(long firstRow, int count, double[] target) {
    rows.read(firstRow, count, target);
    tell(count);
  }

  @Override
  public RowBlock block(int room) {
    return rows.block(room).watched(this::tell);
  }

  private synchronized void tell(int count) {
    if (rows() == 0) {
      return;
    }
    read += count;
    long reading = (read - 1) / rows();
    long bytesPerRow = (long) columns() * bytesPerValue();
    listener.progress(
        describe() + ", reading " + (reading + 1),
        (read - reading * rows()) * bytesPerRow,
        rows() * bytesPerRow);
  }

  @Override
  public String describe() {
    return rows.describe();
  }

  /** The rows that are watched belong to whoever opened them. */
  @Override
  public void close() {}
}
