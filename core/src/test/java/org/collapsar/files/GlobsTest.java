package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.collapsar.BadInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlobsTest {
  @TempDir Path directory;

  @BeforeEach
  void create() throws IOException {
    for (String name :
        List.of("run-1/ckpt-10.npy", "run-1/ckpt-2.npy", "run-1/.ckpt-3.npy", "run-1/other.txt")) {
      Files.createDirectories(directory.resolve(name).getParent());
      Files.createFile(directory.resolve(name));
    }
    Files.createDirectories(directory.resolve("run-10"));
    Files.createFile(directory.resolve("run-10/ckpt-1.npy"));
    Files.createDirectories(directory.resolve("run-9/ckpt-7.npy"));
  }

  private List<String> expand(String pattern) {
    return Globs.expand(directory + "/" + pattern).stream()
        .map(name -> name.substring(directory.toString().length() + 1))
        .toList();
  }

  @Test
  void filesInNaturalOrder() {
    assertThat(expand("run-1/ckpt-*.npy")).containsExactly("run-1/ckpt-2.npy", "run-1/ckpt-10.npy");
    assertThat(expand("run-*/ckpt-*"))
        .containsExactly("run-1/ckpt-2.npy", "run-1/ckpt-10.npy", "run-10/ckpt-1.npy");
    assertThat(expand("run-1/ckpt-?.npy")).containsExactly("run-1/ckpt-2.npy");
    assertThat(expand("run-1/{other,none}.txt")).containsExactly("run-1/other.txt");
  }

  @Test
  void membersBehindTheName() {
    assertThat(expand("run-1/ckpt-*.npy:layer1"))
        .containsExactly("run-1/ckpt-2.npy:layer1", "run-1/ckpt-10.npy:layer1");
    assertThat(expand("run-1/ckpt-2.npy:a*")).containsExactly("run-1/ckpt-2.npy:a*");
  }

  @Test
  void namesWithoutWildcardsAndOfFilesAreLeftAlone() throws IOException {
    assertThat(Globs.expand("nothing.npy")).containsExactly("nothing.npy");
    Files.createFile(directory.resolve("a[1].npy"));
    assertThat(expand("a[1].npy")).containsExactly("a[1].npy");
  }

  @Test
  void refusesPatternsThatMatchNothing() {
    assertThatThrownBy(() -> expand("run-1/*.npz"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("expected files that match ")
        .hasMessageEndingWith(", found none");
    assertThatThrownBy(() -> expand("none/*.npz")).isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> expand("run-1/[.npz"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("expected a pattern of file names, found \"[.npz\"");
  }

  @Test
  void naturalOrder() {
    List<String> sorted =
        List.of(
            "",
            "7",
            "07",
            "8",
            "10",
            "99999999999999999998",
            "99999999999999999999",
            "a",
            "a1",
            "a1b",
            "a1b2",
            "a1b10",
            "a2",
            "a10",
            "b");
    List<String> shuffled = new ArrayList<>(sorted);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(shuffled, new Random(seed));
      shuffled.sort(Globs.naturalOrder());
      assertThat(shuffled).containsExactlyInAnyOrderElementsOf(sorted);
      assertThat(shuffled.indexOf("7")).isLessThan(shuffled.indexOf("8"));
      assertThat(shuffled.subList(3, sorted.size())).isEqualTo(sorted.subList(3, sorted.size()));
    }
  }
}
