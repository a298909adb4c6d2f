package org.collapsar.parquet;

import java.nio.ByteBuffer;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.collapsar.files.format.TensorType;
import org.jspecify.annotations.Nullable;

/** The numbers of a column: which type they have, and their bytes in that type. */
final class Numbers {
  private Numbers() {}

  /** The type; null where the column holds no numbers: text, dates, decimals. */
  static @Nullable TensorType type(PrimitiveType column) {
    LogicalTypeAnnotation logical = column.getLogicalTypeAnnotation();
    boolean plain = logical == null;
    IntLogicalTypeAnnotation integer =
        logical instanceof IntLogicalTypeAnnotation annotation ? annotation : null;
    return switch (column.getPrimitiveTypeName()) {
      case FLOAT -> plain ? TensorType.F32 : null;
      case DOUBLE -> plain ? TensorType.F64 : null;
      case BOOLEAN -> plain ? TensorType.BOOL : null;
      case INT32 ->
          plain ? TensorType.I32 : integer == null ? null : integer(integer, TensorType.I32);
      case INT64 ->
          plain ? TensorType.I64 : integer == null ? null : integer(integer, TensorType.I64);
      case FIXED_LEN_BYTE_ARRAY ->
          logical instanceof Float16LogicalTypeAnnotation ? TensorType.F16 : null;
      default -> null;
    };
  }

  /** Of numbers without a sign the larger half is stored as negative ones. */
  private static TensorType integer(IntLogicalTypeAnnotation annotation, TensorType signed) {
    return annotation.isSigned()
        ? signed
        : signed == TensorType.I32 ? TensorType.U32 : TensorType.U64;
  }

  /** Writes the number at which the reader stands, in the byte order of the buffer. */
  static void put(ColumnReader from, TensorType type, ByteBuffer to) {
    switch (type) {
      case F32 -> to.putFloat(from.getFloat());
      case F64 -> to.putDouble(from.getDouble());
      case BOOL -> to.put((byte) (from.getBoolean() ? 1 : 0));
      case I32, U32 -> to.putInt(from.getInteger());
      case I64, U64 -> to.putLong(from.getLong());
      case F16 -> {
        // Stored with the lower byte first, whatever the machine.
        Binary bits = from.getBinary();
        ByteBuffer two = bits.toByteBuffer().order(java.nio.ByteOrder.LITTLE_ENDIAN);
        to.putShort(two.getShort(two.position()));
      }
      default -> throw new IllegalStateException("no column has " + type);
    }
  }
}
