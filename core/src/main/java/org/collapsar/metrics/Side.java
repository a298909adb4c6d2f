package org.collapsar.metrics;

/** Which K vectors a metric of NC2 looks at, and how its id ends. */
enum Side {
  MEANS("means", "the class means", "class means about their unweighted mean", "centred mean"),
  MEANS_WEIGHTED(
      "means.weighted",
      "the class means about the mean over samples",
      "class means about the mean over samples",
      "centred mean"),
  WEIGHTS("weights", "the rows of W", "rows of W as they are", "row of W"),
  WEIGHTS_CENTRED(
      "weights.centred",
      "the rows of W less their mean",
      "rows of W less their mean",
      "centred row of W");

  final String suffix;

  /** In titles: what tells them apart, in short. */
  final String what;

  final String phrase;
  final String one;

  Side(String suffix, String what, String phrase, String one) {
    this.suffix = suffix;
    this.what = what;
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
