package org.collapsar.metrics;

/** Which K vectors a metric of NC2 looks at, and how its id ends. */
enum Side {
  MEANS("means", "class means about their unweighted mean", "centred mean"),
  MEANS_WEIGHTED("means.weighted", "class means about the mean over samples", "centred mean"),
  WEIGHTS("weights", "rows of W as they are", "row of W"),
  WEIGHTS_CENTRED("weights.centred", "rows of W less their mean", "centred row of W");

  final String suffix;
  final String phrase;
  final String one;

  Side(String suffix, String phrase, String one) {
    this.suffix = suffix;
    this.phrase = phrase;
    this.one = one;
  }

  boolean ofWeights() {
    return this == WEIGHTS || this == WEIGHTS_CENTRED;
  }

  boolean byDefault() {
    return this == MEANS || this == WEIGHTS;
  }
}
