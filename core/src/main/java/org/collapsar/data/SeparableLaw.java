package org.collapsar.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.random.Seed;

/**
 * Law of bounded, (tau, M)-linearly separable data with known separators (Wu and Mondelli,
 * Definition 5.2): ||x|| &lt;= 1, and for each class k a separator u_k of norm M with u_k^T x &gt;=
 * tau on class k and u_k^T x &lt; -tau on all others. Only tau/M matters.
 *
 * <p><b>What is possible.</b> A matrix of scores e_k^T x_j with diagonal at least m and the rest at
 * most -m, from unit vectors e_k and ||x_j|| &lt;= 1, needs m gamma_2(2I - J) &lt;= 1, where J is
 * the q x q matrix of ones, for the norm gamma_2 is convex and the problem symmetric in the
 * classes. For a matrix of that symmetry gamma_2 is the trace norm over q, here (3q - 4)/q. So
 * tau/M &lt; q/(3q - 4): 1, 3/5, 1/2, .., 1/3 for q = 2, 3, 4, .., infinity, with equality only in
 * the limit, because the second inequality is strict. Separators with the common cosine (q - 4)/(3q
 * - 4) reach it, in q dimensions (one for q = 2). Orthogonal ones allow 1/sqrt(q), the vertices of
 * a simplex, which fit into q - 1 dimensions, 1/(q - 1).
 *
 * <p><b>The law.</b> With m = tau/M, h the limit of the separators and e_k = u_k/M: the scores
 * |e_k^T x| are independent and uniform on [m, h] with the signs of the class (for a simplex, whose
 * vertices add up to zero, those of the other classes are, and the own one is their sum), given
 * that the part of x in the span of the separators has norm at most 1; the rest of x is uniform in
 * what is left of the unit ball. Classes are balanced.
 *
 * <p>The separators are drawn by a seed of their own, the samples by that of the run, each by
 * itself: runs of several seeds are samples of one law, and a smaller sample is the beginning of a
 * larger one of the same seed.
 *
 * @param dimension d, at least classes - 1
 * @param classes q, at least 2
 * @param tau the margin, positive
 * @param separatorNorm M
 * @param separatorSeed decides the directions of the separators
 */
public record SeparableLaw(
    int dimension, int classes, double tau, double separatorNorm, long separatorSeed) {

  /** What configurations call it. */
  public static final String NAME = "separable";

  /**
   * Checks that there is such a law.
   *
   * @param dimension d, at least classes - 1
   * @param classes q, at least 2
   * @param tau the margin, positive
   * @param separatorNorm M
   * @param separatorSeed decides the directions of the separators
   * @throws BadInputException if tau/M is at or above the limit, or a number is out of range
   */
  public SeparableLaw {
    if (classes < 2) {
      throw new BadInputException("classes: expected at least 2, found " + classes);
    }
    if (dimension < classes - 1) {
      throw new BadInputException(
          "dimension: expected at least "
              + (classes - 1)
              + ", one less than the number of classes, found "
              + dimension);
    }
    if (!(separatorNorm > 0) || !Double.isFinite(separatorNorm)) {
      throw new BadInputException(
          "separator norm: expected a positive number, found " + separatorNorm);
    }
    if (!(tau > 0) || !(tau / separatorNorm < limit(dimension, classes))) {
      throw new BadInputException(
          "tau: expected " + expected(dimension, classes, separatorNorm) + ", found " + tau);
    }
  }

  /**
   * Computes the largest tau/M, exclusive, that the separators of such data allow.
   *
   * @param dimension d, at least classes - 1
   * @param classes q, at least 2
   * @return q/(3q - 4), or the limit of separators that fit into fewer dimensions
   */
  public static double limit(int dimension, int classes) {
    return new Separators(dimension, classes).limit();
  }

  /**
   * Says what a margin has to be.
   *
   * @param dimension d, at least classes - 1
   * @param classes q, at least 2
   * @param separatorNorm M
   * @return in words: "a margin above 0 and below .."
   */
  public static String expected(int dimension, int classes, double separatorNorm) {
    return String.format(
        Locale.ROOT,
        "a margin above 0 and below %.6g (separator norm %s times %.6g, the most that %d classes in"
            + " %d dimension%s allow)",
        separatorNorm * limit(dimension, classes),
        separatorNorm,
        limit(dimension, classes),
        classes,
        dimension,
        dimension == 1 ? "" : "s");
  }

  /** {@return the separators u_k [classes x dimension], each of norm M} */
  public double[][] separators() {
    double[][] rows = new Separators(dimension, classes).directions(seed());
    for (double[] row : rows) {
      for (int j = 0; j < dimension; j++) {
        row[j] *= separatorNorm;
      }
    }
    return rows;
  }

  /**
   * Draws a sample of the law.
   *
   * @param samplesPerClass of the training set
   * @param testSamples of the test set, classes in turn; 0 for none
   * @param seed decides both sets
   * @return balanced training and test set, unscaled
   * @throws BadInputException if there is not one sample per class, or the numbers of samples are
   *     out of range
   */
  public DataSplit draw(int samplesPerClass, int testSamples, Seed seed) {
    if (samplesPerClass < 1) {
      throw new BadInputException(
          "samples per class: expected at least 1, found " + samplesPerClass);
    }
    if (testSamples < 0) {
      throw new BadInputException("test samples: expected at least 0, found " + testSamples);
    }
    int samples = checkedCount(samplesPerClass);
    Dataset train = new SeparableDataset(this, samples, seed.split(NAME).split("train"));
    List<String> names = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      names.add(Integer.toString(k));
    }
    return new DataSplit(
        train,
        new SeparableDataset(this, testSamples, seed.split(NAME).split("test")),
        new Provenance(
            NAME,
            "drawn by the seed of the run: bounded, linearly separable data (Wu and Mondelli,"
                + " Definition 5.2)",
            Map.of(),
            "none needed",
            names,
            ClassCounts.of(train),
            null,
            1,
            this,
            List.of()));
  }

  private int checkedCount(int samplesPerClass) {
    long samples = (long) samplesPerClass * classes;
    if (samples * dimension > Integer.MAX_VALUE - 8) {
      throw new BadInputException(
          "samples per class: expected at most "
              + (Integer.MAX_VALUE - 8) / ((long) classes * dimension)
              + " of "
              + classes
              + " classes in "
              + dimension
              + " dimensions, found "
              + samplesPerClass);
    }
    return (int) samples;
  }

  Seed seed() {
    return Seed.of(separatorSeed).split("separators");
  }
}
