package org.collapsar.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.collapsar.files.Npz;
import org.collapsar.files.Safetensors;
import org.collapsar.files.Tensor;
import org.collapsar.lab.measure.MeasureJob;
import org.collapsar.lab.measure.MeasureListener;
import org.collapsar.lab.measure.MeasureRequest;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.MetricValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ExternalRunsTest {
  private static final int CLASSES = 3;
  private static final int DIMENSION = 6;

  @TempDir Path here;

  /** An epoch: features nearer to their means the later it is. */
  private static Map<String, Npz.Member> epoch(int epoch) {
    Random random = new Random(epoch);
    int n = 30 * CLASSES;
    double[][] features = new double[n][DIMENSION];
    int[] labels = new int[n];
    double[][] means = new double[CLASSES][DIMENSION];
    for (int c = 0; c < CLASSES; c++) {
      means[c][c] = 4;
    }
    for (int i = 0; i < n; i++) {
      labels[i] = i % CLASSES;
      for (int d = 0; d < DIMENSION; d++) {
        features[i][d] = means[labels[i]][d] + random.nextGaussian() / (1 + epoch);
      }
    }
    Map<String, Npz.Member> members = new LinkedHashMap<>();
    members.put("features", Npz.Member.of(Rows.of(features), Precision.FLOAT64));
    members.put("labels", Npz.Member.of(labels));
    members.put("weight", Npz.Member.of(Rows.of(means), Precision.FLOAT64));
    members.put("test_features", Npz.Member.of(Rows.of(features), Precision.FLOAT64));
    members.put("test_labels", Npz.Member.of(labels));
    members.put("scalars/loss", scalar(1.0 / (1 + epoch)));
    members.put("scalars/lr", scalar(0.1));
    return members;
  }

  private static Npz.Member scalar(double value) {
    return Npz.Member.of(Rows.of(new double[] {value}, 1), Precision.FLOAT64);
  }

  private byte[] npz(Map<String, Npz.Member> members) throws IOException {
    Path file = here.resolve("epoch.npz");
    Npz.write(file, members);
    return Files.readAllBytes(file);
  }

  private static boolean idle(JsonNode run, int epoch) {
    return run.path("epoch").asInt() >= epoch && run.path("queued").asInt() == 0;
  }

  @Test
  void epochsAreMeasuredAsMeasureDoes() throws Exception {
    try (TestServer server = new TestServer(here)) {
      String id = server.create("My net, 2");
      for (int epoch = 0; epoch < 3; epoch++) {
        HttpResponse<String> taken =
            server.post("api/v1/runs/" + id + "/epochs/" + epoch, npz(epoch(epoch)));
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
      }
      JsonNode run = server.until(id, r -> idle(r, 2));
      assertThat(run.path("problems")).isEmpty();
      assertThat(run.path("last").path("loss").path("value").asDouble()).isEqualTo(1.0 / 3);
      assertThat(run.path("state").asText()).isEqualTo("running");

      String file = here.resolve("epoch.npz").toString();
      MeasuredRow expected =
          new MeasureJob(
                  new MeasureRequest(
                      file + ":features",
                      file + ":labels",
                      null,
                      file + ":weight",
                      null,
                      null,
                      file + ":test_features",
                      file + ":test_labels",
                      null,
                      null,
                      null,
                      null,
                      null,
                      false,
                      1),
                  MeasureListener.NONE,
                  false)
              .run()
              .get(0);
      int defined = 0;
      for (Map.Entry<String, MetricValue> metric : expected.values().entrySet()) {
        JsonNode found = run.path("last").path(metric.getKey());
        if (metric.getValue() instanceof MetricValue.Undefined undefined) {
          assertThat(found.path("undefined").asText()).isEqualTo(undefined.reason());
        } else {
          assertThat(found.path("value").asDouble()).isEqualTo(metric.getValue().orNaN());
          defined++;
        }
      }
      assertThat(defined).as("metrics with a value").isGreaterThan(5);

      HttpResponse<String> ended =
          server.post("api/v1/runs/" + id + "/end", "{\"status\": \"done\"}");
      assertThat(ended.statusCode()).isEqualTo(202);
      server.until(id, r -> r.path("state").asText().equals("finished"));
      RunRecord record = RunRecord.read(here.resolve("runs/my-net-2/seed-1"));
      assertThat(record.finished()).isTrue();
      assertThat(record.metrics().column("loss")).containsExactly(1, 0.5, 1.0 / 3);
      assertThat(record.metrics().metrics().get(0)).isEqualTo("loss");
      assertThat(record.lastCertificates()).as("of a linear head").isNotNull();
      assertThat(server.get("runs/" + id + "/report").body()).contains("My net, 2");
      assertThat(here.resolve("runs/my-net-2/seed-1/incoming/0.npz")).doesNotExist();
    }
  }

  @Test
  void safetensorsAndScalarsAloneAndGaps() throws Exception {
    try (TestServer server = new TestServer(here)) {
      String id = server.create("net");
      String epochs = "api/v1/runs/" + id + "/epochs/";
      assertThat(
              server.post(epochs + "0", "{\"scalars\": {\"loss\": 3, \"lr\": null}}").statusCode())
          .isEqualTo(202);
      Path file = here.resolve("e.safetensors");
      Safetensors.write(
          file,
          Map.of(),
          List.of(
              Tensor.of(
                  "features",
                  Rows.of(new double[][] {{0, 1}, {0, 2}, {5, 1}, {5, 2}}),
                  Precision.FLOAT32),
              Tensor.of("labels", new int[] {0, 0, 1, 1})));
      assertThat(server.post(epochs + "4", Files.readAllBytes(file)).statusCode()).isEqualTo(202);
      JsonNode run = server.until(id, r -> idle(r, 4));
      assertThat(run.path("problems").toString()).isEqualTo("[]");
      RunRecord record = RunRecord.read(here.resolve("runs/net/seed-1"));
      assertThat(record.metrics().column("loss"))
          .containsExactly(3, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
      assertThat(record.metrics().metrics()).anyMatch(m -> m.startsWith("nc1"));

      assertThat(server.post(epochs + "4", Files.readAllBytes(file)).body())
          .as("a client that asks again")
          .contains("\"status\":\"measured\"");
      assertThat(server.post(epochs + "2", "{\"scalars\": {\"loss\": 3}}").body())
          .contains("measured");
    }
  }

  /** One epoch that is no good has a row, and the next are measured. */
  @Test
  void whatIsWrongIsSaid() throws Exception {
    try (TestServer server = new TestServer(here)) {
      String id = server.create("net");
      String epochs = "api/v1/runs/" + id + "/epochs/";
      Map<String, Npz.Member> bad = epoch(0);
      bad.put("labels", Npz.Member.of(new int[] {0, 1, 2}));
      assertThat(server.post(epochs + "0", npz(bad)).statusCode()).isEqualTo(202);
      assertThat(server.post(epochs + "1", npz(epoch(1))).statusCode()).isEqualTo(202);
      JsonNode run = server.until(id, r -> idle(r, 1));
      assertThat(run.path("problems").get(0).asText()).startsWith("epoch 0: ").contains("90");
      assertThat(run.path("last").path("loss").path("value").asDouble()).isEqualTo(0.5);

      assertThat(
              server
                  .post(epochs + "2", "no archive at all".getBytes(StandardCharsets.UTF_8))
                  .statusCode())
          .isEqualTo(415);
      assertThat(server.post(epochs + "-1", "{}").statusCode()).isEqualTo(400);
      assertThat(server.post(epochs + "100001", "{}").statusCode()).isEqualTo(400);
      assertThat(server.post(epochs + "2", "{\"scalars\": {\"<b>\": 1}}").statusCode())
          .isEqualTo(422);
      assertThat(server.post(epochs + "2", "{}").statusCode()).isEqualTo(422);
      assertThat(server.post(epochs + "2", "[1").statusCode()).isEqualTo(400);
      assertThat(server.post(epochs + "2", new byte[2 << 20]).statusCode())
          .as("more than the limit of this server")
          .isEqualTo(413);
      assertThat(server.post("api/v1/runs", "{\"name\": \"\"}").statusCode()).isEqualTo(422);
      assertThat(server.post("api/v1/runs", "{\"name\": \"a\\u0000b\"}").statusCode())
          .isEqualTo(422);
      assertThat(
              server.post("api/v1/runs", "{\"name\": \"x\", \"metrics\": [\"nc9\"]}").statusCode())
          .isEqualTo(422);
      assertThat(server.post("api/v1/runs/" + id + "/end", "{\"status\": \"x\"}").statusCode())
          .isEqualTo(422);
      assertThat(here.resolve("runs/net/seed-1/incoming").toFile().list())
          .containsExactly("settings.json");
    }
  }

  /** A client that sends its whole body before it reads sees the answer to one that is refused. */
  @Test
  void aRefusedBodyIsReadToItsEnd() throws Exception {
    try (TestServer server = new TestServer(here)) {
      String epoch = "api/v1/runs/" + server.create("net") + "/epochs/0";
      byte[] large = new byte[48 << 20];
      for (int i = 0; i < 20; i++) {
        assertThat(server.post(epoch, large).statusCode()).isEqualTo(413);
      }
      HttpRequest.Builder unnamed =
          server
              .request(epoch)
              .header("Authorization", "Bearer of-an-earlier-server")
              .POST(HttpRequest.BodyPublishers.ofByteArray(large));
      assertThat(server.send(unnamed).statusCode()).isEqualTo(401);
    }
  }

  /** What was taken is measured by the next server, whenever the first one ends. */
  @Test
  void whatWaitsOutlivesTheServer() throws Exception {
    String id;
    Path run;
    try (TestServer server = new TestServer(here)) {
      id = server.create("net");
      run = here.resolve("runs/net/seed-1");
      server.post("api/v1/runs/" + id + "/epochs/0", npz(epoch(0)));
      server.until(id, r -> idle(r, 0));
    }
    Files.write(run.resolve("incoming/1.npz"), npz(epoch(1)));
    // Killed between the row and the deletion of what it is of, in the middle of the next row.
    Files.write(run.resolve("incoming/0.npz"), npz(epoch(0)));
    Files.writeString(run.resolve("metrics.csv"), "1,0.", StandardOpenOption.APPEND);
    Files.writeString(run.resolve("incoming/.2.part"), "torn");
    try (TestServer server = new TestServer(here)) {
      server.until(id, r -> idle(r, 1));
      assertThat(RunRecord.read(run).metrics().column("loss")).containsExactly(1, 0.5);
      assertThat(server.create("net")).as("another run of the name").isNotEqualTo(id);
      assertThat(run.resolveSibling("seed-2")).exists();
    }
  }

  /** Without a server the Python client writes files, and the next server takes them. */
  @Test
  void whatATrainingLeftInFilesIsTaken() throws Exception {
    Path spool = here.resolve("runs/collapsar-spool");
    for (String name : List.of("over", "goes-on", "bad")) {
      Path training = Files.createDirectories(spool.resolve(name));
      long pid = name.equals("goes-on") ? ProcessHandle.current().pid() : Integer.MAX_VALUE;
      Files.writeString(
          training.resolve("watch.json"),
          "{\"name\": \"" + (name.equals("bad") ? "" : "My net") + "\", \"pid\": " + pid + "}");
      Files.write(training.resolve("0.npz"), npz(epoch(0)));
      Files.writeString(training.resolve("1.json"), "{\"scalars\": {\"loss\": 0.25}}");
      Files.writeString(training.resolve("end.json"), "{\"status\": \"done\"}");
    }
    try (TestServer server = new TestServer(here)) {
      JsonNode runs = server.json("api/v1/runs").path("runs");
      assertThat(runs).hasSize(1);
      JsonNode run =
          server.until(
              runs.get(0).path("id").asText(), r -> r.path("state").asText().equals("finished"));
      assertThat(run.path("last").path("loss").path("value").asDouble()).isEqualTo(0.25);
      assertThat(run.path("epoch").asInt()).isEqualTo(1);
      assertThat(spool.toFile().list()).containsExactlyInAnyOrder("goes-on", "bad");
      assertThat(spool.resolve("goes-on/0.npz")).exists();
    }
  }

  @Test
  void aClientThatIsTooFastIsToldToWait() throws Exception {
    try (TestServer server = new TestServer(here)) {
      String id = server.create("net");
      // A queue that does not move: the run's directory of waiting epochs is full.
      Path incoming = here.resolve("runs/net/seed-1/incoming");
      for (int epoch = 1; epoch <= 16; epoch++) {
        Files.writeString(incoming.resolve(epoch + ".json"), "{\"scalars\": {}}");
      }
      HttpResponse<String> answer =
          server.post("api/v1/runs/" + id + "/epochs/17", "{\"scalars\": {\"loss\": 1}}");
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).contains("1");
      assertThat(server.post("api/v1/runs/" + id + "/epochs/3", "{}").body()).contains("queued");
      Files.delete(incoming.resolve("3.json"));
      assertThat(server.post("api/v1/runs/" + id + "/epochs/3", "{}").statusCode())
          .as("an epoch before one that waits")
          .isEqualTo(409);
    }
  }

  /** A directory in the way of a file stands in for a disk that is full for a while. */
  @Test
  void anEpochThatCannotBeWrittenWaitsUntilItCan() throws Exception {
    try (TestServer server = new TestServer(here)) {
      String id = server.create("net");
      Path summary = Files.createDirectories(here.resolve("runs/net/seed-1/summary.json"));
      server.post("api/v1/runs/" + id + "/epochs/0", npz(epoch(0)));
      JsonNode run = server.until(id, r -> !r.path("problems").isEmpty());
      assertThat(run.path("problems").get(0).asText())
          .startsWith("not written yet, tried again: " + summary.toRealPath() + ": cannot be");
      assertThat(run.path("queued").asInt()).isEqualTo(1);
      assertThat(server.post("api/v1/runs/" + id + "/end", "{}").statusCode()).isEqualTo(202);
      Files.delete(summary);
      run = server.until(id, r -> r.path("state").asText().equals("finished"));
      assertThat(run.path("queued").asInt()).isZero();
      assertThat(run.path("problems")).as("said once").hasSize(1);
      assertThat(Files.readAllLines(here.resolve("runs/net/seed-1/metrics.csv"))).hasSize(2);
    }
  }

  @Test
  void aFullDiskTakesNothing() throws Exception {
    try (TestServer server =
        new TestServer(
            TestServer.settings(here, 0, false, null, false), new DiskRoom(1L << 60), 1 << 20)) {
      HttpResponse<String> answer = server.post("api/v1/runs", "{\"name\": \"x\"}");
      assertThat(answer.statusCode()).isEqualTo(507);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.body()).contains("to stay free");
    }
  }

  /** [paths] */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void filesOfThisMachineAreTakenBelowTheirDirectoryAlone() throws Exception {
    Path allowed = Files.createDirectories(here.resolve("allowed"));
    Files.write(allowed.resolve("e.npz"), npz(epoch(0)));
    Files.write(here.resolve("outside.npz"), npz(epoch(0)));
    Files.createSymbolicLink(allowed.resolve("link.npz"), here.resolve("outside.npz"));
    Files.createDirectory(allowed.resolve("directory.npz"));
    try (TestServer server = new TestServer(here)) {
      String id = server.create("net");
      assertThat(path(server, id, allowed.resolve("e.npz").toString())).isEqualTo(403);
    }
    try (TestServer server =
        new TestServer(here, TestServer.settings(here, 0, false, allowed, false))) {
      String id = server.create("net");
      for (String bad :
          List.of(
              here.resolve("outside.npz").toString(),
              allowed + "/../outside.npz",
              allowed.resolve("link.npz").toString(),
              allowed.resolve("directory.npz").toString(),
              allowed.resolve("none.npz").toString(),
              "/dev/zero",
              "\0",
              "")) {
        assertThat(path(server, id, bad)).as(bad).isEqualTo(403);
      }
      assertThat(path(server, id, allowed.resolve("e.npz").toString())).isEqualTo(202);
      JsonNode run = server.until(id, r -> idle(r, 0));
      assertThat(run.path("problems")).isEmpty();
      assertThat(allowed.resolve("e.npz")).as("not ours to delete").exists();
    }
  }

  private static int path(TestServer server, String id, String path) throws Exception {
    return server
        .post(
            "api/v1/runs/" + id + "/epochs/0",
            TestServer.MAPPER.createObjectNode().put("path", path).toString())
        .statusCode();
  }

  @Test
  void severalLayersAndUploadsThatAreKept() throws Exception {
    try (TestServer server =
        new TestServer(here, TestServer.settings(here, 0, false, null, true))) {
      String id = server.create("net");
      Map<String, Npz.Member> members = new LinkedHashMap<>();
      members.put(
          "features/conv1",
          Npz.Member.of(
              Rows.of(new double[][] {{0, 1, 1}, {0, 2, 4}, {5, 1, 2}, {5, 2, 2}}),
              Precision.FLOAT64));
      members.put(
          "features/fc",
          Npz.Member.of(
              Rows.of(new double[][] {{0, 1}, {0, 2}, {5, 1}, {5, 2}}), Precision.FLOAT64));
      members.put("labels", Npz.Member.of(new int[] {0, 0, 1, 1}));
      server.post("api/v1/runs/" + id + "/epochs/0", npz(members));
      JsonNode run = server.until(id, r -> idle(r, 0));
      assertThat(run.path("problems").toString()).isEqualTo("[]");
      Path directory = here.resolve("runs/net/seed-1");
      RunRecord record = RunRecord.read(directory);
      assertThat(record.layers().layers("nc1.pinv")).containsExactly(1, 2);
      assertThat(record.layers().values("nc1.pinv", 2)[0])
          .isEqualTo(record.metrics().column("nc1.pinv")[0]);
      assertThat(Files.readString(directory.resolve("run.json"))).contains("\"conv1\"");
      assertThat(directory.resolve("epochs/0.npz")).exists();
    }
  }

  @Test
  void twoServersDoNotWriteOneRun() throws Exception {
    try (TestServer first = new TestServer(here)) {
      String id = first.create("net");
      first.post("api/v1/runs/" + id + "/epochs/0", npz(epoch(0)));
      try (TestServer second = new TestServer(here)) {
        HttpResponse<String> answer = second.post("api/v1/runs/" + id + "/epochs/1", npz(epoch(1)));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("another process is writing this directory");
      }
    }
  }
}
