package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.experiment.NetworkConfig;

/**
 * Kind of network, {@code network.kind} of an experiment: how its section is read and written. What
 * it is trained by is the learner of its {@link NetworkConfig}. A kind is one file and one line: of
 * {@link NetworkKinds}, or, in a module on demand, of its {@code
 * META-INF/services/org.collapsar.lab.config.NetworkKind}.
 *
 * @param <C> what a section of this kind says
 */
public interface NetworkKind<C extends NetworkConfig> {
  /** {@return the name in files} */
  String name();

  /** {@return the class of the configuration that is read} */
  Class<C> type();

  /** {@return the keys of the section beside {@code kind}} */
  List<String> keys();

  /**
   * Reads a section.
   *
   * @param network has none but the {@link #keys}
   * @return the configuration
   * @throws org.collapsar.BadInputException if a value is not as expected
   */
  C read(Section network);

  /**
   * Writes the keys as {@link #read} reads them: the {@code network} of run.json, but its kind.
   *
   * @param network the configuration
   * @param json gets the keys
   */
  void write(C network, ObjectNode json);
}
