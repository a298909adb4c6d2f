package org.collapsar.net;

import java.util.Arrays;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.jspecify.annotations.Nullable;

/**
 * The operands of one thread's products: made and checked once, then found again, since a step of
 * training has the same ones every time and allocates nothing.
 */
final class Operands {
  /** A power of two. At most half of it is taken. */
  private static final int ROOM = 2048;

  private final @Nullable Operand[] table = new Operand[ROOM];
  private int count;

  /** The matrix [rows x columns] at the start of an array, its rows {@code stride} apart. */
  Operand of(NativeArray array, int rows, int columns, int stride) {
    return find(array, rows, columns, stride, false);
  }

  /** The transpose [columns x rows] of the same. */
  Operand transpose(NativeArray array, int rows, int columns, int stride) {
    return find(array, columns, rows, stride, true);
  }

  private Operand find(NativeArray array, int rows, int columns, int stride, boolean transposed) {
    int i = place(array, rows, columns);
    for (Operand at = table[i]; at != null; at = table[i]) {
      if (at.array() == array
          && at.rows() == rows
          && at.columns() == columns
          && at.stride() == stride
          && at.transposed() == transposed) {
        return at;
      }
      i = i + 1 & ROOM - 1;
    }
    Operand made = new Operand(array, rows, columns, stride, transposed);
    if (count == ROOM / 2) {
      // Slices that are made anew for every pass fill it with what nobody asks for again.
      Arrays.fill(table, null);
      count = 0;
      i = place(array, rows, columns);
    }
    table[i] = made;
    count++;
    return made;
  }

  private static int place(NativeArray array, int rows, int columns) {
    int hash = 31 * (31 * System.identityHashCode(array) + rows) + columns;
    return (hash ^ hash >>> 16) & ROOM - 1;
  }
}
