package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {
  @TempDir Path here;

  private void train() {
    List<String> command = new ArrayList<>(Typed.TINY);
    command.addAll(
        List.of(
            "--set", "metrics.simplex=true", "--set", "metrics.certificates=true", "--out", "a"));
    Typed typed = Typed.in(here, command.toArray(new String[0]));
    assertThat(typed.exitCode()).as(typed.err()).isZero();
  }

  private void edit(String file, String pattern, String by) throws IOException {
    Path path = here.resolve(file);
    String text = Files.readString(path);
    String edited = text.replaceFirst(pattern, by);
    assertThat(edited).isNotEqualTo(text);
    Files.writeString(path, edited);
  }

  @Test
  void aRunIsTrainedAgainToTheSameBytes() {
    train();
    Typed typed = Typed.in(here, "verify", "a");
    assertThat(typed.exitCode()).as(typed.out() + typed.err()).isZero();
    assertThat(typed.out())
        .contains("seed 1, up to epoch 6: the same bytes\n", "seed 2, up to epoch 6: the same")
        .contains("  metrics.csv: 7 rows are the same\n", "  simplex.csv: ", "  certificates.csv: ")
        .containsPattern("(?m)^claims: (\\d+) of \\1 judged as before$");
    assertThat(typed.err()).doesNotContain("interrupted");
  }

  @Test
  void whatDiffersIsNamedWithItsEpochAndSize() throws IOException {
    train();
    // The loss of epoch 4, one part in a thousand larger.
    Path file = here.resolve("a/seed-1/metrics.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    int loss = List.of(lines.get(0).split(",")).indexOf("loss");
    String[] cells = lines.get(5).split(",", -1);
    cells[loss] = String.valueOf(1.001 * Double.parseDouble(cells[loss]));
    lines.set(5, String.join(",", cells));
    Files.writeString(file, String.join("\n", lines) + "\n");
    edit("a/seed-1/run.json", "\"cpu\": \"[^\"]*\"", "\"cpu\": \"Another 9000\"");
    Typed typed = Typed.in(here, "verify", "a/seed-1", "--out", "kept");
    assertThat(typed.exitCode()).isEqualTo(1);
    assertThat(typed.out())
        .contains(
            "seed 1, up to epoch 6: not the same\n",
            "  metrics.csv: 1 of 7 rows differ\n",
            "    loss: 1 row, from epoch 4 on, at most 0.0010 of the number\n",
            "cpu: recorded Another 9000, here ");
    assertThat(here.resolve("kept/run-1/seed-1/metrics.csv")).exists();
    // The first epochs are as they were.
    Typed quick = Typed.in(here, "verify", "a/seed-1", "--quick", "3", "--json");
    assertThat(quick.exitCode()).as(quick.err()).isZero();
    JsonNode json = quick.json();
    assertThat(json.path("same").asBoolean()).isTrue();
    assertThat(json.path("complete").asBoolean()).isFalse();
    assertThat(json.path("runs").path(0).path("epoch").asInt()).isEqualTo(3);
    assertThat(json.path("machine").path("cpu").path("recorded").asText())
        .isEqualTo("Another 9000");
  }

  @Test
  void refusesWhatCannotBeTrainedAgain() throws IOException {
    assertThat(Typed.in(here, "verify", "none").err())
        .isEqualTo(
            "collapsar: "
                + here.resolve("none")
                + ": expected the directory of a run or of an experiment, found no run.json\n");
    Path run = Files.createDirectories(here.resolve("cnn/seed-1"));
    Files.writeString(
        run.resolve("run.json"),
        """
        {"schema": "collapsar/run/1", "id": "cnn", "seed": 1, "status": "done", "epochs": 1,
         "external": {"name": "A CNN", "framework": "PyTorch 2.4"}}
        """);
    Files.writeString(run.resolve("metrics.csv"), "epoch,loss\n0,2\n1,1\n");
    Typed typed = Typed.in(here, "verify", "cnn");
    assertThat(typed.err()).contains("found one that was trained elsewhere (PyTorch 2.4)\n");
    assertThat(typed.exitCode()).isEqualTo(2);
    Typed negative = Typed.in(here, "verify", "cnn", "--quick", "-1");
    assertThat(negative.err())
        .isEqualTo("collapsar: --quick: expected a whole number of at least 0, found -1\n");
  }
}
