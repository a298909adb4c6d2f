package org.collapsar.lab.figure;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.collapsar.lab.experiment.CellPoint;
import org.collapsar.lab.gibbs.Histogram;
import org.collapsar.lab.run.GibbsTable;
import org.collapsar.lab.run.RunRecord;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * Numbers that should be standard normal, as densities over the bins of gibbs.csv, on the last
 * epoch of every run; a curve per cell, mean over its seeds.
 *
 * @param places centres of the bins that have any count
 * @param law the standard normal law's density, its mean over each bin
 * @param curves in the order of the cells
 * @param notes on runs without, and on what lies outside the bins
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record HistogramCurves(double[] places, double[] law, List<Curve> curves, List<String> notes) {
  /** What the law is called. */
  static final String LAW = "the law, N(0, 1)";

  private static final NormalDistribution NORMAL = new NormalDistribution(0, 1);

  /**
   * One cell.
   *
   * @param name of the cell; empty without a sweep
   * @param runs a density [places] a run, by the run's name
   */
  record Curve(String name, Map<String, double[]> runs) {

    double[] mean(int places) {
      return IntStream.range(0, places)
          .mapToDouble(i -> runs.values().stream().mapToDouble(d -> d[i]).average().orElse(0))
          .toArray();
    }

    /** Population deviation over the seeds, as in all figures. */
    double[] deviation(int places) {
      double[] mean = mean(places);
      return IntStream.range(0, places)
          .mapToDouble(
              i ->
                  Math.sqrt(
                      runs.values().stream()
                          .mapToDouble(d -> (d[i] - mean[i]) * (d[i] - mean[i]))
                          .average()
                          .orElse(0)))
          .toArray();
    }
  }

  static HistogramCurves of(String sample, List<RunRecord> runs) {
    List<String> notes = new ArrayList<>();
    Map<RunRecord, long[]> counts = new LinkedHashMap<>();
    long outside = 0;
    for (RunRecord run : runs) {
      GibbsTable table = run.table(GibbsTable.TABLE);
      int last = table.epochs().isEmpty() ? -1 : table.epochs().get(table.epochs().size() - 1);
      if (last < 0 || !table.variables(last).contains(sample)) {
        notes.add("%s: gibbs.csv has no %s.".formatted(run.name(), sample));
        continue;
      }
      long[] bins = table.counts(last, sample);
      outside += bins[0] + bins[bins.length - 1];
      counts.put(run, bins);
    }
    if (outside > 0) {
      notes.add(
          "%d numbers of %s are beyond %.0f and are not drawn."
              .formatted(outside, sample, -Histogram.LOW));
    }
    int[] used =
        IntStream.range(1, Histogram.BINS - 1)
            .filter(i -> counts.values().stream().anyMatch(bins -> bins[i] > 0))
            .toArray();
    int[] drawn =
        used.length == 0 ? used : IntStream.rangeClosed(used[0], used[used.length - 1]).toArray();
    Map<String, Curve> curves = new LinkedHashMap<>();
    counts.forEach(
        (run, bins) -> {
          double all = Arrays.stream(bins).sum() * Histogram.WIDTH;
          curves
              .computeIfAbsent(cell(run), name -> new Curve(name, new LinkedHashMap<>()))
              .runs()
              .put(run.name(), Arrays.stream(drawn).mapToDouble(i -> bins[i] / all).toArray());
        });
    return new HistogramCurves(
        Arrays.stream(drawn).mapToDouble(i -> (Histogram.from(i) + Histogram.to(i)) / 2).toArray(),
        Arrays.stream(drawn)
            .mapToDouble(
                i -> NORMAL.probability(Histogram.from(i), Histogram.to(i)) / Histogram.WIDTH)
            .toArray(),
        List.copyOf(curves.values()),
        notes);
  }

  private static String cell(RunRecord run) {
    return String.join(
        ", ",
        run.cell().stream().map((CellPoint point) -> point.axis() + " " + point.label()).toList());
  }

  /** "-2 to -1.75". */
  List<String> labels() {
    return Arrays.stream(places)
        .mapToObj(x -> edge(x - Histogram.WIDTH / 2) + " to " + edge(x + Histogram.WIDTH / 2))
        .toList();
  }

  private static String edge(double x) {
    return BigDecimal.valueOf(x).stripTrailingZeros().toPlainString();
  }

  String name(Curve curve) {
    return curve.name().isEmpty() ? "measured" : curve.name();
  }
}
