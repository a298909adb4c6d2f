package org.collapsar.files.torch;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.collapsar.files.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * How the numbers of a tensor or of an array are stored.
 *
 * @param name in the words of PyTorch, "float32"
 * @param bytes of a number
 * @param kind of number
 */
record TorchType(String name, int bytes, Kind kind) {

  /** Kinds of numbers. */
  enum Kind {
    FLOATING_POINT,
    WHOLE,
    COMPLEX,
    UNKNOWN
  }

  private static final Map<String, TorchType> NAMED =
      List.of(
              floating("float64", 8),
              floating("float32", 4),
              floating("float16", 2),
              floating("bfloat16", 2),
              floating("float8_e4m3fn", 1),
              floating("float8_e5m2", 1),
              floating("float8_e4m3fnuz", 1),
              floating("float8_e5m2fnuz", 1),
              floating("float8_e8m0fnu", 1),
              new TorchType("int64", 8, Kind.WHOLE),
              new TorchType("int32", 4, Kind.WHOLE),
              new TorchType("int16", 2, Kind.WHOLE),
              new TorchType("int8", 1, Kind.WHOLE),
              new TorchType("uint64", 8, Kind.WHOLE),
              new TorchType("uint32", 4, Kind.WHOLE),
              new TorchType("uint16", 2, Kind.WHOLE),
              new TorchType("uint8", 1, Kind.WHOLE),
              new TorchType("bool", 1, Kind.WHOLE),
              new TorchType("complex32", 4, Kind.COMPLEX),
              new TorchType("complex64", 8, Kind.COMPLEX),
              new TorchType("complex128", 16, Kind.COMPLEX))
          .stream()
          .collect(Collectors.toUnmodifiableMap(TorchType::name, Function.identity()));

  /** Types of storages, by the names of their classes. */
  private static final Map<String, String> STORAGES =
      Map.ofEntries(
          Map.entry("DoubleStorage", "float64"),
          Map.entry("FloatStorage", "float32"),
          Map.entry("HalfStorage", "float16"),
          Map.entry("BFloat16Storage", "bfloat16"),
          Map.entry("LongStorage", "int64"),
          Map.entry("IntStorage", "int32"),
          Map.entry("ShortStorage", "int16"),
          Map.entry("CharStorage", "int8"),
          Map.entry("ByteStorage", "uint8"),
          Map.entry("BoolStorage", "bool"),
          Map.entry("ComplexFloatStorage", "complex64"),
          Map.entry("ComplexDoubleStorage", "complex128"),
          Map.entry("UntypedStorage", "uint8"));

  /** Types of NumPy, by their codes. */
  private static final Map<String, String> NUMPY =
      Map.ofEntries(
          Map.entry("f2", "float16"),
          Map.entry("f4", "float32"),
          Map.entry("f8", "float64"),
          Map.entry("i1", "int8"),
          Map.entry("i2", "int16"),
          Map.entry("i4", "int32"),
          Map.entry("i8", "int64"),
          Map.entry("u1", "uint8"),
          Map.entry("u2", "uint16"),
          Map.entry("u4", "uint32"),
          Map.entry("u8", "uint64"),
          Map.entry("b1", "bool"),
          Map.entry("c8", "complex64"),
          Map.entry("c16", "complex128"));

  static final TorchType FLOAT64 = named("float64");
  static final TorchType INT64 = named("int64");

  private static TorchType floating(String name, int bytes) {
    return new TorchType(name, bytes, Kind.FLOATING_POINT);
  }

  /** A type that is not read, with its name as a message can show it. */
  static TorchType unknown(String name) {
    boolean plain = name.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    return new TorchType(plain ? name : Json.quote(name), 1, Kind.UNKNOWN);
  }

  /** The type of that name, "float32". */
  static TorchType named(String name) {
    TorchType known = NAMED.get(name);
    return known == null ? unknown(name) : known;
  }

  /** The type of the numbers of a class of storages, "FloatStorage". */
  static TorchType ofStorage(String storage) {
    return named(STORAGES.getOrDefault(storage, storage));
  }

  /** The type of a code of NumPy, "f4". */
  static TorchType ofNumpy(String code) {
    return named(NUMPY.getOrDefault(code, code));
  }

  /** Whether its numbers are real ones that can be read. */
  boolean isReal() {
    return kind == Kind.FLOATING_POINT || kind == Kind.WHOLE;
  }

  /** The floating-point numbers of which a complex one has two, null where it is none. */
  @Nullable TorchType part() {
    return switch (name) {
      case "complex32" -> named("float16");
      case "complex64" -> named("float32");
      case "complex128" -> named("float64");
      default -> null;
    };
  }
}
