package org.collapsar.theory;

import static org.collapsar.theory.Hypothesis.key;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.metrics.MetricValue;

/**
 * Evaluates Theorem 3.1 / B.1 of [1]: interpolation and balancedness of the linear layers, and for
 * NC2 and NC3 conditioning, give collapse of the last hidden layer. The printed forms are (18) to
 * (21); the others are ours (docs/certificates.md) and need neither balanced classes nor a loss.
 *
 * <p>Longer than other files because a theorem is one file: its four claims share their constants.
 *
 * <p>[1] A. Jacot, P. Sukenik, Z. Wang and M. Mondelli, <i>Wide Neural Networks Trained with Weight
 * Decay Provably Exhibit Neural Collapse</i>, ICLR 2025, arXiv 2410.04887.
 */
final class InterpolationTheorem {
  private static final TheoremInfo NC1 =
      TheoremInfo.of("jacot2025.theorem3.1.nc1")
          .called("NC1 (18)", "NC1", "NC1 of the last features and bounds")
          .claims("The features of the last hidden layer collapse to their class means.")
          .from(Requirements.SOURCE, "Theorem 3.1 / B.1, (18)", "3.1 (18)")
          .above("NC1(Z_{L-1})", Tier.PRINTED, Tier.CONSTANTS, Tier.RESIDUAL)
          .inTraining()
          .build();
  private static final TheoremInfo KAPPA =
      TheoremInfo.of("jacot2025.theorem3.1.kappa")
          .called("Condition (19)", "condition of W_L", "condition of the last weights and bounds")
          .claims(
              "The last layer becomes well conditioned: its condition number is near the L_2-th"
                  + " root of that of the product of the linear layers.")
          .from(Requirements.SOURCE, "Theorem 3.1 / B.1, (19)", "3.1 (19)")
          .above("kappa(W_L)", Tier.PRINTED, Tier.PRINTED, Tier.CONSTANTS)
          .erratum(
              "||Z_{L_1}|| is estimated by ||X|| r^L_1, but r bounds linear layers only: the form"
                  + " can be broken")
          .inTraining()
          .build();
  private static final TheoremInfo NC2 =
      TheoremInfo.of("jacot2025.theorem3.1.nc2")
          .called("NC2 (20)", "NC2", "NC2 of the last features and bounds")
          .claims("The class means of the last hidden layer become orthogonal and of equal length.")
          .from(Requirements.SOURCE, "Theorem 3.1 / B.1, (20)", "3.1 (20)")
          .above("NC2(Z_{L-1})", Tier.PRINTED, Tier.CONSTANTS, Tier.RESIDUAL)
          .inTraining()
          .build();
  // A cosine is never below -1.
  private static final TheoremInfo NC3 =
      TheoremInfo.of("jacot2025.theorem3.1.nc3")
          .called("NC3 (21)", "NC3", "NC3 of the last features and bounds")
          .claims("Features and the rows of the last layer align.")
          .from(Requirements.SOURCE, "Theorem 3.1 / B.1, (21)", "3.1 (21)")
          .below("NC3(Z_{L-1}, W_L)", Tier.PRINTED, Tier.CONSTANTS, Tier.RESIDUAL)
          .trivial(-1)
          .erratum(
              "not proved as printed: the root is sqrt(K) (k^2-1) in the proof and has to be"
                  + " sqrt(N) (k - 1/k), and the factor k (1 + eps_1) leaves out what W_L maps to"
                  + " 0")
          .inTraining()
          .build();

  /** NC1, kappa(W_L), NC2 and NC3. */
  static final Theorem<HeadPoint> THEOREM =
      Theorem.of(
          HeadPoint.class,
          p -> new InterpolationTheorem(p.quantities(), p.facts()).certificates(),
          NC1,
          KAPPA,
          NC2,
          NC3);

  private static final String PRINTED_PSI =
      ", Psi = r (eps_1/(s_K(Y) - eps_1) + sqrt(n_{L-1} eps_2)), r the largest of ||Z_{L-2}||,"
          + " ||Z_{L-1}||, ||W_l||";
  private static final String PSI =
      ", Psi' = eps_1/s_K + Q, Q = sqrt(eps_2) min(sqrt(n_{L-1} - K) ||Z_{L-2}||_op,"
          + " ||Z_{L-2}||_F)";
  private static final String RESIDUAL = ", Psi' = ||Z_{L-1} - W_L^+ Y||_F";

