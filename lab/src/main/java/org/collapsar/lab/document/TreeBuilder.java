package org.collapsar.lab.document;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.collapsar.BadInputException;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Builds the tree of a document from the tokens of its parser, with the place of each. */
final class TreeBuilder {
  /** Deeper than any document; a hostile file must not overflow the stack. */
  private static final int MAX_DEPTH = 20;

  private final String language;
  private final JsonParser parser;
  private final Types types;
  private final IntFunction<String> where;

  /** Tells how the language writes a single value. */
  interface Types {
    /**
     * @throws BadInputException if the value is none that is supported
     */
    Node.Type of(JsonToken token, String here) throws IOException;
  }

  /**
   * @param language for messages
   * @param types of the parser's single values
   * @param where names the place of a line, counted from 1
   */
  TreeBuilder(String language, JsonParser parser, Types types, IntFunction<String> where) {
    this.language = language;
    this.parser = parser;
    this.types = types;
    this.where = where;
  }

  /**
   * Reads the one document that there is; an empty one is an empty value.
   *
   * @throws BadInputException if it is malformed, or a second follows
   */
  Node document() {
    try {
      if (parser.nextToken() == null) {
        return new Node.Scalar(null, Node.Type.PLAIN, where.apply(1));
      }
      Node node = value(0);
      if (parser.nextToken() != null) {
        throw new BadInputException(here() + ": expected one document, found a second");
      }
      return node;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      String reason = e.getOriginalMessage().lines().findFirst().orElse("unreadable").strip();
      if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
        line = marked.getProblemMark().getLine() + 1;
        reason = marked.getProblem().strip().replaceFirst("^found ", "");
      }
      throw new BadInputException(
          where.apply(line) + ": expected " + language + ", found: " + reason, e);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory cannot fail", e);
    }
  }

  private Node value(int depth) throws IOException {
    String here = here();
    if (depth > MAX_DEPTH) {
      throw new BadInputException(here + ": expected at most 20 nested groups, found more");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> new Node.Mapping(entries(depth), here);
      case START_ARRAY -> {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(depth + 1));
        }
        yield new Node.Sequence(items, here);
      }
      default -> scalar(here);
    };
  }

  private Map<String, Node.Entry> entries(int depth) throws IOException {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String keyWhere = here();
      String key = parser.currentName();
      parser.nextToken();
      if (entries.put(key, new Node.Entry(keyWhere, value(depth + 1))) != null) {
        throw new BadInputException(keyWhere + ": expected each key once, found " + key + " twice");
      }
    }
    return entries;
  }

  /** One word or number of the language. */
  private Node scalar(String here) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return new Node.Scalar(null, Node.Type.PLAIN, here);
    }
    return new Node.Scalar(parser.getText(), types.of(token, here), here);
  }

  private String here() {
    return where.apply(parser.currentTokenLocation().getLineNr());
  }
}
