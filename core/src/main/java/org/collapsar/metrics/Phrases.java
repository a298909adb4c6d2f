package org.collapsar.metrics;

/** Costs, sources and edge cases that several metrics share. */
final class Phrases {
  static final String ONE_PASS = "one pass, O(n D)";
  static final String TWO_PASSES = "a second pass, O(n D K)";
  static final String MEANS_ONLY = "nothing beyond the class means, O(D K^2)";
  static final String SPECTRUM =
      "a pass of O(n D^2) time and O(D^2) memory; only when named or with all metrics";
  static final String WEIGHTS_ONLY = "no pass, O(D K^2)";

  static final String PAPYAN = "Papyan, Han and Donoho, PNAS 2020";
  static final String ZHU = "Zhu et al., NeurIPS 2021";
  static final String JACOT = "Jacot et al., ICLR 2025";
  static final String TIRER = "Tirer et al., 2023";
  static final String WU = "Wu and Mondelli, ICML 2025";

  /** The beginning of an edge case: behind it a comma or the end. */
  static final String EMPTY = "if a class has no samples";

  static final String MEANS_RULE =
      "; the span of the means is cut at singular values of M~ below 10 max(D, K) 2^-52 s_1, and"
          + " the rank is reported";

  private Phrases() {}

  /** With a capital letter. */
  static String sentence(String phrase) {
    return Character.toUpperCase(phrase.charAt(0)) + phrase.substring(1);
  }
}
