package org.collapsar.spark;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.unsafe.Platform;

/**
 * A column of features, D numbers per row: an array of float or double, or a vector of spark.ml,
 * which is a structure of type (0 sparse, 1 dense), size, indices and values.
 *
 * @param name of the column, as messages call it
 * @param kind of its type
 * @param ordinal of the column in the rows that are read
 * @param dimension D; 0 where it is not known yet
 */
record FeatureColumn(String name, Kind kind, int ordinal, int dimension) implements Serializable {
  private static final int PARTS = 4;

  /** What the numbers are in. */
  enum Kind {
    FLOATS,
    DOUBLES,
    VECTOR
  }

  FeatureColumn withDimension(int d) {
    return new FeatureColumn(name, kind, ordinal, d);
  }

  boolean isSingle() {
    return kind == Kind.FLOATS;
  }

  /** A row that cannot be read; {@link BadRow} says where it is. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    private final String what;

    Unreadable(String what) {
      super(what, null, false, false);
      this.what = what;
    }

    /** "expected .., found ..". */
    String what() {
      return what;
    }
  }

  /** How many numbers a row has. */
  int length(InternalRow row) throws Unreadable {
    requireValue(row);
    if (kind != Kind.VECTOR) {
      return row.getArray(ordinal).numElements();
    }
    InternalRow vector = row.getStruct(ordinal, PARTS);
    return isDense(vector) ? vector.getArray(3).numElements() : vector.getInt(1);
  }

  private void requireValue(InternalRow row) throws Unreadable {
    if (row.isNullAt(ordinal)) {
      throw new Unreadable("expected features, found null");
    }
  }

  private static boolean isDense(InternalRow vector) {
    return vector.getByte(0) == 1;
  }

  /** Puts the features of a row, which has room in the chunk. */
  void read(InternalRow row, FeatureChunk chunk) throws Unreadable {
    requireValue(row);
    if (kind != Kind.VECTOR) {
      read(row.getArray(ordinal), chunk);
      return;
    }
    InternalRow vector = row.getStruct(ordinal, PARTS);
    if (isDense(vector)) {
      read(vector.getArray(3), chunk);
    } else {
      requireLength(vector.getInt(1));
      readSparse(vector.getArray(2), vector.getArray(3), chunk);
    }
  }

  private void requireLength(int length) throws Unreadable {
    if (length != dimension) {
      throw new Unreadable("expected " + dimension + " numbers, found " + length);
    }
  }

  private void read(ArrayData array, FeatureChunk chunk) throws Unreadable {
    requireLength(array.numElements());
    if (array instanceof UnsafeArrayData packed) {
      if (hasNull(packed)) {
        throw nullIn(array);
      }
      chunk.put(packed);
      return;
    }
    if (array instanceof ColumnarArray view) {
      read(view, chunk);
      return;
    }
    for (int j = 0; j < dimension; j++) {
      if (array.isNullAt(j)) {
        throw nullIn(array);
      }
      chunk.put(j, isSingle() ? array.getFloat(j) : array.getDouble(j));
    }
  }

  /** Of a batch, whose numbers lie one after another. */
  private void read(ColumnarArray view, FeatureChunk chunk) throws Unreadable {
    for (int j = 0; j < dimension; j++) {
      if (view.isNullAt(j)) {
        throw nullIn(view);
      }
    }
    if (isSingle()) {
      chunk.put(view.toFloatArray());
    } else {
      chunk.put(view.toDoubleArray());
    }
  }

  /** By the bits that say which elements are null, 64 at a time. */
  private static boolean hasNull(UnsafeArrayData array) {
    long words = (array.numElements() + 63L) / 64;
    for (long w = 0; w < words; w++) {
      if (Platform.getLong(array.getBaseObject(), array.getBaseOffset() + 8 + 8 * w) != 0) {
        return true;
      }
    }
    return false;
  }

  private static Unreadable nullIn(ArrayData array) {
    int j = 0;
    while (!array.isNullAt(j)) {
      j++;
    }
    return new Unreadable("expected a number, found null at index " + j);
  }

  private void readSparse(ArrayData indices, ArrayData values, FeatureChunk chunk)
      throws Unreadable {
    if (indices.numElements() != values.numElements()) {
      throw new Unreadable(
          "expected as many indices as values, found "
              + indices.numElements()
              + " and "
              + values.numElements());
    }
    chunk.putZeros();
    for (int i = 0; i < indices.numElements(); i++) {
      int j = indices.getInt(i);
      if (j < 0 || j >= dimension) {
        throw new Unreadable("expected an index below " + dimension + ", found " + j);
      }
      chunk.put(j, values.getDouble(i));
    }
  }
}
