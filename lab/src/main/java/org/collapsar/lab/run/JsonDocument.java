package org.collapsar.lab.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.jspecify.annotations.Nullable;

/**
 * A JSON file that is read key by key. What does not fit is refused with the file, the line, the
 * key and what was expected there. Keys that nobody asks for are left alone, so that files of newer
 * versions under the same schema still load.
 */
final class JsonDocument {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Path file;
  private final JsonNode root;
  private final Map<String, Integer> lines;

  private JsonDocument(Path file, JsonNode root, Map<String, Integer> lines) {
    this.file = file;
    this.root = root;
    this.lines = lines;
  }

  /**
   * Reads a file that has to hold one JSON object of the given schema.
   *
   * @throws BadInputException if the file is missing, is no JSON, or names another schema
   * @throws FailedException if the file cannot be read
   */
  static JsonDocument read(Path file, String schema) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new BadInputException(file + ": expected a file of schema " + schema + ", found none");
    } catch (IOException e) {
      throw new FailedException("could not read " + file + ": " + e, e);
    }
    JsonDocument document;
    try {
      document = new JsonDocument(file, MAPPER.readTree(bytes), linesOf(bytes));
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new BadInputException(
          file + ":" + line + ": expected JSON, found: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new FailedException("could not read " + file + ": " + e, e);
    }
    if (!document.root.isObject()) {
      throw new BadInputException(
          file
              + ":1: expected a JSON object of schema "
              + schema
              + ", found "
              + kind(document.root));
    }
    String found = document.top().text("schema");
    if (!found.equals(schema)) {
      throw document.top().wrong("schema", '"' + schema + '"');
    }
    return document;
  }

  /** The object at the top. */
  Part top() {
    return new Part("", root);
  }

  /** The line at which each value starts, by JSON pointer: the tree itself does not keep them. */
  private static Map<String, Integer> linesOf(byte[] bytes) throws IOException {
    Map<String, Integer> lines = new HashMap<>();
    try (JsonParser parser = MAPPER.createParser(bytes)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token != JsonToken.END_OBJECT && token != JsonToken.END_ARRAY) {
          // A container that has just been opened is its own context; its parent names it.
          var context =
              token.isStructStart()
                  ? parser.getParsingContext().getParent()
                  : parser.getParsingContext();
          lines.putIfAbsent(
              context.pathAsPointer().toString(), parser.currentTokenLocation().getLineNr());
        }
      }
    }
    return lines;
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "a list";
      case STRING -> {
        String text = node.textValue();
        yield '"' + (text.length() > 60 ? text.substring(0, 60) + ".." : text) + '"';
      }
      case NUMBER, BOOLEAN -> node.asText();
      case NULL -> "null";
      case MISSING -> "nothing";
      default -> node.getNodeType().toString();
    };
  }

  /** One object of the document, with the pointer at which it stands. */
  final class Part {
    private final String pointer;
    private final JsonNode node;

    private Part(String pointer, JsonNode node) {
      this.pointer = pointer;
      this.node = node;
    }

    String text(String key) {
      JsonNode value = value(key);
      if (!value.isTextual()) {
        throw wrong(key, "a string");
      }
      return value.textValue();
    }

    String text(String key, String otherwise) {
      return absent(key) ? otherwise : text(key);
    }

    @Nullable String textOrNull(String key) {
      return absent(key) ? null : text(key);
    }

    /** A string that is one of the keys of a map. */
    <T> T oneOf(String key, Map<String, T> choices) {
      T chosen = value(key).isTextual() ? choices.get(value(key).textValue()) : null;
      if (chosen == null) {
        throw wrong(
            key, "one of " + String.join(", ", choices.keySet().stream().sorted().toList()));
      }
      return chosen;
    }

    long integer(String key, long atLeast) {
      JsonNode value = value(key);
      if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < atLeast) {
        throw wrong(
            key,
            atLeast == Long.MIN_VALUE ? "a whole number" : "a whole number, at least " + atLeast);
      }
      return value.longValue();
    }

    int count(String key) {
      long value = integer(key, 0);
      if (value > Integer.MAX_VALUE - 1) {
        throw wrong(key, "a whole number below 2147483647");
      }
      return (int) value;
    }

    double number(String key) {
      JsonNode value = value(key);
      if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
        throw wrong(key, "a number");
      }
      return value.doubleValue();
    }

    boolean flag(String key, boolean otherwise) {
      if (absent(key)) {
        return otherwise;
      }
      if (!value(key).isBoolean()) {
        throw wrong(key, "true or false");
      }
      return value(key).booleanValue();
    }

    Part object(String key) {
      if (!value(key).isObject()) {
        throw wrong(key, "an object");
      }
      return new Part(child(key), value(key));
    }

    @Nullable Part objectOrNull(String key) {
      return absent(key) ? null : object(key);
    }

    /** The object under a key as it stands, or an empty one. */
    JsonNode tree(String key) {
      return absent(key) ? MAPPER.createObjectNode() : object(key).node;
    }

    /** The objects of a list; none when the key is absent. */
    List<Part> objects(String key) {
      List<Part> parts = new ArrayList<>();
      JsonNode list = list(key);
      for (int i = 0; i < list.size(); i++) {
        String pointerOfItem = child(key) + "/" + i;
        if (!list.get(i).isObject()) {
          throw error(pointerOfItem, "an object", list.get(i));
        }
        parts.add(new Part(pointerOfItem, list.get(i)));
      }
      return parts;
    }

    /** The strings of a list; none when the key is absent. */
    List<String> texts(String key) {
      List<String> texts = new ArrayList<>();
      JsonNode list = list(key);
      for (int i = 0; i < list.size(); i++) {
        if (!list.get(i).isTextual()) {
          throw error(child(key) + "/" + i, "a string", list.get(i));
        }
        texts.add(list.get(i).textValue());
      }
      return texts;
    }

    /** The numbers of a list; none when the key is absent. */
    double[] numbers(String key) {
      JsonNode list = list(key);
      double[] numbers = new double[list.size()];
      for (int i = 0; i < numbers.length; i++) {
        if (!list.get(i).isNumber() || !Double.isFinite(list.get(i).doubleValue())) {
          throw error(child(key) + "/" + i, "a number", list.get(i));
        }
        numbers[i] = list.get(i).doubleValue();
      }
      return numbers;
    }

    boolean isText(String key) {
      return value(key).isTextual();
    }

    boolean isList(String key) {
      return value(key).isArray();
    }

    /** The keys of this object, in their order. */
    List<String> keys() {
      List<String> keys = new ArrayList<>();
      node.fieldNames().forEachRemaining(keys::add);
      return keys;
    }

    boolean absent(String key) {
      return value(key).isMissingNode() || value(key).isNull();
    }

    BadInputException wrong(String key, String expected) {
      return error(child(key), expected, value(key));
    }

    private JsonNode list(String key) {
      if (absent(key)) {
        return MAPPER.createArrayNode();
      }
      if (!value(key).isArray()) {
        throw wrong(key, "a list");
      }
      return value(key);
    }

    private JsonNode value(String key) {
      JsonNode value = node.get(key);
      return value == null ? MissingNode.getInstance() : value;
    }

    private String child(String key) {
      return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    private BadInputException error(String at, String expected, JsonNode found) {
      // A missing key has no line of its own: the object that should hold it has.
      Integer line = lines.getOrDefault(at, lines.getOrDefault(pointer, 1));
      String key = at.substring(1).replace('/', '.').replace("~1", "/").replace("~0", "~");
      return new BadInputException(
          file + ":" + line + ": " + key + ": expected " + expected + ", found " + kind(found));
    }
  }
}
