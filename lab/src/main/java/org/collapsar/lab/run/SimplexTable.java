package org.collapsar.lab.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.collapsar.linalg.Matrix;
import org.collapsar.probe.SimplexFrame;
import org.jspecify.annotations.Nullable;

/**
 * Table of simplex.csv: on some epochs, class means, rows of W and some samples by their
 * coordinates in the space of the centred class means, a row per point. Coordinates have seven
 * digits and refer to a basis that belongs to their epoch.
 */
public final class SimplexTable {
  /** Format of the file of a run. */
  public static final RunTable<SimplexTable> TABLE = new Format();

  private static final String MEAN = "mean";
  private static final String WEIGHT = "weight";
  private static final String SAMPLE = "sample";

  private final int[] epochs;
  private final List<SimplexFrame> frames;

  private SimplexTable(int[] epochs, List<SimplexFrame> frames) {
    this.epochs = epochs;
    this.frames = List.copyOf(frames);
  }

  private static final class Format extends RunTable<SimplexTable> {
    private static final String HEADER = "epoch,point,class,rest,coordinates";

    Format() {
      super("simplex.csv", HEADER, Keeping.AT_ONCE);
    }

    @Override
    boolean large() {
      return true;
    }

    @Override
    @Nullable String rows(EpochRecord measured, List<String> columns) {
      SimplexFrame frame = measured.simplex();
      if (frame == null) {
        return null;
      }
      StringBuilder rows = new StringBuilder();
      for (int k = 0; k < frame.classes().length; k++) {
        append(rows, measured.epoch(), MEAN, frame.classes()[k], 0, frame.means(), k);
      }
      Matrix weights = frame.weights();
      for (int k = 0; weights != null && k < frame.classes().length; k++) {
        append(rows, measured.epoch(), WEIGHT, frame.classes()[k], 0, weights, k);
      }
      for (int i = 0; i < frame.rests().length; i++) {
        int c = frame.sampleClasses()[i];
        append(rows, measured.epoch(), SAMPLE, c, frame.rests()[i], frame.samples(), i);
      }
      return rows.toString();
    }

    private static void append(
        StringBuilder rows, int epoch, String point, int c, double rest, Matrix all, int row) {
      rows.append(epoch).append(',').append(point).append(',').append(c).append(',');
      rows.append((float) rest).append(',');
      for (int j = 0; j < all.columns(); j++) {
        rows.append(j == 0 ? "" : " ").append((float) all.get(row, j));
      }
      rows.append('\n');
    }

    @Override
    SimplexTable joined(SimplexTable table, SimplexTable later) {
      List<SimplexFrame> frames = new ArrayList<>(table.frames);
      frames.addAll(later.frames);
      return new SimplexTable(Epochs.joined(table.epochs, later.epochs), frames);
    }

    @Override
    SimplexTable empty(Path file) {
      return new SimplexTable(new int[0], List.of());
    }

    @Override
    SimplexTable parse(CsvLines lines) {
      lines.requireHeader(HEADER);
      return SimplexTable.of(lines);
    }
  }

  private static SimplexTable of(CsvLines lines) {
    List<Integer> epochs = new ArrayList<>();
    List<SimplexFrame> frames = new ArrayList<>();
    int row = 0;
    while (row < lines.rows()) {
      Points points = new Points(lines);
      int epoch = lines.whole(row, "epoch", lines.cells(row, 5)[0], 0);
      if (!epochs.isEmpty() && epoch <= epochs.get(epochs.size() - 1)) {
        throw lines.bad(
            CsvLines.lineOf(row),
            "epochs in order, after " + epochs.get(epochs.size() - 1),
            String.valueOf(epoch));
      }
      int first = row;
      while (row < lines.rows() && lines.whole(row, "epoch", lines.cells(row, 5)[0], 0) == epoch) {
        points.accept(row++);
      }
      epochs.add(epoch);
      frames.add(points.frame(first));
    }
    return new SimplexTable(epochs.stream().mapToInt(Integer::intValue).toArray(), frames);
  }

  /** The rows of an epoch while they are read. */
  private static final class Points {
    private final CsvLines lines;
    private final List<double[]> means = new ArrayList<>();
    private final List<double[]> weights = new ArrayList<>();
    private final List<double[]> samples = new ArrayList<>();
    private final List<Integer> classes = new ArrayList<>();
    private final List<Integer> sampleClasses = new ArrayList<>();
    private final List<Double> rests = new ArrayList<>();
    private int dimension = -1;

    Points(CsvLines lines) {
      this.lines = lines;
    }

    void accept(int row) {
      String[] cells = lines.cells(row, 5);
      int c = lines.whole(row, "class", cells[2], 0);
      double[] at =
          Arrays.stream(cells[4].split(" ", -1))
              .mapToDouble(cell -> finite(row, "coordinates", cell))
              .toArray();
      if (dimension >= 0 && at.length != dimension) {
        throw lines.bad(
            CsvLines.lineOf(row), dimension + " coordinates", String.valueOf(at.length));
      }
      dimension = at.length;
      switch (cells[1]) {
        case MEAN -> {
          means.add(at);
          classes.add(c);
        }
        case WEIGHT -> {
          if (weights.size() >= classes.size() || classes.get(weights.size()) != c) {
            throw lines.bad(CsvLines.lineOf(row), "the classes of the means in order", cells[2]);
          }
          weights.add(at);
        }
        case SAMPLE -> {
          samples.add(at);
          sampleClasses.add(c);
          rests.add(finite(row, "rest", cells[3]));
        }
        default ->
            throw lines.bad(
                CsvLines.lineOf(row), String.join(", ", MEAN, WEIGHT, SAMPLE), cells[1]);
      }
    }

    private double finite(int row, String column, String cell) {
      double value = lines.number(row, column, cell);
      if (!Double.isFinite(value)) {
        throw lines.bad(CsvLines.lineOf(row), column + " to be finite numbers", cell);
      }
      return value;
    }

    SimplexFrame frame(int firstRow) {
      if (means.size() < 2 || (!weights.isEmpty() && weights.size() != means.size())) {
        throw lines.bad(
            CsvLines.lineOf(firstRow),
            "an epoch with the means of two classes or more, and a row of W for each or none",
            means.size() + " and " + weights.size());
      }
      return new SimplexFrame(
          classes.stream().mapToInt(Integer::intValue).toArray(),
          matrix(means),
          weights.isEmpty() ? null : matrix(weights),
          matrix(samples),
          sampleClasses.stream().mapToInt(Integer::intValue).toArray(),
          rests.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private Matrix matrix(List<double[]> rows) {
      Matrix matrix = new Matrix(rows.size(), dimension);
      for (int i = 0; i < rows.size(); i++) {
        System.arraycopy(rows.get(i), 0, matrix.data(), i * dimension, dimension);
      }
      return matrix;
    }
  }

  /** {@return the epochs of the frames, ascending; a copy} */
  public int[] epochs() {
    return epochs.clone();
  }

  /** {@return the frames, one per epoch} */
  public List<SimplexFrame> frames() {
    return frames;
  }
}
