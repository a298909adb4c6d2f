package org.collapsar.metrics;

/**
 * What float32 does to Q = sum_i sum_j (u_j . d_i)^2 / s_j^2, of which nc1.pinv is a multiple,
 * where {@link SampleProjections} multiply deviations d_i and directions u_j that are rounded to
 * float32 once. Everything is measured during the pass, on samples that a hash of their number
 * picks.
 *
 * <p>Let v_j be u_j rounded, e_i what is rounded off d_i, p_ij what the float32 product gives, and
 * g_i = sum_j p_ij^2 / s_j^2 the share of a sample. The exact projection is
 *
 * <pre>
 * u_j . d_i = p_ij + r_ij - n_ij,   r_ij = (u_j - v_j) . d_i,   n_ij = p_ij - v_j . d_i
 * </pre>
 *
 * so that a sample's share of Q is g_i + t_i - x_i with
 *
 * <pre>
 * t_i = sum_j (2 p_ij + r_ij) r_ij / s_j^2      what the rounding of directions took
 * x_i = the rest                                rounding of e_i and inside products
 * </pre>
 *
 * <b>t_i</b> has the same r_ij for equal samples: it does not vanish in a sum. It is found to seven
 * digits by a second product, with u_j - v_j in float32, for one of every few samples. By the ratio
 * estimator of surveys ([1], section 6.3, (6.1)) sum t_i = T = (sum' t_i / sum' g_i) sum g_i, where
 * sum' is over the samples picked. T is added. Its variance is that of the residuals t_i - (T/Q)
 * g_i, which grows as g_i^2 does: tau^2 = sum' (t_i - (T/Q) g_i)^2 / sum' g_i^2, and
 *
 * <pre>
 * var T = tau^2 (sum g_i^2 + (sum g_i)^2 sum' g_i^2 / (sum' g_i)^2)
 * </pre>
 *
 * <b>x_i</b> are sums of rounding errors of sample i alone. Taken as independent from sample to
 * sample with mean 0, the model under which rounding is bounded by the root of the number of
 * operations ([2], theorem 2.4, [3], section 2; the means of e_i and of what products round off are
 * 0 to first order in the rounding unit), their sum has the variance nu^2 sum g_i^2. A bound on
 * each error by the lengths of its factors would be some sqrt(D) times too large, so nu is
 * measured: for some of those picked the projection is computed in double, of d_i and u_j as they
 * are, and nu^2 = sum'' x_i^2 / sum'' g_i^2. The model itself is tested by the same numbers: where
 * their sum is not within {@link #ERRORS} standard errors of 0, nothing is said about Q.
 *
 * <p>Both variances weigh samples by g_i^2, which is known of all of them: a few that are far out
 * count as much as they are worth, picked or not. The error that is stated is {@link #ERRORS}
 * standard errors; sums over tens of thousands of samples are normal to good approximation, and
 * such a one is farther out with probability 2e-9.
 *
 * <p><b>Repeated samples</b> have the same errors, which then add up as they are: where each occurs
 * m times, the standard error is sqrt(m) times that of independent ones. So sum g_i^2 is taken over
 * groups of equal samples, of which the shares are added before they are squared: {@link
 * RepeatedShares} finds that sum, wherever in the table they lie, without keeping any. Equal are
 * samples with the same mantissa of ||d||^2, whose errors are the same but for their sign and a
 * power of two; that others have it by chance makes the error larger, not smaller.
 *
 * <p><b>What this is not.</b> It is no bound for the worst case. Such a one by the lengths of the
 * factors, (m + s + 2) 2^-24 in the words of {@link SampleProjections#relativeError}, is 10^-5 of Q
 * and never leaves 10^-9; one that can be proved and does, from factors that are split into a high
 * and a low part, takes three products in float32, more than one in double. What is assumed is the
 * model of the second paragraph for samples that differ. What is left of float32 goes nowhere but
 * into metrics of Q: decisions are the same as in double, by bounds for the worst case ({@link
 * SmallestScore}).
 *
 * <p>So nc1.pinv has two ways, and which one it goes depends on sizes and on what else is asked:
 * beside a metric that needs rotated projections all are in double. Its values then differ by less
 * than {@link #MOST} of them, by the same assumption.
 *
 * <p>[1] Cochran (1977), Sampling Techniques, third edition. [2] Higham and Mary (2019), A new
 * approach to probabilistic rounding error analysis. [3] Connolly, Higham and Mary (2021),
 * Stochastic rounding and its probabilistic backward error analysis.
 */
