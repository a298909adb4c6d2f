package org.collapsar.theory;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.Spectral;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.NeuralCollapse;
import org.collapsar.metrics.SampleCosines;
import org.collapsar.moments.Accumulator;
import org.collapsar.moments.ClassMoments;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the theorems about linear layers take of the samples, as sums that can be sent
 * and merged: one pass over Z_{L_1}, of which nothing of the size n x d is kept. Operator norms are
 * roots of the largest eigenvalues of Z^T Z. O(d^2 + K d) memory for the largest width d. Not
 * thread-safe.
 */
public final class HeadTally implements Accumulator<HeadTally> {
  private static final int MAGIC = 0x434c4854;
  private static final int VERSION = 1;

  private final LinearLayers layers;
  private final boolean known;
  private final HeadChunk chunks;
  private final HeadFit.Sums fit;

  /** Z^T Z of Z_{L_1}, Z_{L-2}, Z_{L-1}; null where that is another one of them. */
  private final @Nullable Matrix[] grams = new Matrix[3];

  private final ClassMoments moments;
  private final SampleCosines cosines;
  private double kernel;
  private double range;

  /** Samples of which Z_{L-1} is 0. */
  private long zeros;

  private HeadTally(LinearLayers layers, ClassMoments moments, SampleCosines cosines) {
    this.layers = layers;
    this.known = Spectrum.of(layers.last(), 0).full();
    this.chunks = new HeadChunk(layers, known ? Spectral.svd(layers.last()) : null);
    this.fit = new HeadFit.Sums(layers.classes());
    this.moments = moments;
    this.cosines = cosines;
    int depth = layers.depth();
    grams[0] = square(layers.inputs());
    grams[1] = depth > 2 ? square(layers.weights().get(depth - 2).columns()) : null;
    grams[2] = depth > 1 ? square(layers.last().columns()) : null;
  }

  private static Matrix square(int d) {
    return new Matrix(d, d);
  }

  /**
   * Makes sums over no samples yet.
   *
   * @param layers whose samples are taken in
   * @return an empty tally
   */
  public static HeadTally create(LinearLayers layers) {
    return new HeadTally(
        layers,
        ClassMoments.create(layers.last().columns(), layers.classes()),
        SampleCosines.create(layers.last()));
  }

  @Override
  public void accept(double[] rows, int count, int[] labels, int firstLabel) {
    for (int i = 0; i < count; i++) {
      int label = labels[firstLabel + i];
      if (label < 0 || label >= layers.classes()) {
        throw new IllegalArgumentException(
            "label: expected 0 to " + (layers.classes() - 1) + ", found " + label);
      }
    }
    if (count == 0) {
      return;
    }
    int d = layers.inputs();
    double[] own = rows.length == count * d ? rows : Arrays.copyOf(rows, count * d);
    int[] its = Arrays.copyOfRange(labels, firstLabel, firstLabel + count);
    HeadChunk.Result result = chunks.run(new Matrix(count, d, own), its, 0);
    fit.add(result.fit());
    kernel += result.kernel();
    range += result.range();
    Matrix[] activations = {new Matrix(count, d, own), result.before(), result.last()};
    for (int i = 0; i < grams.length; i++) {
      Matrix gram = grams[i];
      if (gram != null) {
        Matrix t = activations[i].transposed();
        add(gram, Blas.timesTransposed(t, t));
      }
    }
    Matrix z = result.last();
    moments.accept(Rows.of(z.data(), z.columns()), its, Backend.OPENBLAS);
    cosines.accept(z.data(), count, its, 0);
    for (int i = 0; i < count; i++) {
      int at = i * z.columns();
      zeros += Arrays.stream(z.data(), at, at + z.columns()).allMatch(x -> x == 0) ? 1 : 0;
    }
  }

  private static void add(Matrix sum, Matrix more) {
    for (int i = 0; i < sum.data().length; i++) {
      sum.data()[i] += more.data()[i];
    }
  }

  @Override
  public HeadTally combine(HeadTally other) {
    if (!other.layers.weights().equals(layers.weights())) {
      throw new IllegalArgumentException("sums of linear layers: cannot take in those of others");
    }
    fit.add(other.fit);
    kernel += other.kernel;
    range += other.range;
    zeros += other.zeros;
    for (int i = 0; i < grams.length; i++) {
      Matrix gram = grams[i];
      Matrix more = other.grams[i];
      if (gram != null && more != null) {
        add(gram, more);
      }
    }
    moments.combine(other.moments);
    cosines.combine(other.cosines);
    return this;
  }

