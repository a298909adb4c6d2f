package org.collapsar.metrics;

import java.util.Arrays;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.collapsar.moments.Accumulator;
import org.jspecify.annotations.Nullable;

/**
 * Per class the sums over its samples of cos(h, w_y) and of 1 - cos(h, w_y), w_y the class's row of
 * a fixed W: what {@code nc3.cosine} and {@code nc3.misalignment} take of the samples, in any
 * portions. Samples with h = 0 have no cosine and are counted. Not thread-safe.
 */
public final class SampleCosines implements Accumulator<SampleCosines> {
  private static final int MAGIC = 0x434c434f;
  private static final int VERSION = 1;

  private final Matrix w;
  private final double[] norms;
  private final boolean precise;
  private final double[] sums;
  private final double[] lacks;
  private final long[] zeros;
  private long samples;

  /** So near to 1 the difference of a cosine from it is not taken of the cosine. */
  private static final double NEAR = 1.0 / 1024;

  /** The square of features that has lost digits may be below it. */
  private static final double SMALLEST = 1e-280;

  private SampleCosines(Matrix w, double[] norms, boolean precise) {
    this.w = w;
    this.norms = norms;
    this.precise = precise;
    this.sums = new double[w.rows()];
    this.lacks = new double[w.rows()];
    this.zeros = new long[w.rows()];
  }

  /**
   * Creates cosines of no samples yet.
   *
   * @param w [K x D], finite; not to be changed
   * @return an empty accumulator
   */
  public static SampleCosines create(Matrix w) {
    return create(w, true);
  }

  /**
   * The same.
   *
   * @param precise whether 1 - cos shall keep its digits where it is small
   */
  static SampleCosines create(Matrix w, boolean precise) {
    return new SampleCosines(w, Vectors.norms(w), precise);
  }

  @Override
  public void accept(double[] rows, int count, int[] labels, int firstLabel) {
    for (int i = 0; i < count; i++) {
      int y = labels[firstLabel + i];
      if (y < 0 || y >= norms.length) {
        throw new IllegalArgumentException(
            "label: expected 0 to " + (norms.length - 1) + ", found " + y);
      }
    }
    int d = w.columns();
    for (int i = 0; i < count; i++) {
      int y = labels[firstLabel + i];
      double square = Vectors.dot(rows, i * d, rows, i * d, d);
      double product = Vectors.dot(rows, i * d, w.data(), y * d, d);
      if (!add(y, product, square)) {
        addNear(y, product, square, rows, i * d);
      }
    }
  }

  /**
   * Adds a sample of class {@code y} by its products.
   *
   * @param product h . w_y
   * @param square ||h||^2
   * @return whether that was all; if not, {@link #addNear} has to be told of h
   */
  boolean add(int y, double product, double square) {
    samples++;
    return square > SMALLEST && addCosine(y, product, square);
  }

  private boolean addCosine(int y, double product, double square) {
    if (norms[y] != 0) {
      double cosine =
          square < Double.POSITIVE_INFINITY ? product / Math.sqrt(square) / norms[y] : Double.NaN;
      sums[y] += cosine;
      double lack = 1 - cosine;
      if (precise && Math.abs(lack) < NEAR) {
        return false;
      }
      lacks[y] += lack;
    }
    return true;
  }

  /** Adds a sample whose square has lost digits, or all of them. */
  private void addSmall(int y, double[] rows, int at) {
    double[] h = Arrays.copyOfRange(rows, at, at + w.columns());
    if (Vectors.max(h) == 0) {
      zeros[y]++;
      return;
    }
    double[] scaled = Vectors.scalb(h, -Vectors.exponent(h));
    double square = Vectors.dot(scaled, 0, scaled, 0, scaled.length);
    double product = Vectors.dot(scaled, 0, w.data(), y * scaled.length, scaled.length);
    if (!addCosine(y, product, square)) {
      addNear(y, product, square, scaled, 0);
    }
  }

