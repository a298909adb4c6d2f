package org.collapsar.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.index.RunIndex;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.ExternalWriter;
import org.collapsar.lab.run.Machine;
import org.collapsar.metrics.MetricValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page of a run shows beside its rows, by HTTP. */
class LiveDocumentsTest {
  @TempDir Path here;
  private Path directory;
  private String id = "";

  @BeforeEach
  void place() throws IOException {
    directory = Files.createDirectories(here.resolve("runs")).toRealPath().resolve("x/seed-1");
    id = RunIndex.id(directory);
  }

  private ExternalWriter writer(int epochs) {
    ExternalWriter writer =
        ExternalWriter.start(
            directory,
            "x",
            1,
            new External("net", "a test", List.of()),
            100,
            List.of("loss", "lr"),
            Machine.provenance(1, "float32", ""));
    for (int epoch = 0; epoch < epochs; epoch++) {
      write(writer, epoch);
    }
    return writer;
  }

  private static void write(ExternalWriter writer, int epoch) {
    writer.write(
        new EpochRecord(
            epoch,
            Map.of("loss", MetricValue.of(1.0 / (1 + epoch)), "lr", MetricValue.of(0.1)),
            null,
            Map.of(),
            null,
            null,
            null,
            0,
            0));
  }

  private JsonNode live(TestServer server, String query) throws Exception {
    HttpResponse<String> answer = server.get("/api/v1/runs/" + id + "/live?" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return TestServer.MAPPER.readTree(answer.body());
  }

  /** Asks until the files that there are have been read. */
  private JsonNode current(TestServer server, String query) throws Exception {
    JsonNode answer = live(server, query);
    while (answer.path("again").asBoolean()) {
      Thread.sleep(50);
      answer = live(server, query);
    }
    return answer;
  }

  @Test
  void onlyWhatIsNewIsSent() throws Exception {
    ExternalWriter writer = writer(90);
    try (TestServer server = new TestServer(here)) {
      JsonNode first = current(server, "");
      assertThat(first.path("whole").path("epoch").asInt()).isEqualTo(89);
      String version = first.path("version").asText();
      JsonNode same = current(server, "have=" + version);
      assertThat(same.has("whole") || same.has("change")).isFalse();
      write(writer, 90);
      JsonNode next = current(server, "have=" + version);
      assertThat(next.has("whole")).isFalse();
      JsonNode values =
          next.at(
              "/change/keys/figures/at/0/keys/panels/at/0/keys/groups/at/0/keys/runs/at/0/keys");
      assertThat(values.at("/values/keep").asInt()).isEqualTo(90);
      assertThat(values.at("/values/more/0").asDouble()).isEqualTo(1.0 / 91);
      assertThat(next.toString().length()).isLessThan(first.toString().length() / 4);
    }
  }

  /** The version is known by its content, whoever made it. */
  @Test
  void aPageOutlivesARestart() throws Exception {
    writer(3);
    String version;
    try (TestServer server = new TestServer(here)) {
      version = current(server, "").path("version").asText();
    }
    try (TestServer server = new TestServer(here)) {
      JsonNode same = current(server, "have=" + version);
      assertThat(same.path("version").asText()).isEqualTo(version);
      assertThat(same.has("whole") || same.has("change")).isFalse();
    }
  }

  @Test
  void metricsAreChosen() throws Exception {
    writer(3);
    try (TestServer server = new TestServer(here)) {
      JsonNode document = current(server, "metrics=lr,none").path("whole");
      assertThat(document.path("chosenMetrics")).hasSize(1);
      assertThat(document.at("/chosenMetrics/0").asText()).isEqualTo("lr");
      assertThat(server.get("/api/v1/runs/" + id + "/live?metrics=" + ",a".repeat(50)).statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void aRunThatCannotBeReadIsSaid() throws Exception {
    writer(3);
    Files.writeString(directory.resolve("metrics.csv"), "epoch,loss\nx,y\nz\n");
    try (TestServer server = new TestServer(here)) {
      HttpResponse<String> answer = server.get("/api/v1/runs/" + id + "/live");
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(answer.body()).contains("metrics.csv");
    }
  }

  @Test
  void thePageAllowsItsOwnScriptsAlone() throws Exception {
    try (TestServer server = new TestServer(here)) {
      String policy =
          server.get("/runs/" + id).headers().firstValue("Content-Security-Policy").orElseThrow();
      assertThat(policy).contains("script-src 'self';").doesNotContain("script-src 'unsafe");
      assertThat(server.get("/assets/figures.js").body()).contains("window.collapsar");
    }
  }
}
