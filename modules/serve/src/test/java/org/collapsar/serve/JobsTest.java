package org.collapsar.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.lab.live.ServeSettings;
import org.collapsar.lab.run.RunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are started from the API, as processes of their own. */
class JobsTest {
  private static final String TINY =
      "\"set\": {\"data.name\": \"digits\", \"data.samplesPerClass\": 30, \"seeds\": 1,"
          + " \"network.width\": 64, \"train.epochs\": ";

  @TempDir Path here;

  private ServeSettings settings() {
    return new ServeSettings(
        List.of(here.resolve("runs")),
        0,
        null,
        false,
        List.of(),
        null,
        false,
        here.resolve("cache"),
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            "org.collapsar.lab.cli.Main"),
        1);
  }

  private TestServer server() {
    return new TestServer(settings(), new DiskRoom(0), 1 << 20);
  }

  private static JsonNode until(TestServer server, String id, String state) throws Exception {
    JsonNode found = job(server, id);
    for (int i = 0; i < 900 && !found.path("state").asText().equals(state); i++) {
      Thread.sleep(100);
      found = job(server, id);
    }
    assertThat(found.path("state").asText())
        .as(server.get("api/v1/jobs/" + id + "/output").body())
        .isEqualTo(state);
    return found;
  }

  private static JsonNode job(TestServer server, String id) throws Exception {
    for (JsonNode job : server.json("api/v1/jobs").path("jobs")) {
      if (job.path("id").asText().equals(id)) {
        return job;
      }
    }
    throw new AssertionError("expected the job " + id + ", found none");
  }

  private static String only(TestServer server) throws Exception {
    for (int i = 0; i < 600; i++) {
      JsonNode runs = server.json("api/v1/runs").path("runs");
      if (runs.size() == 1 && runs.get(0).path("epoch").asInt() >= 1) {
        return runs.get(0).path("id").asText();
      }
      Thread.sleep(100);
    }
    throw new AssertionError("expected a run with rows, found " + server.json("api/v1/runs"));
  }

  /** Started, outlives its server, is stopped, goes on, and goes to the trash and back. */
  @Test
  void aRunOutlivesItsServer() throws Exception {
    String job;
    String run;
    try (TestServer first = server()) {
      JsonNode made =
          TestServer.MAPPER.readTree(
              first
                  .post(
                      "api/v1/jobs",
                      "{\"preset\": \"wu2025-fig1a\", \"name\": \"mine\", " + TINY + "100000}}")
                  .body());
      job = made.path("id").asText();
      assertThat(made.path("runs").asInt()).as(made.toString()).isEqualTo(1);
      until(first, job, "running");
      run = only(first);
      assertThat(first.send(first.authorised("api/v1/runs/" + run).DELETE()).statusCode())
          .as("a run that is running")
          .isEqualTo(409);
    }
    try (TestServer second = server()) {
      int before = second.json("api/v1/runs/" + run).path("epoch").asInt();
      second.until(run, r -> r.path("epoch").asInt() > before + 1);
      assertThat(second.json("api/v1/runs/" + run).path("state").asText()).isEqualTo("running");
      assertThat(second.post("api/v1/jobs/" + job + "/stop", "{}").statusCode()).isEqualTo(202);
      until(second, job, "ended");
      second.until(run, r -> r.path("state").asText().equals("stopped"));
      Path directory = here.resolve("runs/mine/seed-1");
      assertThat(RunRecord.read(directory).status()).isEqualTo(RunRecord.Status.INTERRUPTED);
      int rows = RunRecord.read(directory).lastEpoch();

      String again =
          TestServer.MAPPER
              .readTree(second.post("api/v1/runs/" + run + "/resume", "{}").body())
              .path("id")
              .asText();
      until(second, again, "running");
      second.until(run, r -> r.path("epoch").asInt() > rows + 1);
      second.post("api/v1/jobs/" + again + "/stop", "{}");
      until(second, again, "ended");

      String name =
          TestServer.MAPPER
              .readTree(second.send(second.authorised("api/v1/runs/" + run).DELETE()).body())
              .path("trash")
              .asText();
      assertThat(second.json("api/v1/runs").path("runs")).isEmpty();
      assertThat(directory).doesNotExist();
      assertThat(second.json("api/v1/trash").path("trash").get(0).path("place").asText())
          .isEqualTo(Path.of("mine", "seed-1").toString());
      assertThat(second.post("api/v1/trash/" + name + "/restore", "{}").statusCode())
          .isEqualTo(200);
      assertThat(RunRecord.read(directory).lastEpoch()).isGreaterThan(rows);
    }
  }

  /** The time at which a process began is computed from the clock, which was set since. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aJobIsKnownByItsProcessWhateverTheClockSays() throws Exception {
    Process process = new ProcessBuilder("sleep", "600").start();
    try (TestServer server = new TestServer(here)) {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      String ticks = Files.readString(Path.of("/proc/" + process.pid() + "/stat")).split(" ")[21];
      kept("29990101-000000-001", process.pid(), boot + "/" + ticks);
      kept("29990101-000000-002", process.pid(), boot + "/" + (Long.parseLong(ticks) - 1));
      kept("29990101-000000-003", process.pid(), "another-boot/" + ticks);
      assertThat(server.json("api/v1/jobs").path("jobs"))
          .extracting(job -> job.path("state").asText())
          .containsExactly("running", "ended", "ended");

      String made = server.post("api/v1/jobs", "{\"preset\": \"wu2025-fig1a\"}").body();
      assertThat(TestServer.MAPPER.readTree(made).path("id").asText())
          .as("behind the others, although the clock is behind them")
          .isEqualTo("29990101-000000-004");
    } finally {
      process.destroyForcibly();
    }
  }

  private void kept(String id, long pid, String start) throws Exception {
    Path job = Files.createDirectories(here.resolve("runs/.collapsar/jobs").resolve(id));
    Files.writeString(
        job.resolve("job.json"),
        ("{\"id\": \"%s\", \"state\": \"running\", \"pid\": %d, \"started\": \"%s\","
                + " \"start\": \"%s\"}")
            .formatted(id, pid, "2001-01-01T00:00:00Z", start));
  }

  @Test
  void oneAtATimeAndTheSameReader() throws Exception {
    try (TestServer server = server()) {
      String tiny = "{\"preset\": \"wu2025-fig1a\", " + TINY + "1}, \"name\": \"";
      JsonNode first = TestServer.MAPPER.readTree(server.post("api/v1/jobs", tiny + "a\"}").body());
      JsonNode second =
          TestServer.MAPPER.readTree(server.post("api/v1/jobs", tiny + "b\"}").body());
      assertThat(second.path("state").asText()).isEqualTo("queued");
      server.post("api/v1/jobs/" + second.path("id").asText() + "/stop", "{}");
      assertThat(until(server, first.path("id").asText(), "ended").path("exit_code").asInt(-1))
          .isZero();
      assertThat(job(server, second.path("id").asText()).path("state").asText())
          .isEqualTo("cancelled");
      assertThat(here.resolve("runs/b")).doesNotExist();

      assertThat(server.post("api/v1/check", tiny + "c\"}").body()).contains("\"epochs\":1");
      for (String bad :
          List.of(
              "{}",
              "{\"preset\": \"--help\"}",
              "{\"preset\": \"wu2025-fig1a\", \"yaml\": \"x\"}",
              "{\"preset\": \"wu2025-fig1a\", \"name\": \"../x\"}",
              "{\"preset\": \"wu2025-fig1a\", \"name\": \".x\"}",
              "{\"preset\": \"wu2025-fig1a\", \"set\": {\"train.epoch\": 3}}",
              "{\"yaml\": \"a: [\"}")) {
        assertThat(server.post("api/v1/jobs", bad).statusCode()).as(bad).isEqualTo(422);
      }
      assertThat(
              server
                  .post(
                      "api/v1/check",
                      "{\"preset\": \"wu2025-fig1a\", \"set\": {\"train.epoch\": 3}}")
                  .body())
          .contains("did you mean");
      assertThat(server.post("api/v1/jobs/none/stop", "{}").statusCode()).isEqualTo(404);
      assertThat(server.post("api/v1/trash/..%2fx/restore", "{}").statusCode()).isIn(400, 404);
      assertThat(server.json("api/v1/jobs").path("jobs")).hasSize(2);
      assertThat(here.resolve("runs/.collapsar/jobs").toFile().list()).hasSize(2);
    }
  }

  /** The form of an experiment has what its reader asks for, and starts nothing. */
  @Test
  void anExperimentIsAForm() throws Exception {
    try (TestServer server = server()) {
      JsonNode presets = server.json("api/v1/presets").path("presets");
      assertThat(presets).hasSizeGreaterThan(20);
      assertThat(presets.get(0).path("id").asText()).isEqualTo("wu2025-fig1a");
      String given = "{\"preset\": \"wu2025-fig1a\", " + TINY + "7}}";
      JsonNode form = TestServer.MAPPER.readTree(server.post("api/v1/form", given).body());
      assertThat(form.path("epochs").asInt()).isEqualTo(7);
      assertThat(form.path("runs").asInt()).isEqualTo(1);
      boolean found = false;
      for (JsonNode key : form.path("keys")) {
        if (key.path("key").asText().equals("train.batch")) {
          found = true;
          assertThat(key.path("value").asText()).isEqualTo("64");
          assertThat(key.path("note").asText()).isEqualTo("paper");
          assertThat(key.path("expected").asText()).startsWith("a whole number of at least 0");
        }
      }
      assertThat(found).as(form.toString()).isTrue();
      assertThat(server.post("api/v1/form", "{\"yaml\": \"id: x\\ntitle: [\"}").body())
          .contains("experiment.yaml:");
      assertThat(
              server
                  .send(
                      server
                          .request("api/v1/form")
                          .POST(java.net.http.HttpRequest.BodyPublishers.ofString(given)))
                  .statusCode())
          .isEqualTo(401);
      assertThat(here.resolve("runs/.collapsar")).doesNotExist();
    }
  }
}
