package org.collapsar.lab.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.collapsar.FailedException;
import org.collapsar.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Table of matrices.csv: on some epochs, some symmetric matrices by name. {@code gram@3} is the
 * Gram matrix [K x K] of the uncentred class means of the features of layer 3, layers from 1;
 * classes count from 0, as labels do. The file has the upper triangle with the diagonal. Runs of
 * earlier versions have Gram matrices alone, in gram.csv.
 */
public final class MatrixTable {
  /** Format of the file of a run. */
  public static final RunTable<MatrixTable> TABLE = new Format();

  private static final String GRAM = "gram@";

  /** More rows than a picture of a matrix could show. */
  private static final int MOST_ROWS = 10_000;

  private final Path file;
  private final int[] epochs;
  private final Map<String, double[][][]> frames;

  private MatrixTable(Path file, int[] epochs, Map<String, double[][][]> frames) {
    this.file = file;
    this.epochs = epochs;
    this.frames = frames;
  }

  private static final class Format extends RunTable<MatrixTable> {
    private static final String HEADER = "epoch,matrix,row,column,value";

    /** The table of earlier versions, and its header. */
    private static final String GRAM_FILE = "gram.csv";

    private static final String GRAM_HEADER = "epoch,layer,row,column,value";

    Format() {
      super("matrices.csv", HEADER, Keeping.AT_ONCE);
    }

    @Override
    boolean large() {
      return true;
    }

    @Override
    List<String> names() {
      return List.of(file(), GRAM_FILE);
    }

    @Override
    @Nullable String rows(EpochRecord measured, List<String> columns) {
      if (measured.matrices().isEmpty()) {
        return null;
      }
      StringBuilder rows = new StringBuilder();
      measured.matrices().forEach((name, m) -> append(rows, measured.epoch(), name, m));
      return rows.toString();
    }

    private static void append(StringBuilder rows, int epoch, String name, Matrix matrix) {
      for (int i = 0; i < matrix.rows(); i++) {
        for (int j = i; j < matrix.columns(); j++) {
          rows.append(epoch).append(',').append(name).append(',').append(i).append(',').append(j);
          rows.append(',');
          if (Double.isFinite(matrix.get(i, j))) {
            rows.append(matrix.get(i, j));
          }
          rows.append('\n');
        }
      }
    }

    /** What an earlier version left in gram.csv moves to matrices.csv. */
    @Override
    void adopt(Path directory, Disk disk) {
      Path there = directory.resolve(GRAM_FILE);
      if (Files.exists(directory.resolve(file())) || !Files.exists(there)) {
        return;
      }
      StringBuilder rows = new StringBuilder(HEADER).append('\n');
      CsvLines.read(there, GRAM_HEADER)
          .withoutTornLine()
          .forEachRow(row -> rows.append(row.replaceFirst(",", "," + GRAM)).append('\n'));
      disk.replace(directory.resolve(file()), rows.toString());
      try {
        Files.delete(there);
      } catch (IOException e) {
        throw new FailedException(there + ": cannot be deleted (" + e + ")", e);
      }
    }

    @Override
    MatrixTable joined(MatrixTable table, MatrixTable later) {
      Map<String, double[][][]> frames = new LinkedHashMap<>();
      int before = table.epochs.length;
      for (MatrixTable part : List.of(table, later)) {
        int at = part == table ? 0 : before;
        part.frames.forEach(
            (name, all) ->
                System.arraycopy(
                    all,
                    0,
                    frames.computeIfAbsent(name, n -> new double[before + later.epochs.length][][]),
                    at,
                    all.length));
      }
      return new MatrixTable(table.file, Epochs.joined(table.epochs, later.epochs), frames);
    }

    @Override
    MatrixTable empty(Path file) {
      return new MatrixTable(file, new int[0], Map.of());
    }

    @Override
    MatrixTable parse(CsvLines lines) {
      boolean grams = lines.header().equals(GRAM_HEADER);
      if (!grams) {
        lines.requireHeader(HEADER);
      }
      return MatrixTable.of(lines, grams);
    }
  }

  /**
   * {@return the name of a layer's Gram matrix}
   *
   * @param layer from 1
   */
  public static String gram(int layer) {
    return GRAM + layer;
  }