  private final HeadQuantities q;
  private final NetworkFacts facts;
  private final Requirements require;
  private final double n;
  private final double k;

  InterpolationTheorem(HeadQuantities q, NetworkFacts facts) {
    this.q = q;
    this.facts = facts;
    this.require = new Requirements(q, facts);
    this.n = q.samples();
    this.k = q.classes();
  }

  List<Certificate> certificates() {
    return List.of(nc1(), condition(), nc2(), nc3());
  }

  /** Psi of the printed theorem. */
  private double printedPsi() {
    return q.printedNorm()
        * (q.residual() / (q.targetNorm() - q.residual()) + Math.sqrt(q.width() * q.imbalance()));
  }

  private List<Hypothesis> printed() {
    List<Hypothesis> all = new ArrayList<>(require.model());
    all.add(require.pairs());
    all.add(require.severalClasses());
    all.add(require.printedInterpolation());
    return all;
  }

  /** What Psi' with measured constants takes. */
  private List<Hypothesis> constants() {
    List<Hypothesis> all = new ArrayList<>();
    all.add(require.pairs());
    all.add(require.fullRank());
    all.add(require.noBiasBeforeLast());
    return all;
  }

  private List<Hypothesis> residual() {
    return new ArrayList<>(List.of(require.fullRank()));
  }

  // ---- NC1
  // ---------------------------------------------------------------------------------------

  private Certificate nc1() {
    MetricValue value = q.nc1();
    List<Hypothesis> constants = constants();
    constants.addAll(means());
    List<Hypothesis> residual = residual();
    residual.addAll(means());
    String form = "(s_1^2/N) Psi'^2 / (sqrt((K-1)/K) - eps_1/sqrt(K m))^2";
    return NC1.certificate(
        value,
        Bound.of(
            NC1,
            Tier.PRINTED,
            "(r^2/N) Psi^2 / (sqrt((K-1)/K) - 2 eps_1/sqrt(N))^2" + PRINTED_PSI,
            null,
            printed(),
            value,
            () -> {
              double root = Math.sqrt((k - 1) / k) - 2 * q.residual() / Math.sqrt(n);
              return root > 0 && q.residual() < q.targetNorm()
                  ? square(q.printedNorm() * printedPsi() / Math.sqrt(n) / root)
                  : noDenominator();
            }),
        Bound.of(
            NC1,
            Tier.CONSTANTS,
            form + PSI,
            null,
            constants,
            value,
            () -> within(q.deviationBound())),
        Bound.of(
            NC1,
            Tier.RESIDUAL,
            form + RESIDUAL,
            null,
            residual,
            value,
            () -> within(q.deviation())));
  }

  /** The class means stay apart: eps_1 &lt; sqrt((K-1) m). */
  private List<Hypothesis> means() {
    return List.of(
        require.severalClasses(),
        require.everyClass(),
        Hypothesis.below(
            key("means-apart"),
            "eps_1 = ||Z_L - Y||_F",
            q.residual(),
            Math.sqrt((k - 1) * q.smallestClass())));
  }

  private MetricValue within(double psi) {
    double root = Math.sqrt((k - 1) / k) - q.residual() / Math.sqrt(k * q.smallestClass());
    return square(q.last().largest() * psi / Math.sqrt(n) / root);
  }

  private static MetricValue square(double x) {
    return Logs.defined(x * x);
  }

  private static MetricValue noDenominator() {
    return MetricValue.undefined("because its denominator is 0");
  }

  // ---- kappa(W_L)
  // --------------------------------------------------------------------------------

