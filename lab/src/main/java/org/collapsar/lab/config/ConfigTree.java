package org.collapsar.lab.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.collapsar.BadInputException;
import org.collapsar.lab.experiment.Origins;

/** Reads configurations to trees that know where each value was written, and puts overrides in. */
final class ConfigTree {
  private static final YAMLFactory YAML = new YAMLFactory();

  /** Deeper than any configuration; a hostile file must not overflow the stack. */
  private static final int MAX_DEPTH = 20;

  private ConfigTree() {}

  /** Parses a whole YAML file. {@code file} is how errors call it. */
  static ConfigNode.Mapping parseFile(String file, String text) {
    ConfigNode node = parse(text, line -> file + ":" + line);
    if (node instanceof ConfigNode.Mapping mapping) {
      return mapping;
    }
    throw new BadInputException(
        file + ": expected an experiment (keys and values in YAML), found " + node.found());
  }

  /** Parses the value of a command-line argument. {@code where} is the argument. */
  static ConfigNode parseArgument(String where, String text) {
    return text.isBlank() ? new ConfigNode.Scalar(null, where) : parse(text, line -> where);
  }

  /** The tree of a JSON document that was read already; every value is at {@code where}. */
  static ConfigNode ofJson(String where, JsonNode json) {
    if (json.isObject()) {
      Map<String, ConfigNode.Entry> entries = new LinkedHashMap<>();
      json.properties()
          .forEach(
              e ->
                  entries.put(
                      e.getKey(), new ConfigNode.Entry(where, ofJson(where, e.getValue()))));
      return new ConfigNode.Mapping(entries, where);
    }
    if (json.isArray()) {
      List<ConfigNode> items = new ArrayList<>();
      json.forEach(item -> items.add(ofJson(where, item)));
      return new ConfigNode.Sequence(items, where);
    }
    // An empty text is what a summary or caption that nobody wrote becomes in JSON.
    boolean nothing = json.isNull() || json.asText().isEmpty();
    return new ConfigNode.Scalar(nothing ? null : json.asText(), where);
  }

  /** The places of all keys of a tree; {@code whole} stands for keys that are not in it. */
  static Origins origins(String whole, ConfigNode.Mapping tree) {
    Map<String, String> places = new LinkedHashMap<>();
    collect("", tree, places);
    return new Origins(whole, places);
  }

  private static void collect(String path, ConfigNode node, Map<String, String> places) {
    if (!path.isEmpty()) {
      places.put(path, node.where());
    }
    String prefix = path.isEmpty() ? "" : path + ".";
    if (node instanceof ConfigNode.Mapping mapping) {
      mapping.entries().forEach((key, entry) -> collect(prefix + key, entry.value(), places));
    } else if (node instanceof ConfigNode.Sequence list) {
      for (int i = 0; i < list.items().size(); i++) {
        collect(prefix + i, list.items().get(i), places);
      }
    }
  }

  /** {@code base} with the values of {@code over} in place of its own, group by group. */
  static ConfigNode.Mapping merge(ConfigNode.Mapping base, ConfigNode.Mapping over) {
    Map<String, ConfigNode.Entry> entries = new LinkedHashMap<>(base.entries());
    over.entries()
        .forEach(
            (key, entry) -> {
              ConfigNode.Entry old = entries.get(key);
              if (old != null
                  && old.value() instanceof ConfigNode.Mapping a
                  && entry.value() instanceof ConfigNode.Mapping b) {
                entries.put(key, new ConfigNode.Entry(old.where(), merge(a, b)));
              } else {
                entries.put(key, entry);
              }
            });
    return new ConfigNode.Mapping(entries, base.where());
  }

  /** {@code base} without {@code key}. */
  static ConfigNode.Mapping without(ConfigNode.Mapping base, String key) {
    Map<String, ConfigNode.Entry> entries = new LinkedHashMap<>(base.entries());
    entries.remove(key);
    return new ConfigNode.Mapping(entries, base.where());
  }

