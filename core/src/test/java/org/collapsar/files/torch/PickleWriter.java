package org.collapsar.files.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes pickles as CPython does, for protocols 2 to 5, without a memo: dicts of Map, lists of
 * List, tuples of Object[], None of null, and what writes itself.
 */
public final class PickleWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final int protocol;

  /** Begins a pickle. */
  public PickleWriter(int protocol) {
    this.protocol = protocol;
    op(0x80, protocol);
  }

  /** What writes itself: a call, an object. */
  public interface Value {
    /** Writes operations that leave one value on the stack. */
    void write(PickleWriter pickle);
  }

  /** A pickle of one value. */
  public static byte[] of(int protocol, Object value) {
    return new PickleWriter(protocol).value(value).end();
  }

  /** Ends it. */
  public byte[] end() {
    op('.');
    return out.toByteArray();
  }

  int position() {
    return out.size();
  }

  PickleWriter op(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  private PickleWriter number(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      op((int) (value >>> (8 * i)) & 0xff);
    }
    return this;
  }

  PickleWriter raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** A class or function. */
  public PickleWriter name(String module, String name) {
    if (protocol >= 4) {
      return value(module).value(name).op(0x93);
    }
    return op('c').raw((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** A class or function as a value. */
  public static Value named(String module, String name) {
    return pickle -> pickle.name(module, name);
  }

  /** What a function gives for arguments. */
  public static Value call(String module, String name, Object... arguments) {
    return pickle -> pickle.name(module, name).value(arguments).op('R');
  }

  /** An object with a state. */
  public static Value object(Value made, Object state) {
    return pickle -> pickle.value(made).value(state).op('b');
  }

  /** An object of a class of one's own. */
  public static Value instance(String module, String name, Object state) {
    return pickle -> pickle.name(module, name).op(')', 0x81).value(state).op('b');
  }

  /** Writes any value. */
  public PickleWriter value(Object value) {
    if (value == null) {
      return op('N');
    } else if (value instanceof Value self) {
      self.write(this);
      return this;
    } else if (value instanceof String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      return op('X').number(utf8.length, 4).raw(utf8);
    } else if (value instanceof byte[] bytes) {
      return bytes(bytes);
    } else if (value instanceof Boolean truth) {
      return op(truth ? 0x88 : 0x89);
    } else if (value instanceof Double real) {
      return op('G').raw(ByteBuffer.allocate(8).putDouble(real).array());
    } else if (value instanceof Number whole) {
      return whole(whole.longValue());
    } else if (value instanceof Map<?, ?> map) {
      op('}', '(');
      map.forEach((key, item) -> value(key).value(item));
      return op('u');
    } else if (value instanceof List<?> list) {
      op(']', '(');
      list.forEach(this::value);
      return op('e');
    }
    op('(');
    for (Object item : (Object[]) value) {
      value(item);
    }
    return op('t');
  }

  private PickleWriter whole(long value) {
    if (value >= 0 && value < 256) {
      return op('K', (int) value);
    }
    return (int) value == value ? op('J').number(value, 4) : op(0x8a, 8).number(value, 8);
  }

  /** Protocol 2 has no bytes: a text, a character each. */
  private PickleWriter bytes(byte[] bytes) {
    if (protocol == 2) {
      name("_codecs", "encode");
      return value(new Object[] {new String(bytes, StandardCharsets.ISO_8859_1), "latin1"}).op('R');
    }
    return op('B').number(bytes.length, 4).raw(bytes);
  }

  /** A string of Python 2. */
  static Value python2(byte[] bytes) {
    return pickle -> pickle.op('T').number(bytes.length, 4).raw(bytes);
  }

  /** Numbers as they lie in a storage. */
  static byte[] floats(double... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      buffer.putFloat((float) value);
    }
    return buffer.array();
  }
}
