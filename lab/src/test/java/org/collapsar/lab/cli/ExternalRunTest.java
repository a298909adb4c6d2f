package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on the directory of a run that was trained elsewhere. */
class ExternalRunTest {
  @TempDir Path here;

  @BeforeEach
  void writeRun() throws IOException {
    Path run = Files.createDirectories(here.resolve("cnn/seed-1"));
    Files.writeString(
        run.resolve("run.json"),
        """
        {"schema": "collapsar/run/1", "id": "cnn", "seed": 1, "status": "done", "epochs": 2,
         "external": {"name": "A CNN", "framework": "PyTorch 2.4"}}
        """);
    Files.writeString(
        run.resolve("metrics.csv"), "epoch,loss,nc1.total\n0,2,1\n1,0.2,0.5\n2,0.002,0.25\n");
  }

  @Test
  void reportDrawsItsMetrics() throws IOException {
    Typed typed = Typed.in(here, "report", "cnn");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(Files.readString(here.resolve("cnn/report.html")))
        .contains("A CNN", "Trained elsewhere, with PyTorch 2.4", "Metrics over the epochs")
        .doesNotContain(">Configuration<");
  }

  @ParameterizedTest
  @ValueSource(strings = {"resume RUN", "certify RUN", "export RUN --out e", "separability RUN"})
  void whatNeedsTheNetworkSaysThatItIsElsewhere(String command) {
    Typed typed = Typed.in(here, command.replace("RUN", "cnn/seed-1").split(" "));
    assertThat(typed.err())
        .isEqualTo(
            "collapsar: "
                + here.resolve("cnn/seed-1")
                + ": expected a run that collapsar trained, found one that was trained elsewhere"
                + " (PyTorch 2.4)\n");
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(here.resolve("e")).doesNotExist();
  }

  @Test
  void aMalformedOriginIsRefusedWithItsPlace() throws IOException {
    Path json = here.resolve("cnn/seed-1/run.json");
    String text = Files.readString(json);
    Files.writeString(json, text.replace("\"PyTorch 2.4\"", "24"));
    assertThat(Typed.in(here, "report", "cnn").err())
        .isEqualTo("collapsar: " + json + ":2: external.framework: expected a text, found 24\n");
    Files.writeString(json, text.replace("\"external\"", "\"experiment\": {}, \"external\""));
    assertThat(Typed.in(here, "report", "cnn").err())
        .isEqualTo(
            "collapsar: "
                + json
                + ":2: external: expected no key external beside experiment, found a group of"
                + " keys\n");
    Files.writeString(json, text.replace("\"external\"", "\"elsewhere\""));
    assertThat(Typed.in(here, "report", "cnn").err())
        .isEqualTo(
            "collapsar: " + json + ":1: experiment: expected a group of keys, found nothing\n");
  }
}
