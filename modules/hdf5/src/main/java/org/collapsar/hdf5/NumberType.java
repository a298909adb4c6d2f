package org.collapsar.hdf5;

import io.jhdf.object.datatype.ArrayDataType;
import io.jhdf.object.datatype.BitField;
import io.jhdf.object.datatype.CompoundDataType;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OpaqueDataType;
import io.jhdf.object.datatype.Reference;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import io.jhdf.object.message.DataTypeMessage;
import java.nio.ByteOrder;
import java.util.Map;
import org.collapsar.files.format.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * The type of a dataset as numbers that are read here.
 *
 * @param type null where it is none
 * @param text what it is, in words
 */
record NumberType(@Nullable TensorType type, ByteOrder order, String text) {
  private static final Map<Integer, String> TRUTH = Map.of(0, "FALSE", 1, "TRUE");

  /** The type of a dataset. */
  static NumberType of(DataTypeMessage message) {
    // The message is an address then; jHDF takes it for a type of its own.
    return message.isMessageShared()
        ? other("a type that stands elsewhere in the file (committed)")
        : of(message.getDataType());
  }

  private static NumberType of(DataType type) {
    if (type instanceof FixedPoint whole) {
      return whole(whole);
    } else if (type instanceof FloatingPoint floating) {
      return floating(floating);
    } else if (type instanceof EnumDataType named) {
      NumberType base = of(named.getBaseType());
      // A truth value as h5py writes it; other names stand for the numbers that are stored.
      return base.type == TensorType.I8 && named.getEnumMapping().equals(TRUTH)
          ? new NumberType(TensorType.BOOL, base.order, "BOOL")
          : base;
    } else if (type instanceof BitField && type.getSize() == 1) {
      return new NumberType(TensorType.U8, ByteOrder.nativeOrder(), "U8");
    }
    return other(words(type));
  }

  private static NumberType whole(FixedPoint type) {
    TensorType found =
        switch (type.getSize()) {
          case 1 -> type.isSigned() ? TensorType.I8 : TensorType.U8;
          case 2 -> type.isSigned() ? TensorType.I16 : TensorType.U16;
          case 4 -> type.isSigned() ? TensorType.I32 : TensorType.U32;
          case 8 -> type.isSigned() ? TensorType.I64 : TensorType.U64;
          default -> null;
        };
    if (found == null
        || type.getBitOffset() != 0
        || type.getBitPrecision() != Byte.SIZE * type.getSize()) {
      return other(
          "integers of " + type.getBitPrecision() + " bits in " + type.getSize() + " bytes");
    }
    return new NumberType(found, type.getByteOrder(), found.name());
  }

  private static NumberType floating(FloatingPoint type) {
    TensorType found =
        isIeee(type, 2, 5, 10)
            ? TensorType.F16
            : isIeee(type, 2, 8, 7)
                ? TensorType.BF16
                : isIeee(type, 4, 8, 23)
                    ? TensorType.F32
                    : isIeee(type, 8, 11, 52) ? TensorType.F64 : null;
    return found == null
        ? other(
            "floating point of "
                + type.getExponentSize()
                + " + "
                + type.getMantissaSize()
                + " bits in "
                + type.getSize()
                + " bytes")
        : new NumberType(found, type.getByteOrder(), found.name());
  }

  /** Whether sign, exponent and fraction lie as IEEE 754 has it, in so many bits, without gaps. */
  private static boolean isIeee(FloatingPoint type, int bytes, int exponent, int fraction) {
    return type.getSize() == bytes
        && type.getBitOffset() == 0
        && type.getBitPrecision() == Byte.SIZE * bytes
        && type.getMantissaLocation() == 0
        && type.getMantissaSize() == fraction
        && type.getExponentLocation() == fraction
        && type.getExponentSize() == exponent
        && type.getSignLocation() == Byte.SIZE * bytes - 1
        && type.getExponentBias() == (1 << (exponent - 1)) - 1
        && type.getMantissaNormalization() == 2;
  }

  private static NumberType other(String text) {
    return new NumberType(null, ByteOrder.nativeOrder(), text);
  }

  private static String words(DataType type) {
    if (type instanceof StringData) {
      return "text";
    } else if (type instanceof CompoundDataType compound) {
      return compound.getMembers().size() == 2
              && compound.getMembers().get(0).getName().equals("r")
              && compound.getMembers().get(1).getName().equals("i")
          ? "complex numbers"
          : "a compound of several types; numpy.save the columns as one table (pandas:"
              + " read_hdf(FILE).to_numpy())";
    } else if (type instanceof VariableLength) {
      return "lists or text of varying length";
    } else if (type instanceof Reference) {
      return "references to other objects";
    } else if (type instanceof ArrayDataType) {
      return "arrays as single entries";
    } else if (type instanceof OpaqueDataType) {
      return "opaque bytes";
    }
    return "a type of class " + type.getDataClass();
  }
}
