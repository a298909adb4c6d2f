package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.collapsar.lab.document.Schemas;
import org.collapsar.lab.run.LayersTable;
import org.collapsar.lab.run.MetricsTable;
import org.collapsar.lab.run.RunRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that commit ce1cfc4 wrote, which replaced its tables as a whole: killed after epoch 3 of 4,
 * with layers.csv of epoch 4 already there and a checkpoint after epoch 2.
 */
class OldRunTest {
  private static final String PLACE = "old-run/";
  private static final int CHECKPOINT = 2;

  /** What ce1cfc4 went on to; another machine's BLAS may round a float otherwise. */
  private static final double[] LOSSES = {
    1.1269849756497465,
    0.5673683342750971,
    0.5101431027804907,
    0.48354666626375786,
    0.46730259342256014
  };

  private static final double[] LAYER_3 = {
    1.194049786980593, 1.2689663800240083, 1.252261365414016, 1.2107189341524762, 1.12872110116736
  };

  private static final Offset<Double> ROUNDING = Offset.offset(1e-4);

  @TempDir Path here;

  private Path run;

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in = OldRunTest.class.getResourceAsStream(PLACE + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  @BeforeEach
  void layOut() throws IOException {
    run = here.resolve("old/seed-1");
    Files.createDirectories(run.resolve("checkpoint"));
    for (String name : List.of("run.json", "metrics.csv", "layers.csv", "timing.csv")) {
      Files.write(run.resolve(name), fixture(name));
    }
    Files.write(
        run.resolve("checkpoint/state.safetensors"),
        Base64.getMimeDecoder().decode(fixture("state.base64")));
  }

  @Test
  void opens() {
    RunRecord record = RunRecord.read(run);
    assertThat(record.status()).isEqualTo(RunRecord.Status.RUNNING);
    assertThat(record.lastEpoch()).isEqualTo(3);
    assertThat(record.experiment().train().epochs()).isEqualTo(4);
    assertThat(record.metrics().column("loss")).containsExactly(Arrays.copyOf(LOSSES, 4));
    assertThat(record.layers().epochs()).as("as far as metrics.csv goes").hasSize(4);
    assertThat(record.layers().values("nc1.quotient", 3))
        .containsExactly(Arrays.copyOf(LAYER_3, 4));
  }

  @Test
  void reports() throws IOException {
    Typed typed = Typed.in(here, "report", "old", "--json");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    JsonNode claim = typed.json().path("claims").get(0);
    assertThat(claim.path("undefined").asText()).isEqualTo("because no run has finished");
    claim = claim.path("runs").get(0);
    assertThat(claim.path("value").asDouble()).isEqualTo(LOSSES[3] / LOSSES[0]);
    assertThat(claim.path("holds").asBoolean()).isTrue();
    assertThat(here.resolve("old/report.html")).content().contains("A run of an earlier version");
  }

  @Test
  void certifies() throws IOException {
    Typed typed = Typed.in(here, "certify", "old", "--json");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(typed.json().path("schema").asText()).isEqualTo("collapsar/certify/1");
    assertThat(typed.out()).contains("jacot2025.theorem3.1.nc1");
  }

  @Test
  void goesOn() throws IOException {
    Typed typed = Typed.in(here, "resume", "old");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(typed.err()).contains("run 1 of 1, seed 1, from epoch 2");
    RunRecord record = RunRecord.read(run);
    assertThat(record.finished()).isTrue();
    Schemas.checkFiles(here);
    assertThat(record.metrics().column("loss")).containsExactly(LOSSES, ROUNDING);
    assertThat(record.layers().values("nc1.quotient", 3)).containsExactly(LAYER_3, ROUNDING);
    for (String table : List.of(MetricsTable.TABLE.file(), LayersTable.TABLE.file())) {
      List<String> old = rowsBefore(new String(fixture(table), StandardCharsets.UTF_8));
      assertThat(rowsBefore(Files.readString(run.resolve(table)))).as(table).isEqualTo(old);
    }
  }

  /** The header, and the rows of epochs that are not measured again. */
  private static List<String> rowsBefore(String table) {
    return table
        .lines()
        .filter(
            line ->
                line.startsWith("epoch,")
                    || Integer.parseInt(line.substring(0, line.indexOf(','))) < CHECKPOINT)
        .toList();
  }
}
