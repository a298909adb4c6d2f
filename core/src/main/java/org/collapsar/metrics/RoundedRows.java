package org.collapsar.metrics;

import org.collapsar.linalg.FloatArray;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowBlock;
import org.jspecify.annotations.Nullable;

/**
 * Rows h in float32, less an origin near all class means where these lie far from 0, because an
 * offset would cost their digits.
 */
final class RoundedRows implements AutoCloseable {
  /** Means that are at most so much longer than their distances lose two bits by an offset. */
  private static final double NEAR = 4;

  private final int d;

  /** Null for 0. */
  private final @Nullable FloatArray origin;

  /** The same in double. */
  private final double[] wide;

  /** ||mu_c - origin||. */
  private final double[] meanLengths;

  private final double originLength;

  RoundedRows(MeanGeometry geometry) {
    int k = geometry.means().rows();
    d = geometry.means().columns();
    double[] means = geometry.means().data();
    wide = new double[d];
    origin = isFar(geometry) ? floats(d) : null;
    for (int j = 0; j < d && origin != null; j++) {
      origin.set(j, geometry.centre()[j]);
      wide[j] = origin.get(j);
    }
    originLength = Math.sqrt(Vectors.dot(wide, 0, wide, 0, d));
    meanLengths = new double[k];
    for (int c = 0; c < k; c++) {
      meanLengths[c] =
          Math.sqrt(
              origin == null
                  ? geometry.squares()[c]
                  : Vectors.squaredDistance(means, c * d, wide, 0, d));
    }
  }

  /** Whether class means lie much nearer to each other than to 0. */
  private static boolean isFar(MeanGeometry geometry) {
    double[] means = geometry.means().data();
    int d = geometry.means().columns();
    double length = Vectors.max(geometry.squares());
    for (int c = 0; c < geometry.means().rows(); c++) {
      double distance = Vectors.squaredDistance(means, c * d, geometry.centre(), 0, d);
      if (length <= NEAR * NEAR * distance) {
        return false;
      }
    }
    return true;
  }

  private static FloatArray floats(long length) {
    return (FloatArray) NativeArray.allocateUnset(Precision.FLOAT32, length);
  }

  /** Whether something is subtracted. */
  boolean isMoved() {
    return origin != null;
  }

  /** What is subtracted [D]; zeros for nothing. */
  double[] origin() {
    return wide;
  }

  /** At least ||h - origin|| of a sample, by what {@link SampleBlock#lengths} has of it. */
  double length(SampleBlock block, int i) {
    return block.lengths[i] + (block.plain ? originLength : meanLengths[block.label(i)]);
  }

  /** Room of one thread. */
  Room room(int block) {
    return new Room(block);
  }

  @Override
  public void close() {
    if (origin != null) {
      origin.close();
    }
  }

  /** Room for the rows of a block, taken when it is first needed. */
  final class Room implements AutoCloseable {
    private final int block;
    private @Nullable FloatArray rows;
    private @Nullable FloatArray openRows;

    private Room(int block) {
      this.block = block;
    }

    /** Those of samples that are open, [open.count x D]. */
    FloatArray of(OpenSamples open, SampleBlock from) {
      RowBlock h = from.rows;
      boolean asTheyAre = origin == null && h.isSingle();
      FloatArray all = asTheyAre ? h.singles(from.count) : h.singles(from.count, origin, all());
      return open.count == from.count ? all : open.rows(all, d, from, some());
    }

    private FloatArray all() {
      if (rows == null) {
        rows = floats((long) block * d);
      }
      return rows;
    }

    private FloatArray some() {
      if (openRows == null) {
        openRows = floats((long) block * d);
      }
      return openRows;
    }

    @Override
    public void close() {
      if (rows != null) {
        rows.close();
      }
      if (openRows != null) {
        openRows.close();
      }
    }
  }
}