  /**
   * Adds 1 - cos = sin^2/(1 + cos), sin ||h|| the length of what h has beside its projection on w:
   * all digits while that is more than rounding, 1 - cos &gt; 1e-30.
   *
   * @param rows h is at {@code at} and on
   */
  void addNear(int y, double product, double square, double[] rows, int at) {
    if (!(square > SMALLEST)) {
      addSmall(y, rows, at);
      return;
    }
    double[] weights = w.data();
    int d = w.columns();
    double share = product / (norms[y] * norms[y]);
    double rest = 0;
    double along = 0;
    for (int j = 0; j < d; j++) {
      double r = Math.fma(-share, weights[y * d + j], rows[at + j]);
      rest += r * r;
      along += r * weights[y * d + j];
    }
    // What rounding of the share has left along w does not belong to it.
    along /= norms[y];
    double sine = Math.max(0, rest - along * along) / square;
    lacks[y] += sine / (1 + product / Math.sqrt(square) / norms[y]);
  }

  @Override
  public SampleCosines combine(SampleCosines other) {
    if (other.w.rows() != w.rows() || other.w.columns() != w.columns()) {
      throw new IllegalArgumentException("cosines with " + w + ": cannot take in " + other.w);
    }
    samples += other.samples;
    for (int c = 0; c < sums.length; c++) {
      sums[c] += other.sums[c];
      lacks[c] += other.lacks[c];
      zeros[c] += other.zeros[c];
    }
    return this;
  }

  /**
   * A binary form, big-endian: magic "CLCO", version 1, K, D and a hash of W (int32 each); the
   * samples and K numbers of those without a cosine (int64), K and the K sums of cosines, K and
   * those of what they lack to 1 (float64). W itself is not in it.
   */
  @Override
  public byte[] toBytes() {
    PackedWriter out = new PackedWriter(MAGIC, VERSION);
    out.integer(w.rows()).integer(w.columns()).integer(Arrays.hashCode(w.data()));
    write(out);
    return out.bytes();
  }

  /**
   * Reads {@link #toBytes()}, strictly.
   *
   * @param bytes as written
   * @param w as in {@link #create}
   * @return the cosines, to the same bits
   * @throws BadInputException if it is anything else, or about another W: says what was expected
   *     and found, and where
   */
  public static SampleCosines fromBytes(byte[] bytes, Matrix w) {
    PackedReader in = new PackedReader("cosines", bytes, MAGIC, VERSION);
    in.expect(w.rows(), in.integer("classes"), "classes");
    in.expect(w.columns(), in.integer("the dimension"), "the dimension");
    in.expect(Arrays.hashCode(w.data()), in.integer("the hash of W"), "the hash of W");
    SampleCosines cosines = create(w);
    cosines.read(in);
    in.end();
    return cosines;
  }

  void write(PackedWriter out) {
    out.number(samples).numbers(zeros).reals(sums).reals(lacks);
  }

  /** Takes over what {@link #write} wrote. */
  void read(PackedReader in) {
    samples = in.count("samples");
    String where = "the samples without a cosine";
    long[] counts = in.numbers(zeros.length, where);
    for (long count : counts) {
      if (count < 0 || count > samples) {
        throw in.bad("0 to " + samples, count, where);
      }
    }
    System.arraycopy(counts, 0, zeros, 0, zeros.length);
    System.arraycopy(in.reals(sums.length, "sums"), 0, sums, 0, sums.length);
    System.arraycopy(in.reals(lacks.length, "lacks"), 0, lacks, 0, lacks.length);
  }

  /** Number of samples taken in. */
  long samples() {
    return samples;
  }

  /** Whether these are cosines with the rows of {@code other}. */
  boolean isOf(@Nullable Classifier other) {
    return other != null && w.equals(other.w());
  }

  /** Samples of class {@code c} with h = 0. */
  long zeros(int c) {
    return zeros[c];
  }

  /** Samples with h = 0, of all classes. */
  long zeros() {
    return Arrays.stream(zeros).sum();
  }

  /** Of class {@code c}, the sum of cosines of samples that have one. */
  double sum(int c) {
    return sums[c];
  }

  /** The same of 1 - cos. */
  double lack(int c) {
    return lacks[c];
  }
}