  /**
   * Measures the layers on all samples that were taken in.
   *
   * @return what {@link HeadQuantities#measure} finds of the same samples, to rounding
   * @throws BadInputException if there are no samples, or more than 2^31 - 1
   */
  public HeadQuantities quantities() {
    long n = moments.samples();
    if (n < 1 || n > Integer.MAX_VALUE) {
      throw new BadInputException("samples: expected 1 to " + Integer.MAX_VALUE + ", found " + n);
    }
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int c = 0; c < layers.classes(); c++) {
      least = Math.min(least, moments.count(c));
      most = Math.max(most, moments.count(c));
    }
    double[] norms = new double[grams.length];
    double beforeSquares = 0;
    for (int i = 0; i < grams.length; i++) {
      Matrix gram = grams[i] == null ? grams[0] : grams[i];
      if (gram != null) {
        norms[i] = grams[i] == null ? norms[0] : Math.sqrt(Spectral.symmetricNorm(gram));
        beforeSquares = i == 1 ? trace(gram) : beforeSquares;
      }
    }
    Measurement measured =
        NeuralCollapse.of(moments)
            .weights(layers.last())
            .cosines(cosines)
            .measure(List.of("nc1.quotient", "nc2.kappa", "nc3.cosine"));
    MetricValue nc3 =
        zeros == 0
            ? measured.value("nc3.cosine")
            : MetricValue.undefined(
                "because the features of "
                    + zeros
                    + (zeros == 1 ? " sample" : " samples")
                    + " are all 0");
    return HeadQuantities.of(
        layers,
        (int) n,
        (int) least,
        (int) most,
        new HeadQuantities.Passed(
            fit.result(),
            norms,
            Math.sqrt(beforeSquares),
            known ? kernel : Double.NaN,
            known ? range : Double.NaN),
        measured,
        nc3);
  }

  private static double trace(Matrix a) {
    double sum = 0;
    for (int i = 0; i < a.rows(); i++) {
      sum += a.get(i, i);
    }
    return sum;
  }

  /** A binary form, big-endian, of the sums alone. */
  @Override
  public byte[] toBytes() {
    byte[] means = moments.toBytes();
    byte[] angles = cosines.toBytes();
    long size = 8 + 8L * (HeadFit.Sums.NUMBERS + layers.classes() + 3) + 8;
    size += means.length + (long) angles.length;
    for (Matrix gram : grams) {
      size += gram == null ? 0 : 8L * gram.data().length;
    }
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size)).putInt(MAGIC).putInt(VERSION);
    fit.write(out);
    out.putDouble(kernel).putDouble(range).putLong(zeros);
    for (Matrix gram : grams) {
      if (gram != null) {
        out.asDoubleBuffer().put(gram.data());
        out.position(out.position() + 8 * gram.data().length);
      }
    }
    out.putInt(means.length).put(means).putInt(angles.length).put(angles);
    return out.array();
  }

  /**
   * Reads {@link #toBytes()}, strictly.
   *
   * @param layers of the tally that was written
   * @param bytes as written
   * @return the tally, to the same bits
   * @throws BadInputException if it is anything else
   */
  public static HeadTally fromBytes(LinearLayers layers, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      expect(MAGIC, in.getInt(), "magic number");
      expect(VERSION, in.getInt(), "version");
      HeadTally empty = create(layers);
      empty.fit.read(in);
      double kernel = in.getDouble();
      double range = in.getDouble();
      long zeros = in.getLong();
      for (Matrix gram : empty.grams) {
        if (gram != null) {
          in.asDoubleBuffer().get(gram.data());
          in.position(in.position() + 8 * gram.data().length);
        }
      }
      ClassMoments moments = ClassMoments.fromBytes(part(in));
      SampleCosines cosines = SampleCosines.fromBytes(part(in), layers.last());
      empty.moments.combine(moments);
      empty.cosines.combine(cosines);
      empty.kernel = kernel;
      empty.range = range;
      empty.zeros = zeros;
      if (in.hasRemaining()) {
        throw new BadInputException(
            "sums of linear layers: expected their end, found " + in.remaining() + " bytes more");
      }
      return empty;
    } catch (java.nio.BufferUnderflowException e) {
      throw new BadInputException("sums of linear layers: expected more bytes, found their end");
    }
  }

  private static void expect(int expected, int found, String what) {
    if (found != expected) {
      throw new BadInputException(
          "sums of linear layers: expected the " + what + " " + expected + ", found " + found);
    }
  }

  private static byte[] part(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BadInputException(
          "sums of linear layers: expected at most " + in.remaining() + " bytes, found " + length);
    }
    byte[] part = new byte[length];
    in.get(part);
    return part;
  }
}
