package org.collapsar.metrics;

import org.collapsar.linalg.FloatArray;
import org.jspecify.annotations.Nullable;

/**
 * The class of the largest logit of samples, by scores in float32 ({@link SmallestScore}): minus
 * the logit, -w_c.(h - origin) - (w_c.origin + b_c).
 *
 * <p>This is what all threads read; each has a {@link Finder}.
 */
final class LargestLogits implements AutoCloseable {
  private final Classifier classifier;
  private final RoundedRows rounded;
  private final SmallestScore scores;
  private final int d;

  /** Bound on the rounding of w_c.origin + b_c. */
  private final double error;

  LargestLogits(Classifier classifier, RoundedRows rounded) {
    this.classifier = classifier;
    this.rounded = rounded;
    d = classifier.w().columns();
    double[] w = classifier.w().data();
    double[] start = new double[classifier.w().rows()];
    for (int c = 0; c < start.length; c++) {
      double bias = classifier.bias()[c];
      start[c] =
          -(rounded.isMoved() ? Vectors.accurateDot(w, c * d, rounded.origin(), 0, d, bias) : bias);
    }
    error = 4 * Vectors.EPSILON * Vectors.max(start);
    // What all classes have in common does not decide, and less of it is less rounding.
    double least = Double.POSITIVE_INFINITY;
    for (double x : start) {
      least = Math.min(least, x);
    }
    for (int c = 0; c < start.length; c++) {
      start[c] -= least;
    }
    scores = new SmallestScore(w, d, start, -1);
  }

  /** What one thread finds them with. */
  Finder finder(SmallestScore.Scores room, RoundedRows.Room rows, int block) {
    return new Finder(room, rows, block);
  }

  @Override
  public void close() {
    scores.close();
  }

  /** Buffers of one thread. */
  final class Finder implements AutoCloseable, SmallestScore.Exact {
    private final SmallestScore.Chooser chooser;
    private final RoundedRows.Room rows;
    private final double[] spans;
    private final double[] errors;
    private final double[] row = new double[d];
    private @Nullable SampleBlock block;
    private @Nullable OpenSamples open;

    private Finder(SmallestScore.Scores room, RoundedRows.Room rows, int block) {
      this.rows = rows;
      chooser = scores.chooser(room);
      spans = new double[block];
      errors = new double[block];
      java.util.Arrays.fill(errors, error);
    }

    /**
     * Finds them.
     *
     * @param chosen receives the classes, of one open sample after the other
     */
    void find(OpenSamples of, SampleBlock from, int[] chosen) {
      open = of;
      block = from;
      for (int i = 0; i < of.count; i++) {
        spans[i] = rounded.length(from, of.place(i));
      }
      FloatArray x = rows.of(of, from);
      chooser.choose(of.count, false, x, spans, errors, this, of.likely, 0, chosen);
    }

    @Override
    public void sample(int i) {
      SampleBlock from = java.util.Objects.requireNonNull(block);
      from.rows.copy(java.util.Objects.requireNonNull(open).place(i), row);
    }

    /** In twice double precision. */
    @Override
    public double score(int c) {
      double[] w = classifier.w().data();
      return -Vectors.accurateDot(w, c * d, row, 0, d, classifier.bias()[c]);
    }

    @Override
    public void close() {
      chooser.close();
    }
  }
}
