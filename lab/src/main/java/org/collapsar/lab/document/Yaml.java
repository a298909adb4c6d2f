package org.collapsar.lab.document;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.function.IntFunction;
import org.collapsar.BadInputException;

/** Parser of YAML to trees that know where each value was written. */
public final class Yaml {
  private static final YAMLFactory YAML = new YAMLFactory();

  private Yaml() {}

  /**
   * Parses a whole file.
   *
   * @param file how messages call it
   * @param text of the file
   * @param expected what has to be in it, for messages
   * @return the group of keys at its top
   * @throws BadInputException if it is no YAML, or no group of keys
   */
  public static Node.Mapping file(String file, String text, String expected) {
    Node node = parse(text, line -> file + ":" + line);
    if (node instanceof Node.Mapping mapping) {
      return mapping;
    }
    throw new BadInputException(file + ": expected " + expected + ", found " + node.found());
  }

  /**
   * Parses the value of a command-line argument.
   *
   * @param where the argument
   * @param text of the argument
   * @return its tree; an empty value for blanks
   * @throws BadInputException if it is no YAML
   */
  public static Node argument(String where, String text) {
    return text.isBlank()
        ? new Node.Scalar(null, Node.Type.PLAIN, where)
        : parse(text, line -> where);
  }

  private static Node parse(String text, IntFunction<String> where) {
    try (YAMLParser parser = YAML.createParser(text)) {
      return new TreeBuilder("YAML", parser, (token, here) -> plain(parser, here), where)
          .document();
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory cannot fail", e);
    }
  }

  private static Node.Type plain(YAMLParser parser, String here) throws IOException {
    if (parser.isCurrentAlias()) {
      throw new BadInputException(here + ": expected a value, found a YAML alias (not supported)");
    }
    return Node.Type.PLAIN;
  }
}
