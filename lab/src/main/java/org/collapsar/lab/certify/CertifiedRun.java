package org.collapsar.lab.certify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;

/**
 * Network of a run's checkpoint with its certificates.
 *
 * @param directory of the run
 * @param seed root seed of the run
 * @param epoch of the checkpoint
 * @param facts what the run knows of its network, and what the user added, by key
 * @param known the same as lines for the reader
 * @param head with its certificates
 */
public record CertifiedRun(
    Path directory,
    long seed,
    int epoch,
    ObjectNode facts,
    List<String> known,
    CertifiedHead head) {
  /**
   * Keeps a copy of the list.
   *
   * @param directory of the run
   * @param seed root seed of the run
   * @param epoch of the checkpoint
   * @param facts what the run knows of its network, and what the user added, by key
   * @param known the same as lines for the reader
   * @param head with its certificates
   */
  public CertifiedRun {
    known = List.copyOf(known);
  }
}
