package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;

import java.util.List;
import java.util.stream.Stream;

/** What {@link RegressionCollapse} measures. */
final class RegressionMetrics {
  private static final String SOURCE =
      "Andriopoulos et al., NeurIPS 2024 (arXiv 2409.04180), section 3.1";
  private static final String PASSES = "two passes, O(n D^2) time and O(D^2) memory";

  /** In this order. */
  static final List<MetricInfo> ALL =
      Stream.of(
              metric("nrc1")
                  .title("features off their principal components")
                  .label("NRC1", "NRC1 = share off t principal components")
                  .says(
                      "Mean squared distance of the normalised features from the span of the t"
                          + " leading principal components of H.")
                  .formula(
                      "(1/n) sum_i ||h~_i - P h~_i||^2, h~ = h/||h||, P of the covariance of H")
                  .undefined(
                      "if all features are 0, or the t-th principal component is not determined:"
                          + " its eigenvalue is that of the next")
                  .costs(PASSES),
              metric("nrc1.centred")
                  .title("centred features off their principal components")
                  .label("NRC1, centred", "NRC1 of centred features")
                  .says("nrc1 with h_i less the mean over samples before it is normalised.")
                  .formula("nrc1 with h~ = (h - hbar)/||h - hbar||")
                  .undefined(
                      "if all features are equal, or the t-th principal component is not determined")
                  .costs(PASSES),
              metric("nrc2")
                  .title("features off the row space of W")
                  .label("NRC2", "NRC2 = share off the rows of W")
                  .says("Mean squared distance of the normalised features from the row space of W.")
                  .formula("(1/n) sum_i ||h~_i - P h~_i||^2, P on the row space of W")
                  .undefined("without W, if its rank is below t or if all features are 0")
                  .costs("one pass, O(n D t)"),
              metric("nrc2.centred")
                  .title("centred features off the row space of W")
                  .label("NRC2, centred", "NRC2 of centred features")
                  .says("nrc2 with h_i less the mean over samples before it is normalised.")
                  .formula("nrc2 with h~ = (h - hbar)/||h - hbar||")
                  .undefined("without W, if its rank is below t or if all features are equal")
                  .costs("one pass, O(n D t)"),
              metric("nrc3")
                  .title("W W^T against the root of the targets' covariance")
                  .label("NRC3", "NRC3 = W W\u1d40 against targets", "NRC3 = W W^T against targets")
                  .says(
                      "Squared distance of W W^T from Sigma^(1/2) - gamma^(1/2) I, both of norm 1,"
                          + " Sigma the covariance of the targets. Over checkpoints gamma is that of"
                          + " the last one, as in the paper.")
                  .formula("|| WW^T/||WW^T||_F - A/||A||_F ||_F^2, A = Sigma^(1/2) - gamma^(1/2) I")
                  .undefined(
                      "without W, if W = 0, with one target (0 for every W, appendix A.3) or if"
                          + " Sigma is singular")
                  .costs("none beyond one reading of the targets, O(t^3)"),
              metric("nrc3.own")
                  .title("W W^T against the targets, best gamma of its own")
                  .label("NRC3, own gamma", "NRC3 with the gamma of this checkpoint")
                  .says("nrc3 with the gamma that is best for this W.")
                  .formula("min over gamma in [0, lambda_min(Sigma)] of nrc3")
                  .undefined("as nrc3")
                  .costs("none beyond one reading of the targets, O(t^3)"),
              metric("nrc3.gamma")
                  .title("the best gamma")
                  .label("gamma", "gamma of NRC3")
                  .says("The gamma that minimises nrc3 for this W.")
                  .formula("arg min over gamma in [0, lambda_min(Sigma)] of nrc3")
                  .undefined("as nrc3")
                  .costs("none beyond one reading of the targets, O(t^3)"),
              metric("regression.r2")
                  .title("share of the targets' variance explained")
                  .label("R^2", "R\u00b2 of the outputs", "R^2 of the outputs")
                  .says("Share of the variance of all targets together that the outputs explain.")
                  .formula("1 - sum_i ||t_i - W h_i - b||^2 / sum_i ||t_i - tbar||^2")
                  .undefined("without W, or if all targets are equal")
                  .costs("one pass, O(n D t)"))
          .map(
              each ->
                  each.source(SOURCE)
                      .needs(Need.TARGETS)
                      .taken(Taken.OF_FEATURES)
                      .byDefault()
                      .build())
          .toList();

  private RegressionMetrics() {}
}
