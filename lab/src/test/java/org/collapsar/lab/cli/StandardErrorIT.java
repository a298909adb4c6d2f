package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Standard error on the descriptor that the launcher gives, in a process of its own. */
@DisabledOnOs(OS.WINDOWS)
class StandardErrorIT {

  @TempDir private Path directory;

  /** Writes to standard error before and after the connection, and says what it was told. */
  static final class Probe {
    public static void main(String[] args) {
      System.err.println("before");
      StandardError.connect();
      System.err.println("after");
      System.out.println(StandardError.terminalColumns());
    }
  }

  @Test
  void writesToTheDescriptorOfTheLauncher() throws Exception {
    String out =
        run(
            "--add-opens java.base/java.io=ALL-UNNAMED -Dcollapsar.stderr=3"
                + " -Dcollapsar.stderr.columns=133");
    assertThat(directory.resolve("two")).hasContent("before");
    assertThat(directory.resolve("three")).hasContent("kept\nafter");
    assertThat(out).isEqualToIgnoringNewLines("OptionalInt[133]");
  }

  @Test
  void staysWhereItIsWithoutTheLauncher() throws Exception {
    String out = run("");
    assertThat(directory.resolve("two")).hasContent("before\nafter");
    assertThat(directory.resolve("three")).hasContent("kept");
    assertThat(out).isEqualToIgnoringNewLines("OptionalInt.empty");
  }

  @Test
  void staysWhereItIsWhenTheJvmIsNotOpened() throws Exception {
    run("-Dcollapsar.stderr=3");
    assertThat(directory.resolve("two")).hasContent("before\nafter");
    assertThat(directory.resolve("three")).hasContent("kept");
  }

  @Test
  void aTerminalThatDoesNotSayItsWidthIsStillOne() throws Exception {
    assertThat(run("-Dcollapsar.stderr.columns=")).isEqualToIgnoringNewLines("OptionalInt[80]");
    assertThat(run("-Dcollapsar.stderr.columns=0")).isEqualToIgnoringNewLines("OptionalInt[80]");
  }

  /** Runs the probe with files as descriptors 2 and 3, the latter written to before. */
  private String run(String options) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String script =
        "exec 3>three; echo kept >&3; exec '%s' %s -cp '%s' '%s' 2>two"
            .formatted(java, options, System.getProperty("java.class.path"), Probe.class.getName());
    ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-c", script));
    builder.directory(directory.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Path out = directory.resolve("one");
    builder.redirectOutput(out.toFile());
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the probe ends").isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readString(out);
  }
}
