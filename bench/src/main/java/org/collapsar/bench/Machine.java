package org.collapsar.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A description of the machine under a benchmark, from what the operating system and the JVM say.
 */
final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");
  private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
  private static final List<String> VECTOR_FLAGS = List.of("asimd", "sve", "avx2", "avx512f");

  private Machine() {}

  /** Lines of the form "name: value". */
  static List<String> describe() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "CPU: "
            + cpu()
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " cores for this process");
    lines.add("Caches: " + caches());
    lines.add(
        "System: "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch")
            + ", transparent huge pages "
            + hugePages());
    lines.add(
        "JDK: "
            + System.getProperty("java.vm.name")
            + " "
            + System.getProperty("java.runtime.version"));
    return lines;
  }

  /** Model and the vector extensions that matter to the kernels. */
  private static String cpu() {
    if (!Files.isReadable(CPU_INFO)) {
      return "model not told";
    }
    List<String> info = readLines(CPU_INFO);
    String model = field(info, "model name", "model not told");
    List<String> flags = List.of(field(info, "flags", field(info, "Features", "")).split(" "));
    List<String> vectors = VECTOR_FLAGS.stream().filter(flags::contains).toList();
    String stepping =
        "family "
            + field(info, "cpu family", "?")
            + ", model "
            + field(info, "model", "?")
            + ", stepping "
            + field(info, "stepping", "?");
    return model + " (" + stepping + "), " + String.join(" ", vectors);
  }

  /** Value of the first line "name : value". */
  static String field(List<String> lines, String name, String otherwise) {
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).strip().equals(name)) {
        return line.substring(colon + 1).strip();
      }
    }
    return otherwise;
  }

  private static String caches() {
    if (!Files.isDirectory(CACHES)) {
      return "not told";
    }
    List<String> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(CACHES)) {
      for (Path cache :
          entries.filter(p -> p.getFileName().toString().startsWith("index")).sorted().toList()) {
        found.add(
            "L"
                + first(cache.resolve("level"))
                + " "
                + first(cache.resolve("type"))
                + " "
                + first(cache.resolve("size"))
                + " (CPUs "
                + first(cache.resolve("shared_cpu_list"))
                + ")");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return String.join(", ", found);
  }

  /** The chosen one of "always [madvise] never". */
  private static String hugePages() {
    if (!Files.isReadable(HUGE_PAGES)) {
      return "not told";
    }
    String choices = first(HUGE_PAGES);
    int open = choices.indexOf('[');
    int close = choices.indexOf(']');
    return open >= 0 && close > open ? choices.substring(open + 1, close) : choices;
  }

  private static String first(Path file) {
    if (!Files.isReadable(file)) {
      return "?";
    }
    List<String> lines = readLines(file);
    return lines.isEmpty() ? "?" : lines.get(0).strip();
  }

  private static List<String> readLines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
