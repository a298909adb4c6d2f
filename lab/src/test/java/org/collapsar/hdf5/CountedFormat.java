package org.collapsar.hdf5;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.collapsar.files.format.ArrayFormat;
import org.collapsar.files.format.InputFile;
import org.collapsar.files.format.RawArray;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.TensorType;

/**
 * A format made for tests: COUNTED, two big-endian ints for rows and columns, then doubles. It
 * stands in the package of a module, since services of no other packages are looked at.
 */
public final class CountedFormat implements ArrayFormat {
  private static final String MAGIC = "COUNTED\n";
  private static final int HEADER = 16;

  @Override
  public String name() {
    return "counted";
  }

  @Override
  public String reads() {
    return "one table of doubles behind its sizes";
  }

  @Override
  public List<String> endings() {
    return List.of(".counted");
  }

  @Override
  public boolean recognises(InputFile file) throws IOException {
    return file.has(0, MAGIC);
  }

  @Override
  public List<StoredArray> open(InputFile file) throws IOException {
    ByteBuffer start = ByteBuffer.wrap(file.start());
    List<Long> shape = List.of((long) start.getInt(8), (long) start.getInt(12));
    return List.of(
        RawArray.rowMajor(
            "",
            file.path().toString(),
            TensorType.F64,
            ByteOrder.BIG_ENDIAN,
            shape,
            file.bytes().from(HEADER)));
  }

  /** A file of this format. */
  public static byte[] bytes(double[][] rows) {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + rows.length * rows[0].length * Double.BYTES);
    MAGIC.chars().forEach(c -> bytes.put((byte) c));
    bytes.putInt(rows.length).putInt(rows[0].length);
    for (double[] row : rows) {
      for (double value : row) {
        bytes.putDouble(value);
      }
    }
    return bytes.array();
  }
}
