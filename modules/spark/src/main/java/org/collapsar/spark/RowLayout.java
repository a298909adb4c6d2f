package org.collapsar.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Where in a row of the data set what is: what a task knows of it. A slot is a layer of a group.
 *
 * @param layers the columns of features, in order
 * @param labels the column of labels, with its classes
 * @param groupNames columns by which rows are grouped, as messages call them
 * @param groupOrdinals of these columns
 * @param groups the number of each group, by the texts of its columns
 */
record RowLayout(
    List<FeatureColumn> layers,
    LabelClasses labels,
    List<String> groupNames,
    List<Integer> groupOrdinals,
    Map<List<UTF8String>, Integer> groups)
    implements Serializable {

  int slots() {
    return layers.size() * Math.max(1, groups.size());
  }

  /** The texts by which a row is grouped, copied. */
  static List<UTF8String> key(InternalRow row, List<String> names, List<Integer> ordinals)
      throws FeatureColumn.Unreadable {
    List<UTF8String> key = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      if (row.isNullAt(ordinals.get(i))) {
        throw new FeatureColumn.Unreadable("expected a group in " + names.get(i) + ", found null");
      }
      key.add(row.getUTF8String(ordinals.get(i)).clone());
    }
    return key;
  }

  /** Finds groups of rows of one partition, which as a rule have that of the row before. */
  final class Grouping {
    private List<UTF8String> last = List.of();
    private int number;

    int of(InternalRow row) throws FeatureColumn.Unreadable {
      if (groupNames.isEmpty() || isLast(row)) {
        return number;
      }
      List<UTF8String> key = key(row, groupNames, groupOrdinals);
      Integer found = groups.get(key);
      if (found == null) {
        throw new FeatureColumn.Unreadable(
            "expected a group that the pass before has found, found "
                + key
                + "; persist a data set whose rows are drawn at random");
      }
      last = key;
      number = found;
      return number;
    }

    private boolean isLast(InternalRow row) {
      for (int i = 0; i < last.size(); i++) {
        int at = groupOrdinals.get(i);
        if (row.isNullAt(at) || !last.get(i).equals(row.getUTF8String(at))) {
          return false;
        }
      }
      return !last.isEmpty();
    }
  }
}
