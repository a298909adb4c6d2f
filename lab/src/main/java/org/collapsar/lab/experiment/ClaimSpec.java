package org.collapsar.lab.experiment;

/**
 * A sentence of a paper and the test of it that metrics.csv has to pass.
 *
 * @param id short name
 * @param text the paper's sentence, or a faithful short form of it
 * @param metric column of metrics.csv
 * @param rule what is computed from the column of every run; the claim is judged on the worst run
 * @param bound the value that must not be passed: the number is to be at most it for {@code
 *     END_OVER_START_AT_MOST}, above it for {@code END_ABOVE}
 */
public record ClaimSpec(String id, String text, String metric, Rule rule, double bound) {

  /** What is computed and how it is compared. */
  public enum Rule {
    /** Last row over row 0, at most the bound in every run. */
    END_OVER_START_AT_MOST,
    /** Last row, above the bound in every run. */
    END_ABOVE
  }
}
