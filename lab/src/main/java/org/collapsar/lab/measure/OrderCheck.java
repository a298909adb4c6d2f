package org.collapsar.lab.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.collapsar.files.LabelColumn;
import org.collapsar.files.NamedRows;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Whether labels belong to features, and a classifier to both: neither does where it is right no
 * more often than chance, p_e = sum_c (n_c/n) q_c with q_c the share of samples put into class c.
 * Labels are judged by the nearest class mean with each sample left out of its own, since in-sample
 * accuracy of noise may be 0.9. At most {@value #MOST_ROWS} rows of at most {@value #MOST_CLASSES}
 * classes are looked at.
 */
final class OrderCheck {
  private static final int MOST_ROWS = 5000;
  private static final int MOST_CLASSES = 100;

  private static final long SEED = 1;

  /** For wide features fewer rows do. */
  private static final int MOST_NUMBERS = 8_000_000;

  /** The law of so few guesses has no three standard deviations to speak of. */
  private static final int LEAST_ROWS = 30;

  private final List<String> ofLabels = new ArrayList<>();
  private final List<String> ofWeights = new ArrayList<>();

  /** Looks at one file: its last table that is better than chance speaks for the labels of all. */
  void look(
      Tables features,
      LabelColumn labels,
      @Nullable NamedRows owner,
      GivenClassifier.Selected classifier,
      @Nullable String weights) {
    String worst = null;
    List<NamedRows> tables = features.all();
    for (int i = tables.size() - 1; i >= 0; i--) {
      Sample sample = Sample.of(tables.get(i).rows(), labels);
      Guesses guesses = sample == null ? null : sample.nearestMean();
      if (guesses == null || !guesses.isChance()) {
        worst = null;
        break;
      }
      worst = worst == null ? guesses.says(labels.source(), tables.get(i)) : worst;
    }
    if (worst != null) {
      ofLabels.add(worst);
      return;
    }
    Matrix w = classifier.matrix();
    Sample sample = owner == null || w == null ? null : Sample.of(owner.rows(), labels);
    if (sample != null && w != null && owner != null) {
      Guesses guesses = sample.logits(w, classifier.bias());
      if (guesses != null && guesses.isChance()) {
        ofWeights.add(guesses.says(String.valueOf(weights), owner));
      }
    }
  }

  /** At most one for labels and one for classifiers. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    add(
        warnings,
        ofLabels,
        "by the nearest class mean, each sample left out of its own: these labels are of another"
            + " order or of other samples, or the features know nothing of them");
    add(warnings, ofWeights, "by the largest logit: W or b belong elsewhere");
    return warnings;
  }

  private static void add(List<String> warnings, List<String> found, String why) {
    if (!found.isEmpty()) {
      String more = found.size() > 1 ? " (and " + (found.size() - 1) + " files more)" : "";
      warnings.add(found.get(0) + more + " " + why);
    }
  }

  /** How often something was right, and how often chance would be. */
  private record Guesses(int rows, double accuracy, double chance) {
    boolean isChance() {
      double deviations = 3 * Math.sqrt(chance * (1 - chance) / rows);
      // Where not even an accuracy of 1 would be noticed, nothing can be said.
      return accuracy - chance < deviations && 1 - chance >= deviations;
    }

    String says(String file, NamedRows table) {
      String name = table.source() + (table.name().isEmpty() ? "" : ":" + table.name());
      return String.format(
          Locale.ROOT,
          "%s: the accuracy on %s is %.3g where chance is %.3g,",
          file,
          name,
          accuracy,
          chance);
    }
  }

  /** Some rows of some classes. */
  private static final class Sample {
    private final double[][] rows;
    private final int[] labels;
    private final int[] classes;
    private final int[] counts;

    private Sample(double[][] rows, int[] labels, int[] classes, int[] counts) {
      this.rows = rows;
      this.labels = labels;
      this.classes = classes;
      this.counts = counts;
    }

    /** Null where there is too little to judge by. */
    static @Nullable Sample of(Rows features, LabelColumn column) {
      int[] all = new int[column.classes()];
      for (int label : column.labels()) {
        all[label]++;
      }
      int[] classes =
          IntStream.range(0, all.length)
              .filter(c -> all[c] > 1)
              .boxed()
              .sorted(Comparator.<Integer>comparingInt(c -> -all[c]).thenComparing(c -> c))
              .limit(MOST_CLASSES)
              .mapToInt(c -> c)
              .sorted()
              .toArray();
      int[] place = new int[all.length];
      Arrays.fill(place, -1);
      for (int c = 0; c < classes.length; c++) {
        place[classes[c]] = c;
      }
      int[] labels = column.labels();
      int[] of = IntStream.range(0, labels.length).filter(i -> place[labels[i]] >= 0).toArray();
      int d = features.columns();
      int most = Math.min(of.length, Math.min(MOST_ROWS, Math.max(1, MOST_NUMBERS / d)));
      int[] counts = new int[classes.length];
      int[] chosen = new int[most];
      // One of each stretch, but not every so-manieth: labels may come in turns.
      SplittableRandom random = new SplittableRandom(SEED);
      for (int i = 0; i < most; i++) {
        int first = (int) ((long) i * of.length / most);
        int end = (int) ((long) (i + 1) * of.length / most);
        chosen[i] = of[random.nextInt(first, end)];
        counts[place[labels[chosen[i]]]]++;
      }
      int[] known = Arrays.stream(chosen).filter(i -> counts[place[labels[i]]] > 1).toArray();
      if (known.length < LEAST_ROWS || Arrays.stream(counts).filter(n -> n > 1).count() < 2) {
        return null;
      }
      Rows some = features.select(known);
      double[][] rows = new double[known.length][d];
      int[] places = new int[known.length];
      for (int i = 0; i < known.length; i++) {
        places[i] = place[labels[known[i]]];
      }
      int room = Math.max(1, (1 << 18) / d);
      double[] block = new double[room * d];
      for (int first = 0; first < known.length; first += room) {
        int n = Math.min(room, known.length - first);
        some.read(first, n, block);
        for (int i = 0; i < n; i++) {
          System.arraycopy(block, i * d, rows[first + i], 0, d);
        }
      }
      return new Sample(rows, places, classes, counts);
    }

    Guesses nearestMean() {
      int d = rows[0].length;
      double[][] means = new double[classes.length][d];
      for (int i = 0; i < rows.length; i++) {
        for (int j = 0; j < d; j++) {
          means[labels[i]][j] += rows[i][j] / counts[labels[i]];
        }
      }
      double largest = 0;
      for (double[] row : rows) {
        for (double x : row) {
          largest = Math.max(largest, Math.abs(x));
        }
      }
      // Which mean is nearest does not depend on it, whether squares are in range does.
      double unit = Math.scalb(1.0, Math.getExponent(largest));
      int[] chosen = new int[rows.length];
      for (int i = 0; i < rows.length; i++) {
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < means.length; c++) {
          if (counts[c] < 2) {
            continue;
          }
          double n = counts[c];
          double own = c == labels[i] ? n / (n - 1) : 1;
          double distance = own * own * squaredDistance(rows[i], means[c], unit);
          if (distance < least) {
            least = distance;
            chosen[i] = c;
          }
        }
      }
      return guesses(chosen);
    }

    /** Among the classes that are looked at; null where a logit leaves the range of double. */
    @Nullable Guesses logits(Matrix w, double @Nullable [] bias) {
      int d = w.columns();
      int[] chosen = new int[rows.length];
      for (int i = 0; i < rows.length; i++) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes.length; c++) {
          if (counts[c] < 2) {
            continue;
          }
          double logit = bias == null ? 0 : bias[classes[c]];
          for (int j = 0; j < d; j++) {
            logit += w.data()[classes[c] * d + j] * rows[i][j];
          }
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

    private static double squaredDistance(double[] a, double[] b, double unit) {
      double sum = 0;
      for (int j = 0; j < a.length; j++) {
        double x = (a[j] - b[j]) / unit;
        sum += x * x;
      }
      return sum;
    }

    private Guesses guesses(int[] chosen) {
      double m = rows.length;
      double[] shares = new double[classes.length];
      int right = 0;
      for (int i = 0; i < chosen.length; i++) {
        shares[chosen[i]] += 1 / m;
        right += chosen[i] == labels[i] ? 1 : 0;
      }
      double chance = 0;
      for (int c = 0; c < shares.length; c++) {
        chance += counts[c] < 2 ? 0 : counts[c] / m * shares[c];
      }
      return new Guesses(rows.length, right / m, chance);
    }
  }
}
