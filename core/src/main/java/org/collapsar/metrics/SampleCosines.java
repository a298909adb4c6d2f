package org.collapsar.metrics;

import java.util.Arrays;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.collapsar.moments.Accumulator;
import org.jspecify.annotations.Nullable;

/**
 * Per class the sum over its samples of cos(h, w_y), w_y the class's row of a fixed W: what {@code
 * nc3.cosine} takes of the samples, in any portions. Not thread-safe.
 */
public final class SampleCosines implements Accumulator<SampleCosines> {
  private static final int MAGIC = 0x434c434f;
  private static final int VERSION = 1;

  private final Matrix w;
  private final double[] norms;
  private final double[] sums;
  private long samples;
  private long firstZero = -1;

  private SampleCosines(Matrix w, double[] norms) {
    this.w = w;
    this.norms = norms;
    this.sums = new double[w.rows()];
  }

  /**
   * No samples yet.
   *
   * @param w [K x D], finite; not to be changed
   */
  public static SampleCosines create(Matrix w) {
    return new SampleCosines(w, Vectors.norms(w));
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
      add(y, Vectors.dot(rows, i * d, w.data(), y * d, d), square);
    }
  }

  /**
   * Adds a sample of class {@code y} by its products.
   *
   * @param product h . w_y
   * @param square ||h||^2
   */
  void add(int y, double product, double square) {
    if (square == 0) {
      firstZero = firstZero < 0 ? samples : firstZero;
    } else if (norms[y] != 0) {
      sums[y] += product / Math.sqrt(square) / norms[y];
    }
    samples++;
  }

  @Override
  public SampleCosines combine(SampleCosines other) {
    if (other.w.rows() != w.rows() || other.w.columns() != w.columns()) {
      throw new IllegalArgumentException("cosines with " + w + ": cannot take in " + other.w);
    }
    if (firstZero < 0 && other.firstZero >= 0) {
      firstZero = samples + other.firstZero;
    }
    samples += other.samples;
    for (int c = 0; c < sums.length; c++) {
      sums[c] += other.sums[c];
    }
    return this;
  }

  /**
   * A binary form, big-endian: magic "CLCO", version 1, K, D and a hash of W (int32 each); the
   * samples and the first of them without a cosine (int64), K and the K sums (float64). W itself is
   * not in it.
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
   * @param w as in {@link #create}
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
    out.number(samples).number(firstZero).reals(sums);
  }

  /** Takes over what {@link #write} wrote. */
  void read(PackedReader in) {
    samples = in.count("samples");
    firstZero = in.number("the first sample without a cosine");
    if (firstZero < -1 || firstZero >= samples) {
      throw in.bad("-1 to " + (samples - 1), firstZero, "the first sample without a cosine");
    }
    System.arraycopy(in.reals(sums.length, "sums"), 0, sums, 0, sums.length);
  }

  /** Number of samples taken in. */
  long samples() {
    return samples;
  }

  /** Whether these are cosines with the rows of {@code other}. */
  boolean isOf(@Nullable Classifier other) {
    return other != null && w.equals(other.w());
  }

  /** The first sample with h = 0, which has no cosine, or -1. */
  long firstZero() {
    return firstZero;
  }

  /** Of class {@code c}, over samples that have a cosine. */
  double sum(int c) {
    return sums[c];
  }
}