  private Certificate condition() {
    MetricValue value = q.last().condition("W_L");
    String form =
        "c^(1/L_2) (1+e)^(1/L_2) + c^(1/L_2 - 1) e, c = kappa(W_{L:L_1+1}), e = delta/(a - delta),"
            + " delta = (L_2^2/2) r^(2(L_2-1)) eps_2, a = (s_K(Y) - eps_1)^2/";
    double logGap = 2 * Math.log(Math.max(0, q.targetNorm() - q.residual()));
    double logPrinted = logDelta(q.depth() / 2.0 * q.depth(), q.printedNorm());
    double measured = Math.exp(logPrinted - logGap + 2 * Math.log(q.headNorm()));

    List<Hypothesis> verbatim = interpolating();
    verbatim.add(require.inputNormGiven());
    verbatim.add(require.nonlinearLayersGiven());
    boolean known = require.inputNorm().isPresent() && facts.nonlinearLayers().isPresent();
    double printed =
        known
            ? Math.exp(
                logPrinted
                    - logGap
                    + 2 * Math.log(require.inputNorm().getAsDouble())
                    + 2 * facts.nonlinearLayers().getAsInt() * Math.log(q.printedNorm()))
            : Double.NaN;
    if (known) {
      verbatim.add(belowOne(key("delta"), "delta/a", printed));
    }
    List<Hypothesis> withHead = interpolating();
    withHead.add(belowOne(key("delta"), "delta/a", measured));

    double constant = (q.depth() - 1) / 2.0 * q.depth();
    double ratio = Math.exp(logDelta(constant, q.largestNorm()) - 2 * q.product().logSmallest());
    return KAPPA.certificate(
        value,
        Bound.of(
            KAPPA,
            Tier.PRINTED,
            form + "(||X||_op^2 r^(2 L_1))",
            KAPPA.erratum(),
            verbatim,
            value,
            () -> printedCondition(printed)),
        Bound.of(
            KAPPA,
            Tier.PRINTED,
            form + "||Z_{L_1}||_op^2, with the measured ||Z_{L_1}||",
            null,
            withHead,
            value,
            () -> printedCondition(measured)),
        Bound.of(
            KAPPA,
            Tier.CONSTANTS,
            "((s_1(P)^2 + delta)/(s_K(P)^2 - delta))^(1/(2 L_2)), P = W_{L:L_1+1}, delta = (L_2"
                + " (L_2-1)/2) R^(2(L_2-1)) eps_2, R = max ||W_l||_op",
            null,
            List.of(
                require.fullProduct(), Hypothesis.below(key("delta"), "delta/s_K(P)^2", ratio, 1)),
            value,
            () -> {
              double logCondition = q.product().logLargest() - q.product().logSmallest();
              double above = Math.log1p(ratio * Math.exp(-2 * logCondition));
              return Logs.exp((2 * logCondition + above - Math.log1p(-ratio)) / (2 * q.depth()));
            }));
  }

  /** That a number with s_K(Y) - eps_1 in its denominator is below 1. */
  private Hypothesis belowOne(Hypothesis.Key key, String name, double value) {
    return q.residual() < q.targetNorm()
        ? Hypothesis.below(key, name, value, 1)
        : new Hypothesis(
            key,
            name,
            MetricValue.undefined("because eps_1 is not below s_K(Y)"),
            "below 1",
            Verdict.FAILS);
  }

  private List<Hypothesis> interpolating() {
    List<Hypothesis> all = new ArrayList<>(require.model());
    all.add(require.fullProduct());
    all.add(require.severalClasses());
    all.add(require.printedInterpolation());
    return all;
  }

  /** log of constant r^(2(L_2-1)) eps_2; with one layer there is no difference to telescope. */
  private double logDelta(double constant, double r) {
    return q.depth() == 1
        ? Double.NEGATIVE_INFINITY
        : Math.log(constant) + 2 * (q.depth() - 1) * Math.log(r) + Math.log(q.imbalance());
  }

  private MetricValue printedCondition(double ratio) {
    double logC = q.product().logLargest() - q.product().logSmallest();
    double e = ratio / (1 - ratio);
    double first = Math.exp((logC + Math.log1p(e)) / q.depth());
    return Logs.defined(first + Math.exp((1.0 / q.depth() - 1) * logC) * e);
  }

  // ---- NC2
  // ---------------------------------------------------------------------------------------

