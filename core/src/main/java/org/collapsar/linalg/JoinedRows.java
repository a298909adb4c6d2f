package org.collapsar.linalg;

import java.util.List;
import org.collapsar.BadInputException;

/** Tables of equal width, one below the other. */
final class JoinedRows implements Rows {
  private static final int BUFFER = 1 << 17;

  private final List<Rows> parts;

  /** Where each begins, and where the last ends. */
  private final long[] starts;

  /**
   * @throws BadInputException if there is none, or they differ in width
   */
  JoinedRows(List<Rows> parts) {
    this.parts = List.copyOf(parts);
    starts = new long[parts.size() + 1];
    Rows first = this.parts.get(0);
    for (int i = 0; i < parts.size(); i++) {
      Rows part = parts.get(i);
      if (part.columns() != first.columns()) {
        throw new BadInputException(
            part.describe()
                + ": expected "
                + first.columns()
                + " columns, as "
                + first.describe()
                + " has, which it is joined to, found "
                + part.columns());
      }
      starts[i + 1] = starts[i] + part.rows();
    }
  }

  @Override
  public long rows() {
    return starts[parts.size()];
  }

  @Override
  public int columns() {
    return parts.get(0).columns();
  }

  @Override
  public String describe() {
    return parts.get(0).describe() + " and " + (parts.size() - 1) + " more";
  }

  @Override
  public int bytesPerValue() {
    return parts.get(0).bytesPerValue();
  }

  @Override
  public void read(long firstRow, int count, double[] target) {
    Rows.checkRange(this, firstRow, count, target);
    int columns = columns();
    double[] buffer = new double[0];
    for (int done = 0; done < count; ) {
      long row = firstRow + done;
      int part = part(row);
      int room = Math.max(1, BUFFER / columns);
      int rest = (int) Math.min(count - done, starts[part + 1] - row);
      if (done == 0) {
        parts.get(part).read(row - starts[part], rest, target);
      } else {
        rest = Math.min(rest, room);
        buffer = buffer.length < rest * columns ? new double[rest * columns] : buffer;
        parts.get(part).read(row - starts[part], rest, buffer);
        System.arraycopy(buffer, 0, target, done * columns, rest * columns);
      }
      done += rest;
    }
  }

  /** The part that holds a row. */
  private int part(long row) {
    int low = 0;
    int high = parts.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  @Override
  public void close() {
    parts.forEach(Rows::close);
  }
}
