package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.experiment.NetworkConfig;

/**
 * A kind of network, {@code network.kind} of an experiment: how its section is read and written.
 * What it is trained by is the learner of its {@link NetworkConfig}. A kind is one file and one
 * line: of {@link NetworkKinds}, or, in a module on demand, of its {@code
 * META-INF/services/org.collapsar.lab.config.NetworkKind}.
 *
 * @param <C> what a section of this kind says
 */
public interface NetworkKind<C extends NetworkConfig> {
  /** As in files. */
  String name();

  /** The class of what is read. */
  Class<C> type();

  /** The keys of the section beside {@code kind}. */
  List<String> keys();

  /**
   * Reads a section.
   *
   * @param network has none but the {@link #keys}
   * @throws org.collapsar.BadInputException if a value is not as expected
   */
  C read(Section network);

  /** Writes the keys as {@link #read} reads them: the {@code network} of run.json, but its kind. */
  void write(C network, ObjectNode json);
}
