package org.collapsar.theory;

import static org.collapsar.theory.Hypothesis.key;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Hypotheses that several theorems share, with the numbers of one head. */
final class Requirements {
  static final String SOURCE = "Jacot et al., ICLR 2025 (arXiv 2410.04887), ";

  private final HeadQuantities q;
  private final NetworkFacts facts;

  Requirements(HeadQuantities q, NetworkFacts facts) {
    this.q = q;
    this.facts = facts;
  }

  /** The model of the source: balanced classes, no biases, squared loss. */
  List<Hypothesis> model() {
    List<Hypothesis> all = new ArrayList<>();
    all.add(
        Hypothesis.equal(
            key("balanced"),
            "balanced classes (largest over smallest)",
            (double) q.largestClass() / q.smallestClass(),
            1));
    all.add(noBias());
    all.add(
        Hypothesis.yes(key("squared-loss"), "trained with the squared loss", facts.squaredLoss()));
    return all;
  }

  Hypothesis noBias() {
    return Hypothesis.equal(
        key("no-bias"), "layers of the head with a bias", q.layers().biasedLayers(), 0);
  }

  Hypothesis noLastBias() {
    return Hypothesis.equal(
        key("no-last-bias"),
        "biases in the last layer",
        q.layers().biased(q.depth() - 1) ? 1 : 0,
        0);
  }

  /** Z_{L-1} = W_{L-1} Z_{L-2}: no bias in between. */
  Hypothesis noBiasBeforeLast() {
    boolean biased = q.depth() > 1 && q.layers().biased(q.depth() - 2);
    return Hypothesis.equal(
        key("no-bias-before-last"), "biases in the last layer but one", biased ? 1 : 0, 0);
  }

  /** eps_2 is a maximum over pairs of linear layers: with one layer it is empty. */
  Hypothesis pairs() {
    return Hypothesis.atLeast(key("linear-layers"), "linear layers L_2", q.depth(), 2);
  }

  Hypothesis fullRank() {
    return Hypothesis.equal(key("rank-last"), "rank of W_L", q.last().rank(), q.classes());
  }

  Hypothesis fullProduct() {
    return Hypothesis.equal(
        key("rank-product"), "rank of W_{L:L_1+1}", q.product().rank(), q.classes());
  }

  Hypothesis severalClasses() {
    return Hypothesis.atLeast(key("classes"), "classes K", q.classes(), 2);
  }

  Hypothesis everyClass() {
    return Hypothesis.atLeast(
        key("smallest-class"), "samples of the smallest class", q.smallestClass(), 1);
  }

  /** eps_1 &lt;= min{ s_K(Y), sqrt((K-1) N/(4K)) }. */
  Hypothesis printedInterpolation() {
    return Hypothesis.atMost(
        key("interpolation"), "eps_1 = ||Z_L - Y||_F", q.residual(), q.largestResidual());
  }

  Hypothesis residualBelowTarget() {
    return Hypothesis.below(
        key("interpolation"), "eps_1 = ||Z_L - Y||_F", q.residual(), q.targetNorm());
  }

  /** ||X||_op; with L_1 = 0 the head's own input. */
  OptionalDouble inputNorm() {
    return facts.inputNorm().isEmpty() && withoutNonlinearLayers()
        ? OptionalDouble.of(q.headNorm())
        : facts.inputNorm();
  }

  /** ||theta||; with L_1 = 0 that of the head. */
  OptionalDouble parameterNorm() {
    return facts.parameterNorm().isEmpty() && withoutNonlinearLayers()
        ? OptionalDouble.of(Math.sqrt(squaredHeadNorm()))
        : facts.parameterNorm();
  }

  private boolean withoutNonlinearLayers() {
    return facts.nonlinearLayers().isPresent() && facts.nonlinearLayers().getAsInt() == 0;
  }

  double squaredHeadNorm() {
    return q.squaredNorms().stream().mapToDouble(x -> x).sum();
  }

  Hypothesis inputNormGiven() {
    return Hypothesis.given(key("input-norm"), "||X||_op", inputNorm());
  }

  Hypothesis nonlinearLayersGiven() {
    return Hypothesis.given(
        key("nonlinear-layers"),
        "L_1",
        facts.nonlinearLayers().isPresent()
            ? OptionalDouble.of(facts.nonlinearLayers().getAsInt())
            : OptionalDouble.empty());
  }

  /** Layers 1 .. L_1 have no biases and |sigma(x)| &lt;= |x|. */
  Hypothesis plain() {
    Hypothesis.Key key = key("plain");
    String name = "layers 1 .. L_1 without biases, |sigma(x)| <= |x|";
    if (withoutNonlinearLayers()) {
      return Hypothesis.yes(key, name, true);
    }
    Boolean known = facts.plain();
    return known == null ? Hypothesis.assumed(key, name) : Hypothesis.yes(key, name, known);
  }
}
