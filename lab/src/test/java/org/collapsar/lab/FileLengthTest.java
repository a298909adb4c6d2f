package org.collapsar.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A file of more than 400 lines says at its head why it is not two. */
class FileLengthTest {
  private static final int LINES = 400;

  private static final Pattern REASON =
      Pattern.compile("[Ll]onger[\\s*]+than[\\s*]+other[\\s*]+files[\\s*]+(because|by)");

  @Test
  void longFilesSayWhy() throws IOException {
    Path root = Path.of("").toAbsolutePath().getParent();
    List<Path> parts = new ArrayList<>();
    parts.addAll(List.of(root.resolve("core"), root.resolve("lab"), root.resolve("bench")));
    try (Stream<Path> modules = Files.list(root.resolve("modules"))) {
      modules.forEach(parts::add);
    }
    List<Path> sources = new ArrayList<>();
    for (Path part : parts) {
      Path java = part.resolve("src/main/java");
      if (Files.isDirectory(java)) {
        try (Stream<Path> files = Files.walk(java)) {
          files.filter(p -> p.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    assertThat(sources).hasSizeGreaterThan(500);
    assertThat(sources.stream().filter(FileLengthTest::isLongWithoutReason)).isEmpty();
  }

  private static boolean isLongWithoutReason(Path source) {
    try {
      String text = Files.readString(source);
      return text.lines().count() > LINES && !REASON.matcher(text).find();
    } catch (IOException e) {
      throw new AssertionError(source.toString(), e);
    }
  }
}
