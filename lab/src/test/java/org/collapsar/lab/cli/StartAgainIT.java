package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.collapsar.modules.ModuleInfo;
import org.collapsar.modules.Modules;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A command that meets a missing module starts the launcher again, here a script in its place: with
 * the same arguments and streams, and as if it were one process.
 */
@DisabledOnOs(OS.WINDOWS)
class StartAgainIT {
  private static final ModuleInfo MODULE = Modules.ALL.get(0);

  @TempDir private Path directory;
  private Path out;
  private Path err;

  @BeforeEach
  void names() {
    out = directory.resolve("out");
    err = directory.resolve("err");
  }

  @Test
  void withTheSameArgumentsStreamsAndExitCode() throws Exception {
    launcher(
        """
        echo "with $COLLAPSAR_MODULES"
        for argument; do echo "<$argument>"; done
        cat
        echo said >&2
        exit 7
        """);
    Process process = start("modules", "add", MODULE.name());
    try (OutputStream in = process.getOutputStream()) {
      in.write("given\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(exitCode(process)).isEqualTo(7);
    assertThat(Files.readString(out)).isEqualTo("with " + MODULE.name() + "\n<modules>\ngiven\n");
    assertThat(Files.readString(err)).contains("said\n");
  }

  /** TERM alone: whoever runs the tests may have them ignore the others. */
  @Test
  void signalsAreHandedOn() throws Exception {
    Path ready = directory.resolve("ready");
    launcher(
        """
        trap 'echo got TERM; exit 43' TERM
        : > '%s'
        for i in {1..600}; do sleep 0.1; done
        """
            .formatted(ready));
    Process process = start("modules", "add", MODULE.name());
    for (int i = 0; i < 600 && !Files.exists(ready); i++) {
      Thread.sleep(100);
    }
    assertThat(ready).exists();
    process.destroy(); // SIGTERM
    assertThat(exitCode(process)).isEqualTo(43);
    assertThat(Files.readString(out)).isEqualTo("got TERM\n");
  }

  @Test
  void notForeverWhereTheModuleIsStillMissing() throws Exception {
    launcher("exit 7");
    ProcessBuilder builder = builder("modules", "add", MODULE.name());
    builder.environment().put("COLLAPSAR_MODULES", MODULE.name());
    assertThat(exitCode(builder.start())).isEqualTo(1);
    assertThat(Files.readString(err))
        .contains("the module " + MODULE.name() + " is loaded, and yet it was asked for");
  }

  private void launcher(String body) throws IOException {
    Path script = directory.resolve("collapsar");
    Files.writeString(script, "#!/usr/bin/env bash\n" + body);
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  private Process start(String... arguments) throws IOException {
    return builder(arguments).start();
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-D" + Modules.LAUNCHER + "=" + directory.resolve("collapsar"),
                "org.collapsar.lab.cli.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("COLLAPSAR_MODULES");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    return builder;
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("the process ends").isTrue();
    return process.exitValue();
  }
}
