package org.collapsar.lab.document;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Receiver of the keys that a reader of a document knows and asks for, so that a form can be made
 * of them.
 */
public interface KeyListener {
  /**
   * Hears of the keys of a group.
   *
   * @param group dotted key, with list entries numbered from 0; empty for the whole document
   * @param keys all that may be there
   */
  void known(String group, List<String> keys);

  /**
   * Hears that a value is asked for.
   *
   * @param key dotted
   * @param expected as messages say it
   * @param otherwise stands for an absent key; null where the reader does not say it
   */
  void asked(String key, String expected, @Nullable Object otherwise);
}
