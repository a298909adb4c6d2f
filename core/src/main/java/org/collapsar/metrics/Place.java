package org.collapsar.metrics;

/** Samples of one set about the class means of one: what a second pass goes over. */
enum Place {
  /** Training samples about their own means. */
  OWN(SampleSet.TRAIN, SampleSet.TRAIN),
  /** Test samples about the training means. */
  STRONG(SampleSet.TEST, SampleSet.TRAIN),
  /** Test samples about their own means. */
  WEAK(SampleSet.TEST, SampleSet.TEST);

  /** Whose rows are read. */
  final SampleSet rows;

  /** Whose class means they are compared with. */
  final SampleSet means;

  Place(SampleSet rows, SampleSet means) {
    this.rows = rows;
    this.means = means;
  }
}
