package org.collapsar.lab.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.figure.FigureContent.Simplex;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SimplexTable;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.collapsar.probe.SimplexFrame;
import org.jspecify.annotations.Nullable;

/**
 * Class means, rows of W and samples of one run, turned so that nothing moves but what moves: the
 * means of each epoch are rotated to those of the one before by the orthogonal matrix that brings
 * them closest [1], those of the first to a simplex. Lengths are relative to the root mean square
 * length of the means, those of W to that of its rows.
 *
 * <p>[1] P. H. Schoenemann, A generalized solution of the orthogonal Procrustes problem,
 * Psychometrika 31, 1966, doi:10.1007/BF02289451.
 *
 * @param run the run's name
 * @param epochs of the frames, ascending
 * @param classes that are shown, ascending [c]
 * @param sampleClasses the class of each sample [s]
 * @param weights whether rows of W are among the points
 * @param dimension r of the points
 * @param points [frames][points][r]: c means, c vertices of the simplex that is closest to them,
 *     rows of W if there are, s samples
 * @param outside [frames] the part of the samples' squared deviations from their class means that
 *     lies outside of this space
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record SimplexFrames(
    String run,
    int[] epochs,
    int[] classes,
    int[] sampleClasses,
    boolean weights,
    int dimension,
    double[][][] points,
    double[] outside) {

  /** Of a run; without frames where it has none. */
  static SimplexFrames of(RunRecord run) {
    SimplexTable table = run.table(SimplexTable.TABLE);
    List<SimplexFrame> all = table.frames();
    if (all.isEmpty()) {
      return new SimplexFrames(
          run.name(),
          new int[0],
          new int[0],
          new int[0],
          false,
          0,
          new double[0][][],
          new double[0]);
    }
    SimplexFrame shape = all.get(all.size() - 1);
    List<Integer> epochs = new ArrayList<>();
    List<double[][]> points = new ArrayList<>();
    List<Double> outside = new ArrayList<>();
    Matrix ideal = simplex(shape.means().rows(), shape.means().columns());
    Matrix before = ideal;
    for (int i = 0; i < all.size(); i++) {
      SimplexFrame frame = all.get(i);
      if (!sameShape(frame, shape)) {
        continue;
      }
      double size = rootMeanSquare(frame.means());
      if (!(size > 0)) {
        continue;
      }
      Matrix means = frame.means().scaled(1 / size);
      Matrix turn = rotation(means, before);
      Matrix turned = means.times(turn);
      List<Matrix> parts = new ArrayList<>();
      parts.add(turned);
      parts.add(ideal.times(rotation(ideal, turned)));
      Matrix w = frame.weights();
      if (w != null) {
        double length = rootMeanSquare(w);
        parts.add(w.scaled(length > 0 ? 1 / length : 0).times(turn));
      }
      parts.add(frame.samples().scaled(1 / size).times(turn));
      epochs.add(table.epochs()[i]);
      points.add(rows(parts));
      outside.add(outside(frame));
      before = turned;
    }
    return new SimplexFrames(
        run.name(),
        epochs.stream().mapToInt(Integer::intValue).toArray(),
        shape.classes(),
        shape.sampleClasses(),
        shape.weights() != null,
        shape.means().columns(),
        points.toArray(new double[0][][]),
        outside.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static boolean sameShape(SimplexFrame a, SimplexFrame b) {
    return Arrays.equals(a.classes(), b.classes())
        && Arrays.equals(a.sampleClasses(), b.sampleClasses())
        && a.means().columns() == b.means().columns()
        && (a.weights() == null) == (b.weights() == null);
  }

  /**
   * The vertices of a simplex around the origin, of length 1 [c x r]; with fewer than c - 1
   * dimensions what these show of it.
   */
  static Matrix simplex(int c, int r) {
    // Helmert's basis: vertex k has the coordinates of e_k in it.
    Matrix vertices = new Matrix(c, r);
    double length = Math.sqrt((c - 1.0) / c);
    for (int j = 1; j <= r; j++) {
      double scale = Math.sqrt(j * (j + 1.0));
      for (int k = 0; k <= j; k++) {
        vertices.data()[k * r + j - 1] = (k < j ? 1 : -j) / scale / length;
      }
    }
    return vertices;
  }

  /** The orthogonal matrix [r x r] that brings rows closest to others, in the squared distance. */
  static Matrix rotation(Matrix rows, Matrix to) {
    Spectral.BothSides svd = Spectral.svd(rows.transposed().times(to));
    return svd.left().times(svd.right());
  }

  private static double rootMeanSquare(Matrix rows) {
    return Math.sqrt(rows.squaredNorm() / rows.rows());
  }

  private static double[][] rows(List<Matrix> parts) {
    return parts.stream()
        .flatMap(
            part ->
                Stream.iterate(0, i -> i < part.rows(), i -> i + 1)
                    .map(
                        i ->
                            Arrays.copyOfRange(
                                part.data(), i * part.columns(), (i + 1) * part.columns())))
        .toArray(double[][]::new);
  }

  private static double outside(SimplexFrame frame) {
    double inside = 0;
    double rest = 0;
    for (int i = 0; i < frame.rests().length; i++) {
      int place = Arrays.binarySearch(frame.classes(), frame.sampleClasses()[i]);
      for (int j = 0; j < frame.means().columns(); j++) {
        double d = frame.samples().get(i, j) - frame.means().get(place, j);
        inside += d * d;
      }
      rest += frame.rests()[i] * frame.rests()[i];
    }
    return rest / (inside + rest);
  }

  /** {@return whether there is nothing to show} */
  public boolean isEmpty() {
    return epochs.length == 0;
  }

  static DrawnFigure draw(FigureSpec figure, List<RunRecord> all) {
    List<RunRecord> runs = all.subList(0, Math.min(MatrixFrames.MOST_RUNS, all.size()));
    List<SimplexFrames> each = runs.stream().map(SimplexFrames::of).toList();
    List<SimplexFrames> shown = each.stream().filter(frames -> !frames.isEmpty()).toList();
    List<String> notes = new ArrayList<>();
    if (runs.size() < all.size()) {
      notes.add("The first %d of %d runs are shown.".formatted(runs.size(), all.size()));
    }
    for (int i = 0; i < each.size(); i++) {
      if (each.get(i).isEmpty() && runs.get(i).metrics().rows() > 0) {
        notes.add(
            "No class means of %s, because there is no simplex.csv with rows."
                .formatted(each.get(i).run()));
      }
    }
    List<String> printed = new ArrayList<>(DrawnFigure.together(RunNotes.unfinished(runs), notes));
    SimplexFrames first = shown.isEmpty() ? null : shown.get(0);
    if (first != null) {
      printed.add(printedNote(first, shown.size()));
    }
    return new DrawnFigure(figure, new Simplex(shown), about(first), notes, printed);
  }

  private static String printedNote(SimplexFrames frames, int runs) {
    String plane =
        frames.classes().length < 3
            ? ""
            : "The plane is that of the means of classes %d, %d and %d."
                .formatted(frames.classes()[0], frames.classes()[1], frames.classes()[2]);
    return runs == 1
        ? plane
        : (plane + " Drawn for %s, the first of %d runs.".formatted(frames.run(), runs)).strip();
  }

  private static String about(@Nullable SimplexFrames frames) {
    if (frames == null) {
      return "";
    }
    int last = frames.epochs().length - 1;
    return ("Features are shown by their part in the space of the class means, relative to the"
            + " length of these; after the last epoch %.1f%% of the samples' squared deviations"
            + " from their class means lie outside of it.")
        .formatted(100 * frames.outside()[last]);
  }
}
