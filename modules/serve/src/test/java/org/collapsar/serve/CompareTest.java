package org.collapsar.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.index.RunIndex;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.ExternalWriter;
import org.collapsar.lab.run.Machine;
import org.collapsar.metrics.MetricValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs overlaid, by HTTP. */
class CompareTest {
  @TempDir Path here;

  private String run(String name) throws IOException {
    Path directory = Files.createDirectories(here.resolve("runs")).toRealPath().resolve(name);
    ExternalWriter writer =
        ExternalWriter.start(
            directory.resolve("seed-1"),
            name,
            1,
            new External("<b>" + name + "</b>", "a test", List.of()),
            3,
            List.of("loss", "lr"),
            Machine.provenance(1, "float32", ""));
    for (int epoch = 0; epoch < 3; epoch++) {
      writer.write(
          new EpochRecord(
              epoch,
              Map.of("loss", MetricValue.of(Math.pow(10, -epoch)), "lr", MetricValue.of(0.1)),
              null,
              Map.of(),
              null,
              null,
              null,
              0,
              0));
    }
    return RunIndex.id(directory.resolve("seed-1"));
  }

  @Test
  void runsOfChoiceAreOverlaid() throws Exception {
    String a = run("a");
    String b = run("b");
    try (TestServer server = new TestServer(here)) {
      JsonNode answer =
          TestServer.MAPPER.readTree(server.get("/api/v1/compare?runs=" + a + "," + b).body());
      List<String> figures = new ArrayList<>();
      answer.path("figures").forEach(figure -> figures.add(figure.path("element").asText()));
      assertThat(figures).containsExactly("compare-epoch", "compare-loss");
      assertThat(answer.at("/figures/1/panels")).hasSize(1);
      assertThat(answer.at("/figures/1/panels/0/x/names")).hasSize(41);
      assertThat(answer.path("html").asText())
          .contains("id=\"compare-loss\"")
          .doesNotContain("<b>");
      assertThat(server.get("/compare").statusCode()).isEqualTo(200);
      assertThat(server.get("/assets/compare.js").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void mistakesAreSaid() throws Exception {
    String a = run("a");
    try (TestServer server = new TestServer(here)) {
      assertThat(server.get("/api/v1/compare?runs=" + a).statusCode()).isEqualTo(422);
      assertThat(server.get("/api/v1/compare?runs=" + a + "," + a).body()).contains("twice");
      assertThat(server.get("/api/v1/compare?runs=" + a + ",none").statusCode()).isEqualTo(404);
      assertThat(server.get("/api/v1/compare?runs=" + "x,".repeat(30)).statusCode()).isEqualTo(400);
    }
  }
}
