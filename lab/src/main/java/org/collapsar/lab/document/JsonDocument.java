package org.collapsar.lab.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;

/**
 * Reader of JSON files that say what they are. Keys that nobody asks for are left alone, so that
 * files of newer versions under the same schema still load.
 */
public final class JsonDocument {
  private static final JsonFactory JSON = new JsonFactory();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonDocument() {}

  /**
   * Reads a file that has to hold one JSON object of the given type.
   *
   * @param file path of the document
   * @param type that it has to be of
   * @return its keys, unknown ones being left alone
   * @throws BadInputException if the file is missing, is no JSON, or names another schema
   * @throws FailedException if the file cannot be read
   */
  public static Section read(Path file, DocumentType type) {
    String schema = type.schema();
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new BadInputException(file + ": expected a file of schema " + schema + ", found none");
    } catch (IOException e) {
      throw new FailedException("could not read " + file + ": " + e, e);
    }
    Node node = parse(bytes, line -> file + ":" + line);
    if (!(node instanceof Node.Mapping)) {
      throw new BadInputException(
          "%s: expected a JSON object of schema %s, found %s"
              .formatted(node.where(), schema, node.found()));
    }
    Section top = Section.lenient("", node);
    String found = top.text(DocumentType.KEY);
    if (!found.equals(schema)) {
      BadInputException refused = top.bad(DocumentType.KEY, '"' + schema + '"');
      throw type.isLater(found)
          ? new LaterVersionException(String.valueOf(refused.getMessage()))
          : refused;
    }
    return top;
  }

  /**
   * Reads a file as {@link #read} does, as a tree to be changed and written again.
   *
   * @param file path of the document
   * @param type that it has to be of
   * @return a tree of its own
   * @throws BadInputException if the file is missing, is no JSON, or names another schema
   * @throws FailedException if the file cannot be read
   */
  public static ObjectNode object(Path file, DocumentType type) {
    read(file, type);
    try {
      return (ObjectNode) MAPPER.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new FailedException("could not read " + file + ": " + e, e);
    }
  }

  /**
   * Parses a document that was read already.
   *
   * @param where place of every value, for messages
   * @param json the text
   * @return its tree
   * @throws BadInputException if it is no JSON
   */
  public static Node tree(String where, String json) {
    return parse(json.getBytes(StandardCharsets.UTF_8), line -> where);
  }

  /**
   * Parses a document.
   *
   * @param where names the place of a line, counted from 1
   * @throws BadInputException if it is no JSON
   */
  static Node parse(byte[] bytes, IntFunction<String> where) {
    try (JsonParser parser = JSON.createParser(bytes)) {
      return new TreeBuilder("JSON", parser, (token, here) -> type(token), where).document();
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory cannot fail", e);
    }
  }

  private static Node.Type type(JsonToken token) {
    return switch (token) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Node.Type.NUMBER;
      case VALUE_TRUE, VALUE_FALSE -> Node.Type.FLAG;
      default -> Node.Type.TEXT;
    };
  }
}
