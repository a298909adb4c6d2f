package org.collapsar.files.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Bytes;
import org.collapsar.files.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * The header of an NPY file, checked against the length of the file: six bytes of magic, two of
 * version, the length of a Python dict and the dict (descr, fortran_order, shape); then the numbers
 * without gaps to the end. Versions 1, 2 and 3.
 *
 * @param type null where the array holds no numbers that are read here
 * @param descr the type in NumPy's words
 * @param order of the bytes of a number
 * @param columnMajor whether the first dimension is the fastest
 * @param dataStart where the numbers begin
 */
record NpyHeader(
    @Nullable TensorType type,
    String descr,
    ByteOrder order,
    boolean columnMajor,
    List<Long> shape,
    int dataStart) {
  private static final String STRUCTURED = "a structured type";
  private static final int MAX_DIMENSIONS = 32;

  /** As much as NumPy itself accepts, times a hundred. */
  private static final int MAX_HEADER = 1 << 20;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern NUMBER = Pattern.compile("([<>=|]?)([fiubV])([1248])");

  /** Types by kind and size in NumPy's words. */
  private static final Map<String, TensorType> TYPES =
      Map.ofEntries(
          Map.entry("f2", TensorType.F16),
          Map.entry("f4", TensorType.F32),
          Map.entry("f8", TensorType.F64),
          Map.entry("i1", TensorType.I8),
          Map.entry("i2", TensorType.I16),
          Map.entry("i4", TensorType.I32),
          Map.entry("i8", TensorType.I64),
          Map.entry("u1", TensorType.U8),
          Map.entry("u2", TensorType.U16),
          Map.entry("u4", TensorType.U32),
          Map.entry("u8", TensorType.U64),
          Map.entry("b1", TensorType.BOOL),
          // bfloat16 of ml_dtypes (JAX, TensorFlow): NumPy has no name for it, and writes its size.
          Map.entry("V2", TensorType.BF16));

  /** What is expected where such a type was found. */
  static String expectedNumbers(String descr) {
    return "expected an array of float16, float32, float64, integers, bool or bfloat16, found "
        + descr;
  }

  /** Why an array of another type is refused, in words for a message. */
  String refusal() {
    return expectedNumbers(descr) + remedy();
  }

  private String remedy() {
    if (descr.contains("V1")) {
      return " (float8 or a four-bit type of ml_dtypes, which NumPy does not name: save it as"
          + " float32)";
    } else if (descr.equals("\"|O\"")) {
      return " (Python's objects: x = numpy.load(.., allow_pickle=True); x.item() is a dict, "
          + "numpy.concatenate(list(x)) makes one array of batches, numpy.stack(list(x)) of rows,"
          + " x.astype(str) of names)";
    } else if (descr.matches("\"[<>](f12|f16|g)\"")) {
      return " (x.astype('float64') is one)";
    } else if (descr.matches("\"[<>]c\\d+\"")) {
      return " (complex numbers: x.real and x.imag are real)";
    } else if (descr.equals(STRUCTURED)) {
      return " (numpy.lib.recfunctions.structured_to_unstructured makes a plain one)";
    }
    return "";
  }

  private static boolean isMagic(byte[] start) {
    return startsWith(start, MAGIC);
  }

  private static boolean startsWith(byte[] start, byte[] magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= start.length || start[i] != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads the header and checks that the numbers fill the rest.
   *
   * @param label for messages
   * @param in at the beginning of the file
   * @param length of the file in bytes
   * @throws BadInputException when it is not the header of such a file
   */
  static NpyHeader read(String label, InputStream in, long length) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2 || !isMagic(start)) {
      throw bad(label, "expected an NPY array, found other bytes at its beginning");
    }
    int version = start[MAGIC.length] & 0xff;
    if (version < 1 || version > 3) {
      throw bad(label, "expected NPY version 1, 2 or 3, found " + version);
    }
    int lengthBytes = version == 1 ? 2 : 4;
    byte[] stated = in.readNBytes(lengthBytes);
    int before = MAGIC.length + 2 + lengthBytes;
    long largest = Math.min(Math.max(length - before, 0), MAX_HEADER);
    long headerLength = stated.length < lengthBytes ? -1 : unsigned(stated);
    if (headerLength < 0 || headerLength > largest) {
      throw bad(
          label,
          "expected a header of at most "
              + largest
              + " bytes, found "
              + (headerLength < 0 ? "the end" : "a stated length of " + headerLength));
    }
    byte[] header = in.readNBytes((int) headerLength);
    if (header.length < headerLength) {
      throw bad(label, "expected a header of " + headerLength + " bytes, found " + header.length);
    }
    Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    int dataStart = before + (int) headerLength;
    NpyHeader parsed = parse(label, new String(header, charset), dataStart);
    parsed.checkSize(label, length - dataStart);
    return parsed;
  }

  private static long unsigned(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.length == 2
        ? Short.toUnsignedLong(buffer.getShort())
        : Integer.toUnsignedLong(buffer.getInt());
  }

  private static NpyHeader parse(String label, String text, int dataStart) {
    Map<String, Object> members;
    try {
      members = PythonLiteral.dict(text);
    } catch (PythonLiteral.Malformed e) {
      throw new BadInputException(label + ": NPY header: " + e.getMessage(), e);
    }
    if (!members.keySet().equals(Set.of("descr", "fortran_order", "shape"))) {
      throw bad(
          label,
          "expected a header of descr, fortran_order and shape, found "
              + Json.quote(String.join(", ", members.keySet())));
    }
    if (!(members.get("fortran_order") instanceof Boolean columnMajor)) {
      throw bad(label, "expected True or False as fortran_order, found another value");
    }
    List<Long> shape = shape(label, members.get("shape"));
    String descr = members.get("descr") instanceof String name ? Json.quote(name) : STRUCTURED;
    Matcher matcher = NUMBER.matcher(members.get("descr") instanceof String name ? name : "");
    TensorType type = matcher.matches() ? TYPES.get(matcher.group(2) + matcher.group(3)) : null;
    ByteOrder order = type == null ? ByteOrder.nativeOrder() : order(matcher.group(1));
    return new NpyHeader(type, descr, order, columnMajor, shape, dataStart);
  }

  private static ByteOrder order(String sign) {
    return switch (sign) {
      case "<" -> ByteOrder.LITTLE_ENDIAN;
      case ">" -> ByteOrder.BIG_ENDIAN;
      default -> ByteOrder.nativeOrder();
    };
  }

  private static List<Long> shape(String label, @Nullable Object value) {
    if (!(value instanceof List<?> sizes)) {
      throw bad(label, "expected a tuple as shape, found another value");
    }
    if (sizes.size() > MAX_DIMENSIONS) {
      throw bad(label, "expected at most " + MAX_DIMENSIONS + " dimensions, found " + sizes.size());
    }
    List<Long> shape = new ArrayList<>();
    for (Object size : sizes) {
      if (!(size instanceof Long number) || number < 0) {
        throw bad(
            label,
            "expected a shape of whole numbers of at least 0, found "
                + (size instanceof Long number ? number.toString() : "another value"));
      }
      shape.add(number);
    }
    return List.copyOf(shape);
  }

  private void checkSize(String label, long dataBytes) {
    if (type == null) {
      return;
    }
    long expected;
    try {
      expected = type.bytes();
      for (long size : shape) {
        expected = Math.multiplyExact(expected, size);
      }
    } catch (ArithmeticException e) {
      throw new BadInputException(
          label + ": expected a possible shape, found " + StoredArray.shapeText(shape), e);
    }
    if (expected != dataBytes) {
      throw bad(
          label,
          "expected "
              + expected
              + " bytes after the header for "
              + StoredArray.shapeText(shape)
              + " of "
              + descr
              + ", found "
              + dataBytes);
    }
  }

  /** The array that follows, with the bytes that hold its numbers. */
  StoredArray array(String name, String label, Bytes bytes) {
    if (type == null) {
      NpyTexts texts = NpyTexts.of(name, label, shape, descr, bytes);
      if (texts != null) {
        return texts;
      }
      return RawArray.refused(name, label, descr, shape, refusal());
    }
    return columnMajor
        ? RawArray.columnMajor(name, label, type, order, shape, bytes)
        : RawArray.rowMajor(name, label, type, order, shape, bytes);
  }

  private static BadInputException bad(String label, String message) {
    return new BadInputException(label + ": " + message);
  }
}
