package org.collapsar.lab.certify;

import java.nio.file.Path;
import org.collapsar.theory.NetworkFacts;

/**
 * The head of a run's checkpoint with its certificates.
 *
 * @param directory of the run
 * @param seed root seed of the run
 * @param epoch of the checkpoint
 * @param facts what the run knows of its network, and what the user added
 * @param head with its certificates
 */
public record CertifiedRun(
    Path directory, long seed, int epoch, NetworkFacts facts, CertifiedHead head) {}
