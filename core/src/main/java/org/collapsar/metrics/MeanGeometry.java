package org.collapsar.metrics;

import java.util.Arrays;
import java.util.Objects;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.GramInverse;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.moments.ClassMoments;
import org.jspecify.annotations.Nullable;

/**
 * What the class means say: centred means M~ (one per row here), their singular values, numerical
 * rank and an orthonormal basis of their span. Classes without samples are left out.
 *
 * <p>Longer than other files because every number of the class means comes of one decomposition.
 */
final class MeanGeometry {
  /**
   * Above this part of the squared deviations of a class the squared rest of its mean shows: where
   * the mean is some 1e6 times as long as the deviations.
   */
  private static final double SHOWN = 1e-20;

  /** Classes from which on the time of their decomposition is worth a thought. */
  private static final int MANY = 256;

  /**
   * Up to so many numbers centred means are kept. More, which would be a good part of the memory,
   * are computed again where they are needed.
   */
  private static final int KEPT = 1 << 25;

  private final long[] counts;
  private final long samples;
  private final Matrix means;
  private final @Nullable Matrix rests;
  private final boolean restsShow;
  private final double[] squares;
  private final int[] present;
  private final Matrix presentMeans;
  private final double[] shares;
  private final double[] centre;

  /** Of the classes that have samples. */
  private final CentredMeans differences;

  /** What they take for the unweighted mean. */
  private final double[] toCentre;

  private @Nullable Matrix centred;
  private final double squaredNorm;
  private final double floor;
  private @Nullable MeanSpectrum spectrum;
  private @Nullable Matrix directions;
  private @Nullable Matrix inverse;

  MeanGeometry(ClassMoments moments) {
    this(moments, KEPT);
  }

  /**
   * @param kept up to how many numbers centred means are kept
   */
  MeanGeometry(ClassMoments moments, int kept) {
    this(counts(moments), moments.means(), moments.rests(), restsShow(moments), kept);
  }

  private static long[] counts(ClassMoments moments) {
    long[] counts = new long[moments.classes()];
    for (int c = 0; c < counts.length; c++) {
      counts[c] = moments.count(c);
    }
    return counts;
  }

