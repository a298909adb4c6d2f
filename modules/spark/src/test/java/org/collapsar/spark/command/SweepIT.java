package org.collapsar.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.collapsar.lab.index.IndexedRun;
import org.collapsar.lab.index.RunIndex;
import org.collapsar.lab.index.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps on a real cluster end as those of one machine, whatever happens to a worker. */
class SweepIT {
  private static final String YAML =
      """
      id: cluster
      title: A sweep on a cluster
      data: {name: digits, relabel: {modulo: 3}, samplesPerClass: 12}
      network: {kind: mean-field, features: 4, activation: tanh}
      train: {epochs: 4, batch: 12, steps: 0.1}
      metrics: {layers: [nc1.quotient]}
      output: {checkpointSeconds: 0}
      seeds: 2
      sweep:
        axes:
          - {name: width, key: network.width, values: [6, 9]}
      """;

  @TempDir Path here;
  private StandaloneCluster cluster;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(here.resolve("sweep.yaml"), YAML);
    cluster = new StandaloneCluster(Files.createDirectory(here.resolve("cluster")), 2);
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  /** Every table of the sweep and its runs, by its path; wall times are no numbers of a run. */
  private Map<String, String> tables(String name) throws IOException {
    Map<String, String> tables = new TreeMap<>();
    Path root = here.resolve(name);
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".csv")).toList()) {
        if (!file.endsWith("timing.csv")) {
          tables.put(root.relativize(file).toString(), Files.readString(file));
        }
      }
    }
    return tables;
  }

  private void local(String... more) throws IOException, InterruptedException {
    List<String> arguments =
        Stream.concat(Stream.of("sweep", "sweep.yaml", "--out", "local"), Stream.of(more)).toList();
    try (Program program = Program.start(here, arguments.toArray(String[]::new))) {
      assertThat(program.end()).as(program.err()).isZero();
    }
  }

  @Test
  void theBytesAreThoseOfALocalSweepEvenIfAWorkerIsLost() throws Exception {
    String[] more = {"--set", "train.epochs=400"};
    local(more);
    try (Program program =
        Program.start(
            here,
            "sweep",
            "sweep.yaml",
            more[0],
            more[1],
            "--spark",
            cluster.url(),
            "--out",
            "there")) {
      // Both workers have a run in the middle of its epochs.
      while (program.isAlive() && !(cluster.executors(0) > 0 && underWay() >= 2)) {
        Thread.sleep(50);
      }
      List<IndexedRun> seen = new RunIndex(List.of(here.resolve("there")), null).look();
      boolean inTheMiddle = program.isAlive();
      cluster.killWorker(0);
      int code = program.end();
      assertThat(code).as(program.err() + cluster.logs()).isZero();
      assertThat(inTheMiddle).as("there was something left to do").isTrue();
      // As serve shows them while tasks train them.
      assertThat(seen)
          .hasSize(4)
          .anySatisfy(
              run -> {
                assertThat(run.state()).isEqualTo(RunState.RUNNING);
                assertThat(run.epoch()).isPositive();
              });
    }
    assertThat(tables("there")).hasSizeGreaterThan(8).isEqualTo(tables("local"));
    assertThat(Files.readString(here.resolve("there").resolve("sweep.json")))
        .doesNotContain("failed");
  }

  private long underWay() throws IOException {
    Path root = here.resolve("there");
    if (!Files.isDirectory(root)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(root)) {
      long count = 0;
      for (Path file : files.filter(f -> f.endsWith("metrics.csv")).toList()) {
        long lines = Files.readString(file).lines().count();
        count += lines > 20 && lines < 380 ? 1 : 0;
      }
      return count;
    }
  }
}