  /**
   * The matrices of some lines.
   *
   * @param grams whether they are those of gram.csv, of an earlier version
   */
  private static MatrixTable of(CsvLines lines, boolean grams) {
    TreeSet<Integer> epochs = new TreeSet<>();
    Map<String, Integer> sizes = new LinkedHashMap<>();
    for (int row = 0; row < lines.rows(); row++) {
      String[] cells = lines.cells(row, 5);
      int epoch = lines.whole(row, "epoch", cells[0], 0);
      if (!epochs.isEmpty() && epoch < epochs.last()) {
        throw lines.bad(CsvLines.lineOf(row), "epochs in order, from " + epochs.last(), cells[0]);
      }
      epochs.add(epoch);
      int first = lines.whole(row, "row", cells[2], 0);
      int column = lines.whole(row, "column", cells[3], first);
      if (column >= MOST_ROWS) {
        throw lines.bad(CsvLines.lineOf(row), "a column below " + MOST_ROWS, cells[3]);
      }
      sizes.merge(name(lines, row, grams, cells[1]), column + 1, Math::max);
    }
    // One number of classes for all layers, also where the last ones have no mean.
    int classes =
        sizes.entrySet().stream()
            .filter(size -> size.getKey().startsWith(GRAM))
            .mapToInt(Map.Entry::getValue)
            .max()
            .orElse(0);
    sizes.replaceAll((name, size) -> name.startsWith(GRAM) ? classes : size);
    int[] ordered = epochs.stream().mapToInt(Integer::intValue).toArray();
    Map<String, double[][][]> frames = new LinkedHashMap<>();
    for (int row = 0; row < lines.rows(); row++) {
      String[] cells = lines.cells(row, 5);
      String name = name(lines, row, grams, cells[1]);
      int frame = Arrays.binarySearch(ordered, Integer.parseInt(cells[0]));
      int i = Integer.parseInt(cells[2]);
      int j = Integer.parseInt(cells[3]);
      double value = lines.number(row, "value", cells[4]);
      double[][][] all = frames.computeIfAbsent(name, l -> new double[ordered.length][][]);
      if (all[frame] == null) {
        all[frame] = nothing(sizes.getOrDefault(name, 0));
      }
      all[frame][i][j] = value;
      all[frame][j][i] = value;
    }
    return new MatrixTable(lines.file(), ordered, frames);
  }

  private static String name(CsvLines lines, int row, boolean grams, String cell) {
    if (grams) {
      return gram(lines.whole(row, "layer", cell, 1));
    }
    if (!cell.matches("gram@[1-9][0-9]{0,8}|[a-z][A-Za-z0-9._-]*")) {
      throw lines.bad(CsvLines.lineOf(row), "the name of a matrix", cell);
    }
    return cell;
  }

  private static double[][] nothing(int size) {
    double[][] matrix = new double[size][size];
    for (double[] row : matrix) {
      Arrays.fill(row, Double.NaN);
    }
    return matrix;
  }

  /** {@return the file that was read} */
  public Path file() {
    return file;
  }

  /** {@return the names of all matrices, in the order of the file} */
  public List<String> names() {
    return List.copyOf(frames.keySet());
  }

  /** {@return the layers with Gram matrices, ascending, from 1} */
  public List<Integer> layers() {
    return frames.keySet().stream()
        .filter(name -> name.startsWith(GRAM))
        .map(name -> Integer.valueOf(name.substring(GRAM.length())))
        .sorted()
        .toList();
  }

  /** {@return the epochs of the frames, ascending; a copy} */
  public int[] epochs() {
    return epochs.clone();
  }

  /**
   * Reads a matrix of an epoch.
   *
   * @param name one of {@link #names()}
   * @param frame 0 .. epochs().length - 1
   * @return a copy, symmetric; NaN where an entry is undefined; [0 x 0] if the file does not have
   *     the matrix on that epoch
   * @throws IllegalArgumentException if there is no such matrix
   */
  public double[][] matrix(String name, int frame) {
    double[][][] all = frames.get(name);
    if (all == null) {
      throw new IllegalArgumentException(
          "matrix: expected one of " + frames.keySet() + ", found " + name);
    }
    double[][] matrix = all[frame];
    if (matrix == null) {
      return new double[0][];
    }
    return Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
  }
}
