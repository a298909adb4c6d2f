package org.collapsar.spark.command;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.modules.Modules;
import org.jspecify.annotations.Nullable;

/**
 * The jars of this process that a cluster lacks: the program with its libraries and natives, and
 * modules. A cluster has Spark. On the class path of the launcher Spark follows the jar of this
 * module, up to the next module; in a distribution it lies beside that jar.
 */
final class OwnJars {
  private static final String OURS = "collapsar-";
  private static final String MODULE = OURS + Modules.SPARK.name() + "-";

  private OwnJars() {}

  /** Those of this process. */
  static List<String> paths() {
    String library = System.getProperty(Modules.LIBRARY);
    return paths(
        List.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1)),
        library == null ? null : Path.of(library, Modules.SPARK.name()));
  }

  /**
   * Those of a class path.
   *
   * @param besideSpark the directory of Spark's jars in a distribution; null elsewhere
   */
  static List<String> paths(List<String> classPath, @Nullable Path besideSpark) {
    List<String> own = new ArrayList<>();
    boolean spark = false;
    for (String entry : classPath) {
      Path path = Path.of(entry);
      String name = String.valueOf(path.getFileName());
      boolean module = name.startsWith(MODULE);
      if (besideSpark != null) {
        spark = besideSpark.equals(path.getParent());
      } else if (name.startsWith(OURS)) {
        spark = module;
      }
      if ((module || !spark) && name.endsWith(".jar") && Files.isRegularFile(path)) {
        own.add(path.toAbsolutePath().toString());
      }
    }
    return own;
  }
}
