package org.collapsar.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.collapsar.random.GaussianStream;
import org.collapsar.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * Samples of a {@link SeparableLaw}, classes in turn, drawn when the first of them is asked for, so
 * that their number and labels cost nothing. Sample i depends on the seed and i alone.
 */
final class SeparableDataset implements Dataset {
  /** A margin is kept by this part of the room there is, for sums round. */
  private static final double ROUNDING_ROOM = 1e-9;

  private final SeparableLaw law;
  private final int size;
  private final Seed seed;

  private double @Nullable [] rows;

  SeparableDataset(SeparableLaw law, int size, Seed seed) {
    this.law = law;
    this.size = size;
    this.seed = seed;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int dimension() {
    return law.dimension();
  }

  @Override
  public int classes() {
    return law.classes();
  }

  @Override
  public int label(int i) {
    return Objects.checkIndex(i, size) % law.classes();
  }

  @Override
  public void copyRow(int i, double[] target, int offset) {
    int d = law.dimension();
    System.arraycopy(drawn(), Objects.checkIndex(i, size) * d, target, offset, d);
  }

  private synchronized double[] drawn() {
    if (rows == null) {
      rows = draw();
    }
    return rows;
  }

  private double[] draw() {
    int d = law.dimension();
    Separators separators = new Separators(d, law.classes());
    double[][] duals = separators.duals();
    double[][] basis = separators.basis(law.seed());
    double[] all = new double[Math.multiplyExact(size, d)];
    double[] inside = new double[separators.rank()];
    double[] row = new double[d];
    GaussianStream stream = new GaussianStream();
    double[] buffer = new double[GaussianStream.LARGEST];
    for (int i = 0; i < size; i++) {
      SplittableRandom random = seed.split(i).generator();
      double left = 1 - drawInside(separators, duals, label(i), random, inside);
      int rest = d - inside.length;
      if (rest > 0) {
        Separators.gaussian(stream, seed.split(i).split("rest"), buffer, row);
        Separators.removeSpan(basis, basis.length, row);
        Separators.removeSpan(basis, basis.length, row);
        double radius =
            Math.sqrt(left) * Math.pow(random.nextDouble(), 1.0 / rest) * (1 - ROUNDING_ROOM);
        double scale = radius / Math.sqrt(Separators.dot(row, row));
        for (int j = 0; j < d; j++) {
          row[j] *= scale;
        }
      } else {
        Arrays.fill(row, 0);
      }
      for (int r = 0; r < inside.length; r++) {
        for (int j = 0; j < d; j++) {
          row[j] += inside[r] * basis[r][j];
        }
      }
      System.arraycopy(row, 0, all, i * d, d);
    }
    return all;
  }

  /** Draws the part in the span of the separators; returns its squared norm, at most 1. */
  private double drawInside(
      Separators separators,
      double[][] duals,
      int label,
      SplittableRandom random,
      double[] inside) {
    double margin = law.tau() / law.separatorNorm();
    double room = separators.limit() - margin;
    double low = margin + ROUNDING_ROOM * room;
    double[] scores = new double[duals.length];
    double square;
    do {
      double others = 0;
      for (int k = 0; k < scores.length; k++) {
        scores[k] = low + (1 - 2 * ROUNDING_ROOM) * room * random.nextDouble();
        if (k != label) {
          scores[k] = -scores[k];
          others += scores[k];
        }
      }
      if (separators.addUpToZero()) {
        scores[label] = -others;
      }
      square = 0;
      for (int r = 0; r < inside.length; r++) {
        inside[r] = 0;
        for (int k = 0; k < scores.length; k++) {
          inside[r] += scores[k] * duals[k][r];
        }
        square += inside[r] * inside[r];
      }
    } while (square > 1);
    return square;
  }
}
