package org.collapsar.onnx;

import org.collapsar.files.format.TensorType;
import org.jspecify.annotations.Nullable;

/** The types of numbers in ONNX, by the numbers that TensorProto.DataType gives them. */
enum ElementType {
  FLOAT(1, 32, TensorType.F32),
  UINT8(2, 8, TensorType.U8),
  INT8(3, 8, TensorType.I8),
  UINT16(4, 16, TensorType.U16),
  INT16(5, 16, TensorType.I16),
  INT32(6, 32, TensorType.I32),
  INT64(7, 64, TensorType.I64),
  STRING(8, 0, null),
  BOOL(9, 8, TensorType.BOOL),
  FLOAT16(10, 16, TensorType.F16),
  DOUBLE(11, 64, TensorType.F64),
  UINT32(12, 32, TensorType.U32),
  UINT64(13, 64, TensorType.U64),
  COMPLEX64(14, 64, null),
  COMPLEX128(15, 128, null),
  BFLOAT16(16, 16, TensorType.BF16),
  FLOAT8E4M3FN(17, 8, TensorType.F8_E4M3),
  FLOAT8E4M3FNUZ(18, 8, TensorType.F8_E4M3FNUZ),
  FLOAT8E5M2(19, 8, TensorType.F8_E5M2),
  FLOAT8E5M2FNUZ(20, 8, TensorType.F8_E5M2FNUZ),
  UINT4(21, 4, null),
  INT4(22, 4, null),
  FLOAT4E2M1(23, 4, null),
  FLOAT8E8M0(24, 8, TensorType.F8_E8M0),
  UINT2(25, 2, null),
  INT2(26, 2, null);

  private final int number;
  private final int bits;
  private final @Nullable TensorType stored;

  ElementType(int number, int bits, @Nullable TensorType stored) {
    this.number = number;
    this.bits = bits;
    this.stored = stored;
  }

  /** The type of this number, null where there is none. */
  static @Nullable ElementType of(int number) {
    for (ElementType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    return null;
  }

  /** What messages call the type of a number. */
  static String words(int number) {
    ElementType type = of(number);
    return type == null ? "type " + number : type.words();
  }

  /** As in ONNX, in lower case. */
  String words() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Size of a number in bits; 0 of text. */
  int bits() {
    return bits;
  }

  /** How our readers of arrays call it; null where they do not read it. */
  @Nullable TensorType stored() {
    return stored;
  }

  /** Whether a network of such numbers is run: those that come and go as float32. */
  boolean runs() {
    return this == FLOAT || this == FLOAT16 || this == BFLOAT16 || this == DOUBLE;
  }
}
