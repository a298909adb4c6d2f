package org.collapsar.lab.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.figure.FigureContent.Parity;
import org.collapsar.lab.run.CertificatesTable;
import org.collapsar.lab.run.ParityTable;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.theory.FeatureTheorem;

/**
 * Features of a run as they are and as Theorem 4.2 predicts them.
 *
 * @param run the run's name
 * @param epoch after which
 * @param actual [points]
 * @param predicted [points]
 * @param explained the share of the variance of all features that the prediction explains, NaN
 *     where certificates.csv does not have it on that epoch
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record ParityPoints(
    String run, int epoch, double[] actual, double[] predicted, double explained) {

  /**
   * Leaves out points that no axis can show.
   *
   * @param run the run's name
   * @param epoch after which
   * @param actual [points]
   * @param predicted [points]
   * @param explained the share of the variance of all features that the prediction explains, NaN
   *     where certificates.csv does not have it on that epoch
   */
  public ParityPoints {
    double[] of = actual;
    double[] by = predicted;
    int[] shown =
        IntStream.range(0, of.length)
            .filter(i -> Axis.shows(of[i], false) && Axis.shows(by[i], false))
            .toArray();
    actual = IntStream.of(shown).mapToDouble(i -> of[i]).toArray();
    predicted = IntStream.of(shown).mapToDouble(i -> by[i]).toArray();
  }

  /** What the reader of any such figure has to know. */
  private static final String ABOUT =
      "A point is a feature of a sample, of evenly spaced samples; the diagonal is where prediction"
          + " and feature agree. The share of variance is over all samples and features; it is"
          + " below 0 where the mean of the features would predict better.";

  private static final String ID = FeatureTheorem.EXPLAINED.id();

  static DrawnFigure draw(FigureSpec figure, List<RunRecord> runs) {
    List<String> notes = notes(runs);
    return new DrawnFigure(
        figure,
        new Parity(of(runs)),
        ABOUT,
        notes,
        DrawnFigure.together(RunNotes.unfinished(runs), notes));
  }

  /**
   * Reads the points of runs.
   *
   * @param runs of one experiment
   * @return one entry per run that has any
   */
  public static List<ParityPoints> of(List<RunRecord> runs) {
    return runs.stream()
        .filter(run -> run.table(ParityTable.TABLE).entries() > 0)
        .map(ParityPoints::of)
        .toList();
  }

  private static ParityPoints of(RunRecord run) {
    ParityTable table = run.table(ParityTable.TABLE);
    CertificatesTable certificates = run.table(CertificatesTable.TABLE);
    int at = Arrays.binarySearch(certificates.epochs(), table.epoch());
    return new ParityPoints(
        run.name(),
        table.epoch(),
        table.actual(),
        table.predicted(),
        at < 0 ? Double.NaN : certificates.values(ID)[at]);
  }

  /** Sentences on runs that have none. */
  private static List<String> notes(List<RunRecord> runs) {
    List<String> notes = new ArrayList<>();
    for (RunRecord run : runs) {
      if (run.metrics().rows() > 0 && run.table(ParityTable.TABLE).entries() == 0) {
        notes.add(
            "No predicted features of %s, because there is no parity.csv with rows."
                .formatted(run.name()));
      }
    }
    return notes;
  }

  /** {@return the share in words, "variance explained: 0.9987"} */
  public String share() {
    return Double.isNaN(explained)
        ? "variance explained: not measured"
        : String.format(Locale.ROOT, "variance explained: %.4g", explained);
  }

  /** {@return the ends of both axes, which hold every point, and 0} */
  public double[] range() {
    double low = 0;
    double high = 0;
    for (int i = 0; i < actual.length; i++) {
      low = Math.min(low, Math.min(actual[i], predicted[i]));
      high = Math.max(high, Math.max(actual[i], predicted[i]));
    }
    double room = high > low ? 0.04 * (high - low) : 1;
    return new double[] {low - room, high + room};
  }
}