  /** {@code base} with the value at a dotted key replaced; list entries are numbered from 0. */
  static ConfigNode.Mapping set(ConfigNode.Mapping base, ConfigOverride override) {
    ConfigNode value = parseArgument(override.argument(), override.value());
    return set(base, override.key(), value, override.argument());
  }

  /**
   * The same with a value that was read already.
   *
   * @param where where the key was written
   */
  static ConfigNode.Mapping set(
      ConfigNode.Mapping base, String key, ConfigNode value, String where) {
    List<String> path = Arrays.asList(key.split("\\.", -1));
    return (ConfigNode.Mapping) set(base, path, value, key, where);
  }

  private static ConfigNode set(
      ConfigNode base, List<String> path, ConfigNode value, String key, String where) {
    if (path.isEmpty()) {
      return value;
    }
    String head = path.get(0);
    List<String> tail = path.subList(1, path.size());
    if (base instanceof ConfigNode.Sequence list) {
      List<ConfigNode> items = new ArrayList<>(list.items());
      int index = head.matches("\\d{1,9}") ? Integer.parseInt(head) : -1;
      if (index < 0 || index >= items.size()) {
        throw new BadInputException(
            where
                + ": expected the number of a list entry, 0 to "
                + (items.size() - 1)
                + ", in "
                + key
                + ", found "
                + head);
      }
      items.set(index, set(items.get(index), tail, value, key, where));
      return new ConfigNode.Sequence(items, list.where());
    }
    // A single value in the way of a longer key gives way; the checks then judge the whole.
    Map<String, ConfigNode.Entry> entries =
        base instanceof ConfigNode.Mapping m
            ? new LinkedHashMap<>(m.entries())
            : new LinkedHashMap<>();
    ConfigNode.Entry old = entries.get(head);
    ConfigNode below = old == null ? new ConfigNode.Mapping(Map.of(), where) : old.value();
    entries.put(head, new ConfigNode.Entry(where, set(below, tail, value, key, where)));
    boolean isGroup = base instanceof ConfigNode.Mapping;
    return new ConfigNode.Mapping(entries, isGroup ? base.where() : where);
  }

  private static ConfigNode parse(String text, IntFunction<String> where) {
    try (YAMLParser parser = YAML.createParser(text)) {
      if (parser.nextToken() == null) {
        return new ConfigNode.Scalar(null, where.apply(1));
      }
      ConfigNode node = value(parser, where, 0);
      if (parser.nextToken() != null) {
        throw new BadInputException(at(parser, where) + ": expected one document, found a second");
      }
      return node;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      String reason = e.getOriginalMessage().lines().findFirst().orElse("unreadable").strip();
      throw new BadInputException(where.apply(line) + ": expected YAML, found: " + reason, e);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory cannot fail", e);
    }
  }

  private static ConfigNode value(YAMLParser parser, IntFunction<String> where, int depth)
      throws IOException {
    String here = at(parser, where);
    if (depth > MAX_DEPTH) {
      throw new BadInputException(here + ": expected at most 20 nested groups, found more");
    }
    if (parser.isCurrentAlias()) {
      throw new BadInputException(here + ": expected a value, found a YAML alias (not supported)");
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, ConfigNode.Entry> entries = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String keyWhere = at(parser, where);
        String key = parser.currentName();
        parser.nextToken();
        ConfigNode.Entry entry = new ConfigNode.Entry(keyWhere, value(parser, where, depth + 1));
        if (entries.put(key, entry) != null) {
          throw new BadInputException(
              keyWhere + ": expected each key once, found " + key + " twice");
        }
      }
      return new ConfigNode.Mapping(entries, here);
    }
    if (token == JsonToken.START_ARRAY) {
      List<ConfigNode> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(parser, where, depth + 1));
      }
      return new ConfigNode.Sequence(items, here);
    }
    return new ConfigNode.Scalar(token == JsonToken.VALUE_NULL ? null : parser.getText(), here);
  }

  private static String at(YAMLParser parser, IntFunction<String> where) {
    return where.apply(parser.currentTokenLocation().getLineNr());
  }
}
