package org.collapsar.spark;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Classes 0 .. K-1 of the values of a label column, numbers or texts.
 *
 * @param column as messages call it
 * @param ordinal of the column in the rows that are read
 * @param kind of their type
 * @param count K
 * @param table class of each value, a Double or a UTF8String; null where numbers are the classes
 */
record LabelClasses(
    String column, int ordinal, LabelKind kind, int count, @Nullable Map<Object, Integer> table)
    implements Serializable {

  /** Classes of values that {@code table} has. */
  static LabelClasses of(
      String column, int ordinal, LabelKind kind, int count, Map<Object, Integer> table) {
    return new LabelClasses(column, ordinal, kind, count, new HashMap<>(table));
  }

  /** Numbers 0 .. K-1 as they stand. */
  static LabelClasses numbers(String column, int ordinal, LabelKind kind, int count) {
    return new LabelClasses(column, ordinal, kind, count, null);
  }

  /** The class of a row. */
  int of(InternalRow row) throws FeatureColumn.Unreadable {
    if (row.isNullAt(ordinal)) {
      throw new FeatureColumn.Unreadable("expected a label, found null");
    }
    if (table == null) {
      double value = kind.read(row, ordinal);
      if (value >= 0 && value < count && value == Math.rint(value)) {
        return (int) value;
      }
      throw new FeatureColumn.Unreadable(
          "expected a label in 0 .. " + (count - 1) + ", found " + text(value));
    }
    Object value =
        kind == LabelKind.TEXT ? row.getUTF8String(ordinal) : (Object) kind.read(row, ordinal);
    Integer found = table.get(value);
    if (found == null) {
      throw new FeatureColumn.Unreadable(
          "expected one of the labels that the pass before has found, found "
              + (value instanceof UTF8String t ? "'" + t + "'" : text((double) value))
              + "; persist a data set whose rows are drawn at random");
    }
    return found;
  }

  static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
