package org.collapsar.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * The labels and the groups that occur, found in a pass over their columns alone: sets, which may
 * be merged. Labels are a Double or a UTF8String.
 */
final class Occurring {
  final Set<Object> labels = new HashSet<>();
  final Set<List<UTF8String>> groups = new HashSet<>();
  long rows;

  byte[] toBytes(boolean text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(rows);
      out.writeInt(labels.size());
      for (Object label : labels) {
        if (text) {
          write((UTF8String) label, out);
        } else {
          out.writeDouble((double) label);
        }
      }
      out.writeInt(groups.size());
      for (List<UTF8String> group : groups) {
        out.writeInt(group.size());
        for (UTF8String part : group) {
          write(part, out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(UTF8String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Takes in what {@link #toBytes} has written. */
  void add(byte[] bytes, boolean text) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      rows += in.readLong();
      for (int i = in.readInt(); i > 0; i--) {
        labels.add(text ? read(in) : (Object) in.readDouble());
      }
      for (int i = in.readInt(); i > 0; i--) {
        List<UTF8String> group = new ArrayList<>();
        for (int j = in.readInt(); j > 0; j--) {
          group.add(read(in));
        }
        groups.add(group);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static UTF8String read(DataInputStream in) throws IOException {
    return UTF8String.fromBytes(in.readNBytes(in.readInt()));
  }

  /**
   * The pass over a partition.
   *
   * @param column of the labels, as messages call it
   * @param kind of their type
   * @param ordinal of this column
   * @param largest the largest number that is a label
   * @param groupNames columns by which rows are grouped
   * @param groupOrdinals of these columns
   */
  record Task(
      String column,
      LabelKind kind,
      int ordinal,
      int largest,
      List<String> groupNames,
      List<Integer> groupOrdinals)
      implements OrderedMerge.Task {
    private static final long serialVersionUID = 1;

    @Override
    public Iterator<Tuple2<Place, byte[]>> call(Integer partition, Iterator<InternalRow> rows) {
      Occurring found = new Occurring();
      @Nullable Object last = null;
      List<UTF8String> lastGroup = List.of();
      String at = column;
      try {
        for (; rows.hasNext(); found.rows++) {
          InternalRow row = rows.next();
          at = column;
          Object label = label(row, last);
          if (label != last) {
            found.labels.add(label);
            last = label;
          }
          if (!groupNames.isEmpty()) {
            at = String.join(", ", groupNames);
            List<UTF8String> group = RowLayout.key(row, groupNames, groupOrdinals);
            if (!group.equals(lastGroup)) {
              found.groups.add(group);
              lastGroup = group;
            }
          }
        }
      } catch (FeatureColumn.Unreadable e) {
        BadInputException bad = BadRow.at(at, e.what(), partition, found.rows);
        return List.of(OrderedMerge.message(bad, partition)).iterator();
      }
      return List.of(new Tuple2<>(new Place(0, partition), found.toBytes(kind == LabelKind.TEXT)))
          .iterator();
    }

    private Object label(InternalRow row, @Nullable Object last) throws FeatureColumn.Unreadable {
      if (row.isNullAt(ordinal)) {
        throw new FeatureColumn.Unreadable("expected a label, found null");
      }
      if (kind == LabelKind.TEXT) {
        UTF8String label = row.getUTF8String(ordinal);
        return last != null && label.equals(last) ? last : label.clone();
      }
      double label = kind.read(row, ordinal);
      if (last instanceof Double d && d == label) {
        return last;
      }
      if (!(label >= 0 && label <= Integer.MAX_VALUE) || label != Math.rint(label)) {
        throw new FeatureColumn.Unreadable(
            "expected a label, a whole number from 0, found " + LabelClasses.text(label));
      }
      if (label > largest) {
        throw new FeatureColumn.Unreadable(
            "expected a label that has one of the "
                + largest
                + " rows of W, found "
                + LabelClasses.text(label));
      }
      return label;
    }
  }

  /**
   * Merges what partitions have found.
   *
   * @param text whether labels are texts
   */
  record Merger(boolean text) implements OrderedMerge.Merger {
    private static final long serialVersionUID = 1;

    @Override
    public byte[] merge(int slot, Iterator<byte[]> parts) {
      Occurring all = new Occurring();
      parts.forEachRemaining(part -> all.add(part, text));
      return all.toBytes(text);
    }
  }
}
