package org.collapsar.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.collapsar.lab.live.ServeSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Estimates of experiments that are not started. */
class EstimatesTest {
  private static final String TINY =
      "{\"preset\": \"wu2025-fig1a\", \"set\": {\"data.name\": \"digits\","
          + " \"data.samplesPerClass\": 30, \"seeds\": 3, \"network.width\": 64,"
          + " \"train.epochs\": 3}}";

  @TempDir Path here;

  private ServeSettings settings(List<String> command) {
    return new ServeSettings(
        List.of(here.resolve("runs")),
        0,
        null,
        false,
        List.of(),
        null,
        false,
        here.resolve("cache"),
        command,
        1);
  }

  private TestServer server(List<String> command) {
    return new TestServer(settings(command), new DiskRoom(0), 1 << 20);
  }

  private static List<String> program() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--add-modules",
        "jdk.incubator.vector",
        "-cp",
        System.getProperty("java.class.path"),
        "org.collapsar.lab.cli.Main");
  }

  /** The line of the command line, and nothing in the directory of runs. */
  @Test
  void saysWhatTheCommandLineSays() throws Exception {
    try (TestServer server = server(program())) {
      HttpResponse<String> answer = server.post("api/v1/estimate", TINY);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      JsonNode said = TestServer.MAPPER.readTree(answer.body());
      assertThat(said.path("experiment").asText()).isEqualTo("wu2025-fig1a");
      assertThat(said.path("runs").asInt()).isEqualTo(3);
      assertThat(said.path("line").asText())
          .matches("estimate from \\d+ timed steps: about \\d+ s for 3 runs, \\d+ MB of disk; .*");
      assertThat(said.path("memory_bytes").asLong()).isGreaterThan(10_000_000);
      assertThat(said.path("busy").asBoolean(true)).isFalse();

      HttpResponse<String> wrong =
          server.post("api/v1/estimate", TINY.replace("train.epochs", "train.epoch"));
      assertThat(wrong.statusCode()).isEqualTo(422);
      assertThat(wrong.body())
          .isEqualTo(
              server.post("api/v1/check", TINY.replace("train.epochs", "train.epoch")).body())
          .contains("did you mean");
      HttpResponse<String> misfit =
          server.post(
              "api/v1/estimate",
              TINY.replace("{\"data.name", "{\"train.batch\": 4000, \"data.name"));
      assertThat(misfit.statusCode()).as("what only the data tell").isEqualTo(422);
      assertThat(misfit.body()).contains("train.batch: expected at most the number of training");
      HttpRequest.Builder stranger =
          server.request("api/v1/estimate").POST(HttpRequest.BodyPublishers.ofString(TINY));
      assertThat(server.send(stranger).statusCode()).isEqualTo(401);
      assertThat(here.resolve("runs")).isEmptyDirectory();
    }
  }

  /** The second that asks is told to wait; the first has its answer when its process has ended. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void oneAtATime() throws Exception {
    Path began = here.resolve("began");
    Path go = here.resolve("go");
    String script =
        "touch '%s'; until [ -e '%s' ]; do sleep 0.1; done; echo '{\"estimates\": [{\"line\": \"x\"}]}'"
            .formatted(began, go);
    try (TestServer server = server(List.of("/bin/sh", "-c", script, "sh"))) {
      CompletableFuture<HttpResponse<String>> first =
          TestServer.CLIENT.sendAsync(
              server
                  .authorised("api/v1/estimate")
                  .POST(HttpRequest.BodyPublishers.ofString(TINY))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      while (!Files.exists(began) && !first.isDone()) {
        Thread.sleep(20);
      }
      HttpResponse<String> second = server.post("api/v1/estimate", TINY);
      assertThat(second.statusCode()).isEqualTo(503);
      assertThat(second.headers().firstValue("Retry-After")).hasValue("5");
      Files.createFile(go);
      assertThat(first.get().statusCode()).isEqualTo(200);
      assertThat(server.post("api/v1/estimate", TINY).body()).contains("\"line\":\"x\"");
    }
  }

  /** A process that does not end is ended, with what it has started. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void whatTakesTooLongIsSaid() throws Exception {
    Path child = here.resolve("child");
    List<String> command =
        List.of("/bin/sh", "-c", "sleep 600 & echo $! > '" + child + "'; wait", "sh");
    ServeSettings settings = settings(command);
    try (Estimates estimates = new Estimates(settings, new Jobs(settings, new DiskRoom(0)), 2)) {
      ObjectNode said = estimates.of(TestServer.MAPPER.readTree(TINY));
      assertThat(said.path("undefined").asText())
          .startsWith("because timing its first steps takes longer than 2 s");
      long pid = Long.parseLong(Files.readString(child).strip());
      while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
        Thread.sleep(20);
      }
    }
  }

  /** The server says that there was no estimate; it does not say that all went well. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aProcessThatSaysNothingIsAnError() throws Exception {
    try (TestServer server = server(List.of("/bin/true"))) {
      HttpResponse<String> answer = server.post("api/v1/estimate", TINY);
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).contains("its process has ended without one");
    }
  }
}
