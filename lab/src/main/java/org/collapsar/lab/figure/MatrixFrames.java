package org.collapsar.lab.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.FigureSpec.Scale;
import org.collapsar.lab.experiment.TrainingMetrics;
import org.collapsar.lab.figure.FigureContent.HeatMaps;
import org.collapsar.lab.run.MatrixTable;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.probe.MatrixInfo;

/**
 * Matrices of a figure in one run, made comparable.
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

  /**
   * Reads the matrices of a run.
   *
   * @param figure asks for Gram matrices of layers, or for matrices by name
   * @param run as it was read
   * @return without frames where the run has none
   */
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
   * Colours stand for the same in all runs: the largest entry of a matrix in any of them and on any
   * epoch, rounded up.
   */
  private static List<MatrixFrames> comparable(FigureSpec figure, List<MatrixFrames> all) {
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

  /**
   * {@return the next of 1, 1.5, 2, 3, 5 and 7 times a power of ten; 1 for what is not positive and
   * finite}
   *
   * @param value any
   */
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

  /** Runs whose matrices a page offers at most: nobody looks through a list of a thousand. */
  static final int MOST_RUNS = 100;

  static DrawnFigure draw(FigureSpec figure, List<RunRecord> all) {
    List<RunRecord> runs = all.subList(0, Math.min(MOST_RUNS, all.size()));
    boolean gram = figure.kind() == FigureKind.GRAM;
    List<MatrixFrames> each = runs.stream().map(run -> of(figure, run)).toList();
    List<MatrixFrames> shown = comparable(figure, each.stream().filter(f -> !f.isEmpty()).toList());
    List<String> notes = new ArrayList<>();
    if (runs.size() < all.size()) {
      notes.add("The first %d of %d runs are shown.".formatted(runs.size(), all.size()));
    }
    for (int i = 0; i < each.size(); i++) {
      if (each.get(i).isEmpty() && runs.get(i).metrics().rows() > 0) {
        notes.add(lacking(gram, runs.get(i)));
      }
    }
    notes.addAll(entriesBeyondColours(gram, each));
    List<String> printed = new ArrayList<>(DrawnFigure.together(RunNotes.unfinished(runs), notes));
    if (shown.size() > 1) {
      printed.add(
          "Drawn for %s, the first of %d runs.".formatted(shown.get(0).run(), shown.size()));
    }
    String entry = gram ? entry(figure.scale()) : "entry of the matrix";
    int most = shown.stream().mapToInt(frames -> frames.names().size()).max().orElse(0);
    return new DrawnFigure(
        figure,
        new HeatMaps(
            shown,
            gram ? "Gram matrices" : "matrices",
            entry,
            gram ? "class" : "coordinate",
            gram ? 0 : 1,
            !gram,
            !gram
                ? "entry"
                : figure.scale() == Scale.COSINE ? "cosine of class means" : "over mean square",
            IntStream.range(0, most)
                .mapToObj(
                    i ->
                        gram
                            ? "Gram matrix of the class means, " + entry
                            : "Matrix " + (i + 1) + " of the figure")
                .toList()),
        gram
            ? "Each entry is the " + entry + "."
            : "Each matrix has a colour scale of its own, the same on every epoch and in every"
                + " run.",
        notes,
        printed);
  }

  private static String lacking(boolean gram, RunRecord run) {
    MatrixTable table = run.table(MatrixTable.TABLE);
    String file = String.valueOf(table.file().getFileName());
    return "No %s of %s, because %s."
        .formatted(
            gram ? "Gram matrices" : "matrices",
            run.name(),
            table.epochs().length == 0
                ? "there is no " + file + " with rows"
                : file + " has none of " + (gram ? "the layers of this figure" : "them"));
  }

  private static List<String> entriesBeyondColours(boolean gram, List<MatrixFrames> all) {
    boolean beyond = false;
    boolean undefined = false;
    for (MatrixFrames frames : all) {
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
    List<String> notes = new ArrayList<>();
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

  boolean isEmpty() {
    return names.isEmpty() || epochs.length == 0;
  }

  /** {@return the number of rows of the largest matrix} */
  public int size() {
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

  /** What an entry of a Gram matrix is, in words. */
  private static String entry(Scale scale) {
    return scale == Scale.COSINE
        ? "cosine of two class means"
        : "product of two class means over their mean squared norm";
  }
}
