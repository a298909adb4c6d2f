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
 * Group of keys that is being read: every key must be known, every value of its type and within its
 * limits, or a {@link BadInputException} says in one line where, and what was expected. In a
 * lenient section unknown keys are left alone. An empty value is the same as an absent key. Longer
 * than other files because each type of value has its methods with Javadoc.
 */
public final class Section {
  private final String path;
  private final Node.Mapping node;
  private final boolean lenient;
  private final @Nullable KeyListener listener;

  Section(Value value, String... keys) {
    this.path = value.name();
    this.lenient = value.lenient();
    this.listener = value.listener();
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
   * Opens a group whose keys have to be known.
   *
   * @param path dotted key of the group, empty for the whole document
   * @param node the value of the group
   * @param keys every key that may be here
   * @return the group
   * @throws BadInputException if it is no group, or has another key
   */
  public static Section strict(String path, Node node, String... keys) {
    return new Value(path, node, false, null).section(keys);
  }

  /**
   * Opens a whole document whose keys have to be known, and of which a listener hears.
   *
   * @param node the document
   * @param listener hears of the keys that are known and asked for
   * @param keys every key that may be at the top
   * @return the document's group
   * @throws BadInputException if it is no group, or has another key
   */
  public static Section heard(Node node, KeyListener listener, String... keys) {
    return new Value("", node, false, listener).section(keys);
  }

  private void asked(String key, String expected, @Nullable Object otherwise) {
    if (listener != null) {
      listener.asked(name(key), expected, otherwise);
    }
  }

  /**
   * Opens a group in which unknown keys are left alone, and below which they are.
   *
   * @param path dotted key of the group, empty for the whole document
   * @param node the value of the group
   * @return the group
   * @throws BadInputException if it is no group
   */
  public static Section lenient(String path, Node node) {
    return new Value(path, node, true, null).section();
  }

  /**
   * Opens a strict group whose own keys are not checked, to look at one of them first.
   *
   * @param path dotted key of the group, empty for the whole document
   * @param node the value of the group
   * @return the group
   * @throws BadInputException if it is no group
   */
  public static Section withAnyKeys(String path, Node node) {
    return new Value(path, node, false, null).anyKeys();
  }

  /** {@return the tree of the group} */
  public Node.Mapping node() {
    return node;
  }

  /** {@return the keys that are there, in their order} */
  public List<String> keys() {
    return List.copyOf(node.entries().keySet());
  }

  /**
   * {@return the dotted name of a key of this group}
   *
   * @param key in this group
   */
  public String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /**
   * Tells whether something was written at a key.
   *
   * @param key in this group
   * @return false also for an empty value
   */
  public boolean has(String key) {
    Node.Entry entry = node.entries().get(key);
    return entry != null && !new Value(name(key), entry.value(), lenient, null).isNothing();
  }

  /**
   * Takes the value at a key, to be read by its own methods.
   *
   * @param key in this group
   * @param expected for the message where the key is absent
   * @return the value, which may be empty
   * @throws BadInputException if the key is absent
   */
  public Value value(String key, String expected) {
    asked(key, expected, null);
    Node.Entry entry = node.entries().get(key);
    if (entry == null) {
      throw new Value(name(key), node, lenient, null).bad(expected, "nothing");
    }
    return new Value(name(key), entry.value(), lenient, listener);
  }

  /**
   * Opens the group of keys at a key.
   *
   * @param key in this group
   * @param keys every key that may be below
   * @return the group
   * @throws BadInputException if it is absent, is no group, or has another key
   */
  public Section section(String key, String... keys) {
    return value(key, "a group of keys").section(keys);
  }

  /**
   * Opens the group at a key, with any keys.
   *
   * @param key in this group
   * @return null where it is absent
   * @throws BadInputException if it is no group
   */
  public @Nullable Section sectionOrNull(String key) {
    return has(key) ? value(key, "a group of keys").anyKeys() : null;
  }

  /**
   * Opens the group at a key, with any keys.
   *
   * @param key in this group
   * @return a group without keys where it is absent
   * @throws BadInputException if it is no group
   */
  public Section sectionOrEmpty(String key) {
    Section there = sectionOrNull(key);
    return there != null
        ? there
        : new Value(name(key), new Node.Mapping(Map.of(), node.where()), lenient, null).section();
  }

  /**
   * Opens the groups of a list, with any keys.
   *
   * @param key in this group
   * @return none where it is absent
   * @throws BadInputException if it is no list of groups
   */
  public List<Section> sections(String key) {
    return has(key) ? list(key, "a list of groups of keys", Value::anyKeys) : List.of();
  }

  /**
   * Reads a text.
   *
   * @param key in this group
   * @return not empty
   * @throws BadInputException if it is absent or no text
   */
  public String text(String key) {
    return value(key, "a text").text();
  }

  /**
   * Reads a text that may be absent.
   *
   * @param key in this group
   * @return not empty; null where the key is absent
   * @throws BadInputException if it is no text
   */
  public @Nullable String textOrNull(String key) {
    asked(key, "a text", null);
    return has(key) ? text(key) : null;
  }

  /**
   * Reads a text that may be empty or absent, which is the same.
   *
   * @param key in this group
   * @return empty where it is absent
   * @throws BadInputException if it is no text
   */
  public String textOrEmpty(String key) {
    asked(key, "a text", null);
    return has(key) ? value(key, "a text").anyText() : "";
  }

  /**
   * Reads a whole number.
   *
   * @param key in this group
   * @param least the smallest that is allowed
   * @return at least {@code least}
   * @throws BadInputException if it is absent or something else
   */
  public int whole(String key, int least) {
    return value(key, "a whole number of at least " + least).whole(least);
  }

  /**
   * Reads a whole number that may be absent.
   *
   * @param key in this group
   * @param least the smallest that is allowed
   * @param otherwise stands for an absent key
   * @return at least {@code least}, or {@code otherwise}
   * @throws BadInputException if it is something else
   */
  public int whole(String key, int least, int otherwise) {
    asked(key, "a whole number of at least " + least, otherwise);
    return has(key) ? whole(key, least) : otherwise;
  }

  /**
   * Reads a whole number within limits.
   *
   * @param key in this group
   * @param least the smallest that is allowed
   * @param most the largest that is allowed
   * @return from {@code least} to {@code most}
   * @throws BadInputException if it is absent or something else
   */
  public long wholeWithin(String key, long least, long most) {
    return value(key, "a whole number of at least " + least).whole(least, most);
  }

  /**
   * Reads a whole number, or a word that stands for one.
   *
   * @param key in this group
   * @param least the smallest that is allowed
   * @param word that may be written in place of a number
   * @param meaning of the word
   * @return at least {@code least}, or {@code meaning}
   * @throws BadInputException if it is absent or something else
   */
  public int wholeOr(String key, int least, String word, int meaning) {
    return value(key, "a whole number of at least " + least + " or the word " + word)
        .wholeOr(least, word, meaning);
  }

  /**
   * Reads a positive number.
   *
   * @param key in this group
   * @return above 0, finite
   * @throws BadInputException if it is absent or something else
   */
  public double positive(String key) {
    return number(key, "a positive number", x -> x > 0);
  }

  /**
   * Reads a positive number that may be absent.
   *
   * @param key in this group
   * @param otherwise stands for an absent key
   * @return above 0, finite, or {@code otherwise}
   * @throws BadInputException if it is something else
   */
  public double positive(String key, double otherwise) {
    asked(key, "a positive number", otherwise);
    return has(key) ? positive(key) : otherwise;
  }

  /**
   * Reads a number that is not negative.
   *
   * @param key in this group
   * @return at least 0, finite
   * @throws BadInputException if it is absent or something else
   */
  public double notNegative(String key) {
    return number(key, "a number of at least 0", x -> x >= 0);
  }

  /**
   * Reads a number that is not negative and may be absent.
   *
   * @param key in this group
   * @param otherwise stands for an absent key
   * @return at least 0, finite, or {@code otherwise}
   * @throws BadInputException if it is something else
   */
  public double notNegative(String key, double otherwise) {
    asked(key, "a number of at least 0", otherwise);
    return has(key) ? notNegative(key) : otherwise;
  }

  /**
   * Reads any finite number.
   *
   * @param key in this group
   * @return the number
   * @throws BadInputException if it is absent or something else
   */
  public double number(String key) {
    return number(key, "a number", x -> true);
  }

  /**
   * Reads a finite number that a condition accepts.
   *
   * @param key in this group
   * @param expected the condition in words, for the message
   * @param allowed the condition
   * @return the number
   * @throws BadInputException if it is absent or something else
   */
  public double number(String key, String expected, DoublePredicate allowed) {
    return value(key, expected).number(expected, allowed);
  }

  /**
   * Reads a truth value.
   *
   * @param key in this group
   * @return true or false
   * @throws BadInputException if it is absent or something else
   */
  public boolean flag(String key) {
    return value(key, "true or false").flag();
  }

  /**
   * Reads a truth value that may be absent.
   *
   * @param key in this group
   * @param otherwise stands for an absent key
   * @return true or false
   * @throws BadInputException if it is something else
   */
  public boolean flag(String key, boolean otherwise) {
    asked(key, "true or false", otherwise);
    return has(key) ? flag(key) : otherwise;
  }

  /**
   * Reads a constant of an enumeration, written in small letters with hyphens.
   *
   * @param <E> the enumeration
   * @param key in this group
   * @param type its class
   * @return the constant
   * @throws BadInputException if it is absent or something else
   */
  public <E extends Enum<E>> E word(String key, Class<E> type) {
    List<String> words = words(type);
    return type.getEnumConstants()[words.indexOf(oneOf(key, words))];
  }

  private static <E extends Enum<E>> List<String> words(Class<E> type) {
    List<String> words = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      words.add(Value.word(constant));
    }
    return words;
  }

