package org.collapsar.lab.experiment;

/**
 * A sentence of a paper and the test of it that metrics.csv has to pass.
 *
 * @param id short name
 * @param text the paper's sentence, or a faithful short form of it
 * @param metric column of metrics.csv
 * @param rule what is computed from the columns of the runs
 * @param bound the value that must not be passed: the number is to be at most it for {@code
 *     END_OVER_START_AT_MOST}, above it for {@code END_ABOVE}
 */
public record ClaimSpec(String id, String text, String metric, Rule rule, double bound) {

  /** What is computed and how it is compared. */
  public enum Rule {
    /** Mean over the runs of the last row, over that of row 0: at most the bound. */
    END_OVER_START_AT_MOST,
    /** The last row of every run: above the bound. */
    END_ABOVE
  }
}