  private static boolean restsShow(ClassMoments moments) {
    double[] rest = new double[moments.dimension()];
    boolean known = moments.hasRests();
    for (int c = 0; c < moments.classes() && known; c++) {
      moments.copyRest(c, rest, 0);
      double square = Vectors.dot(rest, 0, rest, 0, rest.length);
      if (square * moments.count(c) > SHOWN * moments.scatter(c)) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param counts samples of each class [K]
   * @param means mu_c [K x D], rounded, zeros for a class without samples
   * @param rests what rounding took of them [K x D], null for nothing
   * @param restsShow what {@link #restsShow()} says
   * @param kept up to how many numbers centred means are kept
   */
  private MeanGeometry(
      long[] counts, Matrix means, @Nullable Matrix rests, boolean restsShow, int kept) {
    int d = means.columns();
    this.counts = counts;
    this.means = means;
    this.rests = rests;
    this.restsShow = restsShow;
    long sum = 0;
    int some = 0;
    int[] withSamples = new int[counts.length];
    for (int c = 0; c < counts.length; c++) {
      sum += counts[c];
      if (counts[c] > 0) {
        withSamples[some++] = c;
      }
    }
    samples = sum;
    present = Arrays.copyOf(withSamples, some);
    presentMeans = present.length == counts.length ? means : new Matrix(present.length, d);
    shares = new double[present.length];
    squares = new double[counts.length];
    for (int i = 0; i < present.length; i++) {
      int c = present[i];
      if (present.length < counts.length) {
        System.arraycopy(means.data(), c * d, presentMeans.data(), i * d, d);
      }
      squares[c] = Vectors.dot(means, c, means, c);
      shares[i] = (double) counts[c] / samples;
    }
    double[] equal = Vectors.equalWeights(present.length);
    centre = Vectors.centre(presentMeans, equal);
    differences = new CentredMeans(means, rests, present);
    toCentre = differences.fromFirstTo(equal);
    centred = (long) present.length * d <= kept ? new Matrix(present.length, d) : null;
    double[] row = new double[d];
    double square = 0;
    for (int i = 0; i < present.length; i++) {
      double[] target = centred == null ? row : centred.data();
      int at = centred == null ? 0 : i * d;
      differences.row(i, toCentre, target, at);
      for (int j = at; j < at + d; j++) {
        square += target[j] * target[j];
      }
    }
    squaredNorm = square;
    floor = Vectors.roundingFloor(Math.sqrt(Vectors.max(squares)));
  }

  /**
   * Computed once, on whichever thread asks first. Vectors are left out where the inverse of the
   * Gram matrix takes their place, until {@link #directions} are asked for.
   */
  private synchronized MeanSpectrum spectrum() {
    if (spectrum == null) {
      int d = means.columns();
      GramInverse tall = finite() && present.length > d ? gramInverse() : null;
      MeanSpectrum known = tall == null ? null : counted(tall.singularValues());
      if (tall != null && known != null && known.rank() == d) {
        inverse = tall.inverse();
        spectrum = known;
      } else {
        return decompose(tall != null);
      }
    }
    return spectrum;
  }

  private @Nullable GramInverse gramInverse() {
    int d = means.columns();
    return centred != null
        ? GramInverse.of(centred)
        : GramInverse.of(
            present.length,
            d,
            (first, count, target) -> {
              for (int i = 0; i < count; i++) {
                differences.row(first + i, toCentre, target, i * d);
              }
            });
  }

  /**
   * With vectors.
   *
   * @param conditioned whether the means may be well conditioned
   */
  private MeanSpectrum decompose(boolean conditioned) {
    int d = means.columns();
    Spectral.Svd svd =
        !finite()
            ? new Spectral.Svd(new double[0], new Matrix(0, d))
            : conditioned && present.length > d
                ? Spectral.thinSvdOfTall(centred())
                : present.length >= MANY && present.length <= d
                    ? Spectral.thinSvdOfCentred(centred())
                    : Spectral.thinSvd(centred());
    if (spectrum == null) {
      spectrum = counted(svd.values());
    }
    int rank = spectrum.rank();
    directions = new Matrix(rank, d, Arrays.copyOf(svd.right().data(), rank * d));
    return spectrum;
  }

  private MeanSpectrum counted(double[] values) {
    int most = Math.max(means.columns(), means.rows());
    return MeanSpectrum.counted(values, most, present.length, floor);
  }

  /** Whether class means differ, that is, rank &gt; 0; known without a decomposition as a rule. */
  boolean distinct() {
    // s_1 >= ||M~||_F / sqrt(min(K, D)).
    double least = Math.sqrt(squaredNorm) / Math.sqrt(Math.min(means.rows(), means.columns()));
    boolean clearly =
        present.length > 1 && finite() && least > 2 * floor * Math.sqrt(present.length);
    return (clearly && 20.0 * Math.max(means.columns(), means.rows()) * Vectors.EPSILON < 1)
        || rank() > 0;
  }

  /** Samples of class {@code c}. */
  long count(int c) {
    return counts[c];
  }

  /** Of all classes. */
  long samples() {
    return samples;
  }

  /** mu_c, rounded [K x D]; zeros for a class without samples. */
  Matrix means() {
    return means;
  }

  /** What rounding took of {@link #means} [K x D], null for nothing. */
  @Nullable Matrix rests() {
    return rests;
  }

  /** Whether the rests show in sums of squared deviations from the means. */
  boolean restsShow() {
    return restsShow;
  }

  /** ||mu_c||^2 [K]. */
  double[] squares() {
    return squares;
  }

  boolean finite() {
    return present.length == 0 || Double.isFinite(Math.sqrt(squaredNorm));
  }

  /** The unweighted mean of the class means [D]. */
  double[] centre() {
    return centre;
  }

  /** M~^T, about the unweighted mean, of the classes that have samples. */
  synchronized Matrix centred() {
    if (centred == null) {
      centred = differences.rows(toCentre);
    }
    return centred;
  }

  /** sum_c ||mu_c - centre||^2 over them. */
  double squaredNorm() {
    return squaredNorm;
  }

  /** The same of all classes [K x D], zeros for those without samples. */
  Matrix centredOfAll() {
    return ofAll(centred());
  }

  /** Rows of the classes that have samples as rows of all, zeros for the others. */
  private Matrix ofAll(Matrix rows) {
    if (present.length == means.rows()) {
      return rows;
    }
    int d = rows.columns();
    Matrix all = new Matrix(means.rows(), d);
    for (int i = 0; i < present.length; i++) {
      System.arraycopy(rows.data(), i * d, all.data(), present[i] * d, d);
    }
    return all;
  }

  /** The same about the mean over samples. */
  Matrix centredWeighted() {
    return differences.rows(differences.fromFirstTo(shares));
  }

  /**
   * The weighted sum of the squares of {@link #centredWeighted}.
   *
   * @param weights of the classes that have samples
   */
  double squareAboutSampleMean(double[] weights) {
    double[] toSampleMean = differences.fromFirstTo(shares);
    double[] row = new double[toSampleMean.length];
    double sum = 0;
    for (int i = 0; i < present.length; i++) {
      differences.row(i, toSampleMean, row, 0);
      sum += weights[i] * Vectors.dot(row, 0, row, 0, row.length);
    }
    return sum;
  }

  /** The mean over samples [D]. */
  double[] sampleMean() {
    return Vectors.centre(presentMeans, shares);
  }

  /** n_c/n of the classes that have samples. */
  double[] shares() {
    return shares;
  }

  /** A norm below this is rounding. */
  double floor() {
    return floor;
  }

  double[] singularValues() {
    return spectrum().singularValues();
  }

  int rank() {
    return spectrum().rank();
  }

  double tolerance() {
    return spectrum().tolerance();
  }

  /**
   * Orthonormal basis of the span of the centred means, [rank x D]: left singular vectors of M~.
   */
  synchronized Matrix directions() {
    // First the singular values, which are other last digits where a decomposition finds them.
    spectrum();
    if (directions == null) {
      decompose(true);
    }
    return Objects.requireNonNull(directions);
  }

  /**
   * (M~ M~^T)^-1 [D x D], with which the trace of a product says what the squares in all directions
   * over those of their singular values sum to; null where it would lack digits.
   */
  synchronized @Nullable Matrix inverse() {
    spectrum();
    return inverse;
  }

  /** M~^T in that basis [K x rank]; zeros for a class without samples. */
  Matrix coordinates() {
    return rank() == 0
        ? new Matrix(means.rows(), 0)
        : ofAll(Blas.timesTransposed(centred(), directions()));
  }

  /** The same by a team. */
  Matrix coordinates(ThreadTeam team) {
    return rank() == 0
        ? new Matrix(means.rows(), 0)
        : ofAll(Blas.timesTransposed(centred(), directions(), team));
  }

  /**
   * Counts and means, and the decomposition where it is known or asked for: it may differ in signs
   * from one kind of CPU to the next, and sums of projections must not.
   *
   * @param decomposed whether it is asked for
   */
  synchronized void write(PackedWriter out, boolean decomposed) {
    out.numbers(counts).matrix(means).matrix(rests).flag(restsShow).flag(decomposed);
    if (decomposed) {
      spectrum().write(out);
      out.matrix(directions());
    }
  }

  static MeanGeometry read(PackedReader in, int classes, int dimension) {
    long[] counts = in.numbers(classes, "counts");
    for (long count : counts) {
      if (count < 0) {
        throw in.bad("counts of at least 0", count, "counts");
      }
    }
    Matrix means = in.matrix(classes, dimension, "class means");
    Matrix rests = in.matrix("rests of class means");
    if (rests != null && (rests.rows() != classes || rests.columns() != dimension)) {
      throw in.bad(classes + " x " + dimension, rests, "rests of class means");
    }
    MeanGeometry geometry =
        new MeanGeometry(counts, means, rests, in.flag("rests that show"), KEPT);
    if (in.flag("decomposition")) {
      geometry.spectrum = MeanSpectrum.read(in);
      geometry.directions = in.matrix(geometry.spectrum.rank(), dimension, "directions");
    }
    return geometry;
  }
}