  /**
   * Reads a constant of an enumeration that may be absent.
   *
   * @param <E> the enumeration
   * @param key in this group
   * @param type its class
   * @param otherwise stands for an absent key
   * @return the constant, or {@code otherwise}
   * @throws BadInputException if it is something else
   */
  public <E extends Enum<E>> E word(String key, Class<E> type, E otherwise) {
    asked(key, "one of " + String.join(", ", words(type)), Value.word(otherwise));
    return has(key) ? word(key, type) : otherwise;
  }

  /**
   * Reads one of some words.
   *
   * @param key in this group
   * @param words that are allowed
   * @return one of them
   * @throws BadInputException if it is absent or another word, with the nearest one
   */
  public String oneOf(String key, List<String> words) {
    String expected = "one of " + String.join(", ", words);
    Value value = value(key, expected);
    String text = value.text(expected);
    if (!words.contains(text)) {
      throw value.bad(expected, value.node().found() + NearestName.hint(text, words));
    }
    return text;
  }

  /**
   * Reads one of some words, and returns what it stands for.
   *
   * @param <T> of the meanings
   * @param key in this group
   * @param choices the meanings by word
   * @return the meaning of the word
   * @throws BadInputException if it is absent or another word, with the nearest one
   */
  public <T> T oneOf(String key, Map<String, T> choices) {
    String word = oneOf(key, choices.keySet().stream().sorted().toList());
    return Objects.requireNonNull(choices.get(word));
  }

