package org.collapsar.matlab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.format.ArrayFormat;
import org.collapsar.files.format.InputFile;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.io.FileBytes;

/** MATLAB 5: .mat files of MATLAB before version 7.3, of SciPy and Octave, compressed or not. */
public final class Mat5Format implements ArrayFormat {
  /** The text, the version and the order of bytes. */
  static final int HEADER = 128;

  private static final int VERSION = 124;
  private static final int TAG = 8;
  private static final int MOST_VARIABLES = 100_000;

  @Override
  public String name() {
    return "MATLAB 5";
  }

  @Override
  public String reads() {
    return "variables of numbers by name; .mat of MATLAB before 7.3, SciPy, Octave";
  }

  @Override
  public List<String> endings() {
    return List.of(".mat");
  }

  @Override
  public boolean recognises(InputFile file) throws IOException {
    return file.has(0, "MATLAB 5.0 MAT-file")
        || file.has(VERSION, 0, 1, 'I', 'M')
        || file.has(VERSION, 1, 0, 'M', 'I');
  }

  @Override
  public List<StoredArray> open(InputFile file) throws IOException {
    try (FileBytes bytes = file.bytes()) {
      List<StoredArray> arrays = new ArrayList<>();
      for (Element element : elements(file, bytes)) {
        arrays.add(element.array());
      }
      return arrays;
    }
  }

  /**
   * Where the variables are, by the sizes that they begin with.
   *
   * @throws BadInputException when the file ends within one
   */
  private static List<Element> elements(InputFile file, FileBytes bytes) throws IOException {
    long size = file.size();
    List<Element> elements = new ArrayList<>();
    ByteOrder order = file.has(VERSION + 2, "MI") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ByteBuffer tag = ByteBuffer.allocate(TAG).order(order);
    for (long at = HEADER; at < size; ) {
      long length = 0;
      if (at + TAG <= size) {
        bytes.read(at, tag.clear());
        length = Integer.toUnsignedLong(tag.getInt(Integer.BYTES));
      }
      long end = at + TAG + length;
      if (end > size || at + TAG > size) {
        throw new BadInputException(
            file.path()
                + ": expected a whole file, found one that is cut: a variable ends at byte "
                + end
                + " of "
                + size);
      }
      if (elements.size() == MOST_VARIABLES) {
        throw new BadInputException(
            file.path() + ": expected at most " + MOST_VARIABLES + " variables, found more");
      }
      elements.add(new Element(file.path(), bytes, order, at, TAG + length, elements.size()));
      at = end;
    }
    return elements;
  }
}
