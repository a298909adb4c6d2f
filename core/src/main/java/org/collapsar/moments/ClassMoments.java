package org.collapsar.moments;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntPredicate;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.jspecify.annotations.Nullable;

/**
 * Per class the number of samples, the mean and the sum of squared deviations from it, in double,
 * in one pass.
 *
 * <p>A mean is a sum of two numbers, itself rounded and what rounding took of it: deviations from
 * the rounded one do not sum to 0, and where means of parts lie as near to each other as rounding
 * of them, in deep collapse, their distance would be noise. Only of samples summed as they are, to
 * which that cannot happen, there is no second number.
 *
 * <p>Single samples are added by Welford's update, blocks by sums relative to a sample of the block
 * ({@link #accept(double[], int, int[], int)}, the fast way), and two objects are merged by the
 * update of Chan, Golub and LeVeque (<i>Algorithms for computing the sample variance</i>, Am. Stat.
 * 37, 1983). None of them cancels: no difference of large squares is ever taken. {@link #of} sums
 * samples as they are where that costs at most three digits of sixteen. Memory is O(K D). Not
 * thread-safe; merge one object a thread, or let {@link #of} do it.
 *
 * <p>Longer than other files because every way to add samples and to merge is a method of its one
 * state.
 */
public final class ClassMoments implements Accumulator<ClassMoments> {
  /** Bytes. */
  private static final int HEADER = 16;

  /** Bytes of a class but for the mean. */
  private static final int CLASS = 16;

  private static final int MAGIC = 0x434c4d4f;
  private static final int VERSION = 2;

  /** Samples after which the sums of a block are merged: bounds their rounding. */
  private static final int RUN = 4096;

  /** Rows of an array that are taken at a time. */
  private static final int BLOCK = 16;

  private final int dimension;
  private final long[] counts;
  private final WideMeans means;

  /** Where in {@link #means} those of each class are. */
  private final Places places;

  private final double[] scatters;

  /** For what merging computes, [dimension]. */
  private final double[] room;

  private ClassMoments(int dimension, int classes, int most) {
    this.dimension = dimension;
    this.counts = new long[classes];
    this.places = new Places(classes, most);
    this.means = new WideMeans(places.room(), dimension);
    this.scatters = new double[classes];
    this.room = new double[dimension];
  }

  /**
   * Creates moments of no samples yet.
   *
   * @param dimension D, the number of features
   * @param classes K, classes without samples included
   * @return an empty accumulator
   * @throws IllegalArgumentException if {@code dimension} or {@code classes} is below 1
   */
  public static ClassMoments create(int dimension, int classes) {
    if (dimension < 1 || classes < 1) {
      throw new IllegalArgumentException(
          "moments: expected at least one dimension and one class, found "
              + dimension
              + " and "
              + classes);
    }
    return new ClassMoments(dimension, classes, classes);
  }

  /**
   * The same with memory for fewer classes than there are.
   *
   * @param most how many will have samples at most
   */
  static ClassMoments create(int dimension, int classes, int most) {
    return new ClassMoments(dimension, classes, most);
  }

  /**
   * Computes the moments of a table with a team of threads, to the same bits for any number of
   * them.
   *
   * @param features [n x D]; read once, in chunks
   * @param labels one per row, 0 .. classes-1
   * @param classes K
   * @param team the threads that read
   * @return the moments of all rows
   * @throws BadInputException if there are not as many labels as rows, or one is out of range, or a
   *     feature is not finite
   */
  public static ClassMoments of(Rows features, int[] labels, int classes, ThreadTeam team) {
    return of(features, labels, classes, team, Backend.OPENBLAS);
  }

  /**
   * Computes the moments as {@link #of(Rows, int[], int, ThreadTeam)} does, with a backend of
   * choice.
   *
   * @param features [n x D]
   * @param labels [n], each in 0 .. classes-1
   * @param classes K
   * @param team the threads that read
   * @param backend the implementation of row sums
   * @return the moments of all rows
   * @throws org.collapsar.FailedException if the backend cannot be loaded
   */
  public static ClassMoments of(
      Rows features, int[] labels, int classes, ThreadTeam team, Backend backend) {
    backend.require();
    checkLabels(features, labels, classes);
    int d = features.columns();
    int chunk = RowChunks.rowsFor(features.rows(), classes, d);
    boolean plain = ChunkMoments.plainly(features, labels, classes, chunk);
    ChunkMoments[] scratch = new ChunkMoments[team.threads()];
    ClassMoments total = create(d, classes);
    // Those of chunks are large, and are used again where they have been taken in.
    Queue<ClassMoments> room = new ConcurrentLinkedQueue<>();
    try {
      RowChunks.forEach(
          features,
          chunk,
          team,
          (first, rows, thread) -> {
            if (scratch[thread] == null) {
              scratch[thread] = new ChunkMoments(features, labels, classes, chunk, plain, backend);
            }
            ClassMoments free = room.poll();
            ClassMoments moments = free == null ? create(d, classes, chunk) : free;
            scratch[thread].sum(first, rows, moments);
            return moments;
          },
          moments -> {
            total.combine(moments);
            moments.forget();
            room.add(moments);
          });
    } finally {
      for (ChunkMoments each : scratch) {
        if (each != null) {
          each.close();
        }
      }
    }
    return total;
  }

