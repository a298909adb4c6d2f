package org.collapsar.linalg;

/**
 * A positive semidefinite matrix K = S S^T / N [n x n] that is known by its factor S [n x N] in
 * float32 or float64, of which nothing else is stored: products are made in double, tile by tile,
 * whatever the precision of S, and K itself is formed only by {@link #gramOfRows}.
 *
 * <p>No number depends on the number of threads: every task owns its part of the result and sums in
 * the order of the tiles.
 */
public final class KernelFactor {
  /** Rows and columns of a tile: in double it fits the second-level cache. */
  private static final int ROWS = 256;

  private static final int COLUMNS = 256;

  private final NativeArray table;
  private final int rows;
  private final int columns;

  /**
   * @param table S, row-major; stays the caller's, who closes it when this is no longer used
   * @param rows n
   * @param columns N
   * @throws IllegalArgumentException if the table is too short or a side is 0
   */
  public KernelFactor(NativeArray table, int rows, int columns) {
    if (rows < 1 || columns < 1 || (long) rows * columns > table.length()) {
      throw new IllegalArgumentException(
          "factor "
              + rows
              + "x"
              + columns
              + ": expected at least one row and column and "
              + (long) rows * columns
              + " numbers, found "
              + table.length());
    }
    this.table = table;
    this.rows = rows;
    this.columns = columns;
  }

  /** n. */
  public int rows() {
    return rows;
  }

  /** N. */
  public int columns() {
    return columns;
  }

  /** tr K = ||S||_F^2 / N. */
  public double trace(ThreadTeam team) {
    double[] parts = new double[tiles(rows, ROWS)];
    team.run(
        parts.length,
        (i, thread) -> {
          double[] row = new double[columns];
          double sum = 0;
          int last = Math.min(rows, (i + 1) * ROWS);
          for (int r = i * ROWS; r < last; r++) {
            table.read(r * columns, row, 0, columns);
            double part = 0;
            for (double x : row) {
              part += x * x;
            }
            sum += part;
          }
          parts[i] = sum;
        });
    double sum = 0;
    for (double part : parts) {
      sum += part;
    }
    return sum / columns;
  }

  /** S T [n x r], T [N x r]. */
  public Matrix times(Matrix t, ThreadTeam team) {
    check(rows, columns, t);
    int r = t.columns();
    try (NativeArray right = Blas.copy(t);
        NativeArray product = allocate((long) rows * r);
        Scratch scratch = new Scratch(team.threads(), 1)) {
      team.run(
          tiles(rows, ROWS),
          (i, thread) -> {
            int first = i * ROWS;
            int count = Math.min(ROWS, rows - first);
            NativeArray out = product.slice(first * r, count * r);
            for (int c = 0; c < columns; c += COLUMNS) {
              int width = Math.min(COLUMNS, columns - c);
              Operand s = tile(first, count, c, width, scratch.of(thread, 0));
              NativeArray part = right.slice(c * r, width * r);
              Blas.gemm(
                  1, s, Operand.of(part, width, r), c == 0 ? 0 : 1, Operand.of(out, count, r));
            }
          });
      return new Matrix(rows, r, product.toDoubles());
    }
  }

  /** S^T V [N x r], V [n x r]. */
  public Matrix transposedTimes(Matrix v, ThreadTeam team) {
    check(columns, rows, v);
    int r = v.columns();
    try (NativeArray right = Blas.copy(v);
        NativeArray product = allocate((long) columns * r);
        Scratch scratch = new Scratch(team.threads(), 1)) {
      team.run(
          tiles(columns, COLUMNS),
          (j, thread) -> {
            int c = j * COLUMNS;
            int width = Math.min(COLUMNS, columns - c);
            NativeArray out = product.slice(c * r, width * r);
            for (int first = 0; first < rows; first += ROWS) {
              int count = Math.min(ROWS, rows - first);
              Operand s = tile(first, count, c, width, scratch.of(thread, 0));
              NativeArray part = right.slice(first * r, count * r);
              Blas.gemm(
                  1,
                  s.transpose(),
                  Operand.of(part, count, r),
                  first == 0 ? 0 : 1,
                  Operand.of(out, width, r));
            }
          });
      return new Matrix(columns, r, product.toDoubles());
    }
  }

