package org.collapsar.lab.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.FigureSpec.Scale;
import org.collapsar.lab.run.GramTable;
import org.collapsar.lab.run.RunRecord;

/**
 * The Gram matrices of a figure in one run, made comparable.
 *
 * @param run the run's name
 * @param layers their numbers, ascending
 * @param epochs of the frames, ascending
 * @param matrices [layers][frames][K][K]; NaN where an entry is undefined, [0][0] where a layer has
 *     no frame
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record GramFrames(String run, List<Integer> layers, int[] epochs, double[][][][] matrices) {

  static GramFrames of(FigureSpec figure, RunRecord run) {
    GramTable table = run.gram();
    List<Integer> layers =
        CurveGroup.chosen(figure.layers(), new TreeSet<>(table.layers()), run.activations());
    int[] epochs = table.epochs();
    double[][][][] matrices = new double[layers.size()][epochs.length][][];
    for (int l = 0; l < layers.size(); l++) {
      for (int frame = 0; frame < epochs.length; frame++) {
        matrices[l][frame] = scaled(table.matrix(layers.get(l), frame), figure.scale());
      }
    }
    return new GramFrames(run.name(), layers, epochs, matrices);
  }

  /** The runs that have any, one a seed. */
  static List<GramFrames> of(FigureSpec figure, List<RunRecord> runs) {
    return runs.stream().map(run -> of(figure, run)).filter(g -> !g.isEmpty()).toList();
  }

  /** Sentences on runs that have none, and on what the colours cannot show. */
  static List<String> notes(FigureSpec figure, List<RunRecord> runs) {
    List<String> notes = new ArrayList<>(RunNotes.unfinished(runs));
    boolean beyond = false;
    boolean undefined = false;
    for (RunRecord run : runs) {
      GramFrames frames = of(figure, run);
      if (frames.isEmpty() && run.metrics().rows() > 0) {
        notes.add(
            "No Gram matrices of %s, because %s."
                .formatted(
                    run.name(),
                    run.gram().epochs().length == 0
                        ? "there is no gram.csv with rows"
                        : "gram.csv has none of the layers of this figure"));
      }
      for (double[][][] layer : frames.matrices()) {
        for (double[][] matrix : layer) {
          for (double[] row : matrix) {
            for (double value : row) {
              beyond |= Math.abs(value) > 1 + 1e-6;
              undefined |= Double.isNaN(value);
            }
          }
        }
      }
    }
    if (beyond) {
      notes.add("Entries beyond -1 and 1 have the colours of these.");
    }
    if (undefined) {
      notes.add("Grey entries are undefined, because a class mean is zero or was not measured.");
    }
    return notes;
  }

  boolean isEmpty() {
    return layers.isEmpty() || epochs.length == 0;
  }

  int classes() {
    return Arrays.stream(matrices)
        .flatMap(Arrays::stream)
        .mapToInt(matrix -> matrix.length)
        .max()
        .orElse(0);
  }

  private static double[][] scaled(double[][] gram, Scale scale) {
    int k = gram.length;
    double trace = 0;
    for (int i = 0; i < k; i++) {
      trace += gram[i][i];
    }
    double[][] scaled = new double[k][k];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        double by =
            scale == Scale.COSINE ? Math.sqrt(gram[i][i]) * Math.sqrt(gram[j][j]) : trace / k;
        scaled[i][j] = by > 0 ? gram[i][j] / by : Double.NaN;
      }
    }
    return scaled;
  }

  /** What an entry is, in words. */
  static String entry(Scale scale) {
    return scale == Scale.COSINE
        ? "cosine of two class means"
        : "product of two class means over their mean squared norm";
  }
}
