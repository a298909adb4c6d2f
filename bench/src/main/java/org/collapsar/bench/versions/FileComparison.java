package org.collapsar.bench.versions;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares the files of a case. Tables, tensors and exit codes byte for byte (what tables have of
 * times left out), documents by their values; pages, pictures and messages only have to be there.
 */
final class FileComparison {
  private static final JsonMapper JSON = new JsonMapper();

  private final JsonComparison documents = new JsonComparison();
  private final List<Difference> differences = new ArrayList<>();
  private final List<String> newFiles = new ArrayList<>();
  private int files;

  /** Compares the files of {@code name} below two directories. */
  void compare(Path base, Path now, String name) throws IOException {
    Set<String> before = below(base, name);
    Set<String> after = below(now, name);
    for (String file : before) {
      if (!after.contains(file)) {
        differences.add(new Difference(file, "there", "missing"));
      } else {
        files++;
        compareFile(file, base.resolve(file), now.resolve(file));
      }
    }
    after.stream().filter(file -> !before.contains(file)).forEach(newFiles::add);
  }

  List<Difference> differences() {
    return Stream.concat(differences.stream(), documents.differences().stream()).toList();
  }

  /** Files and places in documents that only the new build has. */
  List<String> additions() {
    return Stream.concat(newFiles.stream(), documents.additions().stream()).toList();
  }

  int files() {
    return files;
  }

  private void compareFile(String file, Path base, Path now) throws IOException {
    if (file.endsWith(".json") || isDocument(file, base)) {
      documents.compare(file + "#", JSON.readTree(Files.readAllBytes(base)), document(now));
    } else if (file.matches(".*\\.(html|svg|png|out|err)") || file.endsWith("timing.csv")) {
      return;
    } else if (Files.mismatch(base, now) >= 0) {
      if (file.endsWith(".csv") || file.endsWith(".exit")) {
        differences.addAll(
            TableComparison.compare(
                file + "#",
                Files.readAllLines(base, StandardCharsets.UTF_8),
                Files.readAllLines(now, StandardCharsets.UTF_8)));
      } else {
        long at = Files.mismatch(base, now);
        differences.add(
            new Difference(
                file + "#byte" + at, Files.size(base) + " bytes", Files.size(now) + " bytes"));
      }
    }
  }

  private static com.fasterxml.jackson.databind.JsonNode document(Path file) throws IOException {
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      return JSON.getNodeFactory().textNode("no JSON");
    }
  }

  private static boolean isDocument(String file, Path path) throws IOException {
    if (!file.endsWith(".out")) {
      return false;
    }
    try (var in = Files.newInputStream(path)) {
      return in.read() == '{';
    }
  }

  private static Set<String> below(Path root, String name) throws IOException {
    if (!Files.isDirectory(root.resolve(name))) {
      return Set.of();
    }
    try (Stream<Path> walk = Files.walk(root.resolve(name))) {
      return walk.filter(Files::isRegularFile)
          .map(p -> root.relativize(p).toString().replace('\\', '/'))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
