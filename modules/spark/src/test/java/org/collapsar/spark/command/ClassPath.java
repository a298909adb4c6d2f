package org.collapsar.spark.command;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The class path of the tests, parted as that of the launcher: the program, this module, Spark. */
final class ClassPath {
  /** What the program brings and Spark does not. */
  private static final List<String> PROGRAM =
      List.of(
          "openblas-",
          "javacpp-",
          "picocli-",
          "progressbar-",
          "jline-",
          "xchart-",
          "batik-",
          "xmlgraphics-",
          "VectorGraphics2D-",
          "pdfbox",
          "hipparchus-",
          "echarts-",
          "jspecify-",
          "snakeyaml-",
          "jackson-dataformat-yaml-");

  /** Both have them; the program's come first in a process, and Spark's alone on a cluster. */
  private static final List<String> BOTH =
      List.of("jackson-core-", "jackson-databind-", "jackson-annotations-");

  private static final List<String> OURS = List.of("collapsar-core-", "collapsar-lab-");
  private static final String MODULE = "collapsar-spark-";

  private ClassPath() {}

  private static List<Path> all() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(path -> path.toString().endsWith(".jar"))
        .toList();
  }

  private static boolean is(Path jar, List<String> prefixes) {
    return prefixes.stream().anyMatch(String.valueOf(jar.getFileName())::startsWith);
  }

  /** As the launcher has it. */
  static String ofLauncher() {
    List<String> path = new ArrayList<>();
    for (List<String> part : List.of(OURS, PROGRAM, BOTH, List.of(MODULE))) {
      all().stream().filter(jar -> is(jar, part)).map(Path::toString).forEach(path::add);
    }
    ofSpark().stream().map(Path::toString).filter(jar -> !path.contains(jar)).forEach(path::add);
    return String.join(File.pathSeparator, path);
  }

  /** What a machine of a cluster has. */
  static List<Path> ofSpark() {
    return all().stream()
        .filter(jar -> !is(jar, OURS) && !is(jar, PROGRAM) && !is(jar, List.of(MODULE)))
        .toList();
  }
}
