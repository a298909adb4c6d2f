package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.collapsar.lab.config.Presets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every error is one line with what was expected and found, and leaves nothing half-written. */
class BadInputTest {
  @TempDir Path here;

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '\0',
      value = {
        "train wu2025-fig1#collapsar: expected one of the presets PRESETS, found wu2025-fig1,"
            + " did you mean wu2025-fig1a?",
        "train momentum#collapsar: expected one of the presets PRESETS, found momentum",
        "reproduce --only nothing#collapsar: expected one of the presets PRESETS, found"
            + " nothing",
        "reproduce --only jacot2025-fig1#collapsar: jacot2025-fig1 needs the module torch (118 MB);"
            + " put org.collapsar:collapsar-torch on the class path",
        "train depth#collapsar: depth needs the module torch (118 MB); put"
            + " org.collapsar:collapsar-torch on the class path",
        "sweep jacot2025-fig5#collapsar: jacot2025-fig5 needs the module torch (118 MB); put"
            + " org.collapsar:collapsar-torch on the class path",
        "reproduce --with-torch#collapsar: --with-torch needs --all",
        "reproduce --all --only wu2025-fig1a#collapsar: --all and --only exclude each other",
        "train wu2025-fig1a --set network.widht=3#collapsar: --set network.widht=3: expected one of"
            + " the keys kind, width, features, activation, gamma, freezeW, freezeWUntil, decayW,"
            + " decayRho, noise, truncation, initialisationScale, found network.widht, did you mean"
            + " network.width?",
        "train wu2025-fig1a --set network.width=0#collapsar: --set network.width=0: network.width:"
            + " expected a whole number of at least 1, found 0",
        "train wu2025-fig1a --set network.width=wide#collapsar: --set network.width=wide:"
            + " network.width: expected a whole number of at least 1, found wide",
        "train wu2025-fig1a --set network.features=2#collapsar: --set network.features=2:"
            + " network.features: expected at least the number of classes, 3"
            + " (data.relabel.modulo), found 2",
        "train wu2025-fig1a --set network.decayRho=-1#collapsar: --set network.decayRho=-1:"
            + " network.decayRho: expected a number of at least 0, found -1",
        "train wu2025-fig1a --data digits --set data.samplesPerClass=4 --set"
            + " train.batch=64#collapsar: --set train.batch=64: train.batch: expected at most the"
            + " number of training samples, 12 (data.name digits, data.samplesPerClass), or the"
            + " word full, found 64",
        "train wu2025-fig1a --data digits --set data.relabel.modulo=11#collapsar: --set"
            + " data.relabel.modulo=11: data.relabel.modulo: expected at most the number of"
            + " classes, 10 (data.name digits), found 11",
        "train wu2025-fig1a --data digit#collapsar: --data digit: data.name: expected one of mnist,"
            + " fashion-mnist, cifar10, cifar100, cifar100-coarse, digits, separable, files,"
            + " images, found digit, did you mean digits?",
        "train wu2025-fig1a --seeds 0#collapsar: --seeds 0: seeds: expected a whole number of at"
            + " least 1, found 0",
        "train wu2025-fig1a --seeds 100000000#collapsar: --seeds 100000000: seeds: expected a whole"
            + " number of at least 1 and at most 10000, found 100000000",
        "train wu2025-fig1a --set network.width=99999999999#collapsar: --set"
            + " network.width=99999999999: network.width: expected a whole number of at least 1 and"
            + " at most 2147483647, found 99999999999",
        "train wu2025-fig1a --data digits --threads 0#collapsar: --threads: expected a whole number"
            + " of at least 1, found 0",
        "train wu2025-fig1a --threads two#collapsar: invalid value for option '--threads': 'two' is"
            + " not an int (collapsar train --help says more)",
        "train wu2025-fig1a --ful#collapsar: unknown option: '--ful', did you mean --full?"
            + " (collapsar train --help says more)",
        "train#collapsar: missing required parameter: 'PRESET|YAML' (collapsar train --help says"
            + " more)",
        "sweep wu2025-fig1#collapsar: expected one of the presets PRESETS, found wu2025-fig1,"
            + " did you mean wu2025-fig1a?",
        "sweep nothing.yaml#collapsar: HERE/nothing.yaml: expected a readable YAML file, found no"
            + " such file",
        "sweep wu2025-fig1a#collapsar: wu2025-fig1a: expected a section sweep, found none:"
            + " collapsar train wu2025-fig1a runs it",
        "trian#collapsar: unmatched argument at index 0: 'trian', did you mean train? (collapsar"
            + " --help says more)",
        "data#collapsar: expected list, fetch or info, found none (collapsar data --help says"
            + " more)",
        "data info minst#collapsar: expected one of the data sets mnist, fashion-mnist, cifar10,"
            + " cifar100, cifar100-coarse, digits, found minst, did you mean mnist?",
        "report nowhere#collapsar: HERE/nowhere: expected the directory of a run or of an"
            + " experiment, found no run.json",
        "resume nowhere#collapsar: HERE/nowhere: expected the directory of a run or of an"
            + " experiment, found no run.json",
      })
  void isRefusedWithOneLine(String command, String message) throws IOException {
    Typed typed = type(command.split(" "));
    assertThat(typed.err())
        .isEqualTo(
            message
                    .replace("HERE", here.toString())
                    .replace("PRESETS", String.join(", ", Presets.IDS))
                + "\n");
    assertThat(typed.out()).isEmpty();
    assertThat(typed.exitCode()).isEqualTo(2);
    assertNothingWritten();
  }

  @Test
  void aNetworkBeyondAnyArray() throws IOException {
    Typed typed =
        type("train", "wu2025-fig1a", "--data", "digits", "--set", "network.width=2000000000");
    assertThat(typed.err())
        .endsWith(
            "collapsar: network: expected at most 536870895 weights in a layer, found 2000000000 x"
                + " 64 in layer 1\n");
    assertThat(typed.exitCode()).isEqualTo(2);
    assertNothingWritten();
  }

  @Test
  void threadsThatWouldWaitForEachOther() throws IOException {
    int most = Math.max(64, 4 * Runtime.getRuntime().availableProcessors());
    Typed typed = type("train", "wu2025-fig1a", "--data", "digits", "--threads", "99999");
    assertThat(typed.err())
        .isEqualTo("collapsar: --threads: expected at most " + most + ", found 99999\n");
    assertThat(typed.exitCode()).isEqualTo(2);
    assertNothingWritten();
  }

  /** Whatever is on the class path or in a cache: only --with-torch takes them. */
  @Test
  void allButThePresetsThatNeedAModule() throws IOException {
    Path file = Files.writeString(here.resolve("runs"), "in the way");
    Typed typed = type("reproduce", "--all");
    assertThat(typed.err())
        .contains("jacot2025-fig1: skipped; --with-torch runs it\n")
        .contains("depth: skipped; --with-torch runs it\n")
        .doesNotContain("jacot2025-fig4: left out");
    assertThat(typed.exitCode()).isNotZero();
    assertThat(file).hasContent("in the way");
    typed = type("reproduce", "--all", "--with-torch");
    assertThat(typed.err())
        .doesNotContain("--with-torch takes it")
        .contains("jacot2025-fig1 needs the module torch (118 MB); ");
    assertThat(typed.exitCode()).isEqualTo(2);
  }

  @Test
  void jsonHasItsErrorOnStandardOutputToo() throws IOException {
    Typed typed = type("train", "wu2025-fig1", "--json");
    JsonNode json = typed.json();
    assertThat(json.path("schema").asText()).isEqualTo("collapsar/error/1");
    assertThat(json.path("exit_code").asInt()).isEqualTo(2);
    assertThat("collapsar: " + json.path("error").asText() + "\n").isEqualTo(typed.err());
  }

  @Test
  void noCommandIsWrongUse() {
    Typed typed = type();
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.err())
        .isEqualTo("collapsar: expected a command, found none (collapsar --help says more)\n");
  }

  @Test
  void aDirectoryOfOthersIsLeftAlone() throws IOException {
    Path notes = Files.writeString(Files.createDirectory(here.resolve("d")).resolve("notes"), "x");
    Typed typed = Typed.tiny(here, "--out", "d");
    assertThat(typed.err())
        .isEqualTo(
            "collapsar: "
                + here.resolve("d")
                + ": expected an empty directory or an experiment's, found notes in it\n");
    assertThat(typed.exitCode()).isEqualTo(2);
    try (Stream<Path> files = Files.list(here.resolve("d"))) {
      assertThat(files).containsExactly(notes);
    }
    assertThat(Typed.tiny(here, "--out", "d", "--force").exitCode())
        .as("--force replaces runs, not other things")
        .isEqualTo(2);
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    Path file = Files.writeString(here.resolve("f"), "x");
    Typed typed = Typed.tiny(here, "--out", "f");
    assertThat(typed.err())
        .isEqualTo(
            "collapsar: "
                + file
                + ": expected a directory for the runs, found a file of"
                + " that name\n");
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(file).hasContent("x");
  }

  /** A directory that nobody can write to, whoever runs the test. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aDirectoryThatCannotBeWrittenFails() {
    Typed typed = Typed.tiny(here, "--out", "/proc/collapsar");
    assertThat(typed.exitCode()).isEqualTo(1);
    assertThat(typed.err())
        .startsWith("collapsar: /proc/collapsar: cannot be written (")
        .endsWith(")\n")
        .hasLineCount(1);
  }

  @Test
  void damagedDataAreNamed() throws IOException {
    Path data = Files.createDirectories(here.resolve("data/mnist"));
    Files.write(data.resolve("train-images-idx3-ubyte.gz"), new byte[] {1, 2, 3});
    Typed typed =
        type("train", "wu2025-fig1a", "--set", "data.path=" + data, "--out", "r", "--seeds", "1");
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.err()).startsWith("collapsar: " + data).hasLineCount(1);
    assertThat(here.resolve("r")).doesNotExist();
  }

  private Typed type(String... arguments) {
    return Typed.in(here, arguments);
  }

  private void assertNothingWritten() throws IOException {
    try (Stream<Path> files = Files.list(here)) {
      assertThat(files).isEmpty();
    }
  }
}
