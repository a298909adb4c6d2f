package org.collapsar.lab.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * A group of keys that is being read: every key must be known, every value of its type and within
 * its limits, or a {@link BadInputException} says in one line where and what was expected.
 */
final class Section {
  private final String path;
  private final ConfigNode.Mapping node;

  /**
   * @param path dotted key of the group, empty for the whole file
   * @param keys every key that may be here
   */
  Section(String path, ConfigNode value, String... keys) {
    this.path = path;
    if (!(value instanceof ConfigNode.Mapping mapping)) {
      String known = keys.length == 0 ? "" : " (" + String.join(", ", keys) + ")";
      throw bad(value.where(), path, "a group of keys" + known, value);
    }
    this.node = mapping;
    List<String> known = Arrays.asList(keys);
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                throw new BadInputException(
                    entry.where()
                        + ": expected one of the keys "
                        + String.join(", ", keys)
                        + ", found "
                        + name(key)
                        + NearestName.of(key, known)
                            .map(n -> ", did you mean " + name(n) + "?")
                            .orElse(""));
              }
            });
  }

  /** A group whose keys are not checked, to look at one of them first. */
  static Section withAnyKeys(String path, ConfigNode value) {
    String[] keys =
        value instanceof ConfigNode.Mapping m
            ? m.entries().keySet().toArray(new String[0])
            : new String[0];
    return new Section(path, value, keys);
  }

  /** The keys that are there, in their order. */
  List<String> keys() {
    return List.copyOf(node.entries().keySet());
  }

  /** The dotted name of a key of this group. */
  String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  boolean has(String key) {
    ConfigNode.Entry entry = node.entries().get(key);
    return entry != null
        && !(entry.value() instanceof ConfigNode.Scalar scalar && scalar.text() == null);
  }

  ConfigNode get(String key, String expected) {
    ConfigNode.Entry entry = node.entries().get(key);
    if (entry == null) {
      throw new BadInputException(
          node.where() + ": " + name(key) + ": expected " + expected + ", found nothing");
    }
    return entry.value();
  }

  Section section(String key, String... keys) {
    return new Section(name(key), get(key, "a group of keys"), keys);
  }

  /** A text, not empty. */
  String text(String key) {
    String expected = "a text";
    ConfigNode value = get(key, expected);
    if (value instanceof ConfigNode.Scalar scalar && scalar.text() != null) {
      String text = scalar.text().strip();
      if (!text.isEmpty()) {
        return text;
      }
    }
    throw bad(value.where(), name(key), expected, value);
  }

  @Nullable String textOrNull(String key) {
    return has(key) ? text(key) : null;
  }

  /** A text that may be empty or absent, which is the same. */
  String textOrEmpty(String key) {
    boolean blank =
        !has(key)
            || (get(key, "a text") instanceof ConfigNode.Scalar scalar
                && String.valueOf(scalar.text()).isBlank());
    return blank ? "" : text(key);
  }

  int whole(String key, int least) {
    return (int) wholeWithin(key, least, Integer.MAX_VALUE);
  }

  int whole(String key, int least, int otherwise) {
    return has(key) ? whole(key, least) : otherwise;
  }

  long wholeWithin(String key, long least, long most) {
    String expected = "a whole number of at least " + least;
    return scalar(
        key,
        expected,
        text -> {
          double number = Double.parseDouble(text);
          if (number != Math.rint(number) || number < least || number > most) {
            throw new NumberFormatException();
          }
          // 1e4 is a whole number as well; the detour by double would lose digits of a long seed.
          return text.matches("[+-]?\\d+") ? Long.parseLong(text) : (long) number;
        });
  }

  /** A number or the word {@code word}, which stands for {@code meaning}. */
  int wholeOr(String key, int least, String word, int meaning) {
    String expected = "a whole number of at least " + least + " or the word " + word;
    return scalar(
        key,
        expected,
        text -> {
          if (text.equals(word)) {
            return meaning;
          }
          double number = Double.parseDouble(text);
          if (number != Math.rint(number) || number < least || number > Integer.MAX_VALUE) {
            throw new NumberFormatException();
          }
          return (int) number;
        });
  }

  double positive(String key) {
    return number(key, "a positive number", x -> x > 0);
  }

  double positive(String key, double otherwise) {
    return has(key) ? positive(key) : otherwise;
  }

  double notNegative(String key) {
    return number(key, "a number of at least 0", x -> x >= 0);
  }

  double notNegative(String key, double otherwise) {
    return has(key) ? notNegative(key) : otherwise;
  }

  double number(String key, String expected, DoublePredicate allowed) {
    return scalar(key, expected, text -> parsed(text, allowed));
  }

  private static double parsed(String text, DoublePredicate allowed) {
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

  boolean flag(String key) {
    return scalar(
        key,
        "true or false",
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new NumberFormatException();
            });
  }

  boolean flag(String key, boolean otherwise) {
    return has(key) ? flag(key) : otherwise;
  }

  /** A constant of an enumeration, written in small letters with hyphens. */
  <E extends Enum<E>> E word(String key, Class<E> type) {
    List<String> words = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      words.add(word(constant));
    }
    return type.getEnumConstants()[words.indexOf(oneOf(key, words))];
  }

  /** One of some words. */
  String oneOf(String key, List<String> words) {
    String text = text(key);
    if (!words.contains(text)) {
      throw new BadInputException(
          get(key, "a word").where()
              + ": "
              + name(key)
              + ": expected one of "
              + String.join(", ", words)
              + ", found "
              + text
              + NearestName.hint(text, words));
    }
    return text;
  }

  <E extends Enum<E>> E word(String key, Class<E> type, E otherwise) {
    return has(key) ? word(key, type) : otherwise;
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The entries of a list, each read by {@code read(dotted name, entry)}. */
  <T> List<T> list(String key, String expected, BiFunction<String, ConfigNode, T> read) {
    ConfigNode value = get(key, expected);
    if (!(value instanceof ConfigNode.Sequence sequence)) {
      throw bad(value.where(), name(key), expected, value);
    }
    List<T> items = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      items.add(read.apply(name(key) + "." + i, sequence.items().get(i)));
    }
    return items;
  }

  /** A list of texts, empty where the key is absent. */
  List<String> texts(String key) {
    if (!has(key)) {
      return List.of();
    }
    return list(key, "a list of texts", (name, item) -> textOf(name, item, "a text"));
  }

  static int wholeOf(String name, ConfigNode item, int least) {
    String expected = "a whole number of at least " + least;
    if (item instanceof ConfigNode.Scalar scalar && scalar.text() != null) {
      try {
        int number = Integer.parseInt(scalar.text().strip());
        if (number >= least) {
          return number;
        }
      } catch (NumberFormatException e) {
        // said below, with the key and the place
      }
    }
    throw bad(item.where(), name, expected, item);
  }

  /** A number that is an entry of a list. */
  static double numberOf(String name, ConfigNode item, String expected, DoublePredicate allowed) {
    try {
      return parsed(textOf(name, item, expected), allowed);
    } catch (NumberFormatException e) {
      throw bad(item.where(), name, expected, item);
    }
  }

  static String textOf(String name, ConfigNode item, String expected) {
    if (item instanceof ConfigNode.Scalar scalar && scalar.text() != null) {
      return scalar.text().strip();
    }
    throw bad(item.where(), name, expected, item);
  }

  /** The error that a text under {@code key} is not what was expected. */
  BadInputException badText(String key, String expected, String found) {
    return new BadInputException(
        get(key, expected).where()
            + ": "
            + name(key)
            + ": expected "
            + expected
            + ", found "
            + found);
  }

  /** The error that the value of {@code key} is not what was expected. */
  BadInputException bad(String key, String expected) {
    ConfigNode value = get(key, expected);
    return bad(value.where(), name(key), expected, value);
  }

  private static BadInputException bad(
      String where, String name, String expected, ConfigNode found) {
    String subject = name.isEmpty() ? "" : name + ": ";
    return new BadInputException(
        where + ": " + subject + "expected " + expected + ", found " + found.found());
  }

  private <T> T scalar(String key, String expected, Function<String, T> parse) {
    ConfigNode value = get(key, expected);
    if (value instanceof ConfigNode.Scalar scalar && scalar.text() != null) {
      try {
        return parse.apply(scalar.text().strip());
      } catch (NumberFormatException e) {
        // said below, with the key and the place
      }
    }
    throw bad(value.where(), name(key), expected, value);
  }
}
