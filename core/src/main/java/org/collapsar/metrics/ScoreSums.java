package org.collapsar.metrics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Scores of samples, one behind another in the order of the samples. */
final class ScoreSums implements RowPass.Sums<ScoreSums> {
  private final Map<ScoreKind, double[]> scores = new EnumMap<>(ScoreKind.class);
  private int size;

  ScoreSums(Set<ScoreKind> kinds) {
    kinds.forEach(kind -> scores.put(kind, new double[0]));
  }

  static ScoreSums read(Set<ScoreKind> kinds, PackedReader in) {
    ScoreSums sums = new ScoreSums(kinds);
    sums.size = in.integer("number of scores");
    for (ScoreKind kind : sums.scores.keySet()) {
      sums.scores.put(kind, in.reals(sums.size, "scores"));
    }
    return sums;
  }

  boolean has(ScoreKind kind) {
    return scores.containsKey(kind);
  }

  /** In the order of the samples. */
  double[] of(ScoreKind kind) {
    return Arrays.copyOf(array(kind), size);
  }

  private double[] array(ScoreKind kind) {
    double[] array = scores.get(kind);
    if (array == null) {
      throw new IllegalStateException("a score that was not planned: " + kind);
    }
    return array;
  }

  /** Makes room for scores of further samples, which {@link #set} then takes. */
  int grow(int count) {
    int first = size;
    size = Math.addExact(size, count);
    for (Map.Entry<ScoreKind, double[]> each : scores.entrySet()) {
      double[] had = each.getValue();
      if (had.length < size) {
        each.setValue(Arrays.copyOf(had, (int) Math.max(size, Math.min(2L * first, 1 << 30))));
      }
    }
    return first;
  }

  void set(ScoreKind kind, int i, double score) {
    array(kind)[i] = score;
  }

  @Override
  public void add(ScoreSums other) {
    int first = grow(other.size);
    other.scores.forEach((kind, more) -> System.arraycopy(more, 0, array(kind), first, other.size));
  }

  @Override
  public void write(PackedWriter out) {
    out.integer(size);
    scores.keySet().forEach(kind -> out.reals(of(kind)));
  }
}
