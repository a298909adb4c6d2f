package org.collapsar.files.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What NumPy's arrays and numbers are made of in a pickle, of NumPy 1 and 2 and of Python 2. */
final class NumpyTypes {
  private NumpyTypes() {}

  /** As {@link PickleTypes#call}, for functions of NumPy. */
  static @Nullable Object call(String function, List<Object> arguments) {
    return switch (function) {
      case "numpy.dtype" -> new Dtype(arguments);
      case "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct" ->
          new Array();
      case "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar" -> scalar(arguments);
      case "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer" ->
          fromBuffer(arguments);
      default -> null;
    };
  }

  private static @Nullable Object fromBuffer(List<Object> arguments) {
    if (arguments.size() != 4) {
      return null;
    }
    Array array = new Array();
    array.set(arguments.get(2), arguments.get(1), "F".equals(arguments.get(3)), arguments.get(0));
    return array;
  }

  /** The number, exactly, or null. */
  private static @Nullable Object scalar(List<Object> arguments) {
    if (arguments.size() != 2
        || !(arguments.get(0) instanceof Dtype dtype)
        || !(arguments.get(1) instanceof PickleBytes bytes)) {
      return null;
    }
    byte[] content = bytes.content();
    if (content == null || content.length != dtype.type().bytes()) {
      return null;
    }
    ByteBuffer number = ByteBuffer.wrap(content).order(dtype.order);
    return switch (dtype.type().name()) {
      case "float64" -> number.getDouble();
      case "float32" -> (double) number.getFloat();
      case "int64" -> number.getLong();
      case "int32" -> (long) number.getInt();
      case "int16" -> (long) number.getShort();
      case "int8" -> (long) number.get();
      case "uint32" -> Integer.toUnsignedLong(number.getInt());
      case "uint16" -> (long) (number.getShort() & 0xffff);
      case "uint8" -> (long) (number.get() & 0xff);
      case "bool" -> number.get() != 0;
      default -> null;
    };
  }

  /** A type of numbers; its order of bytes comes later. */
  static final class Dtype implements PickleBuilt {
    private final String code;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private boolean structured;

    Dtype(List<Object> arguments) {
      Object name = arguments.isEmpty() ? PickleObject.NONE : arguments.get(0);
      code = name instanceof PickleBytes bytes ? String.valueOf(bytes.string()) : name.toString();
    }

    @Override
    public void build(Object state) {
      if (state instanceof PickleList list && list.items().size() > 3) {
        Object sign = list.items().get(1);
        String text = sign instanceof PickleBytes bytes ? bytes.string() : sign.toString();
        order = ">".equals(text) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        structured = !list.items().get(3).equals(PickleObject.NONE);
      }
    }

    TorchType type() {
      return structured ? TorchType.unknown("a structured type of NumPy") : TorchType.ofNumpy(code);
    }
  }

  /** An array; all that it is comes later. */
  static final class Array implements PickleBuilt {
    private Object shape = PickleObject.NONE;
    private Object dtype = PickleObject.NONE;
    private boolean firstFastest;
    private Object data = PickleObject.NONE;

    @Override
    public void build(Object state) {
      if (state instanceof PickleList list && list.items().size() >= 4) {
        List<Object> last = list.items().subList(list.items().size() - 4, list.items().size());
        boolean fortran = Boolean.TRUE.equals(last.get(2)) || Long.valueOf(1).equals(last.get(2));
        set(last.get(0), last.get(1), fortran, last.get(3));
      }
    }

    void set(Object newShape, Object newDtype, boolean newFirstFastest, Object newData) {
      shape = newShape;
      dtype = newDtype;
      firstFastest = newFirstFastest;
      data = newData;
    }

    Described described() {
      List<Long> sizes = TorchTypes.sizes(shape);
      if (sizes == null || !(dtype instanceof Dtype type)) {
        return Described.refused("expected an array's shape and type, found other values");
      }
      if (!type.type().isReal() || !(data instanceof PickleBytes)) {
        return Described.refused(
            sizes, "expected an array of real numbers, found " + type.type().name());
      }
      return new Described(
          type.type(),
          data,
          type.order,
          0,
          sizes,
          Described.steps(sizes, firstFastest),
          false,
          false,
          null);
    }
  }

  /** The bytes of a text whose characters each stand for one; null where they do not. */
  static @Nullable PickleBytes latin1(Object text) {
    if (text instanceof PickleBytes bytes) {
      return bytes;
    }
    if (text instanceof String string && string.chars().allMatch(c -> c < 0x100)) {
      return PickleBytes.of(string.getBytes(StandardCharsets.ISO_8859_1));
    }
    return null;
  }
}