  private Certificate nc2() {
    MetricValue value = q.nc2();
    double kappa = q.last().condition("W_L").orNaN();
    double x = q.printedNorm() * printedPsi() / q.targetNorm();
    List<Hypothesis> printed = printed();
    printed.add(require.fullRank());
    printed.add(belowOne(key("x"), "x = r Psi/s_K(Y)", x));
    String form = "(kappa(W_L) + t)/(1 - t), t = s_1 Psi'/sqrt(m)";
    return NC2.certificate(
        value,
        Bound.of(
            NC2,
            Tier.PRINTED,
            "(kappa(W_L) + x)/(1 - x), x = r Psi/s_K(Y)" + PRINTED_PSI,
            null,
            printed,
            value,
            () -> Logs.defined((kappa + x) / (1 - x))),
        meansBound(Tier.CONSTANTS, form + PSI, constants(), value, kappa, q.deviationBound()),
        meansBound(Tier.RESIDUAL, form + RESIDUAL, residual(), value, kappa, q.deviation()));
  }

  private Bound meansBound(
      Tier tier,
      String form,
      List<Hypothesis> hypotheses,
      MetricValue value,
      double kappa,
      double psi) {
    double t = q.last().largest() * psi / q.targetNorm();
    hypotheses.add(require.noLastBias());
    hypotheses.add(require.severalClasses());
    hypotheses.add(require.everyClass());
    boolean nothing = tier == Tier.CONSTANTS && q.depth() < 2;
    hypotheses.add(
        Hypothesis.below(
            key("t"),
            "t = s_1 Psi'/sqrt(m)",
            nothing
                ? MetricValue.undefined("because eps_2 is a maximum over no pairs of layers")
                : Logs.defined(t),
            1));
    return Bound.of(
        NC2, tier, form, null, hypotheses, value, () -> Logs.defined((kappa + t) / (1 - t)));
  }

  // ---- NC3
  // ---------------------------------------------------------------------------------------

  private Certificate nc3() {
    MetricValue value = q.nc3();
    double kappa = q.last().condition("W_L").orNaN();
    List<Hypothesis> printed = printed();
    printed.add(require.fullRank());
    String form =
        "the larger of (1/k) ((1 + s_K^2 Q^2/N)^(-1/2) - 2 eps_1/sqrt(N)) - (1 - 1/k) eps_1^2/N and"
            + " 2k/(1 + k^2) - 2 s_1 Psi'/sqrt(N), k = kappa(W_L)";
    return NC3.certificate(
        value,
        Bound.of(
            NC3,
            Tier.PRINTED,
            "[(sqrt(N) - eps_1)^2 + N k^-2 - (r Psi + sqrt(K (k^2-1)))^2] / (2 N k (1 + eps_1)), k"
                + " = kappa(W_L)"
                + PRINTED_PSI,
            NC3.erratum(),
            printed,
            value,
            () -> q.residual() < q.targetNorm() ? printedAlignment(kappa) : noDenominator()),
        alignmentBound(
            Tier.CONSTANTS,
            form + PSI,
            constants(),
            value,
            kappa,
            q.kernelBound(),
            q.deviationBound()),
        alignmentBound(
            Tier.RESIDUAL,
            form + ", Q = ||(I - W_L^+ W_L) Z_{L-1}||_F" + RESIDUAL,
            residual(),
            value,
            kappa,
            q.kernelPart(),
            q.deviation()));
  }

  private MetricValue printedAlignment(double kappa) {
    double gap = Math.sqrt(n) - q.residual();
    double rest = q.printedNorm() * printedPsi() + Math.sqrt(k * (kappa * kappa - 1));
    return Logs.defined(
        (gap * gap + n / (kappa * kappa) - rest * rest) / (2 * n * kappa * (1 + q.residual())));
  }

  private Bound alignmentBound(
      Tier tier,
      String form,
      List<Hypothesis> hypotheses,
      MetricValue value,
      double kappa,
      double kernel,
      double psi) {
    hypotheses.add(require.noLastBias());
    return Bound.of(
        NC3,
        tier,
        form,
        null,
        hypotheses,
        value,
        () -> {
          double e = q.residual() / Math.sqrt(n);
          double s = q.last().smallest() * kernel / Math.sqrt(n);
          double first = (1 / Math.sqrt(1 + s * s) - 2 * e) / kappa - (1 - 1 / kappa) * e * e;
          double second =
              2 * kappa / (1 + kappa * kappa) - 2 * q.last().largest() * psi / Math.sqrt(n);
          return Logs.defined(Math.max(first, second));
        });
  }
}
