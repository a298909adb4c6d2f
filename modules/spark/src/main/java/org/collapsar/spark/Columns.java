package org.collapsar.spark;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;

/** Columns of a data set, in the few types that rows are read in. */
final class Columns {
  private static final List<String> VECTOR = List.of("type", "size", "indices", "values");

  private Columns() {}

  /**
   * A column in the type that it is read in.
   *
   * @param place of the column in the data set; {@link #COMPUTED} where it is none
   * @param kind of features; FLOATS for labels and groups, where it says nothing
   * @param label of labels; TEXT for others, where it says nothing
   */
  record Read(Column column, int place, FeatureColumn.Kind kind, LabelKind label) {
    static Read features(Column column, int place, FeatureColumn.Kind kind) {
      return new Read(column, place, kind, LabelKind.TEXT);
    }

    static Read label(Column column, int place, LabelKind label) {
      return new Read(column, place, FeatureColumn.Kind.FLOATS, label);
    }
  }

  /** Behind all columns. */
  static final int COMPUTED = Integer.MAX_VALUE;

  private static int place(Dataset<?> data, String name) {
    int at = Arrays.asList(data.schema().fieldNames()).indexOf(name);
    return at < 0 ? COMPUTED : at;
  }

  private static Column find(Dataset<?> data, String name) {
    for (String field : data.schema().fieldNames()) {
      if (field.equals(name)) {
        return data.col("`" + name.replace("`", "``") + "`");
      }
    }
    try {
      return data.col(name); // any case, a field of a structure
    } catch (Exception e) {
      // An AnalysisException, which Scala does not declare.
      List<String> names = Arrays.asList(data.schema().fieldNames());
      throw new BadInputException(
          "data set: expected a column "
              + name
              + ", found "
              + String.join(", ", names)
              + NearestName.hint(name, names));
    }
  }

  private static DataType typeOf(Dataset<?> data, Column column) {
    return data.select(column).schema().fields()[0].dataType();
  }

  /** A column of arrays or of vectors. */
  static Read features(Dataset<?> data, String name) {
    Column column = find(data, name);
    DataType type = typeOf(data, column);
    DataType inside = type instanceof UserDefinedType<?> own ? own.sqlType() : type;
    if (inside instanceof StructType s && Arrays.asList(s.fieldNames()).equals(VECTOR)) {
      return Read.features(column, place(data, name), FeatureColumn.Kind.VECTOR);
    }
    if (type instanceof ArrayType array && array.elementType() instanceof FloatType) {
      return Read.features(column, place(data, name), FeatureColumn.Kind.FLOATS);
    }
    if (type instanceof ArrayType array && array.elementType() instanceof NumericType) {
      boolean isDouble = array.elementType() instanceof DoubleType;
      Column wide = column.cast(DataTypes.createArrayType(DataTypes.DoubleType));
      return isDouble
          ? Read.features(column, place(data, name), FeatureColumn.Kind.DOUBLES)
          : Read.features(wide, COMPUTED, FeatureColumn.Kind.DOUBLES);
    }
    throw new BadInputException(
        name
            + ": expected array<float>, array<double> or a vector of spark.ml, found "
            + type.simpleString()
            + (type instanceof NumericType
                ? "; several columns of a number each are given as a list"
                : ""));
  }

  /** Columns of a number each, as one array. */
  static Read features(Dataset<?> data, List<String> names) {
    if (names.isEmpty()) {
      throw new BadInputException("features: expected at least one column, found none");
    }
    boolean single = true;
    Column[] columns = new Column[names.size()];
    for (int j = 0; j < columns.length; j++) {
      columns[j] = find(data, names.get(j));
      DataType type = typeOf(data, columns[j]);
      if (!(type instanceof NumericType)) {
        throw new BadInputException(
            names.get(j) + ": expected a column of numbers, found " + type.simpleString());
      }
      single &= type instanceof FloatType;
    }
    DataType type = single ? DataTypes.FloatType : DataTypes.DoubleType;
    Column[] cast = Arrays.stream(columns).map(c -> c.cast(type)).toArray(Column[]::new);
    return Read.features(
        functions.array(cast),
        COMPUTED,
        single ? FeatureColumn.Kind.FLOATS : FeatureColumn.Kind.DOUBLES);
  }

  /** A column of labels: numbers as doubles, or texts. */
  static Read labels(Dataset<?> data, String name) {
    Column column = find(data, name);
    DataType type = typeOf(data, column);
    if (type instanceof StringType) {
      return Read.label(column, place(data, name), LabelKind.TEXT);
    }
    if (type instanceof NumericType || type instanceof BooleanType) {
      LabelKind kind = LabelKind.of(type);
      if (kind != LabelKind.DOUBLE || type instanceof DoubleType) {
        return Read.label(column, place(data, name), kind);
      }
      Column number = type instanceof BooleanType ? column.cast(DataTypes.IntegerType) : column;
      return Read.label(number.cast(DataTypes.DoubleType), COMPUTED, kind);
    }
    throw new BadInputException(
        name + ": expected labels, numbers or texts, found " + type.simpleString());
  }

  /** A column of groups, as texts. */
  static Read groups(Dataset<?> data, String name) {
    Column column = find(data, name);
    return typeOf(data, column) instanceof StringType
        ? Read.label(column, place(data, name), LabelKind.TEXT)
        : Read.label(column.cast(DataTypes.StringType), COMPUTED, LabelKind.TEXT);
  }
}
