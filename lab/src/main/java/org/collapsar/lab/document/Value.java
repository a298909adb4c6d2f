package org.collapsar.lab.document;

import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * A value of a document with its key, as it is read: it has to be of the type that is asked for and
 * within its limits, or a {@link BadInputException} says in one line where, and what was expected.
 */
public final class Value {
  private final String name;
  private final Node node;
  private final boolean lenient;

  /**
   * @param name dotted key, with list entries numbered from 0; empty for a whole document
   * @param lenient whether unknown keys below are left alone
   */
  Value(String name, Node node, boolean lenient) {
    this.name = name;
    this.node = node;
    this.lenient = lenient;
  }

  /** Dotted key. */
  public String name() {
    return name;
  }

  /** What was written. */
  public Node node() {
    return node;
  }

  /** Where it was written. */
  public String where() {
    return node.where();
  }

  boolean lenient() {
    return lenient;
  }

  /** The same, of which no key may be unknown. */
  public Value strict() {
    return new Value(name, node, false);
  }

  /** Whether nothing was written. */
  boolean isNothing() {
    return node instanceof Node.Scalar scalar && scalar.text() == null;
  }

  /** The keys below, none of which may be others than {@code keys}. */
  public Section section(String... keys) {
    return new Section(this, keys);
  }

  /** The keys below, whatever they are. */
  public Section anyKeys() {
    String[] keys =
        node instanceof Node.Mapping m
            ? m.entries().keySet().toArray(new String[0])
            : new String[0];
    return new Section(this, keys);
  }

  /** A text, not empty. */
  public String text() {
    return text("a text");
  }

  /** A text, not empty; {@code expected} says what it stands for. */
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

  /** Whether it is a string of JSON, or a word or number of YAML. */
  public boolean isText() {
    return scalarOf(Node.Type.TEXT) != null;
  }

  /** Whether it is a list. */
  public boolean isList() {
    return node instanceof Node.Sequence;
  }

  /** A whole number of at least {@code least}. */
  public int whole(int least) {
    return (int) whole(least, Integer.MAX_VALUE);
  }

  /** A whole number from {@code least} to {@code most}. */
  public long whole(long least, long most) {
    return parse(
        Node.Type.NUMBER,
        "a whole number" + (least == Long.MIN_VALUE ? "" : " of at least " + least),
        text -> toWhole(text, least, most));
  }

  /** A whole number of at least {@code least} or the word {@code word}, for {@code meaning}. */
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

  /** A number that {@code allowed} accepts. */
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

  /** {@code true} or {@code false}. */
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

  /** The word of a constant in documents: small letters with hyphens. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The error that it is not what was expected. */
  public BadInputException bad(String expected) {
    return bad(expected, node.found());
  }

  /** The same where a part of it, or what it stands for, is what was found. */
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
