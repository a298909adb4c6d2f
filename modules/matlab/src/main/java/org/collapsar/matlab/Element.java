package org.collapsar.matlab;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.files.format.RawArray;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.TensorType;
import org.collapsar.files.io.FileBytes;
import org.jspecify.annotations.Nullable;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.format.Mat5Reader;
import us.hebi.matlab.mat.format.Mat5Reader.EntryHeader;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Opaque;
import us.hebi.matlab.mat.types.Sources;

/**
 * A variable of a file. MFL reads it alone, behind the header of the file: so it never asks for
 * more than this variable can hold, and others that it does not understand cost nothing.
 *
 * @param bytes of the file
 * @param order of the bytes of a number
 * @param start of the variable
 * @param length of the variable
 * @param number in the file, from 0, for one without a name
 */
record Element(Path file, FileBytes bytes, ByteOrder order, long start, long length, int number) {
  private static final int TAG = 8;
  private static final int VARIABLE = 14;
  private static final int PACKED = 15;
  private static final int FIRST_BYTES = 64;

  private static final Map<MatlabType, TensorType> TYPES =
      Map.of(
          MatlabType.Double, TensorType.F64,
          MatlabType.Single, TensorType.F32,
          MatlabType.Int8, TensorType.I8,
          MatlabType.UInt8, TensorType.U8,
          MatlabType.Int16, TensorType.I16,
          MatlabType.UInt16, TensorType.U16,
          MatlabType.Int32, TensorType.I32,
          MatlabType.UInt32, TensorType.U32,
          MatlabType.Int64, TensorType.I64,
          MatlabType.UInt64, TensorType.U64);

  private static final Map<MatlabType, String> OTHERS =
      Map.of(
          MatlabType.Character, "text",
          MatlabType.Cell, "a cell array",
          MatlabType.Structure, "a struct",
          MatlabType.Function, "a function");

  /** What zlib can make of a byte, and some. */
  private static final long MOST_GROWTH = 1100;

  /** Stops MFL once a header is read. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Enough() {
      super(null, null, false, false);
    }
  }

  /** The array, by the header of the variable. */
  StoredArray array() {
    EntryHeader[] found = new EntryHeader[1];
    Array opaque = null;
    String name = "variable " + number;
    try {
      long unpacked = unpackedLength();
      if (unpacked > Integer.MAX_VALUE) {
        return refused(
            name, List.of(), "expected a variable of at most 2 GB, found " + unpacked + " bytes");
      } else if (unpacked < 0) {
        return refused(name, List.of(), "expected a variable of MATLAB, found something else");
      }
      Mat5File read =
          read(
              header -> {
                found[0] = header;
                throw new Enough();
              },
              room());
      // MFL reads some objects whole, and asks nobody.
      for (var entry : read.getEntries()) {
        name = entry.getName();
        opaque = entry.getValue();
      }
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      if (found[0] == null) {
        return refused(name, List.of(), "expected a variable of MATLAB, found " + damage(e));
      }
    }
    EntryHeader header = found[0];
    if (header == null) {
      // MATLAB keeps the insides of objects in a variable without a name.
      String what = opaque instanceof Opaque object ? object.getClassName() : "no variable";
      return refused(
          name.isEmpty() ? "variable " + number : name,
          List.of(),
          "expected numbers, found an object (" + what + ")");
    }
    return array(header);
  }

  private StoredArray array(EntryHeader header) {
    String name = header.getName();
    List<Long> shape = new ArrayList<>();
    long count = 1;
    for (int size : header.getDimensions()) {
      shape.add((long) size);
      count = size < 0 ? -1 : Math.min(count * size, Integer.MAX_VALUE * 2L);
      if (count < 0) {
        return refused(name, List.of(), "expected sizes, found a negative one");
      }
    }
    TensorType type = header.isLogical() ? TensorType.BOOL : TYPES.get(header.getType());
    String refusal = refusal(header, type, count);
    if (refusal != null || type == null) {
      return refused(name, shape, String.valueOf(refusal));
    }
    return RawArray.columnMajor(
        name,
        StoredArray.label(file, name),
        type,
        ByteOrder.nativeOrder(),
        shape,
        new MatrixBytes(this, type));
  }

