package org.collapsar.bench;

/**
 * What both sides measure.
 *
 * @param nc1 tr(Sigma_W Sigma_B^+)/K
 * @param mismatches samples whose nearest class mean and largest logit differ
 */
record Collapse(double nc1, long mismatches) {
  private static final double ROUNDING = 2e-3;

  /**
   * Whether two results are one up to float32: nc1 to a few thousandths (the pseudo-inverse squares
   * the condition of the means), and one sample in a thousand of ties either way.
   */
  boolean agreesWith(Collapse other, long samples) {
    return Math.abs(nc1 - other.nc1) <= ROUNDING * Math.abs(other.nc1)
        && Math.abs(mismatches - other.mismatches) <= 1 + samples / 1000;
  }
}
