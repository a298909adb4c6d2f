package org.collapsar.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.FailedException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.config.ConfigOverride;
import org.collapsar.lab.config.SweepReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables that are appended to: wherever a run is cut off, it can be read and goes on to the same
 * bytes, and it writes each row once.
 */
class AppendedTablesTest {
  /** A run with every table that there is. */
  private static final String YAML =
      """
      id: tables
      title: Two stages, particles, layers, matrices, certificates
      data: {name: separable, dimension: 2, classes: 2, tau: 0.15, samplesPerClass: 4}
      network: {kind: mean-field, width: 200, features: 2, activation: sigmoid, gamma: 1,
                freezeWUntil: 0.5, decayW: 0.1, decayRho: 0.1, noise: 0.1, truncation: none}
      train: {precision: float64, epochs: 6, batch: full, stepsPerEpoch: 2, steps: 0.3}
      metrics:
        base: [loss, gradient.norm]
        columns: [gibbs.p, nc1.total]
        layers: [nc1.quotient]
        layersEvery: 1
        gram: true
        gramFrames: 7
        gibbsEvery: 1
        simplex: true
        simplexFrames: 7
        certificates: true
        certificatesEvery: 1
      output: {checkpointSeconds: 0}
      """;

  /** Of its metrics.csv. */
  private static final List<String> COLUMNS =
      List.of("loss", "gradient.norm", "gibbs.p", "nc1.total");

  /** The epoch of the checkpoint in the directory of a killed process, which went on to 5. */
  private static final int CHECKPOINT = 3;

  @TempDir Path here;

  private final List<EpochRecord> heard = new ArrayList<>();

  private void run(Path directory, int stopAfter, String... changes) {
    heard.clear();
    Interruption interruption = new Interruption();
    RunListener listener =
        new RunListener() {
          @Override
          public void epochMeasured(String run, int epochs, EpochRecord measured) {
            heard.add(measured);
            if (measured.epoch() == stopAfter) {
              interruption.request();
            }
          }
        };
    List<ConfigOverride> overrides = Arrays.stream(changes).map(ConfigOverride::parse).toList();
    try (ExperimentDirectory opened = ExperimentDirectory.open(directory)) {
      new ExperimentRunner(
              new DataDirectory(here.resolve("data")),
              FetchListener.NONE,
              new Workers(1, 1),
              interruption,
              List.of(listener),
              "a test")
          .run(
              SweepReader.read("tables.yaml", YAML, false, overrides),
              opened,
              WhatExists.RESUME_AND_KEEP);
    }
  }

  private static Map<String, String> tables(Path run) throws IOException {
    Map<String, String> tables = new LinkedHashMap<>();
    for (RunTable<?> table : RunTables.ALL) {
      if (Files.exists(run.resolve(table.file()))) {
        tables.put(table.file(), Files.readString(run.resolve(table.file())));
      }
    }
    return tables;
  }

  private static Map<String, String> tablesButTiming(Path run) throws IOException {
    Map<String, String> tables = tables(run);
    tables.remove("timing.csv");
    return tables;
  }

