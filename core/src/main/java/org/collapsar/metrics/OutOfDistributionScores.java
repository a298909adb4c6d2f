package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** How well scores of single samples tell those of the classes from out-of-distribution ones. */
final class OutOfDistributionScores {
  private static final String NECO =
      "||U_d^T z||/||z||, z = (h - m)/s by column, U_d the d leading eigenvectors of the covariance"
          + " of z of training samples, d = min(K - 1, D) by default";

  static final List<Definition> ALL = all();

  private OutOfDistributionScores() {}

  private static List<Definition> all() {
    List<Definition> all = new ArrayList<>();
    for (SampleSet set : List.of(SampleSet.TRAIN, SampleSet.TEST)) {
      for (ScoreKind kind : ScoreKind.values()) {
        all.add(
            of(set, kind, ".auroc", "area under the ROC curve")
                .says(
                    "Probability that "
                        + name(kind)
                        + " is larger of a "
                        + name(set)
                        + " sample than of an out-of-distribution one, ties half: 1 is perfect, "
                        + "below 1/2 the score points the wrong way.")
                .formula("P(s_ID > s_OOD) + P(s_ID = s_OOD)/2, s = " + formula(kind))
                .from(e -> value(e, set, kind, Separation::auroc)));
        all.add(
            of(set, kind, ".fpr95", "false positives at 95 %")
                .says(
                    "Share of out-of-distribution samples that pass where 95 % of the "
                        + name(set)
                        + " samples do, by "
                        + name(kind)
                        + ": 0 is perfect.")
                .formula(
                    "share of s_OOD >= t, t the ceil(0.95 m)-th largest of m s_ID, s = "
                        + formula(kind))
                .from(e -> value(e, set, kind, Separation::fpr95)));
      }
    }
    return List.copyOf(all);
  }

  private static MetricInfo.Builder of(
      SampleSet set, ScoreKind kind, String measure, String title) {
    boolean test = set == SampleSet.TEST;
    MetricInfo.Builder builder =
        metric("ood." + id(kind) + measure + (test ? ".test" : ""))
            .title(title + ", " + name(kind) + ", " + name(set) + " against out-of-distribution")
            .source(
                kind == ScoreKind.NCI
                    ? "Liu and Qin, CVPR 2025 (arXiv 2311.01479)"
                    : "Ammar et al., ICLR 2024 (arXiv 2310.06823)")
            .undefined(undefined(set, kind))
            .costs(
                kind.directed()
                    ? "a pass of O(n D^2) time and O(D^2) memory, and one of O(n D d); only when"
                        + " named or with all metrics"
                    : "a further pass, O(n D K); only when named or with all metrics")
            .needs(Need.OUT_OF_DISTRIBUTION)
            .parts(kind.part(set));
    if (test) {
      builder.needs(Need.TEST);
    }
    if (kind.weighted()) {
      builder.needs(Need.WEIGHTS);
    }
    return builder;
  }

  private static String undefined(SampleSet set, ScoreKind kind) {
    return "without out-of-distribution features"
        + (set == SampleSet.TEST ? ", without test features" : "")
        + (kind.weighted() ? ", without W" : "")
        + (kind.directed() ? ", or if training features vary in fewer than d directions" : "")
        + (set == SampleSet.TRAIN
            ? "; optimistic, since the score is made of the samples in distribution themselves"
            : "");
  }

  private static String id(ScoreKind kind) {
    return switch (kind) {
      case NECO -> "neco";
      case NECO_LOGIT -> "neco.maxlogit";
      case NCI -> "nci";
    };
  }

  private static String name(ScoreKind kind) {
    return switch (kind) {
      case NECO -> "NECO";
      case NECO_LOGIT -> "NECO times the largest logit";
      case NCI -> "NCI";
    };
  }

  private static String name(SampleSet set) {
    return set == SampleSet.TEST ? "test" : "training";
  }

  private static String formula(ScoreKind kind) {
    return switch (kind) {
      case NECO -> NECO;
      case NECO_LOGIT -> "max_c (w_c . h + b_c) " + NECO;
      case NCI ->
          "w_c . (h - hbar)/||h - hbar|| + alpha ||h||_1, c = argmax_c (w_c . h + b_c), hbar the"
              + " mean over training samples, alpha = 1e-4 by default";
    };
  }

  private static MetricValue value(
      Evaluation e, SampleSet set, ScoreKind kind, ToDoubleFunction<Separation> measure) {
    kind.require(e, set);
    double[] inside = e.scores(set, kind);
    double[] outside = e.scores(SampleSet.OUT_OF_DISTRIBUTION, kind);
    for (double[] scores : List.of(inside, outside)) {
      for (double score : scores) {
        if (!Double.isFinite(score)) {
          return Values.finite(score);
        }
      }
    }
    return MetricValue.of(measure.applyAsDouble(new Separation(inside, outside)));
  }
}
