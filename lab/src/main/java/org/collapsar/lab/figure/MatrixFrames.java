package org.collapsar.lab.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.FigureSpec.Scale;
import org.collapsar.lab.experiment.TrainingMetrics;
import org.collapsar.lab.run.MatrixTable;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.probe.MatrixInfo;

/**
 * The matrices of a figure in one run, made comparable.
 *
 * @param run the run's name
 * @param names of the matrices in words, in their order
 * @param epochs of the frames, ascending
 * @param matrices [matrices][frames][K][K]; NaN where an entry is undefined, [0][0] where a matrix
 *     has no frame
 * @param limits [matrices] what the ends of the colours stand for, and its negative
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record MatrixFrames(
    String run, List<String> names, int[] epochs, double[][][][] matrices, double[] limits) {

  public static MatrixFrames of(FigureSpec figure, RunRecord run) {
    MatrixTable table = run.table(MatrixTable.TABLE);
    boolean gram = figure.kind() == FigureKind.GRAM;
    List<Integer> layers =
        gram
            ? CurveGroup.chosen(figure.layers(), new TreeSet<>(table.layers()), run.activations())
            : List.of();
    List<String> ids =
        gram
            ? layers.stream().map(MatrixTable::gram).toList()
            : figure.metrics().stream().filter(table.names()::contains).toList();
    int[] epochs = table.epochs();
    double[][][][] matrices = new double[ids.size()][epochs.length][][];
    for (int l = 0; l < ids.size(); l++) {
      for (int frame = 0; frame < epochs.length; frame++) {
        double[][] matrix = table.matrix(ids.get(l), frame);
        matrices[l][frame] = gram ? scaled(matrix, figure.scale()) : matrix;
      }
    }
    List<String> names =
        gram
            ? layers.stream().map(layer -> "Z" + layer).toList()
            : ids.stream().map(MatrixFrames::words).toList();
    double[] limits = new double[ids.size()];
    for (int l = 0; l < limits.length; l++) {
      limits[l] = gram ? 1 : largest(matrices[l]);
    }
    return new MatrixFrames(run.name(), names, epochs, matrices, limits);
  }

  private static String words(String id) {
    MatrixInfo info =
        TrainingMetrics.ALL.matrices().stream()
            .filter(matrix -> matrix.name().equals(id))
            .findFirst()
            .orElseGet(() -> MatrixInfo.named(id));
    return Fonts.AXIS.canDisplayUpTo(info.words()) < 0 ? info.words() : info.plain();
  }

  private static double largest(double[][][] frames) {
    return Arrays.stream(frames)
        .flatMap(Arrays::stream)
        .flatMapToDouble(Arrays::stream)
        .map(Math::abs)
        .filter(Double::isFinite)
        .max()
        .orElse(1);
  }

  /**
   * The runs that have any, one a seed. Colours stand for the same in all of them: the largest
   * entry of a matrix in any run and on any epoch, rounded up.
   */
  public static List<MatrixFrames> of(FigureSpec figure, List<RunRecord> runs) {
    List<MatrixFrames> all =
        runs.stream().map(run -> of(figure, run)).filter(g -> !g.isEmpty()).toList();
    if (figure.kind() == FigureKind.GRAM) {
      return all;
    }
    Map<String, Double> largest = new HashMap<>();
    for (MatrixFrames frames : all) {
      for (int l = 0; l < frames.limits.length; l++) {
        largest.merge(frames.names.get(l), frames.limits[l], Math::max);
      }
    }
    return all.stream()
        .map(
            frames ->
                new MatrixFrames(
                    frames.run,
                    frames.names,
                    frames.epochs,
                    frames.matrices,
                    frames.names.stream()
                        .mapToDouble(name -> roundedUp(largest.getOrDefault(name, 1.0)))
                        .toArray()))
        .toList();
  }

  /** The next of 1, 1.5, 2, 3, 5 and 7 times a power of ten. */
  public static double roundedUp(double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    for (double step : new double[] {1, 1.5, 2, 3, 5, 7}) {
      if (value <= step * power * (1 + 1e-12)) {
        return step * power;
      }
    }
    return 10 * power;
  }

  /** Sentences on runs that have none, and on what the colours cannot show. */
  public static List<String> notes(FigureSpec figure, List<RunRecord> runs) {
    List<String> notes = new ArrayList<>(RunNotes.unfinished(runs));
    boolean gram = figure.kind() == FigureKind.GRAM;
    boolean beyond = false;
    boolean undefined = false;
    for (RunRecord run : runs) {
      MatrixFrames frames = of(figure, run);
      if (frames.isEmpty() && run.metrics().rows() > 0) {
        String file = String.valueOf(run.table(MatrixTable.TABLE).file().getFileName());
        notes.add(
            "No %s of %s, because %s."
                .formatted(
                    gram ? "Gram matrices" : "matrices",
                    run.name(),
                    run.table(MatrixTable.TABLE).epochs().length == 0
                        ? "there is no " + file + " with rows"
                        : file + " has none of " + (gram ? "the layers of this figure" : "them")));
      }
      for (double[][][] layer : frames.matrices()) {
        for (double[][] matrix : layer) {
          for (double[] row : matrix) {
            for (double value : row) {
              beyond |= gram && Math.abs(value) > 1 + 1e-6;
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
      notes.add(
          "Grey entries are undefined, because "
              + (gram ? "a class mean is zero or was not measured." : "they are not finite."));
    }
    return notes;
  }

  public boolean isEmpty() {
    return names.isEmpty() || epochs.length == 0;
  }

  /** Rows of the largest matrix. */
  public int size() {
    return Arrays.stream(matrices)
        .flatMap(Arrays::stream)
        .mapToInt(matrix -> matrix.length)
        .max()
        .orElse(0);
  }

  /** What rows and columns are. */
  public static String index(FigureSpec figure) {
    return figure.kind() == FigureKind.GRAM ? "class" : "coordinate";
  }

  /** The number of the first row: classes count from 0, coordinates from 1. */
  public static int firstIndex(FigureSpec figure) {
    return figure.kind() == FigureKind.GRAM ? 0 : 1;
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
  public static String entry(FigureSpec figure) {
    if (figure.kind() == FigureKind.MATRICES) {
      return "entry of the matrix";
    }
    return figure.scale() == Scale.COSINE
        ? "cosine of two class means"
        : "product of two class means over their mean squared norm";
  }
}
