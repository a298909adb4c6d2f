package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Soft ranks of features, class means and weights, from singular values, descending. */
final class RankMetrics {
  static final List<Definition> ALL = all();

  private RankMetrics() {}

  private static List<Definition> all() {
    List<Definition> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      all.add(
          of(kind, "features", "the features", "the features about their mean over samples")
              .undefined("if all features are equal")
              .costs(Phrases.SPECTRUM)
              .parts(Part.SPREAD)
              .from(
                  e -> {
                    e.requireSamples();
                    double floor = e.geometry().floor();
                    return of(e.spread().values(), kind, "the centred features", floor);
                  }));
      MetricInfo.Builder means =
          of(kind, "means", "the class means", "the class means about their unweighted mean")
              .undefined(Phrases.EMPTY + ", if K = 1 or if all class means are equal")
              .costs(Phrases.MEANS_ONLY)
              .byDefault();
      switch (kind) {
        case STABLE -> means.label("Stable rank of the means", "stable rank of the means");
        case EFFECTIVE -> means.label("Effective rank", "effective rank of the means");
        case NUMERICAL -> {}
      }
      all.add(
          means.from(
              e -> {
                e.requireEveryClass();
                e.requireTwoClasses();
                MeanGeometry geometry = e.geometry();
                return of(
                    geometry.singularValues(), kind, "the centred class means", geometry.floor());
              }));
      all.add(
          of(kind, "weights", "W", "W as it is")
              .undefined("without W or if W = 0")
              .costs(Phrases.WEIGHTS_ONLY)
              .byDefault()
              .needs(Need.WEIGHTS)
              .from(e -> of(WeightSpectrum.of(e), kind, "W", 0)));
    }
    return List.copyOf(all);
  }

  private static MetricInfo.Builder of(Kind kind, String what, String inTitle, String inSentence) {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return metric("rank." + name + "." + what)
        .title(name + " rank of " + inTitle)
        .says(Phrases.sentence(name) + " rank of " + inSentence + ".")
        .formula(kind.formula)
        .source(kind == Kind.EFFECTIVE ? "Roy and Vetterli, EUSIPCO 2007" : "common in the field");
  }

  enum Kind {
    /** ||A||_F^2/||A||^2. */
    STABLE("||A||_F^2/||A||^2"),
    /** (||A||_* / ||A||_F)^2. */
    NUMERICAL("(||A||_*/||A||_F)^2"),
    /** exp of the entropy of s/sum(s). Source: Roy and Vetterli, EUSIPCO 2007. */
    EFFECTIVE("exp(-sum_j p_j log p_j), p_j = s_j/sum s");

    final String formula;

    Kind(String formula) {
      this.formula = formula;
    }
  }

  static MetricValue of(double[] s, Kind kind, String what, double floor) {
    if (s.length == 0 || s[0] <= floor || s[0] == 0) {
      return MetricValue.undefined("because " + what + " = 0");
    }
    double sum = 0;
    double squares = 0;
    for (double x : s) {
      sum += x / s[0];
      squares += x / s[0] * (x / s[0]);
    }
    double entropy = 0;
    for (double x : s) {
      double p = x / s[0] / sum;
      if (p > 0) {
        entropy -= p * Math.log(p);
      }
    }
    return Values.finite(
        switch (kind) {
          case STABLE -> squares;
          case NUMERICAL -> sum * sum / squares;
          case EFFECTIVE -> Math.exp(entropy);
        });
  }
}
