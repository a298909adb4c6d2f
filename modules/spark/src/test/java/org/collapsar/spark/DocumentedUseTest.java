package org.collapsar.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.collapsar.linalg.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/spark.md and README.md show is compiled and run as it stands. */
class DocumentedUseTest {

  /** The first block in Java that names the class. */
  private static String block(String document) throws Exception {
    String text = Files.readString(Path.of("..", "..").resolve(document));
    return Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(lines -> lines.contains("SparkNeuralCollapse"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/spark.md", "README.md"})
  void java(String document, @TempDir Path folder) throws Exception {
    Drawn drawn = Drawn.ordinary();
    String file = folder.resolve("rows").toString();
    drawn.dataset(2).selectExpr("floats as features", "label").write().parquet(file);
    Path source = folder.resolve("Shown.java");
    Files.writeString(
        source,
        "import org.apache.spark.sql.*;\nimport org.collapsar.metrics.Measurement;\n"
            + "import org.collapsar.spark.SparkNeuralCollapse;\npublic class Shown {\n"
            + "public static void run(SparkSession spark, String path,"
            + " org.collapsar.linalg.Matrix w, double[] b) {\n"
            + "double[] bias = b;\n"
            + block(document)
            + "}}\n");
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-d", folder.toString(), source.toString());
    assertThat(code).isZero();
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader
          .loadClass("Shown")
          .getMethod("run", SparkSession.class, String.class, Matrix.class, double[].class)
          .invoke(null, Sessions.local(), file, drawn.weights(), drawn.b);
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("Defined[value=");
  }

  /** Python's lists arrive as lists of Double. */
  @Test
  void listsAreWeights() {
    Drawn drawn = Drawn.ordinary();
    List<List<Double>> w = new ArrayList<>();
    for (double[] row : drawn.w) {
      w.add(java.util.Arrays.stream(row).boxed().toList());
    }
    List<Double> b = java.util.Arrays.stream(drawn.b).boxed().toList();
    SparkMeasurement m =
        SparkNeuralCollapse.of(drawn.dataset(2), "doubles", "label").weights(w, b).table().get(0);
    double expected = drawn.local(List.of("nc3.cosine")).value("nc3.cosine").orNaN();
    assertThat(m.value("nc3.cosine"))
        .isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-12));
  }
}