  /** K V = S (S^T V) / N [n x r]: two passes over S, no K. */
  public Matrix kernelTimes(Matrix v, ThreadTeam team) {
    Matrix inner = transposedTimes(v, team);
    return times(inner.scaled(1.0 / columns), team);
  }

  /** The upper triangle of K = S S^T / N [n x n], what is below the diagonal is 0; to be closed. */
  public NativeArray gramOfRows(ThreadTeam team) {
    return gram(rows, columns, false, team);
  }

  /** The upper triangle of S^T S / N [N x N], what is below the diagonal is 0; to be closed. */
  public NativeArray gramOfColumns(ThreadTeam team) {
    return gram(columns, rows, true, team);
  }

  /** Tiles of the upper triangle are the tasks; each sums over the other side of S. */
  private NativeArray gram(int side, int depth, boolean ofColumns, ThreadTeam team) {
    int tile = ofColumns ? COLUMNS : ROWS;
    int step = ofColumns ? ROWS : COLUMNS;
    int count = tiles(side, tile);
    NativeArray gram = allocate((long) side * side);
    try (Scratch scratch = new Scratch(team.threads(), 2)) {
      team.run(
          count * (count + 1) / 2,
          (index, thread) -> {
            int j = (int) ((Math.sqrt(8.0 * index + 1) - 1) / 2);
            int i = index - j * (j + 1) / 2;
            int a = i * tile;
            int b = j * tile;
            int high = Math.min(tile, side - a);
            int wide = Math.min(tile, side - b);
            NativeArray out = gram.slice(a * side + b, (high - 1) * side + wide);
            for (int k = 0; k < depth; k += step) {
              int deep = Math.min(step, depth - k);
              Operand left =
                  ofColumns
                      ? tile(k, deep, a, high, scratch.of(thread, 0))
                      : tile(a, high, k, deep, scratch.of(thread, 0));
              Operand right =
                  ofColumns
                      ? tile(k, deep, b, wide, scratch.of(thread, 1))
                      : tile(b, wide, k, deep, scratch.of(thread, 1));
              Blas.gemm(
                  1.0 / columns,
                  ofColumns ? left.transpose() : left,
                  ofColumns ? right : right.transpose(),
                  k == 0 ? 0 : 1,
                  Operand.of(out, high, wide, side));
            }
            if (i == j) {
              clearBelow(out, high, side);
            }
          });
    } catch (RuntimeException | Error e) {
      gram.close();
      throw e;
    }
    return gram;
  }

  private static void clearBelow(NativeArray out, int size, int stride) {
    double[] zeros = new double[size];
    for (int r = 1; r < size; r++) {
      out.write(r * stride, zeros, 0, r);
    }
  }

  private static int tiles(int side, int tile) {
    return (side + tile - 1) / tile;
  }

  private static NativeArray allocate(long numbers) {
    return NativeArray.allocate(Precision.FLOAT64, numbers);
  }

  /** That a matrix of {@code side} columns can be multiplied by m. */
  private static void check(int other, int side, Matrix m) {
    if (m.rows() != side) {
      throw DimensionException.inner(other, side, m.rows(), m.columns());
    }
  }

  /** A part of S in double: itself where it is in double, else a copy in {@code room}. */
  private Operand tile(int first, int count, int column, int width, NativeArray room) {
    if (table instanceof DoubleArray) {
      int from = first * columns + column;
      return Operand.of(table.slice(from, (count - 1) * columns + width), count, width, columns);
    }
    double[] row = new double[width];
    for (int i = 0; i < count; i++) {
      table.read((first + i) * columns + column, row, 0, width);
      room.write(i * width, row, 0, width);
    }
    return Operand.of(room, count, width);
  }

  /** Tiles in double, some for each thread. */
  private static final class Scratch implements AutoCloseable {
    private final NativeArray all;
    private final int each;

    Scratch(int threads, int each) {
      this.each = each;
      this.all = allocate((long) threads * each * ROWS * COLUMNS);
    }

    NativeArray of(int thread, int which) {
      return all.slice((thread * each + which) * ROWS * COLUMNS, ROWS * COLUMNS);
    }

    @Override
    public void close() {
      all.close();
    }
  }
}
