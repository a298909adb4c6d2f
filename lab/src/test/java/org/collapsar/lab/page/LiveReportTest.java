package org.collapsar.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.figure.DrawnFigure;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.ExternalWriter;
import org.collapsar.lab.run.Machine;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SyntheticRuns;
import org.collapsar.lab.run.SyntheticStacks;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.MetricValue;
import org.collapsar.probe.SimplexFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveReportTest {
  @TempDir Path temp;

  private List<RunRecord> runs(String status, int rows) {
    List<Path> directories = new SyntheticRuns().stopped(status, rows).writeAll(temp, 3);
    return directories.stream().map(RunRecord::read).toList();
  }

  private static ObjectNode live(List<RunRecord> runs, boolean seeds, String... metrics) {
    return LiveReport.document(runs.get(1), runs, seeds, List.of(metrics));
  }

  @Test
  void claimsStandOpenWhileTheRunsGoOn() {
    ObjectNode json = live(runs("running", 2), false);
    assertThat(json.path("claims").asText()).contains("not yet").contains("so far");
    assertThat(json.path("seeds").asInt()).isEqualTo(3);
    assertThat(json.path("epoch").asInt()).isEqualTo(1);
    assertThat(json.path("epochs").asInt()).isEqualTo(40);
  }

  @Test
  void claimsOfEndedRunsAreDecided() {
    assertThat(live(runs("done", 41), false).path("claims").asText())
        .contains("4 of 4 claims hold.")
        .doesNotContain("so far;");
    assertThat(live(runs("diverged", 2), false).path("claims").asText())
        .contains("cannot any more");
  }

  /** The same data as on the page of the report, for the same scripts. */
  @Test
  void figuresHaveTheDataOfTheReport() {
    List<RunRecord> runs = runs("done", 41);
    List<JsonNode> figures = new ArrayList<>();
    live(runs, true).path("figures").forEach(figures::add);
    List<DrawnFigure> report = DrawnFigure.of(runs.get(0).info().figures(), runs);
    assertThat(figures).hasSize(report.size() + 1);
    for (int i = 0; i < report.size(); i++) {
      ObjectNode expected = report.get(i).data();
      expected.put("element", "live-figure-" + (i + 1));
      FigureSection.notes(report.get(i)).forEach(expected.putArray("notes")::add);
      assertThat(figures.get(i + 1)).isEqualTo(expected);
    }
  }

  @Test
  void oneRunIsDrawnUnlessAllSeedsAre() {
    List<RunRecord> runs = runs("running", 5);
    JsonNode one = live(runs, false).at("/figures/0/panels/0/groups/0/runs");
    assertThat(one).hasSize(1);
    assertThat(one.at("/0/seed").asText()).isEqualTo("2");
    JsonNode all = live(runs, true).at("/figures/0/panels/0/groups/0");
    assertThat(all.path("runs")).hasSize(3);
    assertThat(all.path("mean")).hasSize(5);
  }

  @Test
  void metricsAreChosenAmongTheColumns() {
    ObjectNode json = live(runs("running", 5), false, "nc1.total", "none.such", "loss");
    List<String> panels = new ArrayList<>();
    json.at("/figures/0/panels").forEach(panel -> panels.add(panel.path("metric").asText()));
    assertThat(panels).containsExactly("nc1.total", "loss");
    assertThat(json.path("choice").asText())
        .contains("value=\"nc1.total\" checked")
        .contains("value=\"accuracy.train\">")
        .contains("<math");
  }

  @Test
  void elementsOfFiguresAreThere() {
    ObjectNode json = live(runs("running", 5), false);
    String html = json.path("chosen").asText() + json.path("structure").asText();
    json.path("figures")
        .forEach(
            figure -> assertThat(html).contains("id=\"" + figure.path("element").asText() + "\""));
    assertThat(html).doesNotContain("Save SVG").doesNotContain("static-figure");
  }

  /** A page makes its figures once: what changes from epoch to epoch is in their data. */
  @Test
  void theStructureStaysWhileARunGoesOn() {
    Path directory = temp.resolve("moves/seed-1");
    ExternalWriter writer =
        ExternalWriter.start(
            directory,
            "moves",
            1,
            new External("net", "a test", List.of()),
            9,
            List.of("loss"),
            Machine.provenance(1, "float32", ""));
    write(writer, 0);
    ObjectNode before = live(RunRecord.read(directory));
    write(writer, 1);
    ObjectNode after = live(RunRecord.read(directory));
    assertThat(after.path("structure").asText())
        .contains("class=\"panels simplex\"", "<div class=\"notes\"></div>")
        .isEqualTo(before.path("structure").asText());
    assertThat(after.path("chosen")).isEqualTo(before.path("chosen"));
    // One sample of each class is at a distance of 1 from its mean, within the space and outside.
    assertThat(before.at("/figures/1/notes/0").asText()).contains("epoch 0.0% of");
    assertThat(after.at("/figures/1/notes/0").asText()).contains("epoch 50.0% of");
  }

  private static ObjectNode live(RunRecord run) {
    return LiveReport.document(run, List.of(run), false, List.of());
  }

  private static void write(ExternalWriter writer, int epoch) {
    Matrix means = new Matrix(2, 1, new double[] {1, -1});
    Matrix samples = new Matrix(2, 1, new double[] {2, -2});
    writer.write(
        new EpochRecord(
            epoch,
            Map.of("loss", MetricValue.of(1.0 / (1 + epoch))),
            null,
            Map.of(),
            new SimplexFrame(
                new int[] {0, 1},
                means,
                null,
                samples,
                new int[] {0, 1},
                new double[] {epoch, epoch}),
            null,
            null,
            null,
            0,
            0));
  }

  /** Between checkpoints the table is older than the figures, and says so. */
  @Test
  void theTableOfCertificatesSaysItsEpoch() throws IOException {
    runs("running", 5);
    Path run = temp.resolve("seed-2");
    String id = "jacot2025.theorem3.1.nc1";
    Files.writeString(
        run.resolve("certificates.json"),
        """
        {"schema": "collapsar/certify/1", "epoch": 0, "certificates": [
          {"id": "%s", "claim": "A claim.", "source": "A (B), Theorem 3.1 / B.1, (18)",
           "quantity": "NC1(Z_{L-1})", "value": {"value": 2}, "bounds": [
            {"tier": "residual", "form": "g", "applies": true, "direction": "upper",
             "hypotheses": [], "bound": {"value": 4}, "slack": {"value": 2}}]}]}
        """
            .formatted(id));
    String lines = "epoch,certificate,tier,value,bound\n";
    Files.writeString(run.resolve("certificates.csv"), lines + "0,%s,residual,2,4\n".formatted(id));
    String says = "This table is of epoch 0; the next one comes with a checkpoint";
    assertThat(live(RunRecord.read(run)).path("certificates").asText())
        .contains("<strong>3.1 (18)</strong>")
        .doesNotContain(says);
    Files.writeString(
        run.resolve("certificates.csv"),
        lines + "0,%s,residual,2,4\n3,%s,residual,1,4\n".formatted(id, id));
    assertThat(live(RunRecord.read(run)).path("certificates").asText())
        .contains(says, "The figures below go on to epoch 3.");
  }

  /** Figures of matrices as well. */
  @Test
  void theStructureOfMatricesStays() {
    String figures =
        """
        [{"id":"g","title":"Gram","kind":"gram","layers":["last"],"normalise":"cosine"}]
        """;
    List<ObjectNode> documents = new ArrayList<>();
    for (int epoch : new int[] {4, 9}) {
      documents.add(
          live(
              new SyntheticStacks(2, 2)
                  .stopped("running", epoch)
                  .experiment(figures, "[]")
                  .write(temp.resolve("stack-" + epoch + "/seed-1"), 1, Map.of(), 1)));
    }
    assertThat(documents.get(1).path("structure").asText())
        .contains("class=\"panels heat\"")
        .isEqualTo(documents.get(0).path("structure").asText());
    assertThat(documents.get(1).at("/figures/1/runs/0/epochs"))
        .isNotEqualTo(documents.get(0).at("/figures/1/runs/0/epochs"));
  }
}
