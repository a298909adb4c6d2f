package org.collapsar.spark.command;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.collapsar.BadInputException;
import org.collapsar.files.format.TensorType;

/**
 * Columns of Parquet files of which one is of float16, which Spark refuses as soon as it reads the
 * schema. Where types are declared it looks at these columns alone, and hands out float16 as the
 * bytes that it is; so the types are tried until one fits.
 */
final class HalfColumns {
  private static final String HALVES = "array<binary>";
  private static final List<String> FEATURES = List.of("array<float>", "array<double>", HALVES);
  private static final List<String> LABELS = List.of("bigint", "double", "string");

  private HalfColumns() {}

  /**
   * Reads the two columns.
   *
   * @throws BadInputException if one is not there, or of another type
   */
  static Dataset<Row> read(SparkSession session, ParquetColumns columns) {
    String features = fitting(session, columns.path(), columns.features(), FEATURES);
    String label = fitting(session, columns.path(), columns.label(), LABELS);
    Dataset<Row> read =
        session
            .read()
            .schema(field(columns.features(), features) + ", " + field(columns.label(), label))
            .parquet(columns.path());
    if (!features.equals(HALVES)) {
      return read;
    }
    return read.withColumn(
        columns.features(),
        functions
            .udf(new Decoder(), DataTypes.createArrayType(DataTypes.FloatType, false))
            .apply(read.col("`" + columns.features() + "`")));
  }

  private static String field(String name, String type) {
    return "`" + name + "` " + type;
  }

  private static String fitting(
      SparkSession session, String path, String column, List<String> types) {
    // Each type that does not fit is an error to Spark.
    session.sparkContext().setLogLevel("OFF");
    try {
      for (String type : types) {
        if (fits(session.read().schema(field(column, type)).parquet(path))) {
          return type;
        }
      }
    } finally {
      session.sparkContext().setLogLevel("WARN");
    }
    throw new BadInputException(
        path
            + ": "
            + column
            + ": expected a column of "
            + String.join(", ", types)
            + " in a file with float16, found none");
  }

  /** A column that is not there is read as nothing but null. */
  private static boolean fits(Dataset<Row> column) {
    try {
      List<Row> first = column.limit(1).collectAsList();
      return first.isEmpty() || !first.get(0).isNullAt(0);
    } catch (RuntimeException e) {
      return false;
    } catch (Exception e) {
      // SparkException, which Scala does not declare.
      return false;
    }
  }

  /** Little-endian bytes of each number. */
  private static final class Decoder implements UDF1<scala.collection.Seq<byte[]>, float[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public float[] call(scala.collection.Seq<byte[]> halves) {
      int count = halves.length();
      ByteBuffer bytes =
          ByteBuffer.allocate(TensorType.F16.bytes() * count).order(ByteOrder.LITTLE_ENDIAN);
      for (int j = 0; j < count; j++) {
        bytes.put(halves.apply(j));
      }
      double[] exact = new double[count];
      TensorType.F16.decode(bytes.flip(), count, exact, 0);
      float[] numbers = new float[count];
      for (int j = 0; j < count; j++) {
        numbers[j] = (float) exact[j];
      }
      return numbers;
    }
  }
}
