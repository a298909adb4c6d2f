package org.collapsar.metrics;

/** A score of one sample, large where it looks as if it came from the training distribution. */
enum ScoreKind {
  /** The share of its standardised features that lies along the leading directions. */
  NECO(Part.NECO, Part.NECO_TEST, false),
  /** The same times the largest logit. */
  NECO_LOGIT(Part.NECO_LOGIT, Part.NECO_LOGIT_TEST, true),
  /** The projection of its row of W on its features, and their 1-norm. */
  NCI(Part.NCI, Part.NCI_TEST, true);

  private final Part ofTraining;
  private final Part ofTest;
  private final boolean weighted;

  ScoreKind(Part ofTraining, Part ofTest, boolean weighted) {
    this.ofTraining = ofTraining;
    this.ofTest = ofTest;
    this.weighted = weighted;
  }

  /** Whether it needs W and b. */
  boolean weighted() {
    return weighted;
  }

  /** Whether it needs the leading directions of the training features. */
  boolean directed() {
    return this != NCI;
  }

  /**
   * What metrics of it take.
   *
   * @param set whose samples are the ones in distribution: training or test
   */
  Part part(SampleSet set) {
    return set == SampleSet.TEST ? ofTest : ofTraining;
  }

  /**
   * Throws where it has no value whatever the samples are.
   *
   * @param train of the training samples
   * @param set whose samples are the ones in distribution
   */
  void require(Evaluation train, SampleSet set) {
    train.outOfDistribution();
    if (set == SampleSet.TEST) {
      train.test();
    }
    train.requireSamples();
    if (weighted) {
      train.classifier();
    }
    if (directed()) {
      LeadingDirections.count(train);
    }
  }
}
