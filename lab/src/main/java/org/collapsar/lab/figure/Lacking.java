package org.collapsar.lab.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.Measured;
import org.collapsar.lab.series.MetricLabel;

/** Sentences on what a figure lacks because runs did not measure it. */
final class Lacking {

  private Lacking() {}

  /** Of metrics, one number per epoch. */
  static List<String> ofMetric(String metric, List<RunRecord> runs) {
    return notes(metric, runs, run -> Measured.of(metric, run).missing());
  }

  /** Of metrics of layers.csv, which are drawn for one cell of a sweep. */
  static List<String> ofLayers(String metric, List<RunRecord> runs) {
    List<RunRecord> drawn = CurveGroup.firstCell(runs);
    List<String> notes = oneCell(drawn, runs);
    notes.addAll(
        notes(
            metric,
            drawn,
            run ->
                run.layers().metrics().contains(metric)
                    ? ""
                    : run.layers().epochs().length == 0
                        ? "there is no layers.csv with rows"
                        : "layers.csv has no " + metric));
    return notes;
  }

  /** Of certificates, which are drawn for one cell of a sweep. */
  static List<String> ofCertificate(String certificate, List<RunRecord> runs) {
    List<RunRecord> drawn = CurveGroup.firstCell(runs);
    List<String> notes = oneCell(drawn, runs);
    notes.addAll(CertificateCurves.notes(certificate, drawn));
    return notes;
  }

  private static List<String> oneCell(List<RunRecord> drawn, List<RunRecord> runs) {
    List<String> notes = new ArrayList<>();
    if (drawn.size() < runs.size()) {
      notes.add(
          "Drawn for %s, the first of the cells of the sweep."
              .formatted(CurveGroup.cellOf(drawn.get(0))));
    }
    return notes;
  }

  private static List<String> notes(
      String metric, List<RunRecord> runs, Function<RunRecord, String> missing) {
    List<String> notes = new ArrayList<>();
    for (RunRecord run : runs) {
      // A run without rows is said of as a whole.
      String why = run.metrics().rows() == 0 ? "" : missing.apply(run);
      if (!why.isEmpty()) {
        notes.add(
            "%s: no values of %s, because %s."
                .formatted(MetricLabel.of(metric).name(), run.name(), why));
      }
    }
    return notes;
  }
}
