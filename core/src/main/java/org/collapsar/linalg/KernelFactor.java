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

  /** Sides of a tile of a matrix that is formed in float32. */
  private static final int SINGLE = 1024;

  private final NativeArray table;
  private final int rows;
  private final int columns;

  /**
   * Takes the factor of K.
   *
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

  /** {@return n, the side of K} */
  public int rows() {
    return rows;
  }

  /** {@return N, the columns of S} */
  public int columns() {
    return columns;
  }

  /**
   * Computes the trace of K.
   *
   * @param team the threads that compute
   * @return tr K = ||S||_F^2 / N
   */
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

  /**
   * Multiplies S and a matrix.
   *
   * @param t T [N x r]
   * @param team the threads that compute
   * @return S T [n x r]
   * @throws DimensionException if T has not N rows
   */
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

  /**
   * Multiplies the transpose of S and a matrix.
   *
   * @param v V [n x r]
   * @param team the threads that compute
   * @return S^T V [N x r]
   * @throws DimensionException if V has not n rows
   */
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

  /**
   * Multiplies K and a matrix, by two passes over S and without forming K.
   *
   * @param v V [n x r]
   * @param team the threads that compute
   * @return K V = S (S^T V) / N [n x r]
   * @throws DimensionException if V has not n rows
   */
  public Matrix kernelTimes(Matrix v, ThreadTeam team) {
    Matrix inner = transposedTimes(v, team);
    return times(inner.scaled(1.0 / columns), team);
  }

  /**
   * Computes the upper triangle of K.
   *
   * @param team the threads that compute
   * @return K = S S^T / N [n x n] in float64 with zeros below the diagonal; the caller closes it
   */
  public NativeArray gramOfRows(ThreadTeam team) {
    return gram(rows, columns, false, team);
  }

  /**
   * Computes the upper triangle of the Gram matrix of the columns of S.
   *
   * @param team the threads that compute
   * @return G = S^T S / N [N x N] in float64 with zeros below the diagonal; the caller closes it
   */
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

  /**
   * Computes the upper triangle of the smaller of K and G, rounded to float32 on the way: near
   * enough to find out where a solution lies, in a third of the time that double takes.
   *
   * @param scale factor of the result
   * @param shift what is added to its diagonal
   * @param team the threads that compute
   * @return scale K + shift I where n is at most N, else scale G + shift I, in float32; below the
   *     diagonal tiles are zeros, and within them whatever a product leaves; the caller closes it
   */
  NativeArray nearSystem(double scale, double shift, ThreadTeam team) {
    boolean ofRows = rows <= columns;
    int side = Math.min(rows, columns);
    int count = tiles(side, SINGLE);
    NativeArray singles = asSingles();
    NativeArray near;
    try {
      near = NativeArray.allocate(Precision.FLOAT32, (long) side * side);
    } catch (RuntimeException | Error e) {
      release(singles);
      throw e;
    }
    try {
      team.run(
          count * (count + 1) / 2,
          (index, thread) -> {
            int j = (int) ((Math.sqrt(8.0 * index + 1) - 1) / 2);
            int i = index - j * (j + 1) / 2;
            int a = i * SINGLE;
            int b = j * SINGLE;
            int high = Math.min(SINGLE, side - a);
            int wide = Math.min(SINGLE, side - b);
            NativeArray out = near.slice(a * side + b, (high - 1) * side + wide);
            Operand left = strip(singles, a, high, ofRows);
            Operand right = strip(singles, b, wide, ofRows).transpose();
            Blas.gemm(scale / columns, left, right, 0, Operand.of(out, high, wide, side));
            for (int r = 0; i == j && r < high; r++) {
              out.set(r * side + r, out.get(r * side + r) + shift);
            }
          });
    } catch (RuntimeException | Error e) {
      near.close();
      throw e;
    } finally {
      release(singles);
    }
    return near;
  }

  /** S in float32: itself, or a copy that {@link #release} frees. */
  private NativeArray asSingles() {
    if (table instanceof FloatArray) {
      return table;
    }
    NativeArray copy = NativeArray.allocateUnset(Precision.FLOAT32, (long) rows * columns);
    double[] row = new double[columns];
    for (int i = 0; i < rows; i++) {
      table.read(i * columns, row, 0, columns);
      copy.write(i * columns, row, 0, columns);
    }
    return copy;
  }

  private void release(NativeArray singles) {
    if (singles != table) {
      singles.close();
    }
  }

  /** Rows of S, or columns of it as rows. */
  private Operand strip(NativeArray singles, int first, int count, boolean ofRows) {
    if (ofRows) {
      return Operand.of(singles.slice(first * columns, count * columns), count, columns);
    }
    NativeArray from = singles.slice(first, (rows - 1) * columns + count);
    return Operand.of(from, rows, count, columns).transpose();
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
  private Operand tile(int first, int count, int column, int width, Room room) {
    int from = first * columns + column;
    if (table instanceof FloatArray singles) {
      room.operations.copy(singles, from, columns, room.numbers, count, width);
      return Operand.of(room.numbers, count, width);
    }
    return Operand.of(table.slice(from, (count - 1) * columns + width), count, width, columns);
  }

  /** Where a thread puts a tile in double. */
  private record Room(DoubleArray numbers, RowOperations operations) {}

  /** Tiles in double, some for each thread. */
  private static final class Scratch implements AutoCloseable {
    private final NativeArray all;
    private final Room[] rooms;
    private final int each;

    Scratch(int threads, int each) {
      this.each = each;
      this.all = allocate((long) threads * each * ROWS * COLUMNS);
      this.rooms = new Room[threads * each];
      for (int i = 0; i < rooms.length; i++) {
        DoubleArray numbers = (DoubleArray) all.slice(i * ROWS * COLUMNS, ROWS * COLUMNS);
        rooms[i] = new Room(numbers, new RowOperations());
      }
    }

    Room of(int thread, int which) {
      return rooms[thread * each + which];
    }

    @Override
    public void close() {
      all.close();
    }
  }
}
