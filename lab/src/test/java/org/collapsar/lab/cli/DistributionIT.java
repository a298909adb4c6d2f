package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program as a distribution starts it: the launcher, our jars, the JDK of the tests. */
@DisabledOnOs(OS.WINDOWS)
class DistributionIT {
  @TempDir private static Path directory;

  private record Outcome(int exitCode, String out, String err) {}

  @BeforeAll
  static void layOutADistribution() throws IOException {
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Path lib = Files.createDirectories(directory.resolve("lib"));
    Files.copy(Path.of("..", "collapsar"), bin.resolve("collapsar"));
    int n = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry).toAbsolutePath();
      Path jar = lib.resolve(n++ + ".jar");
      if (Files.isRegularFile(path)) {
        Files.copy(path, jar);
      } else if (Files.isDirectory(path) && !path.endsWith("test-classes")) {
        ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
        assertThat(
                tool.run(System.out, System.err, "-cf", jar.toString(), "-C", path.toString(), "."))
            .isZero();
      }
    }
  }

  @Test
  void laterStartsUseTheArchiveOfClassesAndSayNothingOfIt() throws Exception {
    assertThat(run("bin/collapsar --version", Map.of()).err()).isEmpty();
    Outcome later =
        run(
            "bin/collapsar --version",
            Map.of("COLLAPSAR_JAVA_OPTS", "-Xlog:class+load:file=classes.log"));
    assertThat(later.err()).isEmpty();
    assertThat(later.out()).startsWith("collapsar ").hasLineCount(2);
    assertThat(later.exitCode()).isZero();
    assertThat(directory.resolve("classes.log"))
        .content()
        .containsPattern("org\\.collapsar\\.lab\\.cli\\.Main source: shared objects file");
  }

  /** As in a container without a locale; names are made by the shell, whatever ours is. */
  @Test
  void namesThatAreNotAsciiAreFoundWithoutALocale() throws Exception {
    String script =
        """
        name=$(printf 'f\\303\\274r')
        printf '1.5,2\\n3,4\\n5,7\\n8,8\\n' > "$name.csv"
        printf '0\\n0\\n1\\n1\\n' > y.csv
        bin/collapsar measure --features "$name.csv" --labels y.csv --metrics nc1.total
        """;
    for (Map<String, String> locale :
        List.of(Map.<String, String>of(), Map.of("LC_ALL", "C"), Map.of("LANG", "POSIX"))) {
      Outcome outcome = run(script, locale);
      assertThat(outcome.err()).isEmpty();
      assertThat(outcome.exitCode()).isZero();
      assertThat(outcome.out()).contains("nc1.total");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void outputThatCannotBeWrittenIsAFailure() throws Exception {
    for (String arguments : List.of("--version", "measure --explain", "presets --json")) {
      Outcome outcome = run("bin/collapsar " + arguments + " > /dev/full", Map.of());
      assertThat(outcome.exitCode()).as(arguments).isEqualTo(1);
      assertThat(outcome.err())
          .startsWith("collapsar: cannot write to standard output")
          .hasLineCount(1);
    }
    Outcome cut = run("bin/collapsar measure --explain | (exec <&-; sleep 1)", Map.of());
    assertThat(cut.err()).isEmpty();
  }

  /** Runs lines of a shell in the distribution. */
  private static Outcome run(String script, Map<String, String> environment) throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", script);
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    builder.directory(directory.toFile());
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the program ends").isTrue();
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