  /**
   * Checks that labels fit a table.
   *
   * @param features [n x D]; only the number of rows counts
   * @param labels to be checked: [n], each in 0 .. classes-1
   * @param classes K
   * @throws BadInputException if there are not as many as rows, or one is out of range
   */
  public static void checkLabels(Rows features, int[] labels, int classes) {
    if (labels.length != features.rows()) {
      throw new BadInputException(
          "labels: expected "
              + features.rows()
              + ", one per row of "
              + features.describe()
              + ", found "
              + labels.length);
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new BadInputException(
            "labels: expected 0 to "
                + (classes - 1)
                + ", found "
                + labels[i]
                + " for row "
                + i
                + " (counted from 0)");
      }
    }
  }

  @Override
  public void accept(double[] rows, int count, int[] labels, int firstLabel) {
    for (int i = 0; i < count; i++) {
      check(labels[firstLabel + i]);
    }
    RowBlock.Source<DoubleArray> source =
        (first, size, target) -> target.store(0, rows, (int) first * dimension, size * dimension);
    try (RowBlock block = RowBlock.ofDoubles(Math.min(count, BLOCK), dimension, source);
        ShiftedSums sums = new ShiftedBlasSums(dimension, counts.length, Math.min(count, RUN))) {
      for (int done = 0; done < count; done += RUN) {
        int end = Math.min(count, done + RUN);
        for (int start = done; start < end; start += BLOCK) {
          int size = Math.min(BLOCK, end - start);
          block.read(start, size);
          sums.add(block, size, labels, firstLabel + start);
        }
        sums.drainInto(this);
      }
    }
  }

  /**
   * Takes in all rows of a table, as one of the chunks that {@link #of} cuts is taken in: the fast
   * way for a part of the features.
   *
   * @param features [m x D]
   * @param labels one per row
   * @param backend the implementation of row sums
   * @throws BadInputException if there are not as many labels as rows, one is out of range, or a
   *     feature is not finite; nothing is taken in then
   */
  public void accept(Rows features, int[] labels, Backend backend) {
    checkLabels(features, labels, counts.length);
    int n = Math.toIntExact(features.rows());
    if (n == 0) {
      return;
    }
    boolean plain = ChunkMoments.plainly(features, labels, counts.length, n);
    try (ChunkMoments chunk =
        new ChunkMoments(features, labels, counts.length, n, plain, backend)) {
      ClassMoments part = create(dimension, counts.length, n);
      chunk.sum(0, n, part);
      combine(part);
    }
  }

  private void check(int label) {
    if (label < 0 || label >= counts.length) {
      throw new IllegalArgumentException(
          "label: expected 0 to " + (counts.length - 1) + ", found " + label);
    }
  }

  /**
   * Adds one sample, {@code features[offset .. offset + dimension - 1]}, of class {@code label}.
   *
   * @param features holds the sample, finite
   * @param offset where it begins
   * @param label in 0 .. classes-1
   * @throws IllegalArgumentException if the label is not in 0 .. classes-1
   */
  public void accept(double[] features, int offset, int label) {
    check(label);
    long count = ++counts[label];
    double square = means.accept(places.take(label), features, offset, count);
    scatters[label] += square * ((count - 1.0) / count);
  }

  /** No samples again; means are left until others take their place. */
  void forget() {
    places.clear();
    Arrays.fill(counts, 0);
    Arrays.fill(scatters, 0);
  }

  @Override
  public ClassMoments combine(ClassMoments other) {
    if (other.dimension != dimension || other.counts.length != counts.length) {
      throw new IllegalArgumentException(
          "moments of "
              + counts.length
              + " classes in dimension "
              + dimension
              + ": cannot take in "
              + other.counts.length
              + " classes in dimension "
              + other.dimension);
    }
    return combine(other, 0);
  }

  /**
   * Takes in moments of some of the classes.
   *
   * @param slice of the same dimension; left as it is
   * @param first its class 0 here
   * @return this
   * @throws IllegalArgumentException if the dimension or the classes do not fit
   */
  public ClassMoments combine(ClassMoments slice, int first) {
    if (slice.dimension != dimension || first < 0 || first > counts.length - slice.counts.length) {
      throw new IllegalArgumentException(
          "moments of "
              + counts.length
              + " classes in dimension "
              + dimension
              + ": cannot take in "
              + slice.counts.length
              + " classes in dimension "
              + slice.dimension
              + " from class "
              + first
              + " on");
    }
    for (int c = 0; c < slice.counts.length; c++) {
      if (slice.counts[c] > 0) {
        int place = slice.places.of(c);
        double[] rests = slice.means.restsOrNone(place);
        int at = place * dimension;
        merge(first + c, slice.counts[c], slice.means.rounded(), rests, at, slice.scatters[c]);
      }
    }
    return this;
  }

  /**
   * Adds {@code count} samples of class {@code c} with this mean and sum of squared deviations.
   *
   * @param mean begins at {@code at}
   * @param rest what rounding took of the mean, at the same place; null for not known
   */
  void merge(int c, long count, double[] mean, double @Nullable [] rest, int at, double scatter) {
    if (count == 0) {
      return;
    }
    int place = places.take(c);
    if (counts[c] == 0) {
      means.set(place, mean, rest, at);
      scatters[c] = scatter;
      counts[c] = count;
      return;
    }
    long sum = counts[c] + count;
    double share = (double) count / sum;
    if (count == 1 || counts[c] == 1) {
      means.knowRestNear(place, mean, at);
    }
    double distance = means.move(place, mean, rest, at, share, room);
    scatters[c] += scatter + distance * counts[c] * share;
    counts[c] = sum;
  }

  /** {@return D, the number of features per sample} */
  public int dimension() {
    return dimension;
  }

  /** {@return K, classes without samples included} */
  public int classes() {
    return counts.length;
  }

  /** {@return the number of samples of all classes} */
  public long samples() {
    long sum = 0;
    for (long c : counts) {
      sum += c;
    }
    return sum;
  }

  /**
   * {@return the number of samples of class {@code c}}
   *
   * @param c 0 .. classes-1
   */
  public long count(int c) {
    return counts[c];
  }

  /**
   * {@return whether a class has at least two samples, so that there is a variance within classes}
   */
  public boolean hasVariance() {
    for (long count : counts) {
      if (count > 1) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@return a copy of mu_c, rounded [dimension]; zeros for a class without samples}
   *
   * @param c 0 .. classes-1
   */
  public double[] mean(int c) {
    double[] mean = new double[dimension];
    copyMean(c, mean, 0);
    return mean;
  }

  /**
   * Copies mu_c, rounded, to {@code target[at]} and on; zeros for a class without samples.
   *
   * @param c 0 .. classes-1
   * @param target takes D numbers
   * @param at index of the first of them
   */
  public void copyMean(int c, double[] target, int at) {
    copy(counts[c] == 0 ? null : means.rounded(), c, target, at);
  }

  /** {@return whether the rounding error of the mean is known for a class} */
  public boolean hasRests() {
    for (int c = 0; c < counts.length; c++) {
      if (restsOrNone(c) != null) {
        return true;
      }
    }
    return false;
  }

  private double @Nullable [] restsOrNone(int c) {
    return counts[c] == 0 ? null : means.restsOrNone(places.of(c));
  }

  /**
   * Copies mu_c less {@link #copyMean} to {@code target[at]} and on; zeros where it is not known.
   *
   * @param c 0 .. classes-1
   * @param target takes D numbers
   * @param at index of the first of them
   */
  public void copyRest(int c, double[] target, int at) {
    copy(restsOrNone(c), c, target, at);
  }

  private void copy(double @Nullable [] of, int c, double[] target, int at) {
    if (of == null) {
      Arrays.fill(target, at, at + dimension, 0);
    } else {
      System.arraycopy(of, places.of(c) * dimension, target, at, dimension);
    }
  }

  /**
   * All means, rounded [K x D], zeros for a class without samples: the numbers that are held here
   * where that is possible, since they may be as much as fits into memory. What is added later
   * leaves them as they are. Not to be changed.
   *
   * @return mu [K x D]; not a copy where all classes have a place
   */
  public Matrix means() {
    return matrix(means.share(), c -> counts[c] == 0);
  }

  /**
   * {@return mu less {@link #means} [K x D], as far as known; null where {@link #hasRests} is
   * false}
   */
  public @Nullable Matrix rests() {
    return hasRests() ? matrix(means.shareRests(), c -> restsOrNone(c) == null) : null;
  }

  private Matrix matrix(double[] held, IntPredicate zero) {
    if (places.areClasses()) {
      // Nothing but zeros was ever written for what has no samples.
      return new Matrix(counts.length, dimension, held);
    }
    Matrix all = new Matrix(counts.length, dimension);
    for (int c = 0; c < counts.length; c++) {
      if (!zero.test(c)) {
        System.arraycopy(held, places.of(c) * dimension, all.data(), c * dimension, dimension);
      }
    }
    return all;
  }

  /**
   * {@return the sum over the samples of class {@code c} of ||h - mu_c||^2}
   *
   * @param c 0 .. classes-1
   */
  public double scatter(int c) {
    return scatters[c];
  }

  /** {@return a copy of the mean of all samples [dimension]; zeros if there are none} */
  public double[] sampleMean() {
    double[] mean = new double[dimension];
    long n = samples();
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] > 0) {
        int at = places.of(c) * dimension;
        for (int j = 0; j < dimension; j++) {
          mean[j] += means.rounded()[at + j] * ((double) counts[c] / n);
        }
      }
    }
    return mean;
  }

  /**
   * A binary form, big-endian: magic "CLMO", version 2, dimension, classes (int32 each); then per
   * class the count (int64), the scatter and the mean (float64), 1 if what rounding took of the
   * mean is known and else 0 (int32), and that where it is (float64).
   */
  @Override
  public byte[] toBytes() {
    long size = HEADER;
    for (int c = 0; c < counts.length; c++) {
      size += CLASS + 4 + 8L * dimension * (restsOrNone(c) == null ? 1 : 2);
    }
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size));
    out.putInt(MAGIC).putInt(VERSION).putInt(dimension).putInt(counts.length);
    for (int c = 0; c < counts.length; c++) {
      out.putLong(counts[c]).putDouble(scatters[c]);
      copyMean(c, room, 0);
      put(room, out);
      double[] rests = restsOrNone(c);
      out.putInt(rests == null ? 0 : 1);
      if (rests != null) {
        copyRest(c, room, 0);
        put(room, out);
      }
    }
    return out.array();
  }

  private static void put(double[] row, ByteBuffer out) {
    for (double x : row) {
      out.putDouble(x);
    }
  }

  /**
   * Reads {@link #toBytes()}, strictly.
   *
   * @param bytes as written
   * @return the moments, to the same bits
   * @throws BadInputException if it is anything else: says what was expected and found, and where
   */
  public static ClassMoments fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < HEADER) {
      throw bad("at least " + HEADER + " bytes", bytes.length + "", "the header");
    }
    expect(in.getInt(), MAGIC, "the magic number");
    expect(in.getInt(), VERSION, "the version");
    int dimension = in.getInt();
    int classes = in.getInt();
    if (dimension < 1 || classes < 1) {
      throw bad("a dimension and classes of at least 1", dimension + " and " + classes, "bytes 8");
    }
    // The length first: nothing is allocated for what a header claims and the bytes do not have.
    long least = CLASS + 4 + 8L * dimension;
    if (in.remaining() / least < classes) {
      throw bad(
          classes + " classes of at least " + least + " bytes after the header",
          in.remaining() + " bytes",
          "the length");
    }
    ClassMoments moments = create(dimension, classes);
    for (int c = 0; c < classes; c++) {
      moments.read(c, in);
    }
    if (in.hasRemaining()) {
      throw bad("no bytes after the last class", in.remaining() + "", "the length");
    }
    return moments;
  }

  private void read(int c, ByteBuffer in) {
    String where = "class " + c;
    if (in.remaining() < CLASS) {
      throw bad("at least " + CLASS + " bytes", in.remaining() + "", where);
    }
    long count = in.getLong();
    double scatter = in.getDouble();
    if (count < 0 || !(scatter >= 0) || (count < 2 && scatter != 0)) {
      throw bad("a count and a scatter that can be", count + " and " + scatter, where);
    }
    counts[c] = count;
    scatters[c] = scatter;
    means.read(places.take(c), in, count == 0, where);
  }

  private static void expect(int found, int expected, String where) {
    if (found != expected) {
      throw bad(Integer.toString(expected), Integer.toString(found), where);
    }
  }

  static BadInputException bad(String expected, String found, String where) {
    return new BadInputException(
        "moments: expected " + expected + ", found " + found + " in " + where);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ClassMoments m
        && dimension == m.dimension
        && Arrays.equals(counts, m.counts)
        && Arrays.equals(scatters, m.scatters)
        && sameMeans(m);
  }

  private boolean sameMeans(ClassMoments other) {
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] > 0 && !means.equal(places.of(c), other.means, other.places.of(c))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts) * 31 + Arrays.hashCode(scatters);
  }
}
