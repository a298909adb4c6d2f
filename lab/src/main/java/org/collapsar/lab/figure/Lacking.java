package org.collapsar.lab.figure;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.Measured;
import org.collapsar.lab.series.MetricLabel;

/** Sentences on what a figure lacks because runs did not measure it. */
final class Lacking {

  private Lacking() {}

  static List<String> notes(FigureSpec figure, String metric, List<RunRecord> runs) {
    List<String> notes = new ArrayList<>();
    String label = MetricLabel.of(metric).name();
    boolean layers = figure.kind() == FigureKind.LAYERS;
    boolean certificates = figure.kind() == FigureKind.CERTIFICATE;
    List<RunRecord> drawn = layers || certificates ? CurveGroup.firstCell(runs) : runs;
    if (drawn.size() < runs.size()) {
      notes.add(
          "Drawn for %s, the first of the cells of the sweep."
              .formatted(CurveGroup.cellOf(drawn.get(0))));
    }
    if (certificates) {
      notes.addAll(CertificateCurves.notes(metric, drawn));
      return notes;
    }
    for (RunRecord run : drawn) {
      if (run.metrics().rows() == 0) {
        continue; // said of the run as a whole
      }
      String why =
          !layers
              ? Measured.of(metric, run).missing()
              : run.layers().metrics().contains(metric)
                  ? ""
                  : run.layers().epochs().length == 0
                      ? "there is no layers.csv with rows"
                      : "layers.csv has no " + metric;
      if (!why.isEmpty()) {
        notes.add("%s: no values of %s, because %s.".formatted(label, run.name(), why));
      }
    }
    return notes;
  }
}