  /** The beginning of a table, up to the rows of an epoch and with them. */
  private static String upTo(int epoch, String table) {
    StringBuilder text = new StringBuilder();
    table
        .lines()
        .filter(
            line ->
                line.startsWith("epoch")
                    || Integer.parseInt(line.substring(0, line.indexOf(','))) <= epoch)
        .forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static ObjectNode document(Path run) throws IOException {
    return (ObjectNode) new ObjectMapper().readTree(run.resolve("run.json").toFile());
  }

  /** What a process leaves that was killed after it had written epoch 5. */
  private void leave(Path run, ObjectNode document, Map<String, String> whole) throws IOException {
    Files.writeString(run.resolve("run.json"), document.toPrettyString());
    for (Map.Entry<String, String> table : whole.entrySet()) {
      boolean last = table.getKey().equals(ParityTable.TABLE.file());
      Files.writeString(
          run.resolve(table.getKey()), last ? table.getValue() : upTo(5, table.getValue()));
    }
  }

  @Test
  void cutOffAtAnyByteOfTheLastRowARunIsReadAndGoesOnToTheSameBytes() throws IOException {
    run(here.resolve("whole"), -1);
    List<EpochRecord> records = List.copyOf(heard);
    Path whole = here.resolve("whole/seed-1");
    Map<String, String> tables = tables(whole);
    assertThat(tables).as("one of each").hasSize(RunTables.ALL.size());
    run(here.resolve("killed"), CHECKPOINT);
    Path killed = here.resolve("killed/seed-1");
    ObjectNode document = document(killed);

    int cuts = 0;
    for (RunTable<?> table : RunTables.ALL) {
      if (table.keeping() == RunTable.Keeping.LAST_EPOCH) {
        continue;
      }
      String text = upTo(5, tables.get(table.file()));
      // Rows of the other tables are on disk before the row of metrics.csv is written.
      boolean before = table.keeping() == RunTable.Keeping.AT_ONCE;
      int lastLine = text.lastIndexOf('\n', text.length() - 2) + 1;
      for (int length = lastLine; length < text.length(); length++) {
        leave(killed, document, tables);
        Files.writeString(killed.resolve(table.file()), text.substring(0, length));
        if (before) {
          Files.writeString(killed.resolve("metrics.csv"), upTo(4, tables.get("metrics.csv")));
        }
        RunRecord read = RunRecord.read(killed);
        assertThat(read.lastEpoch()).isBetween(4, 5);

        RunWriter writer =
            RunWriter.resume(new RunDirectory(killed), document.deepCopy(), COLUMNS, CHECKPOINT, 0);
        records.subList(CHECKPOINT, records.size()).forEach(writer::write);
        writer.end(RunRecord.Status.DONE, null);
        assertThat(tables(killed)).as(table.file() + " cut at " + length).isEqualTo(tables);
        assertThat(RunRecord.read(killed).finished()).isTrue();
        cuts++;
      }
    }
    assertThat(cuts).isGreaterThan(150);
  }

  /** The same through the whole runner, for some of the cuts. */
  @Test
  void theRunnerGoesOnFromTornTables() throws IOException {
    run(here.resolve("whole"), -1);
    Map<String, String> expected = tablesButTiming(here.resolve("whole/seed-1"));
    Map<String, String> left = tables(here.resolve("whole/seed-1"));
    for (int cut : new int[] {1, 7, 20}) {
      Path out = here.resolve("killed-" + cut);
      run(out, CHECKPOINT);
      Path killed = out.resolve("seed-1");
      leave(killed, document(killed).put("status", "running").putNull("message"), left);
      for (RunTable<?> table : RunTables.ALL) {
        if (table.keeping() != RunTable.Keeping.LAST_EPOCH) {
          String text = Files.readString(killed.resolve(table.file()));
          Files.writeString(killed.resolve(table.file()), text.substring(0, text.length() - cut));
        }
      }
      run(out, -1);
      assertThat(heard.get(0).epoch()).isEqualTo(CHECKPOINT);
      assertThat(tablesButTiming(killed)).isEqualTo(expected);
      assertThat(killed.resolve("certificates.json"))
          .hasSameTextualContentAs(here.resolve("whole/seed-1/certificates.json"));
      assertThat(killed.resolve("summary.json"))
          .hasSameTextualContentAs(here.resolve("whole/seed-1/summary.json"));
    }
  }

  /** Without the row of the checkpoint's own epoch a run goes on, without the one before not. */
  @Test
  void aCheckpointMayBeOneRowAheadAndNoMore() throws IOException {
    run(here.resolve("whole"), -1);
    Map<String, String> expected = tablesButTiming(here.resolve("whole/seed-1"));
    run(here.resolve("killed"), CHECKPOINT);
    Path killed = here.resolve("killed/seed-1");
    String metrics = expected.get("metrics.csv");
    Files.writeString(killed.resolve("metrics.csv"), upTo(CHECKPOINT - 2, metrics));
    assertThatThrownBy(() -> run(here.resolve("killed"), -1))
        .hasMessageEndingWith(
            "state.safetensors: expected an epoch that metrics.csv has, 0 to 1, found 3: --force"
                + " starts over");
    Files.writeString(killed.resolve("metrics.csv"), upTo(CHECKPOINT - 1, metrics));
    run(here.resolve("killed"), -1);
    assertThat(tablesButTiming(killed)).isEqualTo(expected);
  }

  /** Rows of an epoch that metrics.csv does not have yet may not be all there. */
  @Test
  void anUnfinishedRunHasNoRowsOfAnEpochThatIsBeingWritten() throws IOException {
    run(here.resolve("killed"), CHECKPOINT);
    Path killed = here.resolve("killed/seed-1");
    Path layers = killed.resolve("layers.csv");
    Files.writeString(layers, Files.readString(layers) + "4,1,nc1.quotient,0.5\n4,2,nc1.q");
    assertThat(RunRecord.read(killed).layers().epochs()).containsExactly(0, 1, 2, 3);
    Path gibbs = killed.resolve("gibbs.csv");
    Files.writeString(gibbs, Files.readString(gibbs) + "4,u.1,3,7\n4,u.1,4");
    assertThat(RunRecord.read(killed).table(GibbsTable.TABLE).epochs()).containsExactly(0, 1, 2, 3);
  }

  /** Bytes are counted where they go to disk: all of them but those of the checkpoints. */
  @Test
  void tenThousandEpochsWriteLittleMoreThanTheTablesThatTheyLeave() throws IOException {
    run(here.resolve("short"), 0);
    ObjectNode document = document(here.resolve("short/seed-1"));
    CountingDisk disk = new CountingDisk();
    RunDirectory counted = new RunDirectory(here.resolve("counted"));
    RunWriter writer = RunWriter.start(counted, document, COLUMNS, disk);
    Interruption interruption = new Interruption();
    RunListener copy =
        new RunListener() {
          @Override
          public void epochMeasured(String run, int epochs, EpochRecord measured) {
            writer.write(measured);
          }
        };
    List<ConfigOverride> overrides =
        List.of(
            ConfigOverride.parse("train.epochs=10000"),
            ConfigOverride.parse("train.stepsPerEpoch=1"),
            ConfigOverride.parse("metrics.gibbsEvery=1000"),
            ConfigOverride.parse("metrics.certificatesEvery=50"),
            ConfigOverride.parse("metrics.layersEvery=10"),
            ConfigOverride.parse("output.checkpointSeconds=1000"));
    try (ExperimentDirectory opened = ExperimentDirectory.open(here.resolve("long"))) {
      new ExperimentRunner(
              new DataDirectory(here.resolve("data")),
              FetchListener.NONE,
              new Workers(1, 1),
              interruption,
              List.of(copy),
              "a test")
          .run(
              SweepReader.read("tables.yaml", YAML, false, overrides),
              opened,
              WhatExists.RESUME_AND_KEEP);
    }
    writer.end(RunRecord.Status.DONE, null);
    Map<String, String> tables = tables(counted.path());
    assertThat(tables).isEqualTo(tables(here.resolve("long/seed-1")));
    assertThat(tables.get("metrics.csv").lines()).hasSize(10_002);
    long size = tables.values().stream().mapToLong(String::length).sum();
    assertThat(disk.written).isLessThan(3 * size);
    // Rows are written once; the rest is run.json, summary.json and what is about the last epoch.
    assertThat(disk.written - size).isLessThan(100_000);
    assertThat(disk.appends).isGreaterThan(20_000);
  }

  private static final class CountingDisk extends Disk {
    private long written;
    private long appends;

    @Override
    void replace(Path file, String content) {
      written += utf8(content).length;
      super.replace(file, content);
    }

    @Override
    void append(Path file, long length, byte[] bytes) {
      written += bytes.length;
      appends++;
      super.append(file, length, bytes);
    }
  }

  /** Another process, or a hand: what it wrote is not written over. */
  @Test
  void aTableThatChangedMeanwhileIsNotAppendedTo() throws IOException {
    run(here.resolve("whole"), -1);
    RunDirectory run = new RunDirectory(here.resolve("other"));
    RunWriter writer = RunWriter.start(run, document(here.resolve("whole/seed-1")), COLUMNS);
    writer.write(heard.get(0));
    Path layers = run.path().resolve("layers.csv");
    long length = Files.size(layers);
    Files.writeString(layers, Files.readString(layers) + "9");
    assertThatThrownBy(() -> writer.write(heard.get(1)))
        .isInstanceOf(FailedException.class)
        .hasMessage(
            "%s: cannot be written (expected its %d bytes, found %d)", layers, length, length + 1);
  }
}
