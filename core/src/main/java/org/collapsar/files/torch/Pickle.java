package org.collapsar.files.torch;

import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses a pickle (protocols 2 to 5, as CPython's pickletools describes them) to values, and
 * executes nothing: classes and functions are names, calls and objects are descriptions of {@link
 * PickleTypes} or names. Values are {@link PickleList}, {@link PickleDict}, {@link PickleBytes},
 * {@link PickleName}, {@link PickleObject}, String, Long, BigInteger, Double, Boolean and what
 * {@link PickleTypes} gives.
 *
 * <p>Memory and time are bounded by the number of steps and of characters, and both by the length
 * of the pickle: no stated size is believed. Nothing here recurses.
 */
final class Pickle {
  /** Longer texts and strings of bytes are passed over, and known by their place. */
  private static final int MAX_KEPT = 4096;

  private static final int MAX_INTEGER_BYTES = 32;
  static final int LATEST_PROTOCOL = 5;

  private final PickleInput in;
  private final PickleTypes types;
  private final List<Object> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();

  private Pickle(PickleInput in, PickleTypes types) {
    this.in = in;
    this.types = types;
  }

  /**
   * Reads the pickle at the input's place, to its end.
   *
   * @throws org.collapsar.BadInputException when it is none, is cut, or is too large
   */
  static Object read(PickleInput in, PickleTypes types) throws IOException {
    try {
      return new Pickle(in, types).read();
    } catch (EOFException e) {
      throw in.cut(e);
    }
  }

  private Object read() throws IOException {
    if (in.u1() != 0x80) {
      throw in.bad(
          "expected a pickle of protocol 2 to 5, found other bytes: save it with torch.save, or"
              + " with pickle.dump(x, file, protocol=4)");
    }
    int protocol = in.u1();
    if (protocol < 2 || protocol > LATEST_PROTOCOL) {
      throw in.bad("expected a pickle of protocol 2 to 5, found one of protocol " + protocol);
    }
    for (int operation = in.step(); operation != '.'; operation = in.step()) {
      if (!constant(operation) && !container(operation) && !object(operation)) {
        throw in.bad(
            "expected an operation of protocol 2 to 5, found byte 0x"
                + Integer.toHexString(operation));
      }
    }
    return pop();
  }

  /** Numbers, texts, bytes. */
  private boolean constant(int operation) throws IOException {
    switch (operation) {
      case 'N' -> push(PickleObject.NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'K' -> push((long) in.u1());
      case 'M' -> push(in.unsigned(2));
      case 'J' -> push((long) (int) in.unsigned(4));
      case 0x8a -> push(integer(in.u1()));
      case 0x8b -> push(integer(in.unsigned(4)));
      case 'G' -> push(ByteBuffer.wrap(in.bytes(Double.BYTES)).getDouble());
      case 0x8c -> push(text(in.u1()));
      case 'X' -> push(text(in.unsigned(4)));
      case 0x8d -> push(text(in.size()));
      case 'C', 'U' -> push(bytes(in.u1()));
      case 'B', 'T' -> push(bytes(in.unsigned(4)));
      case 0x8e, 0x96 -> push(bytes(in.size()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private Object integer(long count) throws IOException {
    if (count > MAX_INTEGER_BYTES) {
      in.skip(count);
      return new PickleObject("an integer of " + count + " bytes");
    }
    byte[] bytes = in.bytes((int) count);
    for (int i = 0; i < bytes.length / 2; i++) {
      byte low = bytes[i];
      bytes[i] = bytes[bytes.length - 1 - i];
      bytes[bytes.length - 1 - i] = low;
    }
    BigInteger value = bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private Object text(long length) throws IOException {
    if (length > MAX_KEPT) {
      return passed(length, true);
    }
    return new String(in.kept(length), StandardCharsets.UTF_8);
  }

  private PickleBytes bytes(long length) throws IOException {
    if (length > MAX_KEPT) {
      return passed(length, false);
    }
    long position = in.position();
    return new PickleBytes(position, length, in.kept(length), false);
  }

  private PickleBytes passed(long length, boolean text) throws IOException {
    long position = in.position();
    in.skip(length);
    return new PickleBytes(position, length, null, text);
  }

  /** Lists, tuples, dicts, sets, the stack and the memo. */
  private boolean container(int operation) throws IOException {
    switch (operation) {
      case '(' -> marks.add(stack.size());
      case '0' -> {
        if (!marks.isEmpty() && marks.get(marks.size() - 1) == stack.size()) {
          marks.remove(marks.size() - 1);
        } else {
          pop();
        }
      }
      case '1' -> popMark();
      case '2' -> push(top());
      case ']' -> push(PickleList.empty(false));
      case ')' -> push(PickleList.empty(true));
      case '}' -> push(new PickleDict());
      case 'l' -> push(new PickleList(false, popMark()));
      case 't' -> push(new PickleList(true, popMark()));
      case 0x85, 0x86, 0x87 -> push(new PickleList(true, popLast(operation - 0x84)));
      case 'd' -> {
        List<Object> items = popMark();
        PickleDict dict = new PickleDict();
        putAll(dict, items);
        push(dict);
      }
      case 'a' -> append(popLast(1));
      case 'e' -> append(popMark());
      case 's' -> putAll(top(2), popLast(2));
      case 'u' -> {
        List<Object> items = popMark();
        putAll(top(), items);
      }
      case 0x8f -> push(new PickleObject("a set"));
      case 0x90 -> popMark();
      case 0x91 -> {
        popMark();
        push(new PickleObject("a frozenset"));
      }
      case 'q' -> memo.put((long) in.u1(), top());
      case 'r' -> memo.put(in.unsigned(4), top());
      case 0x94 -> memo.put((long) memo.size(), top());
      case 'h' -> push(remembered(in.u1()));
      case 'j' -> push(remembered(in.unsigned(4)));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void append(List<Object> items) {
    if (top() instanceof PickleList list && !list.isTuple()) {
      list.items().addAll(items);
    }
  }

  private void putAll(Object target, List<Object> items) {
    if (items.size() % 2 != 0) {
      throw in.bad("expected a value to each key, found a key alone");
    }
    if (target instanceof PickleDict dict) {
      for (int i = 0; i < items.size(); i += 2) {
        dict.put(items.get(i), items.get(i + 1));
      }
    }
  }

  private Object remembered(long index) {
    Object value = memo.get(index);
    if (value == null) {
      throw in.bad("expected a value under number " + index + ", found none");
    }
    return value;
  }

  /** Classes, functions, their calls, and what they make. */
  private boolean object(int operation) throws IOException {
    switch (operation) {
      case 0x95 -> in.size();
      case 'c' -> push(PickleName.of(in.line(), in.line()));
      case 0x93 -> {
        List<Object> names = popLast(2);
        if (!(names.get(0) instanceof String module) || !(names.get(1) instanceof String name)) {
          throw in.bad("expected the name of a class, found another value");
        }
        push(PickleName.of(module, name));
      }
      case 'R', 0x81 -> {
        List<Object> call = popLast(2);
        push(call(call.get(0), call.get(1)));
      }
      case 0x92 -> {
        List<Object> call = popLast(3);
        push(call(call.get(0), PickleList.empty(true)));
      }
      case 'o' -> {
        List<Object> made = popMark();
        push(
            new PickleObject(
                !made.isEmpty() && made.get(0) instanceof PickleName name
                    ? name.toString()
                    : "an object"));
      }
      case 'b' -> {
        Object state = pop();
        if (top() instanceof PickleBuilt built) {
          built.build(state);
        }
      }
      case 'Q' -> {
        Object identifier = pop();
        Object value = types.persistent(identifier);
        push(value == null ? new PickleObject("an object outside of the pickle") : value);
      }
      case 0x98 -> top();
      default -> {
        return false;
      }
    }
    return true;
  }

  private Object call(Object function, Object arguments) throws IOException {
    List<Object> given =
        arguments instanceof PickleList list ? list.items() : Collections.emptyList();
    if (!(function instanceof PickleName name)) {
      return new PickleObject("what a call gives");
    }
    if (name.module().equals("copyreg") && !given.isEmpty() && given.get(0) instanceof PickleName) {
      return new PickleObject(given.get(0).toString());
    }
    Object known = types.call(name, given);
    return known == null ? new PickleObject(name.toString()) : known;
  }

  private void push(Object value) {
    stack.add(value);
  }

  private int floor() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }

  private Object pop() {
    return popLast(1).get(0);
  }

  private Object top() {
    return top(0);
  }

  /** The value under the {@code below} uppermost ones. */
  private Object top(int below) {
    if (stack.size() - below <= floor()) {
      throw in.bad("expected a value, found none before");
    }
    return stack.get(stack.size() - 1 - below);
  }

  private List<Object> popLast(int count) {
    if (stack.size() - count < floor()) {
      throw in.bad("expected " + count + " values, found fewer");
    }
    return popFrom(stack.size() - count);
  }

  private List<Object> popMark() {
    if (marks.isEmpty()) {
      throw in.bad("expected a mark, found none before");
    }
    return popFrom(marks.remove(marks.size() - 1));
  }

  private List<Object> popFrom(int first) {
    List<Object> tail = stack.subList(first, stack.size());
    List<Object> values = new ArrayList<>(tail);
    tail.clear();
    return values;
  }
}
