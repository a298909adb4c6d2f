package org.collapsar.spark;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** Finds how many numbers the first row of a partition has in each column of features. */
record Lengths(List<FeatureColumn> layers)
    implements Function2<Integer, Iterator<InternalRow>, Iterator<Lengths.Found>> {
  private static final long serialVersionUID = 1;

  /**
   * Of the first row of a partition.
   *
   * @param lengths by layer
   * @param message of a row that cannot be read; null for none
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Found(int[] lengths, @Nullable String message) implements java.io.Serializable {}

  @Override
  public Iterator<Found> call(Integer partition, Iterator<InternalRow> rows) {
    if (!rows.hasNext()) {
      return List.<Found>of().iterator();
    }
    InternalRow row = rows.next();
    int[] lengths = new int[layers.size()];
    String message = null;
    for (int i = 0; i < lengths.length && message == null; i++) {
      FeatureColumn column = layers.get(i);
      try {
        lengths[i] = column.dimension() > 0 ? column.dimension() : column.length(row);
        if (lengths[i] == 0) {
          throw new FeatureColumn.Unreadable("expected at least one number, found none");
        }
      } catch (FeatureColumn.Unreadable e) {
        message = BadRow.at(column.name(), e.what(), partition, 0).getMessage();
      }
    }
    return List.of(new Found(lengths, message)).iterator();
  }
}
