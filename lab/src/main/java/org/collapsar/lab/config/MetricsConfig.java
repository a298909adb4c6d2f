package org.collapsar.lab.config;

import java.util.List;

/**
 * What is measured when.
 *
 * @param testEvery epochs between two measurements on the test samples, which are measured before
 *     the first and after the last epoch in any case
 * @param columns ids of the catalogue's metrics that metrics.csv has after the ones that are always
 *     there, in this order, each once
 */
public record MetricsConfig(int testEvery, List<String> columns) {

  /** Whether the test samples are measured after {@code epoch} of {@code epochs}. */
  public boolean testsAt(int epoch, int epochs) {
    return epoch == epochs || epoch % testEvery == 0;
  }
}
