package org.collapsar.metrics;

import java.util.EnumSet;
import java.util.Set;

/** The inputs that a metric needs besides features and labels. */
public enum Need {
  /** The classifier's weights W [K x D]. */
  WEIGHTS("the classifier's weights"),
  /** The classifier's bias b [K]. */
  BIAS("the classifier's bias"),
  /** Test features and labels. */
  TEST("test features and labels"),
  /** Features of out-of-distribution samples. */
  OUT_OF_DISTRIBUTION("out-of-distribution features"),
  /** Labels of the out-of-distribution samples, of classes of their own. */
  OUT_OF_DISTRIBUTION_LABELS("labels of out-of-distribution features"),
  /** Targets of a regression in place of labels. */
  TARGETS("targets of a regression in place of labels"),
  /** The layers of a network: measured in training only. */
  NETWORK("the layers of a network");

  /** Samples beside those that are measured. */
  static final Set<Need> SAMPLES =
      EnumSet.of(TEST, OUT_OF_DISTRIBUTION, OUT_OF_DISTRIBUTION_LABELS);

  private final String phrase;

  Need(String phrase) {
    this.phrase = phrase;
  }

  /** {@return the need in words, for example "the classifier's weights"} */
  public String phrase() {
    return phrase;
  }
}
