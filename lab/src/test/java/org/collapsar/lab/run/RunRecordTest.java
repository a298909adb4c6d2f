package org.collapsar.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.collapsar.BadInputException;
import org.collapsar.lab.experiment.CellPoint;
import org.collapsar.lab.experiment.ClaimRule;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.MetricsConfig;
import org.collapsar.lab.experiment.NetworkConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {

  @TempDir Path temp;
  private Path run;

  @BeforeEach
  void writeRun() {
    run = new SyntheticRuns().write(temp.resolve("seed-3"), 3);
  }

  @Test
  void readsAllOfAFinishedRun() {
    RunRecord record = RunRecord.read(run);
    assertThat(record.id()).isEqualTo("synthetic-1a");
    assertThat(record.seed()).isEqualTo(3);
    assertThat(record.status()).isEqualTo(RunRecord.Status.DONE);
    assertThat(record.finished()).isTrue();
    assertThat(record.epochs()).isEqualTo(40);
    assertThat(record.lastEpoch()).isEqualTo(40);
    assertThat(record.started()).isEqualTo(Instant.parse("2026-11-22T10:15:30Z"));
    assertThat(record.seconds()).hasValue(24.5);
    assertThat(record.peakMemoryBytes()).hasValue(512L << 20);
    assertThat(record.experiment().network())
        .isInstanceOfSatisfying(
            NetworkConfig.MeanField.class, m -> assertThat(m.width()).isEqualTo(1568));
    assertThat(record.data().text("name")).isEqualTo("synthetic");
    assertThat(record.provenance().text("java")).isEqualTo("17.0.15");
    assertThat(record.info().figures())
        .extracting(FigureSpec::kind)
        .containsExactly(FigureKind.BAND, FigureKind.LINES);
    assertThat(record.info().claims().get(3))
        .isEqualTo(
            new ClaimSpec(
                "nb",
                "No run is balanced.",
                "balancedness.normalised",
                ClaimRule.END_ABOVE,
                0.2,
                null,
                ClaimSpec.Window.ALL,
                null,
                Map.of(),
                "Figure 2a of the tests"));
    assertThat(record.metrics().metrics()).hasSize(7).startsWith("loss");
  }

  @Test
  void standsInACellOfASweep() throws IOException {
    assertThat(RunRecord.read(run).cell()).isEmpty();
    assertThat(RunRecord.read(run).name()).isEqualTo("seed 3");
    replace(
        "run.json",
        "\"seed\"",
        "\"cell\": [{\"axis\": \"linear layers\", \"label\": \"2\", \"value\": 2.0},"
            + " {\"axis\": \"shape\", \"label\": \"pyramid\", \"value\": null}], \"seed\"");
    RunRecord record = RunRecord.read(run);
    assertThat(record.cell())
        .containsExactly(
            new CellPoint("linear layers", "2", OptionalDouble.of(2)),
            new CellPoint("shape", "pyramid", OptionalDouble.empty()));
    assertThat(record.name()).isEqualTo("linear layers 2, shape pyramid, seed 3");
    replace("run.json", "\"value\": 2.0", "\"value\": \"two\"");
    assertThatThrownBy(() -> RunRecord.read(run))
        .hasMessageEndingWith("cell.0.value: expected a number, found \"two\"");
  }

  @Test
  void keepsFullPrecisionAndGaps() throws IOException {
    replace("metrics.csv", "(?m)^1,[^,]*,", "1,0.12345678901234568,");
    double[] loss = RunRecord.read(run).metrics().column("loss");
    assertThat(loss[1]).isEqualTo(0.12345678901234568);
    double[] test = RunRecord.read(run).metrics().column("accuracy.test");
    assertThat(test[5]).isFinite();
    assertThat(test[6]).isNaN();
  }

  @Test
  void anUnfinishedRunLoads() {
    RunRecord record =
        RunRecord.read(new SyntheticRuns().stopped("interrupted", 8).write(temp.resolve("i"), 1));
    assertThat(record.finished()).isFalse();
    assertThat(record.lastEpoch()).isEqualTo(7);
  }

  @Test
  void aRunThatHasMeasuredNothingLoads() throws IOException {
    Path fresh = new SyntheticRuns().stopped("running", 0).write(temp.resolve("r"), 1);
    Files.delete(fresh.resolve("metrics.csv"));
    assertThat(RunRecord.read(fresh).lastEpoch()).isEqualTo(-1);
    assertThat(RunRecord.read(fresh).metrics().column("loss")).isEmpty();
  }

  @Test
  void filesWithoutLaterKeysAndWithUnknownOnesLoad() throws IOException {
    Files.writeString(
        run.resolve("run.json"),
        """
        {"schema": "collapsar/run/1", "id": "old", "seed": 7, "status": "done", "epochs": 40,
         "experiment": {"id": "old", "title": "An old one", "later": 1}, "later": {"a": [1]},
         "config": {
           "data": {"name": "mnist"},
           "network": {"kind": "dense", "layers": [{"width": "classes", "activation": "identity"}]},
           "train": {"epochs": 40, "batch": "full", "steps": 0.5}}}
        """);
    RunRecord record = RunRecord.read(run);
    assertThat(record.info().source()).isNull();
    assertThat(record.info().claims()).isEmpty();
    assertThat(record.started()).isNull();
    assertThat(record.data().keys()).isEmpty();
    assertThat(record.experiment().metrics()).isEqualTo(MetricsConfig.DEFAULT);
  }

  @Test
  void namesFileLineAndKeyOfAWrongValue() throws IOException {
    String json = Files.readString(run.resolve("run.json"));
    int line = (int) json.substring(0, json.indexOf("\"band\"")).lines().count();
    replace("run.json", "\"band\"", "\"bond\"");
    refused(() -> RunRecord.read(run))
        .hasMessage(
            run.resolve("run.json")
                + ":"
                + line
                + ": experiment.figures.0.kind: expected one of band, lines, layers, gram,"
                + " matrices, sweep, histogram, certificate, parity, simplex, found \"bond\", did"
                + " you mean band?");
  }

  @Test
  void refusesWhatIsNoRun() throws IOException {
    refused(() -> RunRecord.read(temp)).hasMessageContaining("found no file run.json");
    replace("run.json", "collapsar/run/1", "collapsar/run/2");
    refused(() -> RunRecord.read(run))
        .hasMessageContaining("run.json:2: schema: expected \"collapsar/run/1\"")
        .hasMessageContaining("found \"collapsar/run/2\"");
    Files.writeString(run.resolve("run.json"), "{\n\"schema\": \n}");
    refused(() -> RunRecord.read(run)).hasMessageContaining("run.json:3: expected JSON");
    Files.writeString(run.resolve("run.json"), "[]");
    refused(() -> RunRecord.read(run)).hasMessageContaining("expected a JSON object");
    Files.writeString(run.resolve("run.json"), "{\"schema\": \"a\", \"schema\": \"b\"}");
    refused(() -> RunRecord.read(run))
        .hasMessage(run.resolve("run.json") + ":1: expected each key once, found schema twice");
  }

  @Test
  void refusesMissingAndMistypedKeys() throws IOException {
    replace("run.json", "\"epochs\" : 40", "\"epochs\" : \"forty\"");
    refused(() -> RunRecord.read(run))
        .hasMessageContaining("epochs: expected a whole number of at least 0, found \"forty\"");
    writeRun();
    replace("run.json", "\"bound\" : 0.2", "\"bond\" : 0.2");
    refused(() -> RunRecord.read(run))
        .hasMessageContaining("experiment.claims.0.bound: expected a number, found nothing");
    writeRun();
    replace("run.json", "2026-11-22T10:15:30Z", "yesterday");
    refused(() -> RunRecord.read(run)).hasMessageContaining("started: expected a time");
    writeRun();
    replace("run.json", "\"figure-1a\"", "\"../figure\"");
    refused(() -> RunRecord.read(run))
        .hasMessageContaining("figures.0.id: expected letters, digits, dots and hyphens");
  }

  @Test
  void refusesMalformedTables() throws IOException {
    replace("metrics.csv", "(?m)^epoch,", "time,");
    refused(() -> RunRecord.read(run))
        .hasMessageContaining("metrics.csv:1: expected \"epoch\" as the first column");
    writeRun();
    replace("metrics.csv", "(?m)^4,[^,]*,", "4,NaN,");
    refused(() -> RunRecord.read(run))
        .hasMessageContaining(
            "metrics.csv:6: loss: expected a number or an empty cell, found \"NaN\"");
    writeRun();
    replace("metrics.csv", "(?m)^4,[^,]*,", "4,");
    refused(() -> RunRecord.read(run))
        .hasMessageContaining("metrics.csv:6: expected 8 cells, found 7");
    writeRun();
    replace("metrics.csv", "(?m)^4,.*\n", "");
    refused(() -> RunRecord.read(run))
        .hasMessageContaining("metrics.csv:6: expected epoch 4, found \"5\"");
    writeRun();
    replace("metrics.csv", "loss.regularised", "loss");
    refused(() -> RunRecord.read(run)).hasMessageContaining("found \"loss\" twice");
    writeRun();
    Files.writeString(run.resolve("metrics.csv"), "");
    refused(() -> RunRecord.read(run)).hasMessageContaining("found an empty file");
  }

  @Test
  void aFinishedRunNeedsAllItsRows() throws IOException {
    replace("metrics.csv", "(?m)^40,.*\n", "");
    refused(() -> RunRecord.read(run)).hasMessageContaining("expected epochs 0 to 40");
    Files.delete(run.resolve("metrics.csv"));
    refused(() -> RunRecord.read(run)).hasMessageContaining("found no file");
    writeRun();
    Files.writeString(run.resolve("metrics.csv"), "41,1,1,1,1,1,1,1\n", StandardOpenOption.APPEND);
    refused(() -> RunRecord.read(run)).hasMessageContaining("metrics.csv:43: expected epochs 0");
  }

  private static AbstractThrowableAssert<?, ?> refused(ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(BadInputException.class);
  }

  private void replace(String file, String regex, String by) throws IOException {
    String before = Files.readString(run.resolve(file));
    String after = before.replaceFirst(regex, by);
    assertThat(after).as("the edit of the test").isNotEqualTo(before);
    Files.writeString(run.resolve(file), after);
  }
}
