package org.collapsar.files.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.collapsar.files.io.Bytes;
import org.collapsar.linalg.Rows;

/**
 * The rows of an array whose numbers lie at any strides: views, transposed arrays of several
 * dimensions. Where the numbers of a row lie close together, whole rows are read with what lies
 * between; else columns of the block that is asked for, or single numbers.
 */
final class StridedRows implements Rows {
  private static final int BUFFER = 1 << 18;

  /** A stretch is read whole where at least one number in so many is wanted. */
  private static final int SPARSE = 16;

  private static final ThreadLocal<ByteBuffer> BUFFERS =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER));

  private final String describe;
  private final TensorType type;
  private final ByteOrder order;
  private final long rows;
  private final int columns;
  private final long rowStride;
  private final long[] sizes;
  private final long[] strides;
  private final Bytes bytes;

  /** From the first number of a row to its last, in numbers. */
  private final long rowSpan;

  StridedRows(
      String describe,
      TensorType type,
      ByteOrder order,
      List<Long> shape,
      List<Long> strides,
      FlatShape flat,
      Bytes bytes) {
    this.describe = describe;
    this.type = type;
    this.order = order;
    this.rows = flat.rows();
    this.columns = flat.columns();
    this.rowStride = strides.get(0);
    this.sizes = shape.stream().skip(1).mapToLong(Long::longValue).toArray();
    this.strides = strides.stream().skip(1).mapToLong(Long::longValue).toArray();
    this.bytes = bytes;
    this.rowSpan = offset(columns - 1);
  }

  /** Where number {@code column} of a row lies behind the first of the row, in numbers. */
  private long offset(long column) {
    long offset = 0;
    long left = column;
    for (int d = sizes.length - 1; d >= 0; d--) {
      offset += left % sizes[d] * strides[d];
      left /= sizes[d];
    }
    return offset;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public String describe() {
    return describe;
  }

  @Override
  public int bytesPerValue() {
    return type.bytes();
  }

  @Override
  public void read(long firstRow, int count, double[] target) {
    Rows.checkRange(this, firstRow, count, target);
    Reading.run(
        describe,
        () -> {
          if (rowSpan < (long) SPARSE * columns && rowSpan < BUFFER / type.bytes()) {
            readByRows(firstRow, count, target);
          } else {
            readByColumns(firstRow, count, target);
          }
        });
    if (type.isFloatingPoint()) {
      Rows.checkFinite(describe, firstRow, count, columns, target);
    }
  }

  private void readByRows(long firstRow, int count, double[] target) throws IOException {
    int[] offsets = new int[columns];
    for (int j = 0; j < columns; j++) {
      offsets[j] = (int) offset(j);
    }
    int room = BUFFER / type.bytes();
    // As many rows at a time as the buffer holds, unless they lie far from each other.
    int perRead =
        rowStride > SPARSE * (rowSpan + 1)
            ? 1
            : (int) Math.min(count, 1 + (room - rowSpan - 1) / Math.max(1, rowStride));
    double[] block = new double[(int) ((Math.min(perRead, count) - 1) * rowStride + rowSpan + 1)];
    for (int done = 0; done < count; done += perRead) {
      int n = Math.min(perRead, count - done);
      int span = (int) ((n - 1) * rowStride + rowSpan + 1);
      decode((firstRow + done) * rowStride, span, block);
      for (int i = 0; i < n; i++) {
        int from = (int) (i * rowStride);
        int to = (done + i) * columns;
        for (int j = 0; j < columns; j++) {
          target[to + j] = block[from + offsets[j]];
        }
      }
    }
  }

  private void readByColumns(long firstRow, int count, double[] target) throws IOException {
    int room = BUFFER / type.bytes();
    int perRead =
        rowStride >= SPARSE ? 1 : (int) Math.min(count, 1 + (room - 1) / Math.max(1, rowStride));
    double[] block = new double[(int) ((Math.min(perRead, count) - 1) * rowStride + 1)];
    for (int j = 0; j < columns; j++) {
      long column = offset(j);
      for (int done = 0; done < count; done += perRead) {
        int n = Math.min(perRead, count - done);
        decode((firstRow + done) * rowStride + column, (int) ((n - 1) * rowStride + 1), block);
        for (int i = 0; i < n; i++) {
          target[(done + i) * columns + j] = block[(int) (i * rowStride)];
        }
      }
    }
  }

  /** Reads numbers that lie together, from number {@code first} on; they fit the buffer. */
  private void decode(long first, int count, double[] target) throws IOException {
    ByteBuffer buffer = BUFFERS.get().order(order);
    buffer.clear().limit(count * type.bytes());
    bytes.read(first * type.bytes(), buffer);
    type.decode(buffer.flip(), count, target, 0);
  }

  @Override
  public void close() {
    bytes.close();
  }
}
