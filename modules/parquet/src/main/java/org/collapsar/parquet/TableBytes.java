package org.collapsar.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.files.format.TensorType;
import org.collapsar.files.io.Bytes;
import org.collapsar.files.io.Spool;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a table [rows x numbers of its parts], row-major, little-endian. Columns can only
 * be read from their beginning, so that the first read reads all of them, a row group at a time,
 * and keeps them in a {@link Spool}: afterwards a table is read as any other, as often as it is
 * needed.
 */
final class TableBytes implements Bytes {
  private static final int BUFFER = 1 << 16;

  private final Path path;
  private final String label;
  private final Footer footer;
  private final List<Part> parts;
  private final TensorType type;
  private @Nullable Spool spool;

  TableBytes(Path path, String label, Footer footer, List<Part> parts, TensorType type) {
    this.path = path;
    this.label = label;
    this.footer = footer;
    this.parts = List.copyOf(parts);
    this.type = type;
  }

  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    unpacked().read(position, target);
  }

  private synchronized Spool unpacked() throws IOException {
    Spool kept = spool;
    if (kept == null) {
      kept = new Spool();
      try {
        unpack(kept);
        spool = kept;
      } catch (BadInputException e) {
        throw new BadInputException(label + ": " + e.getMessage(), e);
      } catch (FailedException e) {
        throw e;
      } catch (RuntimeException | OutOfMemoryError e) {
        throw new BadInputException(label + ": expected a whole file, found " + damage(e), e);
      } finally {
        if (spool == null) {
          kept.close();
        }
      }
    }
    return kept;
  }

  /** What a library says of a file that is not as it should be. */
  static String damage(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return "a damaged one (" + cause.getClass().getSimpleName() + ": " + message + ")";
  }

  private void unpack(Spool to) throws IOException {
    MessageType projected =
        new MessageType(
            footer.schema().getName(), parts.stream().map(Part::field).toArray(Type[]::new));
    int rowBytes = parts.stream().mapToInt(part -> part.count() * part.type().bytes()).sum();
    ByteBuffer row = ByteBuffer.allocate(rowBytes).order(ByteOrder.LITTLE_ENDIAN);
    byte[] block = new byte[Math.max(1, BUFFER / rowBytes(row)) * rowBytes(row)];
    int filled = 0;
    long at = 0;
    try (ParquetFileReader reader = Footer.open(path)) {
      reader.setRequestedSchema(projected);
      for (PageReadStore group = reader.readNextRowGroup();
          group != null;
          group = reader.readNextRowGroup()) {
        ColumnReadStoreImpl columns =
            new ColumnReadStoreImpl(group, new Unused(projected), projected, footer.createdBy());
        List<Part.Rows> readers = new ArrayList<>();
        for (Part part : parts) {
          readers.add(part.in(columns::getColumnReader));
        }
        for (long i = 0; i < group.getRowCount(); i++, at++) {
          row.clear();
          for (Part.Rows each : readers) {
            each.read(at, row);
          }
          filled = store(row.flip(), block, filled);
          if (filled == block.length) {
            to.write(block, 0, filled);
            filled = 0;
          }
        }
      }
    }
    to.write(block, 0, filled);
    to.finish();
    if (at != footer.rows()) {
      throw new BadInputException("expected " + footer.rows() + " rows, found " + at);
    }
  }

  /** Bytes of a row in the table: of columns of several types as doubles. */
  private int rowBytes(ByteBuffer row) {
    return isMixed() ? parts.size() * Double.BYTES : row.capacity();
  }

  private boolean isMixed() {
    return parts.stream().anyMatch(part -> part.type() != type);
  }

  private int store(ByteBuffer row, byte[] block, int at) {
    if (!isMixed()) {
      row.get(block, at, row.limit());
      return at + row.capacity();
    }
    ByteBuffer doubles = ByteBuffer.wrap(block, at, parts.size() * Double.BYTES);
    doubles.order(ByteOrder.LITTLE_ENDIAN);
    double[] number = new double[1];
    for (Part part : parts) {
      part.type().decode(row, 1, number, 0);
      row.position(row.position() + part.type().bytes());
      doubles.putDouble(number[0]);
    }
    return at + parts.size() * Double.BYTES;
  }

  @Override
  public synchronized void close() {
    Spool kept = spool;
    spool = null;
    if (kept != null) {
      kept.close();
    }
  }
}
