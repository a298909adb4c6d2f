package org.collapsar.spark;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;

/** Types of labels, read as they are: a cast would keep whole batches of rows from being read. */
enum LabelKind {
  TEXT,
  BYTE,
  SHORT,
  INT,
  LONG,
  FLOAT,
  DOUBLE;

  /** Of a type of numbers; DOUBLE where it has to be cast. */
  static LabelKind of(DataType type) {
    if (type instanceof IntegerType) {
      return INT;
    } else if (type instanceof LongType) {
      return LONG;
    } else if (type instanceof ShortType) {
      return SHORT;
    } else if (type instanceof ByteType) {
      return BYTE;
    }
    return type instanceof FloatType ? FLOAT : DOUBLE;
  }

  /** The number of a row, without negative zeros. */
  double read(InternalRow row, int ordinal) {
    return switch (this) {
      case BYTE -> row.getByte(ordinal);
      case SHORT -> row.getShort(ordinal);
      case INT -> row.getInt(ordinal);
      case LONG -> row.getLong(ordinal);
      case FLOAT -> row.getFloat(ordinal) + 0.0;
      case DOUBLE -> row.getDouble(ordinal) + 0.0;
      case TEXT -> throw new IllegalStateException("a text is no number");
    };
  }
}
