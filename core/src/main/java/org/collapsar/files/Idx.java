package org.collapsar.files;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Gzip;
import org.collapsar.files.io.Unreadable;

/**
 * Reader of IDX files, the format of MNIST [1]: two zero bytes, the type of the values, the number
 * of dimensions, each size as a big-endian 32-bit integer, then the values. Plain or gzip, told
 * apart by content and not by name. Only unsigned bytes (type 0x08) are read.
 *
 * <p>[1] Y. LeCun, C. Cortes, C. Burges, <i>The MNIST database of handwritten digits</i>, section
 * "File formats for the MNIST database".
 */
public final class Idx {
  private static final int UNSIGNED_BYTE = 0x08;
  private static final int MAX_DIMENSIONS = 4;
  private static final int MAX_VALUES = Integer.MAX_VALUE - 8;
  private static final int BUFFER = 1 << 16;

  private Idx() {}

  /**
   * Reads a file of unsigned bytes.
   *
   * @param file plain or packed by gzip
   * @return sizes and values, of 1 to 4 dimensions
   * @throws BadInputException when it cannot be read, is not such a file, or is shorter or longer
   *     than its header says
   */
  public static IdxArray read(Path file) {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      return Gzip.isGzip(raw) ? readGzip(file, raw) : readPlain(file, raw);
    } catch (EOFException | ZipException e) {
      throw new BadInputException(
          file + ": expected a whole gzip file, found one that is cut or damaged", e);
    } catch (IOException e) {
      throw Unreadable.file(file, e);
    }
  }

  private static IdxArray readGzip(Path file, InputStream raw) throws IOException {
    try (InputStream in = new GZIPInputStream(raw, BUFFER)) {
      return read(file, in, -1);
    }
  }

  private static IdxArray readPlain(Path file, InputStream raw) throws IOException {
    return read(file, raw, Files.size(file));
  }

  /**
   * Reads header and values.
   *
   * @param length bytes that the file has, or -1 where only reading tells (gzip)
   */
  private static IdxArray read(Path file, InputStream in, long length) throws IOException {
    MessageDigest digest = Sha256.digest();
    DigestInputStream hashed = new DigestInputStream(in, digest);
    int[] shape = readHeader(file, hashed);
    int header = 4 + 4 * shape.length;
    int count = product(file, shape);
    String expected =
        ": expected "
            + (header + (long) count)
            + " bytes ("
            + IdxArray.text(shape)
            + " and a header of "
            + header
            + "), found ";
    // Before anything of that size is allocated: the header may lie.
    if (length >= 0 && length != header + (long) count) {
      throw new BadInputException(file + expected + length);
    }
    byte[] values = length >= 0 ? readKnown(hashed, count) : hashed.readNBytes(count);
    if (values.length < count) {
      throw new BadInputException(file + expected + (header + (long) values.length));
    }
    if (hashed.read() >= 0) {
      throw new BadInputException(file + expected + "more");
    }
    return new IdxArray(shape, values, Sha256.hex(digest));
  }

  /** One allocation for a size that the file system has confirmed; shorter if the file shrank. */
  private static byte[] readKnown(InputStream in, int count) throws IOException {
    byte[] values = new byte[count];
    int read = in.readNBytes(values, 0, count);
    return read == count ? values : Arrays.copyOf(values, read);
  }

  private static int[] readHeader(Path file, InputStream in) throws IOException {
    byte[] start = in.readNBytes(4);
    if (start.length < 4 || start[0] != 0 || start[1] != 0) {
      throw new BadInputException(
          file
              + ": expected an IDX file (first bytes 00 00 08), found "
              + (start.length == 0 ? "an empty file" : hex(start)));
    }
    int type = start[2] & 0xff;
    if (type != UNSIGNED_BYTE) {
      throw new BadInputException(
          file + ": expected IDX values of type 08 (unsigned bytes), found type " + hex(start[2]));
    }
    int dimensions = start[3] & 0xff;
    if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
      throw new BadInputException(
          file + ": expected 1 to " + MAX_DIMENSIONS + " dimensions, found " + dimensions);
    }
    byte[] sizes = in.readNBytes(4 * dimensions);
    if (sizes.length < 4 * dimensions) {
      throw new BadInputException(
          file
              + ": expected a header of "
              + (4 + 4 * dimensions)
              + " bytes, found "
              + (4 + sizes.length));
    }
    int[] shape = new int[dimensions];
    ByteBuffer buffer = ByteBuffer.wrap(sizes);
    for (int axis = 0; axis < dimensions; axis++) {
      shape[axis] = buffer.getInt();
      if (shape[axis] < 1) {
        throw new BadInputException(
            file
                + ": expected a size of 1 to "
                + Integer.MAX_VALUE
                + " in dimension "
                + axis
                + ", found "
                + Integer.toUnsignedLong(shape[axis]));
      }
    }
    return shape;
  }

  private static int product(Path file, int[] shape) {
    long product = 1;
    for (int size : shape) {
      // Both factors are below 2^31, so this does not overflow before it is refused.
      product *= size;
      if (product > MAX_VALUES) {
        throw new BadInputException(
            file
                + ": expected at most "
                + MAX_VALUES
                + " values, found a header of "
                + IdxArray.text(shape));
      }
    }
    return (int) product;
  }

  private static String hex(byte... bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }
}
