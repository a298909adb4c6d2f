package org.collapsar.parquet;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.collapsar.BadInputException;
import org.collapsar.files.format.ArrayFormat;
import org.collapsar.files.format.InputFile;
import org.collapsar.files.format.RawArray;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.TensorType;
import org.collapsar.files.text.NumberedColumns;
import org.jspecify.annotations.Nullable;

/**
 * Parquet: a column of numbers is a list, one of lists or of Spark's vectors a table. Where
 * floating point stands in a column per feature, those columns together are a table, too, called
 * {@value #TOGETHER}.
 */
public final class ParquetFormat implements ArrayFormat {
  private static final String MAGIC = "PAR1";
  private static final String TOGETHER = "columns";
  private static final List<String> VECTOR = List.of("type", "size", "indices", "values");

  @Override
  public String name() {
    return "Parquet";
  }

  @Override
  public String reads() {
    return "columns of numbers, of lists of one length, of Spark's vectors; pandas, Spark, Arrow."
        + " Columns of floating-point numbers, a feature each, are the table "
        + TOGETHER;
  }

  @Override
  public List<String> endings() {
    return List.of(".parquet");
  }

  @Override
  public boolean recognises(InputFile file) throws IOException {
    return file.has(0, MAGIC) && !file.isText();
  }

  @Override
  public List<StoredArray> open(InputFile file) throws IOException {
    Path path = file.path();
    if (!file.has(file.size() - MAGIC.length(), MAGIC)) {
      throw new BadInputException(path + ": expected a whole file, found one that is cut");
    }
    Footer footer;
    try {
      footer = Footer.read(path);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new BadInputException(
          path + ": expected a whole file, found " + TableBytes.damage(e), e);
    }
    List<StoredArray> arrays = new ArrayList<>();
    List<Part> features = new ArrayList<>();
    for (Type field : footer.schema().getFields()) {
      StoredArray array = array(path, footer, field, features);
      arrays.add(array);
    }
    if (features.size() > 1) {
      arrays.add(together(path, footer, features));
    }
    arrays.addAll(FolderColumn.of(path, footer.rows(), arrays));
    return arrays;
  }

  private static StoredArray array(Path path, Footer footer, Type field, List<Part> features) {
    String name = field.getName();
    try {
      Part part = part(footer, field);
      if (part == null && isText(field)) {
        return new TextColumn(path, footer, field, columns(footer.schema(), field).get(0));
      }
      if (part == null) {
        return refused(path, name, footer, "expected numbers, found " + kind(field));
      }
      if (part instanceof Part.Scalar && part.type().isFloatingPoint()) {
        features.add(part);
      }
      List<Long> shape =
          part instanceof Part.Scalar
              ? List.of(footer.rows())
              : List.of(footer.rows(), (long) part.count());
      return table(path, name, footer, List.of(part), part.type(), shape);
    } catch (BadInputException e) {
      return refused(path, name, footer, String.valueOf(e.getMessage()));
    }
  }

  private static StoredArray together(Path path, Footer footer, List<Part> features) {
    boolean single = features.stream().allMatch(part -> part.type() == TensorType.F32);
    return table(
            path,
            TOGETHER,
            footer,
            features,
            single ? TensorType.F32 : TensorType.F64,
            List.of(footer.rows(), (long) features.size()))
        .withRemark(
            NumberedColumns.note(
                StoredArray.label(path, TOGETHER),
                features.stream().map(part -> part.field().getName()).toList(),
                "save the file without what is no feature, or the features as one column of"
                    + " lists"));
  }

  private static RawArray table(
      Path path, String name, Footer footer, List<Part> parts, TensorType type, List<Long> shape) {
    String label = StoredArray.label(path, name);
    return RawArray.rowMajor(
        name,
        label,
        type,
        ByteOrder.LITTLE_ENDIAN,
        shape,
        new TableBytes(path, label, footer, parts, type));
  }

  private static StoredArray refused(Path path, String name, Footer footer, String why) {
    return RawArray.refused(
        name, StoredArray.label(path, name), "no numbers", List.of(footer.rows()), why);
  }

  /** What a field adds to a row; null where that is no numbers. */
  private static @Nullable Part part(Footer footer, Type field) {
    List<ColumnDescriptor> columns = columns(footer.schema(), field);
    if (columns.size() == 1) {
      ColumnDescriptor column = columns.get(0);
      TensorType type = Numbers.type(column.getPrimitiveType());
      if (type == null || column.getMaxRepetitionLevel() > 1) {
        return null;
      }
      return column.getMaxRepetitionLevel() == 0
          ? field.isPrimitive() ? new Part.Scalar(field, column, type) : null
          : new Part.ListOf(field, column, type, length(footer, column));
    }
    return isVector(field) ? new Part.VectorOf(field, columns, size(footer, columns)) : null;
  }

  private static List<ColumnDescriptor> columns(MessageType schema, Type field) {
    return schema.getColumns().stream()
        .filter(column -> column.getPath()[0].equals(field.getName()))
        .toList();
  }

  private static boolean isVector(Type field) {
    return !field.isPrimitive()
        && field.asGroupType().getFields().stream().map(Type::getName).toList().equals(VECTOR);
  }

  /** Numbers in each list, if all are as long. */
  private static int length(Footer footer, ColumnDescriptor column) {
    long values = footer.values().getOrDefault(ColumnPath.get(column.getPath()), 0L);
    if (footer.rows() == 0 || values % footer.rows() != 0) {
      throw new BadInputException(
          "expected lists of one length, found "
              + values
              + " numbers in "
              + footer.rows()
              + " rows");
    }
    return whole(values / footer.rows());
  }

  /** Numbers in each vector: what sparse ones say, else as lists. */
  private static int size(Footer footer, List<ColumnDescriptor> columns) {
    Map<ColumnPath, Integer> largest = footer.largest();
    Integer stated = largest.get(ColumnPath.get(columns.get(1).getPath()));
    return stated == null ? length(footer, columns.get(3)) : whole(stated);
  }

  private static int whole(long size) {
    if (size < 1 || size > Integer.MAX_VALUE / Double.BYTES - 8) {
      throw new BadInputException("expected lists of a length that can be read, found " + size);
    }
    return (int) size;
  }

  private static boolean isText(Type field) {
    return field.isPrimitive()
        && !field.isRepetition(Type.Repetition.REPEATED)
        && field.getLogicalTypeAnnotation() instanceof StringLogicalTypeAnnotation;
  }

  /** In words, for messages. */
  private static String kind(Type field) {
    if (!field.isPrimitive()) {
      return "a column of structures ("
          + String.join(", ", field.asGroupType().getFields().stream().map(Type::getName).toList())
          + ")";
    }
    var logical = field.getLogicalTypeAnnotation();
    return "a column of "
        + (logical == null
            ? field.asPrimitiveType().getPrimitiveTypeName()
            : Arrays.asList(logical.toString().split("\\(")).get(0));
  }
}
