package org.collapsar.lab.certify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.collapsar.linalg.Matrix;
import org.collapsar.theory.HeadFit;
import org.collapsar.theory.HeadQuantities;
import org.collapsar.theory.LinearHead;

/**
 * Why the outputs of a head do not fit its labels, where one of the usual mistakes explains it: two
 * layers in each other's place, a bias that was left out, targets of another length.
 */
final class Misfit {
  /** Samples on which orders of layers are tried. */
  private static final int TRIED = 512;

  /** A cause explains a misfit if without it this part of eps_1 is left, or less. */
  private static final double LEFT = 0.5;

  /** Or if so many more samples are classified rightly. */
  private static final double GAINED = 0.2;

  private Misfit() {}

  /**
   * Sentences for a reader; none where Theorem 3.1 has no objection to eps_1.
   *
   * @param head of which q is
   * @param threads how many threads compute; no number depends on it
   */
  static List<String> explain(LinearHead head, HeadQuantities q, int threads) {
    List<String> causes = new ArrayList<>();
    HeadFit fit = q.fit();
    if (fit.residual() <= q.largestResidual()) {
      return causes;
    }
    swapped(head, threads, causes);
    boolean biased = head.biases().get(q.depth() - 1) != null;
    if (!biased && fit.offsetResidual() <= LEFT * fit.residual()) {
      causes.add(
          "a bias of the last layer would bring eps_1 from "
              + number(fit.residual())
              + " to "
              + number(fit.offsetResidual())
              + ": is --bias missing?");
    }
    if (fit.scale() > 0 && fit.scaledResidual() <= LEFT * fit.residual()) {
      causes.add(
          "the outputs fit targets of length "
              + number(fit.scale())
              + ": with --target-scale "
              + number(fit.scale())
              + " eps_1 is "
              + number(fit.scaledResidual())
              + " instead of "
              + number(fit.residual()));
    }
    return causes;
  }

  private static void swapped(LinearHead head, int threads, List<String> causes) {
    LinearHead few = head.thinned(TRIED);
    HeadFit asGiven = HeadFit.of(few, threads);
    for (int i = 0; i < head.depth(); i++) {
      for (int j = i + 1; j < head.depth(); j++) {
        if (!sameShape(head.weights().get(i), head.weights().get(j))) {
          continue;
        }
        HeadFit other = HeadFit.of(few.swapped(i, j), threads);
        if (other.accuracy() >= asGiven.accuracy() + GAINED
            || other.residual() <= LEFT * asGiven.residual()) {
          causes.add(
              String.format(
                  Locale.ROOT,
                  "with layers %d and %d of these in each other's place the accuracy is %.4f"
                      + " instead of %.4f (of %d samples): is the order of --weights right?",
                  i + 1,
                  j + 1,
                  other.accuracy(),
                  asGiven.accuracy(),
                  few.samples()));
        }
      }
    }
  }

  private static boolean sameShape(Matrix a, Matrix b) {
    return a.rows() == b.rows() && a.columns() == b.columns();
  }

  /** Four digits: enough to go on with. */
  private static String number(double x) {
    return String.format(Locale.ROOT, "%.4g", x);
  }
}