  /**
   * Reads the entries of a list.
   *
   * @param <T> of the entries
   * @param key in this group
   * @param expected the list in words, for the message
   * @param read reads an entry
   * @return in the order of the list
   * @throws BadInputException if it is absent or no list, or {@code read} refuses an entry
   */
  public <T> List<T> list(String key, String expected, Function<Value, T> read) {
    Value value = value(key, expected);
    if (!(value.node() instanceof Node.Sequence sequence)) {
      throw value.bad(expected);
    }
    List<T> items = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      items.add(
          read.apply(new Value(name(key) + "." + i, sequence.items().get(i), lenient, listener)));
    }
    return items;
  }

  /**
   * Reads a list of texts.
   *
   * @param key in this group
   * @return empty where the key is absent
   * @throws BadInputException if it is something else
   */
  public List<String> texts(String key) {
    asked(key, "a list of texts", null);
    return has(key) ? list(key, "a list of texts", Value::anyText) : List.of();
  }

  /**
   * Reads a list of numbers.
   *
   * @param key in this group
   * @return empty where the key is absent
   * @throws BadInputException if it is something else
   */
  public List<Double> numbers(String key) {
    asked(key, "a list of numbers", null);
    return has(key)
        ? list(key, "a list of numbers", item -> item.number("a number", x -> true))
        : List.of();
  }

  /**
   * Makes the error that a value is not what was expected.
   *
   * @param key in this group
   * @param expected in words
   * @return an exception to be thrown, with the place of the value
   */
  public BadInputException bad(String key, String expected) {
    return value(key, expected).bad(expected);
  }

  /**
   * Makes the error that a part of a value is not what was expected.
   *
   * @param key in this group
   * @param expected in words
   * @param found in words
   * @return an exception to be thrown, with the place of the value
   */
  public BadInputException bad(String key, String expected, String found) {
    return value(key, expected).bad(expected, found);
  }
}
