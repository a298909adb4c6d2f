package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.collapsar.linalg.Blas;

/** Description of the program, the machine and the process, as runs record them. */
public final class Machine {
  private Machine() {}

  /**
   * Makes the {@code provenance} of run.json.
   *
   * @param threads how many compute
   * @param precision float32 or float64
   * @param command the command line
   * @return an object for run.json
   */
  public static ObjectNode provenance(int threads, String precision, String command) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("command", command)
        .put("version", version())
        .put("commit", commit())
        .put("modified", build("modified"))
        .put("java", System.getProperty("java.vendor") + " " + Runtime.version())
        .put(
            "os",
            System.getProperty("os.name")
                + " "
                + System.getProperty("os.version")
                + " "
                + System.getProperty("os.arch"))
        .put("cpu", cpu())
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("blas", Blas.library())
        .put("blas_kernel", Blas.kernel())
        .put("threads", threads)
        .put("precision", precision);
  }

  /** {@return the version of the program} */
  public static String version() {
    return build("version");
  }

  /** {@return the commit that it was built from, or "unknown" outside a checkout} */
  public static String commit() {
    return build("commit");
  }

  private static String build(String key) {
    Properties properties = new Properties();
    try (InputStream in =
        Machine.class.getResourceAsStream("/org/collapsar/lab/build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty(key, "unknown");
  }

  /** {@return the name of the CPU} */
  public static String cpu() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse(System.getProperty("os.arch"));
    } catch (IOException | java.io.UncheckedIOException e) {
      return System.getProperty("os.arch");
    }
  }

  /**
   * The largest resident memory of this process so far, in bytes: what Linux says, elsewhere the
   * Java heap in use, which leaves native memory out.
   */
  static long peakMemoryBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
              .filter(line -> line.startsWith("VmHWM:"))
              .findFirst()
              .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .orElse(0L)
          * 1024;
    } catch (IOException | java.io.UncheckedIOException e) {
      return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
  }
}
