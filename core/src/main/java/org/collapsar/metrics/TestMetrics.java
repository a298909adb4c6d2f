package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;
import static org.collapsar.metrics.Phrases.ONE_PASS;
import static org.collapsar.metrics.Phrases.TWO_PASSES;

import java.util.List;

/** NC1 and NC4 of test samples: about the train means (strong) and about their own (weak). */
final class TestMetrics {
  private static final String STRONG = " of test samples about the train means";
  private static final String WEAK = " of test samples about their own means";

  static final List<Definition> ALL =
      List.of(
          test("nc1.quotient.test.strong", "within over between," + STRONG)
              .formula("tr Sigma_W' / tr Sigma_B, Sigma_W' = (1/n') sum (h' - mu_y)(h' - mu_y)^T")
              .costs(ONE_PASS)
              .parts(Part.STRONG)
              .from(TestMetrics::strongQuotient),
          test("nc1.quotient.test.weak", "within over between," + WEAK)
              .formula("nc1.quotient of them")
              .costs(ONE_PASS)
              .from(e -> Nc1Metrics.quotient(e.test())),
          test("nc1.total.test.weak", "within over total," + WEAK)
              .formula("nc1.total of them")
              .costs(ONE_PASS)
              .from(e -> Nc1Metrics.total(e.test())),
          test("nc1.pinv.test.strong", "within relative to between," + STRONG)
              .formula("tr(Sigma_W' Sigma_B^+)/K")
              .costs(TWO_PASSES)
              .parts(Part.STRONG_PROJECTIONS)
              .from(TestMetrics::strongPinv),
          test("nc1.pinv.test.weak", "within relative to between," + WEAK)
              .formula("nc1.pinv of them")
              .costs(TWO_PASSES)
              .parts(Part.WEAK_PROJECTIONS)
              .from(e -> Nc1Metrics.pinv(e.test(), 1)),
          test("nc1.cdnv.test.strong", "class-distance normalised variance," + STRONG)
              .formula("nc1.cdnv with V_c = mean over test samples of class c of ||h' - mu_c||^2")
              .costs(ONE_PASS)
              .keepsPairs()
              .parts(Part.STRONG)
              .from(TestMetrics::strongCdnv),
          test("nc1.cdnv.test.weak", "class-distance normalised variance," + WEAK)
              .formula("nc1.cdnv of them")
              .costs(ONE_PASS)
              .keepsPairs()
              .from(e -> Nc1Metrics.cdnv(e.test())),
          test("nc4.mismatch.test.strong", "disagreement with the nearest class mean," + STRONG)
              .formula("nc4.mismatch of test samples, mu_c of the train samples")
              .costs(TWO_PASSES)
              .needs(Need.WEIGHTS)
              .parts(Part.STRONG_MISMATCH)
              .from(TestMetrics::strongMismatch),
          test("nc4.mismatch.test.weak", "disagreement with the nearest class mean," + WEAK)
              .formula("nc4.mismatch of them")
              .costs(TWO_PASSES)
              .needs(Need.WEIGHTS)
              .parts(Part.WEAK_MISMATCH)
              .from(e -> DecisionMetrics.mismatch(e.test())));

  private TestMetrics() {}

  private static MetricInfo.Builder test(String id, String title) {
    return metric(id)
        .title(title)
        .says(Phrases.sentence(title) + ".")
        .source("Hui, Belkin and Nakkiran, 2022 (arXiv 2202.08384)")
        .undefined(
            "without test features; otherwise as the train metric, about the classes of the"
                + " features whose means are used")
        .byDefault()
        .needs(Need.TEST);
  }

  private static MetricValue strongQuotient(Evaluation e) {
    long samples = e.test().moments().samples();
    e.requireStrong();
    double sum = 0;
    for (double x : e.strong().of(ClassScatters.KIND).scatters) {
      sum += x;
    }
    return Nc1Metrics.quotient(sum, samples, e.between());
  }

  private static MetricValue strongPinv(Evaluation e) {
    e.requireStrong();
    return Values.finite(e.strongTrace());
  }

  private static MetricValue strongCdnv(Evaluation e) {
    e.test();
    e.requireTwoClasses();
    e.requireStrong();
    ClassScatters strong = e.strong().of(ClassScatters.KIND);
    double[] variances = new double[e.classes()];
    for (int c = 0; c < variances.length; c++) {
      if (strong.counts[c] == 0) {
        throw new Undefined("because class " + c + " has no test samples");
      }
      variances[c] = strong.scatters[c] / strong.counts[c];
    }
    return Nc1Metrics.cdnv(variances, e.geometry().centred(), e.geometry().floor());
  }

  private static MetricValue strongMismatch(Evaluation e) {
    long samples = e.test().moments().samples();
    e.requireStrongMismatch();
    return MetricValue.of((double) e.strong().of(Mismatches.KIND).count() / samples);
  }
}
