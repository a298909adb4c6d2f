package org.collapsar.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.index.RunIndex;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.ExternalWriter;
import org.collapsar.lab.run.Machine;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.metrics.MetricValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsTest {
  @TempDir Path here;
  private Path directory;
  private String id = "";

  @BeforeEach
  void place() throws IOException {
    directory = Files.createDirectories(here.resolve("runs")).toRealPath().resolve("x/seed-1");
    id = RunIndex.id(directory);
  }

  private ExternalWriter writer() {
    return ExternalWriter.start(
        directory,
        "x",
        1,
        new External("net", "a test", List.of()),
        3,
        List.of("loss", "lr"),
        Machine.provenance(1, "float32", ""));
  }

  private static void write(ExternalWriter writer, int epoch) {
    writer.write(
        new EpochRecord(
            epoch,
            Map.of("loss", MetricValue.of(1.0 / (1 + epoch))),
            null,
            Map.of(),
            null,
            null,
            null,
            0,
            0));
  }

  /** One event. */
  private record Event(String name, String id, JsonNode data) {}

  /** Reads events until one of this name has come, or the stream ends. */
  private static List<Event> read(HttpResponse<InputStream> response, String last)
      throws IOException {
    List<Event> events = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      String name = "";
      String number = "";
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("id: ")) {
          number = line.substring(4);
        } else if (line.startsWith("data: ")) {
          events.add(new Event(name, number, TestServer.MAPPER.readTree(line.substring(6))));
          if (name.equals(last)) {
            return events;
          }
          number = "";
        }
      }
    } catch (IOException cut) {
      return events; // the server ended
    }
    return events;
  }

  private HttpResponse<InputStream> open(TestServer server, int after) throws Exception {
    return TestServer.CLIENT.send(
        server.request("api/v1/runs/" + id + "/events?after=" + after).build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  private static List<Integer> rows(List<Event> events) {
    List<Integer> rows = new ArrayList<>();
    for (Event event : events) {
      if (event.name().equals("row")) {
        assertThat(event.id()).isEqualTo(event.data().path("epoch").asText());
        assertThat(event.data().path("values").path("loss").asDouble())
            .isEqualTo(1.0 / (1 + event.data().path("epoch").asInt()));
        assertThat(event.data().path("values").path("lr").isNull()).isTrue();
        rows.add(event.data().path("epoch").asInt());
      }
    }
    return rows;
  }

  private static List<Integer> range(int from, int to) {
    List<Integer> range = new ArrayList<>();
    for (int i = from; i < to; i++) {
      range.add(i);
    }
    return range;
  }

  @Test
  void aFinishedRunIsSentAndEnds() throws Exception {
    ExternalWriter writer = writer();
    for (int epoch = 0; epoch < 4; epoch++) {
      write(writer, epoch);
    }
    writer.end(RunRecord.Status.DONE, null);
    try (TestServer server = new TestServer(here)) {
      List<Event> events = read(open(server, -1), "");
      assertThat(rows(events)).isEqualTo(range(0, 4));
      assertThat(events.get(0).data().path("title").asText()).isEqualTo("net");
      assertThat(events.get(events.size() - 1).name()).isEqualTo("end");
      assertThat(rows(read(open(server, 1), ""))).isEqualTo(range(2, 4));
      HttpResponse<InputStream> again =
          TestServer.CLIENT.send(
              server.request("api/v1/runs/" + id + "/events").header("Last-Event-ID", "2").build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(rows(read(again, ""))).isEqualTo(range(3, 4));
      assertThat(server.get("api/v1/runs/" + id + "/events?after=x").statusCode()).isEqualTo(400);
      assertThat(server.get("api/v1/runs/none/events").statusCode()).isEqualTo(404);
    }
  }

  /** Many clients, a run that goes on, and a server that is started again in the middle. */
  @Test
  void everyClientGetsEveryRowInOrderOverARestart() throws Exception {
    int clients = 50;
    int all = 120;
    ExternalWriter writer = writer();
    write(writer, 0);
    ExecutorService threads = Executors.newCachedThreadPool();
    TestServer first = new TestServer(here);
    List<Future<List<Event>>> streams = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      HttpResponse<InputStream> stream = open(first, -1);
      assertThat(stream.statusCode()).isEqualTo(200);
      streams.add(threads.submit(() -> read(stream, "")));
    }
    for (int epoch = 1; epoch < all / 2; epoch++) {
      write(writer, epoch);
      Thread.sleep(10);
    }
    Thread.sleep(300);
    first.close();
    List<List<Integer>> got = new ArrayList<>();
    for (Future<List<Event>> stream : streams) {
      List<Integer> rows = rows(stream.get());
      assertThat(rows).isEqualTo(range(0, rows.size())).isNotEmpty();
      got.add(rows);
    }
    for (int epoch = all / 2; epoch < all - 20; epoch++) {
      write(writer, epoch);
    }
    try (TestServer second = new TestServer(here)) {
      streams.clear();
      for (int i = 0; i < clients; i++) {
        HttpResponse<InputStream> stream = open(second, got.get(i).size() - 1);
        streams.add(threads.submit(() -> read(stream, "")));
      }
      for (int epoch = all - 20; epoch < all; epoch++) {
        write(writer, epoch);
        Thread.sleep(10);
      }
      writer.end(RunRecord.Status.DONE, null);
      for (int i = 0; i < clients; i++) {
        got.get(i).addAll(rows(streams.get(i).get()));
        assertThat(got.get(i)).as("client %d", i).isEqualTo(range(0, all));
      }
      assertThat(second.json("api/v1").path("clients").asInt()).isZero();
    } finally {
      threads.shutdownNow();
    }
  }

  /** A run that is resumed cuts its tables off. */
  @Test
  void rowsThatAreWrittenAgainAreNotSentTwice() throws Exception {
    ExternalWriter writer = writer();
    for (int epoch = 0; epoch < 6; epoch++) {
      write(writer, epoch);
    }
    writer.keep();
    try (TestServer server = new TestServer(here)) {
      HttpResponse<InputStream> stream = open(server, -1);
      ExecutorService thread = Executors.newSingleThreadExecutor();
      Future<List<Event>> events = thread.submit(() -> read(stream, ""));
      Thread.sleep(1000);
      Path table = directory.resolve("metrics.csv");
      String text = Files.readString(table);
      Files.writeString(table, text.substring(0, text.indexOf("\n3,") + 1));
      Thread.sleep(500);
      ExternalWriter again = ExternalWriter.resume(directory);
      for (int epoch = 3; epoch < 8; epoch++) {
        write(again, epoch);
      }
      again.end(RunRecord.Status.DONE, null);
      assertThat(rows(events.get())).isEqualTo(range(0, 8));
      thread.shutdownNow();
    }
  }
}
