package org.collapsar.lab.run;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;

/**
 * The table of gram.csv: on some epochs, for each layer 1 to L, the Gram matrix [K x K] of the
 * uncentred class means of its features. The file has the upper triangle with the diagonal; classes
 * count from 0, as labels do.
 */
public final class GramTable {
  /** The first line of the file. */
  static final String HEADER = "epoch,layer,row,column,value";

  /** More classes than a picture of their Gram matrix could show. */
  private static final int MOST_CLASSES = 10_000;

  private final Path file;
  private final int[] epochs;
  private final Map<Integer, double[][][]> frames;

  private GramTable(Path file, int[] epochs, Map<Integer, double[][][]> frames) {
    this.file = file;
    this.epochs = epochs;
    this.frames = frames;
  }

  /** The table of a run that does not keep Gram matrices. */
  public static GramTable empty(Path file) {
    return new GramTable(file, new int[0], Map.of());
  }

  /**
   * Reads gram.csv.
   *
   * @throws BadInputException if the table is malformed; the message has the file and the line
   * @throws FailedException if the file cannot be read
   */
  public static GramTable read(Path file) {
    CsvLines lines = CsvLines.readWithHeader(file, HEADER);
    TreeSet<Integer> epochs = new TreeSet<>();
    int classes = 0;
    for (int row = 0; row < lines.rows(); row++) {
      String[] cells = lines.cells(row, 5);
      int epoch = lines.whole(row, "epoch", cells[0], 0);
      if (!epochs.isEmpty() && epoch < epochs.last()) {
        throw lines.bad(CsvLines.lineOf(row), "epochs in order, from " + epochs.last(), cells[0]);
      }
      epochs.add(epoch);
      int first = lines.whole(row, "row", cells[2], 0);
      int column = lines.whole(row, "column", cells[3], first);
      if (column >= MOST_CLASSES) {
        throw lines.bad(CsvLines.lineOf(row), "a column below " + MOST_CLASSES, cells[3]);
      }
      classes = Math.max(classes, column + 1);
    }
    int[] ordered = epochs.stream().mapToInt(Integer::intValue).toArray();
    Map<Integer, double[][][]> frames = new TreeMap<>();
    for (int row = 0; row < lines.rows(); row++) {
      String[] cells = lines.cells(row, 5);
      int layer = lines.whole(row, "layer", cells[1], 1);
      int frame = Arrays.binarySearch(ordered, Integer.parseInt(cells[0]));
      int i = Integer.parseInt(cells[2]);
      int j = Integer.parseInt(cells[3]);
      double value = lines.number(row, "value", cells[4]);
      double[][][] all = frames.computeIfAbsent(layer, l -> new double[ordered.length][][]);
      if (all[frame] == null) {
        all[frame] = nothing(classes);
      }
      all[frame][i][j] = value;
      all[frame][j][i] = value;
    }
    return new GramTable(file, ordered, frames);
  }

  private static double[][] nothing(int classes) {
    double[][] matrix = new double[classes][classes];
    for (double[] row : matrix) {
      Arrays.fill(row, Double.NaN);
    }
    return matrix;
  }

  /** The file that was read. */
  public Path file() {
    return file;
  }

  /** The layers that there are, ascending, from 1. */
  public List<Integer> layers() {
    return List.copyOf(frames.keySet());
  }

  /** The epochs of the frames, ascending; a copy. */
  public int[] epochs() {
    return epochs.clone();
  }

  /**
   * The Gram matrix mu_c . mu_c' of a layer.
   *
   * @param layer one of {@link #layers()}
   * @param frame 0 .. epochs().length - 1
   * @return a copy [K x K], symmetric; NaN where a class has no mean; [0 x 0] if the file does not
   *     have the layer on that epoch
   * @throws IllegalArgumentException if there is no such layer
   */
  public double[][] matrix(int layer, int frame) {
    double[][][] all = frames.get(layer);
    if (all == null) {
      throw new IllegalArgumentException(
          "layer: expected one of " + frames.keySet() + ", found " + layer);
    }
    double[][] matrix = all[frame];
    if (matrix == null) {
      return new double[0][];
    }
    return Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
  }
}