final class SingleErrors {
  /** Standard errors that bound an error. */
  static final double ERRORS = 6;

  /** What part of Q may be in doubt: what sums in double may do has the other quarter of 1e-9. */
  static final double MOST = 7.5e-10;

  /** Numbers that are sent. */
  private static final int LENGTH = 9;

  /** sum g_i^2. */
  private double squares;

  /** The same over groups of equal samples, as far as it can be told. */
  private RepeatedShares repeated = new RepeatedShares();

  // Over the samples picked: sum g_i, g_i^2, t_i, t_i^2, g_i t_i.
  private double picked;
  private double pickedSquares;
  private double lost;
  private double lostSquares;
  private double lostShares;

  // Over those of them that were projected in double: sum g_i^2, x_i, x_i^2.
  private double checkedSquares;
  private double noise;
  private double noiseSquares;

  /**
   * Of a sample.
   *
   * @param share g_i
   * @param square ||d_i||^2
   */
  void take(double share, double square) {
    squares += share * share;
    repeated.take(share, square);
  }

  /** Of a sample that was picked: g_i and t_i. */
  void pick(double share, double lostThere) {
    picked += share;
    pickedSquares += share * share;
    lost += lostThere;
    lostSquares += lostThere * lostThere;
    lostShares += share * lostThere;
  }

  /** Of one that was projected in double: g_i and x_i. */
  void check(double share, double noiseThere) {
    checkedSquares += share * share;
    noise += noiseThere;
    noiseSquares += noiseThere * noiseThere;
  }

  void add(SingleErrors other) {
    set(sum(numbers(), other.numbers()));
    repeated.add(other.repeated);
  }

  private static double[] sum(double[] a, double[] b) {
    Vectors.add(a, b);
    return a;
  }

  private double[] numbers() {
    return new double[] {
      squares,
      picked,
      pickedSquares,
      lost,
      lostSquares,
      lostShares,
      checkedSquares,
      noise,
      noiseSquares
    };
  }

  private void set(double[] numbers) {
    squares = numbers[0];
    picked = numbers[1];
    pickedSquares = numbers[2];
    lost = numbers[3];
    lostSquares = numbers[4];
    lostShares = numbers[5];
    checkedSquares = numbers[6];
    noise = numbers[7];
    noiseSquares = numbers[8];
  }

  void write(PackedWriter out) {
    out.reals(numbers());
    repeated.write(out);
  }

  static SingleErrors read(PackedReader in) {
    SingleErrors errors = new SingleErrors();
    errors.set(in.reals(LENGTH, "errors of float32"));
    errors.repeated = RepeatedShares.read(in);
    return errors;
  }

  /**
   * The trace, with what is known of its error: infinite where that is nothing.
   *
   * @param sum (sum g_i)/n
   * @param samples n
   */
  Trace trace(double sum, long samples) {
    double ratio = lost / picked;
    double residual =
        Math.max(0, lostSquares - 2 * ratio * lostShares + ratio * ratio * pickedSquares)
            / pickedSquares;
    double all = sum * samples;
    double together = Math.max(squares, repeated.squares());
    double estimated = residual * (together + all * all * pickedSquares / (picked * picked));
    double rounded = noiseSquares / checkedSquares * together;
    boolean fair = Math.abs(noise) <= ERRORS * Math.sqrt(noiseSquares);
    double error = ERRORS * Math.sqrt(estimated + rounded) / samples;
    boolean known = fair && checkedSquares > 0 && error >= 0;
    return new Trace(sum * (1 + ratio), known ? error : Double.POSITIVE_INFINITY, MOST);
  }
}
