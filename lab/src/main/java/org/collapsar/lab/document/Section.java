package org.collapsar.lab.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;
import org.jspecify.annotations.Nullable;

/**
 * A group of keys that is being read: every key must be known, every value of its type and within
 * its limits, or a {@link BadInputException} says in one line where, and what was expected. In a
 * lenient section unknown keys are left alone. An empty value is the same as an absent key.
 */
public final class Section {
  private final String path;
  private final Node.Mapping node;
  private final boolean lenient;

  Section(Value value, String... keys) {
    this.path = value.name();
    this.lenient = value.lenient();
    if (!(value.node() instanceof Node.Mapping mapping)) {
      String known = keys.length == 0 ? "" : " (" + String.join(", ", keys) + ")";
      throw value.bad("a group of keys" + known);
    }
    this.node = mapping;
    if (!lenient) {
      checkKeys(Arrays.asList(keys));
    }
  }

  private void checkKeys(List<String> known) {
    node.entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                throw new BadInputException(
                    entry.where()
                        + ": expected one of the keys "
                        + String.join(", ", known)
                        + ", found "
                        + name(key)
                        + NearestName.of(key, known)
                            .map(n -> ", did you mean " + name(n) + "?")
                            .orElse(""));
              }
            });
  }

  /**
   * A group whose keys have to be known.
   *
   * @param path dotted key of the group, empty for the whole document
   * @param keys every key that may be here
   */
  public static Section strict(String path, Node node, String... keys) {
    return new Value(path, node, false).section(keys);
  }

  /** A group in which unknown keys are left alone, and below which they are. */
  public static Section lenient(String path, Node node) {
    return new Value(path, node, true).section();
  }

  /** A strict group whose own keys are not checked, to look at one of them first. */
  public static Section withAnyKeys(String path, Node node) {
    return new Value(path, node, false).anyKeys();
  }

  /** The tree of it. */
  public Node.Mapping node() {
    return node;
  }

  /** The keys that are there, in their order. */
  public List<String> keys() {
    return List.copyOf(node.entries().keySet());
  }

  /** The dotted name of a key of this group. */
  public String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Whether something was written at the key. */
  public boolean has(String key) {
    Node.Entry entry = node.entries().get(key);
    return entry != null && !new Value(name(key), entry.value(), lenient).isNothing();
  }

  /**
   * The value at a key.
   *
   * @param expected for the message where the key is absent
   */
  public Value value(String key, String expected) {
    Node.Entry entry = node.entries().get(key);
    if (entry == null) {
      throw new Value(name(key), node, lenient).bad(expected, "nothing");
    }
    return new Value(name(key), entry.value(), lenient);
  }

  /** A group of keys, none of which may be others than {@code keys}. */
  public Section section(String key, String... keys) {
    return value(key, "a group of keys").section(keys);
  }

  /** A group with any keys; null where it is absent. */
  public @Nullable Section sectionOrNull(String key) {
    return has(key) ? value(key, "a group of keys").anyKeys() : null;
  }

  /** A group with any keys; one without keys where it is absent. */
  public Section sectionOrEmpty(String key) {
    Section there = sectionOrNull(key);
    return there != null
        ? there
        : new Value(name(key), new Node.Mapping(Map.of(), node.where()), lenient).section();
  }

  /** The groups of a list, with any keys; none where it is absent. */
  public List<Section> sections(String key) {
    return has(key) ? list(key, "a list of groups of keys", Value::anyKeys) : List.of();
  }

  /** A text, not empty. */
  public String text(String key) {
    return value(key, "a text").text();
  }

  /** A text, not empty; null where the key is absent. */
  public @Nullable String textOrNull(String key) {
    return has(key) ? text(key) : null;
  }

  /** A text that may be empty or absent, which is the same. */
  public String textOrEmpty(String key) {
    return has(key) ? value(key, "a text").anyText() : "";
  }

  public int whole(String key, int least) {
    return value(key, "a whole number of at least " + least).whole(least);
  }

  public int whole(String key, int least, int otherwise) {
    return has(key) ? whole(key, least) : otherwise;
  }

  /** A whole number from {@code least} to {@code most}. */
  public long wholeWithin(String key, long least, long most) {
    return value(key, "a whole number of at least " + least).whole(least, most);
  }

  /** A number or the word {@code word}, which stands for {@code meaning}. */
  public int wholeOr(String key, int least, String word, int meaning) {
    return value(key, "a whole number of at least " + least + " or the word " + word)
        .wholeOr(least, word, meaning);
  }

  public double positive(String key) {
    return number(key, "a positive number", x -> x > 0);
  }

  public double positive(String key, double otherwise) {
    return has(key) ? positive(key) : otherwise;
  }

  public double notNegative(String key) {
    return number(key, "a number of at least 0", x -> x >= 0);
  }

  public double notNegative(String key, double otherwise) {
    return has(key) ? notNegative(key) : otherwise;
  }

  /** Any finite number. */
  public double number(String key) {
    return number(key, "a number", x -> true);
  }

  /** A finite number that {@code allowed} accepts. */
  public double number(String key, String expected, DoublePredicate allowed) {
    return value(key, expected).number(expected, allowed);
  }

  public boolean flag(String key) {
    return value(key, "true or false").flag();
  }

  public boolean flag(String key, boolean otherwise) {
    return has(key) ? flag(key) : otherwise;
  }

  /** A constant of an enumeration, written in small letters with hyphens. */
  public <E extends Enum<E>> E word(String key, Class<E> type) {
    List<String> words = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      words.add(Value.word(constant));
    }
    return type.getEnumConstants()[words.indexOf(oneOf(key, words))];
  }

  public <E extends Enum<E>> E word(String key, Class<E> type, E otherwise) {
    return has(key) ? word(key, type) : otherwise;
  }

  /** One of some words. */
  public String oneOf(String key, List<String> words) {
    String expected = "one of " + String.join(", ", words);
    Value value = value(key, expected);
    String text = value.text(expected);
    if (!words.contains(text)) {
      throw value.bad(expected, value.node().found() + NearestName.hint(text, words));
    }
    return text;
  }

  /** What one of some words stands for. */
  public <T> T oneOf(String key, Map<String, T> choices) {
    String word = oneOf(key, choices.keySet().stream().sorted().toList());
    return Objects.requireNonNull(choices.get(word));
  }

  /** The entries of a list. */
  public <T> List<T> list(String key, String expected, Function<Value, T> read) {
    Value value = value(key, expected);
    if (!(value.node() instanceof Node.Sequence sequence)) {
      throw value.bad(expected);
    }
    List<T> items = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      items.add(read.apply(new Value(name(key) + "." + i, sequence.items().get(i), lenient)));
    }
    return items;
  }

  /** A list of texts, empty where the key is absent. */
  public List<String> texts(String key) {
    return has(key) ? list(key, "a list of texts", Value::anyText) : List.of();
  }

  /** A list of numbers, empty where the key is absent. */
  public List<Double> numbers(String key) {
    return has(key)
        ? list(key, "a list of numbers", item -> item.number("a number", x -> true))
        : List.of();
  }

  /** The error that the value of {@code key} is not what was expected. */
  public BadInputException bad(String key, String expected) {
    return value(key, expected).bad(expected);
  }

  /** The same where what was found is not the whole value. */
  public BadInputException bad(String key, String expected, String found) {
    return value(key, expected).bad(expected, found);
  }
}
