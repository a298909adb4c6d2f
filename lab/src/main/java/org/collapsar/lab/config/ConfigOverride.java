package org.collapsar.lab.config;

import org.collapsar.BadInputException;
import org.collapsar.lab.document.Node;
import org.collapsar.lab.document.TreeEdits;
import org.collapsar.lab.document.Yaml;

/**
 * Value given on the command line in place of the file's.
 *
 * @param argument the argument as the user wrote it; errors start with it
 * @param key dotted, for example {@code train.epochs}
 * @param value YAML of the value
 */
public record ConfigOverride(String argument, String key, String value) {

  /**
   * Reads an argument of {@code --set}.
   *
   * @param keyValue such as {@code train.epochs=3}
   * @return the override
   * @throws BadInputException if there is no equals sign behind a key
   */
  public static ConfigOverride parse(String keyValue) {
    int equals = keyValue.indexOf('=');
    String argument = "--set " + keyValue;
    if (equals < 1) {
      throw new BadInputException(
          argument + ": expected key=value, for example train.epochs=3, found " + keyValue);
    }
    return new ConfigOverride(
        argument, keyValue.substring(0, equals).strip(), keyValue.substring(equals + 1));
  }

  /** {@code tree} with the value put in. */
  Node.Mapping in(Node.Mapping tree) {
    return TreeEdits.set(tree, key, Yaml.argument(argument, value), argument);
  }
}
