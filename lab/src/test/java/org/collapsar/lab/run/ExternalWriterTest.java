package org.collapsar.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.collapsar.BadInputException;
import org.collapsar.lab.document.Schemas;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.metrics.MetricValue;
import org.collapsar.probe.LayerMeasurement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalWriterTest {
  private static final External ORIGIN =
      new External(
          "A CNN",
          "PyTorch 2.4",
          List.of(
              new External.Layer("conv1", OptionalInt.empty()),
              new External.Layer("fc", OptionalInt.of(64), "relu")));

  @TempDir Path here;

  private ExternalWriter start() {
    return ExternalWriter.start(
        here.resolve("seed-3"),
        "cnn",
        3,
        ORIGIN,
        5,
        List.of("loss", "nc1.total"),
        Machine.provenance(1, "float32", "a test"));
  }

  private static EpochRecord epoch(int epoch, double loss, MetricValue nc1) {
    return new EpochRecord(
        epoch,
        Map.of("loss", MetricValue.of(loss), "nc1.total", nc1),
        new LayerMeasurement(Map.of("nc2.kappa", List.of(MetricValue.of(2 + epoch)))),
        Map.of(),
        null,
        null,
        null,
        0.5,
        0.25);
  }

  @Test
  void canBeReadAtAnyMoment() {
    ExternalWriter writer = start();
    RunRecord record = RunRecord.read(here.resolve("seed-3"));
    assertThat(record.status()).isEqualTo(RunRecord.Status.RUNNING);
    assertThat(record.origin()).isEqualTo(ORIGIN);
    assertThat(record.activations()).as("of conv1 it is not known").isEmpty();
    assertThat(
            new External("a", "b", List.of(ORIGIN.layers().get(1), ORIGIN.layers().get(1)))
                .activations())
        .containsExactly("relu", "relu");
    assertThat(record.lastEpoch()).isEqualTo(-1);
    assertThat(record.info().figures()).extracting(FigureSpec::id).doesNotContain("layers");

    writer.write(epoch(0, 1, MetricValue.undefined("because of a test")));
    writer.write(epoch(1, 0.5, MetricValue.of(0.25)));
    writer.write(epoch(2, 0.001, MetricValue.of(0.125)));
    writer.end(RunRecord.Status.DONE, null);
    record = RunRecord.read(here.resolve("seed-3"));
    assertThat(record.finished()).isTrue();
    Schemas.checkFiles(here);
    assertThat(record.epochs()).as("fewer than were planned").isEqualTo(2);
    assertThat(record.seed()).isEqualTo(3);
    assertThat(record.metrics().column("loss")).containsExactly(1, 0.5, 0.001);
    assertThat(record.metrics().column("nc1.total")).containsExactly(Double.NaN, 0.25, 0.125);
    assertThat(record.layers().values("nc2.kappa", 1)).containsExactly(2, 3, 4);
    assertThat(record.provenance().text("command")).isEqualTo("a test");
    assertThat(record.started()).isNotNull();
    assertThat(record.info().title()).isEqualTo("A CNN");
    assertThat(record.info().figures())
        .extracting(FigureSpec::kind)
        .containsExactly(FigureKind.BAND, FigureKind.LAYERS);
    assertThat(record.info().figures().get(0).logarithmic()).containsExactly("loss");
  }

  @Test
  void oneThatEndsEarlySaysWhy() {
    ExternalWriter writer = start();
    writer.write(epoch(0, 1, MetricValue.of(1)));
    writer.end(RunRecord.Status.INTERRUPTED, "the client went away");
    RunRecord record = RunRecord.read(here.resolve("seed-3"));
    assertThat(record.finished()).isFalse();
    assertThat(record.message()).isEqualTo("the client went away");
    assertThat(record.epochs()).isEqualTo(5);
  }

  @Test
  void goesOnAfterTheLastWholeRow() throws IOException {
    ExternalWriter writer = start();
    writer.write(epoch(0, 1, MetricValue.of(1)));
    writer.write(epoch(1, 0.5, MetricValue.undefined("because of a test")));
    writer.keep();
    Path table = here.resolve("seed-3/metrics.csv");
    Files.writeString(table, "2,0.2", StandardOpenOption.APPEND);
    Files.writeString(
        here.resolve("seed-3/layers.csv"), "2,1,nc2.kappa,9\n", StandardOpenOption.APPEND);

    ExternalWriter again = ExternalWriter.resume(here.resolve("seed-3"));
    assertThat(again.lastEpoch()).isEqualTo(1);
    assertThat(again.columns()).containsExactly("loss", "nc1.total");
    again.keep();
    assertThat(Files.readString(here.resolve("seed-3/summary.json"))).contains("because of a test");
    again.write(epoch(2, 0.25, MetricValue.of(0.5)));
    again.end(RunRecord.Status.DONE, null);
    RunRecord record = RunRecord.read(here.resolve("seed-3"));
    assertThat(record.metrics().column("loss")).containsExactly(1, 0.5, 0.25);
    assertThat(record.layers().values("nc2.kappa", 1)).containsExactly(2, 3, 4);
    Schemas.checkFiles(here);
  }

  /** Rows say where a metric was not measured, and nobody has to know all of them before. */
  @Test
  void columnsComeLaterAndEpochsAreSkipped() {
    ExternalWriter writer = start();
    writer.write(epoch(0, 1, MetricValue.of(1)));
    writer.addColumns(List.of("loss", "lr", "nc2.kappa"));
    writer.skipTo(7);
    writer.write(
        new EpochRecord(
            7,
            Map.of("lr", MetricValue.of(0.1), "loss", MetricValue.of(2)),
            null,
            Map.of(),
            null,
            null,
            null,
            0,
            0));
    RunRecord record = RunRecord.read(here.resolve("seed-3"));
    assertThat(record.epochs()).as("more than were planned").isEqualTo(7);
    assertThat(record.lastEpoch()).isEqualTo(7);
    assertThat(record.metrics().metrics()).containsExactly("loss", "nc1.total", "lr", "nc2.kappa");
    assertThat(record.metrics().column("lr")).endsWith(Double.NaN, 0.1);
    assertThat(record.metrics().column("loss")).startsWith(1, Double.NaN).endsWith(2);
    writer.end(RunRecord.Status.DONE, null);
    Schemas.checkFiles(here);
  }

  /** A reader has an older run.json than metrics.csv where a row comes between. */
  @Test
  void rowsBeyondThoseThatWerePlannedAreRead() throws IOException {
    ExternalWriter writer = start();
    Path json = here.resolve("seed-3/run.json");
    String before = Files.readString(json);
    writer.skipTo(9);
    Files.writeString(json, before);
    RunRecord record = RunRecord.read(here.resolve("seed-3"));
    assertThat(record.lastEpoch()).isEqualTo(8);
    assertThat(record.epochs()).isEqualTo(8);
  }

  @Test
  void doesNotOverwriteARun() {
    start();
    assertThatThrownBy(this::start)
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            here.resolve("seed-3")
                + ": expected a directory without a run, found a run.json in it");
    assertThatThrownBy(
            () ->
                ExternalWriter.start(
                    here.resolve("x"),
                    "../x",
                    1,
                    ORIGIN,
                    1,
                    List.of("loss"),
                    Machine.provenance(1, "float32", "")))
        .hasMessage("id: expected letters, digits, dots and hyphens, found ../x");
    assertThat(here.resolve("x")).doesNotExist();
  }

  @Test
  void whoeverNeedsAnExperimentIsTold() {
    start();
    RunRecord record = RunRecord.read(here.resolve("seed-3"));
    String message =
        here.resolve("seed-3")
            + ": expected a run that collapsar trained, found one that was trained elsewhere"
            + " (PyTorch 2.4)";
    assertThatThrownBy(record::experiment)
        .isInstanceOf(BadInputException.class)
        .hasMessage(message);
    assertThatThrownBy(record::configuration).hasMessage(message);
  }
}
