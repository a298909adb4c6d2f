package org.collapsar.files.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.collapsar.files.io.Bytes;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.FloatArray;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.Rows;

/** Table of stored numbers, read and converted a block at a time. */
public final class StoredRows implements Rows {
  private static final int BUFFER = 1 << 18;

  /** A column-major table is turned in tiles, so that whole cache lines are written at a time. */
  private static final int TILE_COLUMNS = 32;

  private static final int TILE_ROWS = 1024;

  /** Off the heap: a read goes there directly, into another buffer by way of a hidden one. */
  private static final ThreadLocal<ByteBuffer> BUFFERS =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER));

  private final String describe;
  private final TensorType type;
  private final ByteOrder order;
  private final boolean columnMajor;
  private final long rows;
  private final int columns;
  private final Bytes bytes;

  /**
   * Makes a table of numbers that lie in bytes without gaps.
   *
   * @param describe what messages call it
   * @param type how a number is stored
   * @param order of the bytes of a number
   * @param columnMajor whether the rows are the fastest
   * @param shape [rows x columns]
   * @param bytes from the first number on
   */
  public StoredRows(
      String describe,
      TensorType type,
      ByteOrder order,
      boolean columnMajor,
      FlatShape shape,
      Bytes bytes) {
    this.describe = describe;
    this.type = type;
    this.order = order;
    // One column, or one row, looks the same either way and reads faster this way.
    this.columnMajor = columnMajor && shape.rows() > 1 && shape.columns() > 1;
    this.rows = shape.rows();
    this.columns = shape.columns();
    this.bytes = bytes;
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
    reading(
        () -> {
          if (columnMajor) {
            readColumnMajor(firstRow, count, target);
          } else {
            read(firstRow * columns, count * columns, target, 0);
          }
        });
    if (type.isFloatingPoint()) {
      Rows.checkFinite(describe, firstRow, count, columns, target);
    }
  }

  @Override
  public RowBlock block(int room) {
    if (columnMajor || columns > BUFFER / type.bytes()) {
      return Rows.super.block(room);
    }
    return type.fitsFloat32()
        ? RowBlock.ofFloats(room, columns, floats())
        : RowBlock.ofDoubles(room, columns, doubles());
  }

  /** Whether the bytes of the file are those of the numbers in memory. */
  private boolean storedAs(TensorType other) {
    return type == other && order == ByteOrder.nativeOrder();
  }

  private RowBlock.Source<FloatArray> floats() {
    if (storedAs(TensorType.F32)) {
      return this::readBytes;
    }
    float[][] block = new float[rowsARead()][columns];
    return (firstRow, count, target) ->
        readRows(
            firstRow,
            count,
            (buffer, first, n) -> {
              type.decode(buffer, block, 0, n);
              for (int i = 0; i < n; i++) {
                target.store((first + i) * columns, block[i], columns);
              }
            });
  }

  private RowBlock.Source<DoubleArray> doubles() {
    if (storedAs(TensorType.F64)) {
      return this::readBytes;
    }
    double[] row = new double[columns];
    return (firstRow, count, target) ->
        readRows(
            firstRow,
            count,
            (buffer, first, n) -> {
              for (int i = 0; i < n; i++) {
                buffer.position(i * columns * type.bytes());
                type.decode(buffer, columns, row, 0);
                target.store((first + i) * columns, row, columns);
              }
            });
  }

  private void readBytes(long firstRow, int count, NativeArray target) {
    long rowBytes = (long) columns * type.bytes();
    reading(() -> bytes.read(firstRow * rowBytes, target.bytes(0, count * columns)));
  }

  /** Takes rows from the start of a buffer. */
  private interface RowDecoder {
    void decode(ByteBuffer buffer, int first, int rows);
  }

  private int rowsARead() {
    return BUFFER / (columns * type.bytes());
  }

  /** Reads as many whole rows at a time as the buffer holds. */
  private void readRows(long firstRow, int count, RowDecoder decoder) {
    int rowBytes = columns * type.bytes();
    int perRead = rowsARead();
    ByteBuffer buffer = BUFFERS.get().order(order);
    reading(
        () -> {
          for (int done = 0; done < count; done += perRead) {
            int n = Math.min(perRead, count - done);
            buffer.clear().limit(n * rowBytes);
            bytes.read((firstRow + done) * rowBytes, buffer);
            decoder.decode(buffer.flip(), done, n);
          }
        });
  }

  private void reading(Reading reading) {
    Reading.run(describe, reading);
  }

  private void readColumnMajor(long firstRow, int count, double[] target) throws IOException {
    int tileRows = Math.min(count, TILE_ROWS);
    // Not a power of two, at which the columns of a tile would fight for the same cache lines.
    int stride = tileRows + 8;
    double[] tile = new double[TILE_COLUMNS * stride];
    for (int top = 0; top < count; top += tileRows) {
      int height = Math.min(tileRows, count - top);
      for (int left = 0; left < columns; left += TILE_COLUMNS) {
        int width = Math.min(TILE_COLUMNS, columns - left);
        for (int j = 0; j < width; j++) {
          read((left + j) * rows + firstRow + top, height, tile, j * stride);
        }
        turn(tile, stride, height, width, target, top * columns + left, columns);
      }
    }
  }

  /** Writes the columns of a tile, {@code stride} apart, as rows that are {@code step} apart. */
  private static void turn(
      double[] tile, int stride, int height, int width, double[] target, int from, int step) {
    for (int i = 0; i < height; i++) {
      int at = from + i * step;
      for (int j = 0; j < width; j++) {
        target[at + j] = tile[j * stride + i];
      }
    }
  }

  /** Reads {@code count} numbers that lie together, from number {@code first} of the file on. */
  private void read(long first, int count, double[] target, int at) throws IOException {
    ByteBuffer buffer = BUFFERS.get().order(order);
    int perRead = BUFFER / type.bytes();
    for (int done = 0; done < count; ) {
      int n = Math.min(perRead, count - done);
      buffer.clear().limit(n * type.bytes());
      bytes.read((first + done) * type.bytes(), buffer);
      buffer.flip();
      type.decode(buffer, n, target, at + done);
      done += n;
    }
  }

  @Override
  public void close() {
    bytes.close();
  }
}
