package org.collapsar.lab.config;

/**
 * What is measured when.
 *
 * @param testEvery epochs between two measurements on the test samples, which are measured before
 *     the first and after the last epoch in any case
 */
public record MetricsConfig(int testEvery) {

  /** Whether the test samples are measured after {@code epoch} of {@code epochs}. */
  public boolean testsAt(int epoch, int epochs) {
    return epoch == epochs || epoch % testEvery == 0;
  }
}
