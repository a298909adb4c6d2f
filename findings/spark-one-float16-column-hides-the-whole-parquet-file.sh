#!/usr/bin/env bash
# Apache Spark 4.1.0, a Parquet file with a column of float16 (logical type FLOAT16 of Parquet 2.10, two bytes per
# number): spark.read().parquet(file) throws "Illegal Parquet type: FIXED_LEN_BYTE_ARRAY (FLOAT16)" before anything is
# selected, so that float32 features and labels in the same file cannot be read either, count() included. With the
# types of the other columns declared they are read; and the column itself, declared as binary, gives the two bytes
# of each number, little-endian.
# Why it matters here: features are stored in half precision to halve terabytes, beside labels and logits in other
# types. A program that hands such a file to Spark has to look at the file's own schema first, and declare one.
# Needs a JDK 17 to 23, as Spark 4.1.0 does.
# Seen: AnalysisException for load, for select of another column and for count; 1.5 and -2.0 from the binary column.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>spark</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.spark</groupId><artifactId>spark-sql_2.13</artifactId><version>4.1.0</version>
    </dependency>
    <dependency>
      <groupId>org.scala-lang</groupId><artifactId>scala-library</artifactId><version>2.13.17</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >/dev/null
cat >Half.java <<'JAVA'
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

public class Half {
  // 1.5 and -2.0 in half precision.
  static final int[] BITS = {0x3e00, 0xc000};

  static String answer(Callable<?> call) {
    try {
      return String.valueOf(call.call());
    } catch (Exception e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }

  // Both are normal numbers.
  static float number(int bits) {
    float size = (float) Math.scalb(1 + (bits & 0x3ff) / 1024.0, (bits >> 10 & 31) - 15);
    return (bits & 0x8000) == 0 ? size : -size;
  }

  public static void main(String[] arguments) throws Exception {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message m { required fixed_len_byte_array(2) half (FLOAT16); required float single;"
                + " required int32 label; }");
    Path file = new Path("half.parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(file).withConf(new Configuration()).withType(schema).build()) {
      for (int i = 0; i < BITS.length; i++) {
        byte[] bytes = {(byte) BITS[i], (byte) (BITS[i] >> 8)};
        writer.write(
            new SimpleGroupFactory(schema)
                .newGroup()
                .append("half", Binary.fromConstantByteArray(bytes))
                .append("single", 1f + i)
                .append("label", i));
      }
    }
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()) {
      List<String> refused = new ArrayList<>();
      refused.add(answer(() -> spark.read().parquet("half.parquet").columns().length));
      refused.add(answer(() -> spark.read().parquet("half.parquet").select("label").count()));
      refused.add(answer(() -> spark.read().parquet("half.parquet").count()));
      refused.forEach(System.out::println);
      List<Row> others =
          spark.read().schema("single float, label int").parquet("half.parquet").collectAsList();
      List<Row> half = spark.read().schema("half binary").parquet("half.parquet").collectAsList();
      List<Float> numbers = new ArrayList<>();
      for (Row row : half) {
        byte[] bytes = (byte[]) row.get(0);
        numbers.add(number(bytes[0] & 255 | (bytes[1] & 255) << 8));
      }
      System.out.println("declared: " + others + ", half as binary: " + numbers);
      if (!refused.stream().allMatch(line -> line.contains("FLOAT16"))
          || !others.toString().equals("[[1.0,0], [2.0,1]]")
          || !numbers.equals(List.of(1.5f, -2f))) {
        System.out.println("changed");
        System.exit(1);
      }
    }
  }
}
JAVA
java -cp 'lib/*' Half.java 2>log || { tail -20 log; exit 1; }
