package org.collapsar.lab.document;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * Value of a document with its key, as it is read: it has to be of the type that is asked for and
 * within its limits, or a {@link BadInputException} says in one line where, and what was expected.
 */
public final class Value {
  private final String name;
  private final Node node;
  private final boolean lenient;
  private final @Nullable KeyListener listener;

  /**
   * @param name dotted key, with list entries numbered from 0; empty for a whole document
   * @param lenient whether unknown keys below are left alone
   * @param listener hears of what is asked for below, or null
   */
  Value(String name, Node node, boolean lenient, @Nullable KeyListener listener) {
    this.name = name;
    this.node = node;
    this.lenient = lenient;
    this.listener = listener;
  }

  /** {@return the dotted key} */
  public String name() {
    return name;
  }

  /** {@return the value as it was written} */
  public Node node() {
    return node;
  }

  /** {@return the place where it was written} */
  public String where() {
    return node.where();
  }

  @Nullable KeyListener listener() {
    return listener;
  }

  boolean lenient() {
    return lenient;
  }

  /** {@return the same value, below which no key may be unknown} */
  public Value strict() {
    return new Value(name, node, false, listener);
  }

  /** Whether nothing was written. */
  boolean isNothing() {
    return node instanceof Node.Scalar scalar && scalar.text() == null;
  }

  /**
   * Opens the keys below.
   *
   * @param keys every key that may be there
   * @return the group
   * @throws BadInputException if it is no group, or has another key
   */
  public Section section(String... keys) {
    if (listener != null) {
      listener.known(name, List.of(keys));
    }
    return new Section(this, keys);
  }

  /**
   * Opens the keys below, whatever they are.
   *
   * @return the group
   * @throws BadInputException if it is no group
   */
  public Section anyKeys() {
    String[] keys =
        node instanceof Node.Mapping m
            ? m.entries().keySet().toArray(new String[0])
            : new String[0];
    return new Section(this, keys);
  }

  /**
   * Reads a text.
   *
   * @return not empty
   * @throws BadInputException if it is something else
   */
  public String text() {
    return text("a text");
  }

  /**
   * Reads a text that stands for something.
   *
   * @param expected what it stands for, for the message
   * @return not empty
   * @throws BadInputException if it is something else
   */
  public String text(String expected) {
    String text = scalarOf(Node.Type.TEXT);
    if (text == null || text.isEmpty()) {
      throw bad(expected);
    }
    return text;
  }

  /** A text that may be empty. */
  String anyText() {
    String text = scalarOf(Node.Type.TEXT);
    if (text == null) {
      throw bad("a text");
    }
    return text;
  }

  /** {@return whether it is a string of JSON, or a word or number of YAML} */
  public boolean isText() {
    return scalarOf(Node.Type.TEXT) != null;
  }

  /** {@return whether it is a list} */
  public boolean isList() {
    return node instanceof Node.Sequence;
  }

  /**
   * Reads a whole number.
   *
   * @param least the smallest that is allowed
   * @return at least {@code least}
   * @throws BadInputException if it is something else
   */
  public int whole(int least) {
    return (int) whole(least, Integer.MAX_VALUE);
  }

  /**
   * Reads a whole number within limits.
   *
   * @param least the smallest that is allowed
   * @param most the largest that is allowed
   * @return from {@code least} to {@code most}
   * @throws BadInputException if it is something else
   */
  public long whole(long least, long most) {
    return parse(
        Node.Type.NUMBER,
        "a whole number"
            + (least == Long.MIN_VALUE ? "" : " of at least " + least)
            + (isAbove(most) ? " and at most " + most : ""),
        text -> toWhole(text, least, most));
  }

  private boolean isAbove(long most) {
    String text = scalarOf(Node.Type.NUMBER);
    return text != null
        && text.matches("\\d+")
        && new BigInteger(text).compareTo(BigInteger.valueOf(most)) > 0;
  }

  /**
   * Reads a whole number, or a word that stands for one.
   *
   * @param least the smallest that is allowed
   * @param word that may be written in place of a number
   * @param meaning of the word
   * @return at least {@code least}, or {@code meaning}
   * @throws BadInputException if it is something else
   */
  public int wholeOr(int least, String word, int meaning) {
    if (word.equals(scalarOf(Node.Type.TEXT))) {
      return meaning;
    }
    return parse(
        Node.Type.NUMBER,
        "a whole number of at least " + least + " or the word " + word,
        text -> (int) toWhole(text, least, Integer.MAX_VALUE));
  }

  private static long toWhole(String text, long least, long most) {
    double number = toNumber(text, x -> true);
    if (number != Math.rint(number) || number < least || number > most) {
      throw new NumberFormatException();
    }
    // 1e4 is a whole number as well; the detour by double would lose digits of a long seed.
    return text.matches("[+-]?\\d+") ? Long.parseLong(text) : (long) number;
  }

  /**
   * Reads a finite number that a condition accepts.
   *
   * @param expected the condition in words, for the message
   * @param allowed the condition
   * @return the number
   * @throws BadInputException if it is something else
   */
  public double number(String expected, DoublePredicate allowed) {
    return parse(Node.Type.NUMBER, expected, text -> toNumber(text, allowed));
  }

  private static double toNumber(String text, DoublePredicate allowed) {
    // Double.parseDouble also takes "1f" and "0x1p3", which are slips here.
    if (!text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
      throw new NumberFormatException();
    }
    double number = Double.parseDouble(text);
    if (!Double.isFinite(number) || !allowed.test(number)) {
      throw new NumberFormatException();
    }
    return number;
  }

  /**
   * Reads {@code true} or {@code false}.
   *
   * @return the truth value
   * @throws BadInputException if it is something else
   */
  public boolean flag() {
    return parse(
        Node.Type.FLAG,
        "true or false",
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new NumberFormatException();
            });
  }

  /**
   * {@return the word of a constant in documents: small letters with hyphens}
   *
   * @param constant of an enumeration
   */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Makes the error that the value is not what was expected.
   *
   * @param expected in words
   * @return an exception to be thrown, with the place of the value
   */
  public BadInputException bad(String expected) {
    return bad(expected, node.found());
  }

  /**
   * Makes the error that a part of the value, or what it stands for, is not what was expected.
   *
   * @param expected in words
   * @param found in words
   * @return an exception to be thrown, with the place of the value
   */
  public BadInputException bad(String expected, String found) {
    String subject = name.isEmpty() ? "" : name + ": ";
    return new BadInputException(
        node.where() + ": " + subject + "expected " + expected + ", found " + found);
  }

  /** The text as written, without blanks at its ends; null if it is not of the type. */
  private @Nullable String scalarOf(Node.Type type) {
    boolean fits =
        node instanceof Node.Scalar scalar
            && scalar.text() != null
            && (scalar.type() == Node.Type.PLAIN || scalar.type() == type);
    return fits ? String.valueOf(((Node.Scalar) node).text()).strip() : null;
  }

  private <T> T parse(Node.Type type, String expected, Function<String, T> parse) {
    String text = scalarOf(type);
    if (text != null) {
      try {
        return parse.apply(text);
      } catch (NumberFormatException e) {
        // said below, with the key and the place
      }
    }
    throw bad(expected);
  }
}
