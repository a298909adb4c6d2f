package org.collapsar.lab.measure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.collapsar.files.LabelColumn;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of some classes.
 *
 * @param rows [m x D]
 * @param labels of each row its place among the classes
 * @param classes their labels
 * @param counts rows of each class; a class of one has no mean without it, and none of its rows
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SomeSamples(Matrix rows, int[] labels, int[] classes, int[] counts) {

  private static final long SEED = 1;

  /** The law of so few guesses has no three standard deviations to speak of. */
  private static final int LEAST_ROWS = 30;

  /** Null where there is too little to judge by. */
  static @Nullable SomeSamples of(
      Rows features, LabelColumn column, int mostRows, int mostClasses) {
    int[] labels = column.labels();
    int[] classes = frequent(labels, column.classes(), mostClasses);
    int[] place = new int[column.classes()];
    Arrays.fill(place, -1);
    for (int c = 0; c < classes.length; c++) {
      place[classes[c]] = c;
    }
    int[] of = new int[labels.length];
    int samples = 0;
    for (int i = 0; i < labels.length; i++) {
      if (place[labels[i]] >= 0) {
        of[samples++] = i;
      }
    }
    int most = Math.min(samples, mostRows);
    int[] counts = new int[classes.length];
    int[] chosen = new int[most];
    // One of each stretch, but not every so-manieth: labels may come in turns.
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < most; i++) {
      int first = (int) ((long) i * samples / most);
      int end = (int) ((long) (i + 1) * samples / most);
      chosen[i] = of[random.nextInt(first, end)];
      counts[place[labels[chosen[i]]]]++;
    }
    int[] known = Arrays.stream(chosen).filter(i -> counts[place[labels[i]]] > 1).toArray();
    if (known.length < LEAST_ROWS || Arrays.stream(counts).filter(n -> n > 1).count() < 2) {
      return null;
    }
    int[] places = new int[known.length];
    for (int i = 0; i < known.length; i++) {
      places[i] = place[labels[known[i]]];
    }
    return new SomeSamples(read(features.select(known)), places, classes, counts);
  }

  /** The classes of most samples, at least two each, in their order. */
  private static int[] frequent(int[] labels, int classes, int most) {
    int[] all = new int[classes];
    for (int label : labels) {
      all[label]++;
    }
    return IntStream.range(0, classes)
        .filter(c -> all[c] > 1)
        .boxed()
        .sorted(Comparator.<Integer>comparingInt(c -> -all[c]).thenComparing(c -> c))
        .limit(most)
        .mapToInt(c -> c)
        .sorted()
        .toArray();
  }

  private static Matrix read(Rows some) {
    int d = some.columns();
    int n = (int) some.rows();
    double[] all = new double[n * d];
    int room = Math.max(1, (1 << 18) / d);
    double[] block = new double[Math.min(room, n) * d];
    for (int first = 0; first < n; first += room) {
      int count = Math.min(room, n - first);
      some.read(first, count, block);
      System.arraycopy(block, 0, all, first * d, count * d);
    }
    return new Matrix(n, d, all);
  }

  Guesses nearestMean() {
    Matrix x = centred();
    Matrix means = new Matrix(classes.length, x.columns());
    for (int i = 0; i < labels.length; i++) {
      add(x, i, 1.0 / counts[labels[i]], means.data(), labels[i]);
    }
    Matrix products = Blas.timesTransposed(x, means);
    double[] squares = new double[classes.length];
    for (int c = 0; c < squares.length; c++) {
      squares[c] = square(means, c);
    }
    int[] chosen = new int[labels.length];
    for (int i = 0; i < chosen.length; i++) {
      double least = Double.POSITIVE_INFINITY;
      double length = square(x, i);
      for (int c = 0; c < squares.length; c++) {
        if (counts[c] < 2) {
          continue;
        }
        double n = counts[c];
        double own = c == labels[i] ? n / (n - 1) : 1;
        double distance = own * own * (length - 2 * products.get(i, c) + squares[c]);
        if (distance < least) {
          least = distance;
          chosen[i] = c;
        }
      }
    }
    return guesses(chosen);
  }

  /**
   * The rows less their mean, in a unit in which squares are in range: which mean is nearest does
   * not depend on either, and products then lose few digits to an offset.
   */
  private Matrix centred() {
    int d = rows.columns();
    double largest = 0;
    for (double x : rows.data()) {
      largest = Math.max(largest, Math.abs(x));
    }
    double unit = Math.scalb(1.0, -Math.max(-1000, Math.getExponent(largest)));
    Matrix x = rows.scaled(unit);
    double[] mean = new double[d];
    for (int i = 0; i < x.rows(); i++) {
      add(x, i, 1.0 / x.rows(), mean, 0);
    }
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < d; j++) {
        x.data()[i * d + j] -= mean[j];
      }
    }
    return x;
  }

  private static void add(Matrix from, int row, double factor, double[] to, int toRow) {
    int d = from.columns();
    for (int j = 0; j < d; j++) {
      to[toRow * d + j] += factor * from.data()[row * d + j];
    }
  }

  private static double square(Matrix a, int row) {
    double sum = 0;
    for (int j = row * a.columns(); j < (row + 1) * a.columns(); j++) {
      sum += a.data()[j] * a.data()[j];
    }
    return sum;
  }

  /** Among the classes that are looked at; null where a logit leaves the range of double. */
  @Nullable Guesses logits(Matrix w, double @Nullable [] bias) {
    int d = w.columns();
    Matrix some = new Matrix(classes.length, d);
    for (int c = 0; c < classes.length; c++) {
      System.arraycopy(w.data(), classes[c] * d, some.data(), c * d, d);
    }
    Matrix products = Blas.timesTransposed(rows, some);
    int[] chosen = new int[labels.length];
    for (int i = 0; i < chosen.length; i++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes.length; c++) {
        if (counts[c] < 2) {
          continue;
        }
        double logit = products.get(i, c) + (bias == null ? 0 : bias[classes[c]]);
        if (!Double.isFinite(logit)) {
          return null;
        }
        if (logit > largest) {
          largest = logit;
          chosen[i] = c;
        }
      }
    }
    return guesses(chosen);
  }

  /** A class of one has no samples here. */
  private Guesses guesses(int[] chosen) {
    int[] known = counts.clone();
    for (int c = 0; c < known.length; c++) {
      known[c] = known[c] < 2 ? 0 : known[c];
    }
    int[] decided = new int[known.length];
    int right = 0;
    for (int i = 0; i < chosen.length; i++) {
      decided[chosen[i]]++;
      right += chosen[i] == labels[i] ? 1 : 0;
    }
    return Guesses.of(known, decided, right);
  }
}
