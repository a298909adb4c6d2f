package org.collapsar.lab.learner;

import org.collapsar.model.ModelDevice;

/**
 * Where and how a network runs that a library trains; numbers depend on it.
 *
 * @param threads of the library, whatever the machine has
 * @param device processor or card
 * @param batchStatistics whether batch norm takes the moments of batches where the network is
 *     measured, as in training, and not the running ones
 */
public record Execution(int threads, ModelDevice device, boolean batchStatistics) {
  /** Threads where nothing is said. */
  public static final int THREADS = 2;

  /** As where nothing is said. */
  public static final Execution USUAL = new Execution(THREADS, ModelDevice.CPU, false);
}
