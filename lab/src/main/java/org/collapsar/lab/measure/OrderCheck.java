package org.collapsar.lab.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.collapsar.files.LabelColumn;
import org.collapsar.files.NamedRows;
import org.collapsar.files.Tables;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.Measurement;
import org.jspecify.annotations.Nullable;

/**
 * Whether labels belong to features, and a classifier to both: neither does where it is right no
 * more often than chance, p_e = sum_c (n_c/n) q_c with q_c the share of samples put into class c.
 * Labels are judged by the nearest class mean with each sample left out of its own, since in-sample
 * accuracy of noise may be 0.9.
 *
 * <p>Samples are looked at only where the class means, which a measurement has anyway, leave a
 * doubt ({@link MeansEvidence}): to read them takes longer than to judge. First few of few classes:
 * m = {@value #FEW_ROWS} guesses settle every accuracy of 6 sqrt(p_e (1 - p_e)/m) above chance,
 * 0.24 for two classes, 0.14 for ten. Then up to {@value #MOST_ROWS} of at most {@value
 * #MOST_CLASSES} classes, with which the three standard deviations that count as chance are 0.02 at
 * most.
 */
final class OrderCheck {
  private static final int MOST_ROWS = 5000;
  private static final int MOST_CLASSES = 100;

  /** What is looked at first. */
  private static final int FEW_ROWS = 160;

  private static final int FEW_CLASSES = 10;

  /** For wide features fewer rows do. */
  private static final int MOST_NUMBERS = 400_000;

  private final List<String> ofLabels = new ArrayList<>();
  private final List<String> ofWeights = new ArrayList<>();

  /**
   * Looks at one file: its last table that is better than chance speaks for the labels of all.
   *
   * @param measured of each table
   */
  void look(
      Tables features,
      List<Measurement> measured,
      LabelColumn labels,
      @Nullable NamedRows owner,
      GivenClassifier.Selected classifier,
      @Nullable String weights) {
    String wrong = wrongLabels(features.all(), measured, labels);
    Matrix w = classifier.matrix();
    if (w == null || owner == null) {
      if (wrong != null) {
        ofLabels.add(wrong);
      }
      return;
    }
    // A classifier that is right of these labels says that they belong to the features, also where
    // classes of few samples in many dimensions have means that guess nothing.
    Measurement its = measured.get(features.all().indexOf(owner));
    if (MeansEvidence.showsClassifier(its, w, classifier.bias())) {
      return;
    }
    Guesses guesses = judge(owner.rows(), labels, sample -> sample.logits(w, classifier.bias()));
    if (wrong != null && (guesses == null || guesses.isChance())) {
      ofLabels.add(wrong);
    } else if (wrong == null && guesses != null && guesses.isChance()) {
      ofWeights.add(says(guesses, String.valueOf(weights), owner));
    }
  }

  /** Says how wrong; null where they are right for a table, or nothing can be said. */
  private static @Nullable String wrongLabels(
      List<NamedRows> tables, List<Measurement> measured, LabelColumn labels) {
    for (Measurement each : measured) {
      if (MeansEvidence.showsLabels(each)) {
        return null;
      }
    }
    String last = null;
    for (int i = tables.size() - 1; i >= 0; i--) {
      Guesses guesses = judge(tables.get(i).rows(), labels, SomeSamples::nearestMean);
      if (guesses == null || !guesses.isChance()) {
        return null;
      }
      last = last == null ? says(guesses, labels.source(), tables.get(i)) : last;
    }
    return last;
  }

  /** At most one for labels and one for classifiers. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    add(
        warnings,
        ofLabels,
        "by the nearest class mean, each sample left out of its own: these labels are in another"
            + " order or of other samples, or the features do not depend on them");
    add(
        warnings,
        ofWeights,
        "by the largest logit: W or b may belong elsewhere, or the network is not trained");
    return warnings;
  }

  private static void add(List<String> warnings, List<String> found, String why) {
    if (!found.isEmpty()) {
      String more = found.size() > 1 ? " (and " + (found.size() - 1) + " files more)" : "";
      warnings.add(found.get(0) + more + " " + why);
    }
  }

  private static String says(Guesses guesses, String file, NamedRows table) {
    String name = table.source() + (table.name().isEmpty() ? "" : ":" + table.name());
    return String.format(
        Locale.ROOT,
        "%s: the accuracy on %s is %.3g where chance is %.3g,",
        file,
        name,
        guesses.accuracy(),
        guesses.chance());
  }

  /**
   * What few rows of few classes say where they leave no doubt, which costs next to nothing; else
   * what many say.
   */
  private static @Nullable Guesses judge(
      Rows features, LabelColumn labels, Function<SomeSamples, @Nullable Guesses> by) {
    SomeSamples few = SomeSamples.of(features, labels, FEW_ROWS, FEW_CLASSES);
    Guesses first = few == null ? null : by.apply(few);
    if (first != null && first.isClear()) {
      return first;
    }
    int rows = Math.min(MOST_ROWS, Math.max(1, MOST_NUMBERS / features.columns()));
    SomeSamples many = SomeSamples.of(features, labels, rows, MOST_CLASSES);
    return many == null ? null : by.apply(many);
  }
}
