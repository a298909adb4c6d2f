package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of PyTorch in the README write what the command below them measures. */
class ReadmePythonTest {
  private static final Pattern LINES = Pattern.compile("(?s)```python\n(import numpy.*?)```");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^    \\./collapsar (measure --features h.npy .*)$");

  /** A network and a loader of batches that do not all have one size; W says what is right. */
  private static final String BEFORE =
      """
      import collections, torch
      torch.manual_seed(1)
      samples = torch.randn(50, 3, 4, 4)
      classes = torch.arange(50) % 4
      model = torch.nn.Sequential(collections.OrderedDict(
          conv=torch.nn.Conv2d(3, 6, 4), drop=torch.nn.Dropout(), flat=torch.nn.Flatten(),
          fc=torch.nn.Linear(6, 4)))
      loader = torch.utils.data.DataLoader(
          torch.utils.data.TensorDataset(samples, classes), batch_size=16, shuffle=True)
      """;

  private static final String AFTER =
      """

      model.eval()
      print((model(samples).argmax(1) == classes).double().mean().item())
      """;

  @TempDir Path here;

  @Test
  void theLinesOfTheReadmeRun() throws IOException, InterruptedException {
    String python = withTorch();
    assumeThat(python).as("SKIPPED: there is no Python with torch and NumPy").isNotNull();
    String readme = Files.readString(Path.of("../README.md"));
    Matcher lines = LINES.matcher(readme);
    Matcher command = COMMAND.matcher(readme);
    assertThat(lines.find()).isTrue();
    assertThat(command.find(lines.end())).isTrue();
    assertThat(lines.group(1)).doesNotContain("safetensors");
    Files.writeString(here.resolve("lines.py"), BEFORE + lines.group(1) + AFTER);
    String printed = run(String.valueOf(python), "lines.py");
    assertThat(printed).as("the lines end with 0").isNotNull();
    Typed typed = Typed.in(here, (command.group(1) + " --json").split(" "));
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    JsonNode document = typed.json();
    assertThat(document.path("dimension").asInt()).isEqualTo(6);
    JsonNode row = document.path("rows").path(0);
    assertThat(row.path("metrics").path("accuracy").path("value").asDouble())
        .as("what torch says of the same network")
        .isEqualTo(Double.parseDouble(String.valueOf(printed).strip()));
    assertThat(here.resolve("measured/report.html")).exists();
  }

  private @Nullable String withTorch() throws InterruptedException {
    // Debian's own, where another one is first on the path.
    for (String python : List.of("python3", "/usr/bin/python3")) {
      if (run(python, "-c", "import numpy, torch") != null) {
        return python;
      }
    }
    return null;
  }

  /** What it prints; null where it cannot be run or fails. */
  private @Nullable String run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(here.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? out : null;
    } catch (IOException e) {
      return null;
    }
  }
}