  private @Nullable String refusal(EntryHeader header, @Nullable TensorType type, long count) {
    if (header.getType() == MatlabType.Sparse) {
      return "expected a full matrix, found a sparse one; full(X) makes one";
    } else if (type == null) {
      return "expected numbers, found "
          + OTHERS.getOrDefault(header.getType(), "an object")
          + " of MATLAB"
          + advice(header);
    } else if (header.isComplex()) {
      return "expected real numbers, found complex ones";
    }
    // In the file numbers may be smaller than in memory, down to a byte.
    if (count > room()) {
      return "expected at most "
          + (room() >> 20)
          + " MB, half the memory or what the file can hold, found "
          + count
          + " numbers; give Java more (-Xmx), or save with -v7.3";
    }
    return null;
  }

  private String advice(EntryHeader header) {
    String name = header.getName();
    if (header.getType() == MatlabType.Structure) {
      return "; save('fields.mat', '-struct', '" + name + "', '-v7') saves its fields";
    } else if (header.getType() == MatlabType.Cell) {
      return "; x = cell2mat("
          + name
          + "), or of names [~, ~, x] = unique("
          + name
          + "); save('x.mat', 'x', '-v7') saves it as a matrix";
    }
    return "";
  }

  /**
   * What its first bytes say, unpacked if need be: MFL tells standard error of sizes above 2 GB.
   */
  private long unpackedLength() throws IOException {
    try (FileBytes open = bytes.from(0);
        InputStream content = open.slice(start).stream(length)) {
      byte[] tag = content.readNBytes(TAG);
      int type = ByteBuffer.wrap(tag).order(order).getInt();
      if (type == PACKED) {
        Inflater inflater = new Inflater();
        try (InputStream unpacked = new InflaterInputStream(content, inflater, FIRST_BYTES)) {
          tag = unpacked.readNBytes(TAG);
        } finally {
          inflater.end();
        }
      }
      ByteBuffer first = ByteBuffer.wrap(tag).order(order);
      return tag.length < TAG || first.getInt() != VARIABLE
          ? -1
          : Integer.toUnsignedLong(first.getInt());
    }
  }

  /** How many bytes a variable may have once it is unpacked. */
  private long room() {
    long memory = Math.min(Runtime.getRuntime().maxMemory() / 2, Integer.MAX_VALUE - 8);
    return Math.min(memory, length * MOST_GROWTH);
  }

  private StoredArray refused(String name, List<Long> shape, String refusal) {
    return RawArray.refused(name, StoredArray.label(file, name), "no numbers", shape, refusal);
  }

  /**
   * Its numbers.
   *
   * @throws BadInputException when they are damaged
   */
  Matrix matrix() {
    try {
      Mat5File read = read(header -> true, room());
      for (var entry : read.getEntries()) {
        if (entry.getValue() instanceof Matrix matrix) {
          return matrix;
        }
      }
      throw new IOException("no matrix");
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      if (e instanceof BadInputException || e instanceof FailedException) {
        throw (RuntimeException) e;
      }
      throw damaged(damage(e), e);
    }
  }

  private BadInputException damaged(String found, Throwable cause) {
    return new BadInputException(
        file + ": expected variable " + number + " (from 0) as its header says, found " + found,
        cause);
  }

  private static String damage(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return "damage ("
        + (cause.getMessage() == null || cause instanceof Error
            ? cause.getClass().getSimpleName().toLowerCase(Locale.ROOT)
            : cause.getMessage())
        + ")";
  }

  private Mat5File read(Mat5Reader.EntryFilter filter, long room) throws IOException {
    try (FileBytes open = bytes.from(0);
        InputStream header = open.stream(Mat5Format.HEADER);
        InputStream content = open.slice(start).stream(length);
        InputStream in = new SequenceInputStream(header, content)) {
      return Mat5.newReader(Sources.wrapInputStream(in))
          .setEntryFilter(filter)
          .setBufferAllocator(new Limited(room))
          .disableSubsystemProcessing()
          .readMat();
    }
  }

  /** Memory for MFL, which believes the sizes of a file. */
  private static final class Limited implements BufferAllocator {
    private long left;

    Limited(long room) {
      left = room;
    }

    @Override
    public synchronized ByteBuffer allocate(int bytes) {
      if (bytes < 0 || bytes > left) {
        throw new IllegalArgumentException("a size beyond the file or half the memory");
      }
      left -= bytes;
      return ByteBuffer.allocate(bytes);
    }

    @Override
    public void release(ByteBuffer buffer) {
      // Collected with its array.
    }
  }
}
