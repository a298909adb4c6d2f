package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;
import static org.collapsar.metrics.Phrases.EMPTY;
import static org.collapsar.metrics.Phrases.TWO_PASSES;

import java.util.List;
import java.util.function.IntToLongFunction;
import org.collapsar.moments.ClassMoments;

/** How often the classifier, or the nearest class mean, decides for the class of the sample. */
final class AccuracyMetrics {
  private static final String NEAREST =
      EMPTY + ", if K = 1 or if all class means are equal; ties: first class";

  private static final String CHANCE =
      "; a value that is not above chance, sum_c (n_c/n) q_c with q_c the share of samples put into"
          + " class c, by three standard deviations says so";

  static final List<Definition> ALL =
      List.of(
          metric("accuracy")
              .title("accuracy")
              .label("Accuracy", "accuracy")
              .says(
                  "Share of samples whose largest logit, bias included, is that of their class; in"
                      + " training: accuracy.train, accuracy.test.")
              .formula("share of i with argmax_c (w_c . h_i + b_c) = y_i; ties: first class")
              .source("common in the field")
              .undefined("without W; b = 0 where none is given" + CHANCE)
              .costs(TWO_PASSES)
              .byDefault()
              .needs(Need.WEIGHTS)
              .parts(Part.LARGEST)
              .from(
                  e -> {
                    e.requireLargest();
                    Hits hits = e.pass().of(Hits.BY_LOGIT);
                    return ofClassifier(hits, e.moments());
                  }),
          metric("accuracy.nearest_mean")
              .title("accuracy of the nearest class mean")
              .label("Accuracy of means", "accuracy of the nearest class mean")
              .says(
                  "Share of samples whose nearest class mean is that of their class; they are part"
                      + " of that mean, which is optimistic.")
              .formula("share of i with argmin_c ||h_i - mu_c|| = y_i")
              .source("common in the field")
              .undefined(NEAREST)
              .costs(TWO_PASSES)
              .byDefaultWith(Need.WEIGHTS)
              .parts(Part.NEAREST)
              .from(
                  e -> {
                    e.requireNearest();
                    return share(e.pass().of(Hits.BY_MEAN).count(), e.moments());
                  }),
          metric("accuracy.nearest_mean.held_out")
              .title("accuracy of the nearest class mean, held out")
              .label("Accuracy of means, held out", "accuracy of the nearest mean, held out")
              .says(
                  "accuracy.nearest_mean with each sample left out of the mean of its class: chance"
                      + " on noise.")
              .formula(
                  "the same with the own distance times n_c/(n_c - 1), exactly that from the mean"
                      + " of the other samples")
              .source("common in the field")
              .undefined(NEAREST + "; also if a class has one sample" + CHANCE)
              .costs(TWO_PASSES + ", once more for samples near another class")
              .keepsPairs()
              .parts(Part.HELD_OUT)
              .from(
                  e -> {
                    e.requireHeldOut();
                    HeldOutHits hits = e.pass().of(HeldOutHits.KIND);
                    return aboveChance(hits.count(), hits::chosen, e.moments(), "");
                  }),
          metric("accuracy.test")
              .title("accuracy of test samples")
              .label("Test accuracy", "accuracy (test data)")
              .says("accuracy of the test samples; in training by the outputs of the network.")
              .formula("share of i with argmax_c (w_c . h'_i + b_c) = y_i; ties: first class")
              .source("common in the field")
              .undefined("without test features or W; b = 0 where none is given" + CHANCE)
              .costs(TWO_PASSES)
              .byDefault()
              .needs(Need.TEST, Need.WEIGHTS)
              .taken(Taken.OF_FEATURES, Taken.IN_TRAINING)
              .parts(Part.STRONG_LARGEST)
              .from(
                  e -> {
                    e.requireStrongLargest();
                    return ofClassifier(e.strong().of(Hits.BY_LOGIT), e.test().moments());
                  }),
          metric("accuracy.nearest_mean.test.strong")
              .title("accuracy of the nearest class mean, of test samples about the train means")
              .says("Share of test samples whose nearest train class mean is that of their class.")
              .formula("share of i with argmin_c ||h'_i - mu_c|| = y_i")
              .source("common in the field")
              .undefined("without test features, " + NEAREST)
              .costs(TWO_PASSES)
              .byDefaultWith(Need.WEIGHTS)
              .needs(Need.TEST)
              .parts(Part.STRONG_NEAREST)
              .from(
                  e -> {
                    e.requireStrongNearest();
                    Hits hits = e.strong().of(Hits.BY_MEAN);
                    return share(hits.count(), e.test().moments());
                  }),
          metric("accuracy.nearest_mean.test.weak")
              .title("accuracy of the nearest class mean, of test samples about their own means")
              .says("accuracy.nearest_mean of the test samples.")
              .formula("share of i with argmin_c ||h'_i - mu'_c|| = y_i")
              .source("common in the field")
              .undefined("without test features, " + NEAREST)
              .costs(TWO_PASSES)
              .byDefaultWith(Need.WEIGHTS)
              .needs(Need.TEST)
              .parts(Part.WEAK_NEAREST)
              .from(
                  e -> {
                    e.test().requireNearest();
                    Hits hits = e.test().pass().of(Hits.BY_MEAN);
                    return share(hits.count(), e.test().moments());
                  }));

  private AccuracyMetrics() {}

  private static MetricValue share(long hits, ClassMoments moments) {
    return MetricValue.of((double) hits / moments.samples());
  }

  private static MetricValue ofClassifier(Hits hits, ClassMoments moments) {
    return aboveChance(
        hits.count(), hits::chosen, moments, ": W or b may belong to other features");
  }

  private static MetricValue aboveChance(
      long hits, IntToLongFunction chosen, ClassMoments moments, String because) {
    double n = moments.samples();
    double chance = 0;
    for (int c = 0; c < moments.classes(); c++) {
      chance += moments.count(c) / n * (chosen.applyAsLong(c) / n);
    }
    double value = hits / n;
    boolean above = value - chance >= 3 * Math.sqrt(chance * (1 - chance) / n);
    return MetricValue.of(
        value, above ? "" : "not clearly above chance, %.3g".formatted(chance) + because);
  }
}
