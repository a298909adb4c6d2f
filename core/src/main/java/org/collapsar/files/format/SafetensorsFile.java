package org.collapsar.files.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Json;
import org.collapsar.files.io.Unreadable;

/**
 * An open safetensors file. The header is read and checked when it is opened, before anything of a
 * size that it claims is allocated; numbers are read when asked for.
 */
public final class SafetensorsFile implements AutoCloseable {
  /** The member of the header that is no tensor. */
  public static final String METADATA = "__metadata__";

  /** A header longer than this is not believed; checkpoints have about a hundred bytes a tensor. */
  public static final int MAX_HEADER = 16 << 20;

  /** Size of the number in front of the header, in bytes. */
  public static final int LENGTH_BYTES = 8;

  private static final int BUFFER = 1 << 16;
  private static final int MAX_VALUES = Integer.MAX_VALUE - 8;

  private final Path path;
  private final RandomAccessFile file;
  private final long dataStart;
  private final SafetensorsHeader header;

  private SafetensorsFile(
      Path path, RandomAccessFile file, long dataStart, SafetensorsHeader header) {
    this.path = path;
    this.file = file;
    this.dataStart = dataStart;
    this.header = header;
  }

  /**
   * Opens a file and checks its header.
   *
   * @param path of the file
   * @return open; has to be closed
   * @throws BadInputException when it cannot be read or its header is not that of its data
   */
  public static SafetensorsFile open(Path path) {
    RandomAccessFile file = null;
    SafetensorsFile opened = null;
    try {
      // Not a FileChannel: an interrupt of the thread would close it.
      file = new RandomAccessFile(path.toFile(), "r");
      opened = open(path, file);
      return opened;
    } catch (IOException e) {
      throw Unreadable.file(path, e);
    } finally {
      if (file != null && opened == null) {
        closeQuietly(file);
      }
    }
  }

  private static SafetensorsFile open(Path path, RandomAccessFile file) throws IOException {
    long size = file.length();
    if (size < LENGTH_BYTES) {
      throw new BadInputException(
          path + ": expected a safetensors file, found one of " + size + " bytes");
    }
    byte[] start = new byte[LENGTH_BYTES];
    file.readFully(start);
    long length = wrap(start).getLong();
    long largest = Math.min(size - LENGTH_BYTES, MAX_HEADER);
    if (length < 2 || length > largest) {
      throw new BadInputException(
          path
              + ": expected a safetensors header of 2 to "
              + largest
              + " bytes, found a stated length of "
              + Long.toUnsignedString(length));
    }
    byte[] header = new byte[(int) length];
    file.readFully(header);
    long dataStart = LENGTH_BYTES + length;
    return new SafetensorsFile(
        path, file, dataStart, SafetensorsHeader.parse(path, text(path, header), size - dataStart));
  }

  private static String text(Path path, byte[] header) {
    if (header[0] != '{') {
      throw new BadInputException(
          path + ": expected a header that begins with '{', found byte " + (header[0] & 0xff));
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header)).toString();
    } catch (CharacterCodingException e) {
      throw new BadInputException(path + ": expected a header in UTF-8, found other bytes", e);
    }
  }

  /** {@return the metadata, empty where the file has none} */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  /**
   * {@return the place of the first byte of a tensor, in bytes from the beginning of the file}
   *
   * @param info a tensor of this file
   */
  public long position(TensorInfo info) {
    return dataStart + info.begin();
  }

  /** {@return the tensors, in the order of their bytes} */
  public Collection<TensorInfo> tensors() {
    return List.copyOf(header.tensors().values());
  }

  /**
   * Looks up a tensor.
   *
   * @param name as in the file
   * @return its type, shape and place
   * @throws BadInputException when there is none of that name
   */
  public TensorInfo tensor(String name) {
    TensorInfo info = header.tensors().get(name);
    if (info == null) {
      throw new BadInputException(
          path
              + ": expected a tensor "
              + Json.quote(name)
              + ", found "
              + String.join(", ", header.tensors().keySet()));
    }
    return info;
  }

  /**
   * Reads the numbers of a matrix.
   *
   * @param name of the tensor
   * @param rows that it has to have
   * @param columns that it has to have
   * @return [rows x columns], row-major
   * @throws BadInputException when there is none of that name or it has another shape
   */
  public double[] matrix(String name, int rows, int columns) {
    TensorInfo info = tensor(name);
    if (!info.shape().equals(List.of((long) rows, (long) columns))) {
      throw new BadInputException(
          path
              + ": tensor "
              + Json.quote(name)
              + ": expected "
              + rows
              + " x "
              + columns
              + ", found "
              + info.shapeText());
    }
    return values(name);
  }

  /**
   * Reads all numbers of a tensor as doubles, exactly.
   *
   * @param name of the tensor
   * @return the last dimension fastest
   * @throws BadInputException when there is none of that name, it has more than an array holds, or
   *     the file cannot be read
   */
  public double[] values(String name) {
    TensorInfo info = tensor(name);
    TensorType type = info.type();
    if (type == null) {
      throw new BadInputException(path + ": tensor " + Json.quote(name) + ": " + info.refusal());
    }
    if (info.count() > MAX_VALUES) {
      throw new BadInputException(
          path
              + ": tensor "
              + Json.quote(name)
              + ": expected at most "
              + MAX_VALUES
              + " numbers, found "
              + info.count());
    }
    double[] values = new double[(int) info.count()];
    byte[] block = new byte[BUFFER];
    ByteBuffer buffer = wrap(block);
    try {
      file.seek(dataStart + info.begin());
      for (int i = 0; i < values.length; ) {
        int n = Math.min(BUFFER / type.bytes(), values.length - i);
        file.readFully(block, 0, n * type.bytes());
        buffer.clear();
        type.decode(buffer, n, values, i);
        i += n;
      }
    } catch (EOFException e) {
      throw new BadInputException(path + ": became shorter while it was read", e);
    } catch (IOException e) {
      throw Unreadable.file(path, e);
    }
    return values;
  }

  @Override
  public void close() {
    closeQuietly(file);
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void closeQuietly(RandomAccessFile file) {
    try {
      file.close();
    } catch (IOException e) {
      // It was open for reading: nothing is lost.
    }
  }
}
