package org.collapsar.metrics;

/**
 * An estimate of sum over groups of equal samples of (sum of g_i over the group)^2, from one number
 * per sample that is the same for equal ones. Where no two samples are equal that is sum g_i^2;
 * where each occurs m times it is m times as much.
 *
 * <p>That is the second frequency moment of a stream whose keys are samples. Nothing is kept of
 * them: each key is hashed to a bucket and a sign, and the bucket takes the signed g_i. The squares
 * of the buckets sum to the moment on average, with a relative standard deviation of at most
 * sqrt(2/{@value #BUCKETS}) = 2.2%, half of that in its root (Thorup and Zhang 2004, Tabulation
 * based 4-universal hashing with applications to second moment estimation, section 1; Charikar,
 * Chen and Farach-Colton 2002, Finding frequent items in data streams). Sketches of parts of the
 * samples are added.
 */
final class RepeatedShares {
  /** A power of two. */
  static final int BUCKETS = 1 << 12;

  /** Of a double. */
  private static final long MANTISSA = (1L << 52) - 1;

  /** None where no sample was taken. */
  private double[] buckets = {};

  /**
   * Of a sample.
   *
   * @param share g_i
   * @param square ||d_i||^2, computed in the same way for every sample. It tells different ones
   *     apart, but for d_i, -d_i and their multiples by powers of two, whose relative errors are
   *     the same.
   */
  void take(double share, double square) {
    if (buckets.length == 0) {
      buckets = new double[BUCKETS];
    }
    long hash = mixed(Double.doubleToRawLongBits(square) & MANTISSA);
    buckets[(int) hash & (BUCKETS - 1)] += hash < 0 ? -share : share;
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014): a number that looks random. */
  static long mixed(long of) {
    long z = of + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** The estimate. */
  double squares() {
    return Vectors.dot(buckets, 0, buckets, 0, buckets.length);
  }

  void add(RepeatedShares other) {
    if (buckets.length == 0) {
      buckets = other.buckets.clone();
    } else if (other.buckets.length > 0) {
      Vectors.add(buckets, other.buckets);
    }
  }

  void write(PackedWriter out) {
    out.reals(buckets);
  }

  static RepeatedShares read(PackedReader in) {
    RepeatedShares shares = new RepeatedShares();
    shares.buckets = in.reals("shares of repeated samples");
    if (shares.buckets.length != 0 && shares.buckets.length != BUCKETS) {
      throw in.bad("0 or " + BUCKETS, shares.buckets.length, "shares of repeated samples");
    }
    return shares;
  }
}
