package org.collapsar.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.collapsar.files.Npz;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is killed at random moments, while one client sends epochs and others read rows:
 * none is lost, none comes twice, and the tables are those of a server that nobody killed. {@code
 * collapsar.kills}, {@code collapsar.clients} and {@code collapsar.rows}, rows at least, make it
 * longer.
 */
class KillsIT {
  private static final int KILLS = Integer.getInteger("collapsar.kills", 20);
  private static final int CLIENTS = Integer.getInteger("collapsar.clients", 4);
  private static final int ROWS = Integer.getInteger("collapsar.rows", 0);
  private static final int MOST_EPOCHS = 100_000;

  @TempDir Path here;

  /** A server that is a process, with the address that it has each time. */
  private final class Killed {
    final int port;
    final Path runs;
    Process process;
    volatile String url = "";
    volatile String token = "";

    Killed(int port, Path runs) throws IOException {
      this.port = port;
      this.runs = runs;
      process = start();
    }

    Process start() throws IOException {
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-Xms64m",
              "-XX:+UseSerialGC", // as the launcher does
              "--add-modules",
              "jdk.incubator.vector",
              "-cp",
              System.getProperty("java.class.path"),
              "org.collapsar.lab.cli.Main",
              "serve",
              runs.toString(),
              "--port",
              Integer.toString(port),
              "--json",
              "--threads",
              "1");
      builder.environment().put("COLLAPSAR_DATA", here.resolve("cache").toString());
      builder.redirectError(here.resolve("errors.txt").toFile());
      process = builder.start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = out.readLine();
      if (line == null) {
        throw new AssertionError(Files.readString(here.resolve("errors.txt")));
      }
      JsonNode said = TestServer.MAPPER.readTree(line);
      url = said.path("url").asText();
      token = said.path("token").asText();
      return process;
    }

    HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(URI.create(url + path))
          .timeout(Duration.ofSeconds(20))
          .header("Authorization", "Bearer " + token);
    }

    /** Posts until somebody has taken it. */
    String post(String path, byte[] body) throws InterruptedException {
      while (true) {
        try {
          HttpResponse<String> answer =
              TestServer.CLIENT.send(
                  request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
                  HttpResponse.BodyHandlers.ofString());
          if (answer.statusCode() / 100 == 2) {
            return answer.body();
          }
          assertThat(answer.statusCode()).as(answer.body()).isIn(429, 503);
        } catch (IOException killed) {
          assertThat(url).isNotEmpty();
        }
        Thread.sleep(50);
      }
    }
  }

  private byte[] epoch(int epoch) throws IOException {
    Random random = new Random(epoch);
    double[][] features = new double[40][4];
    int[] labels = new int[40];
    for (int i = 0; i < 40; i++) {
      labels[i] = i % 2;
      for (int d = 0; d < 4; d++) {
        features[i][d] = (d == labels[i] ? 3 : 0) + random.nextGaussian();
      }
    }
    Path file = here.resolve("epoch.npz");
    Npz.write(
        file,
        Map.of(
            "features", Npz.Member.of(Rows.of(features), Precision.FLOAT64),
            "labels", Npz.Member.of(labels)));
    return Files.readAllBytes(file);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Reads rows for as long as the run goes on, over all deaths of the server. */
  private static void read(Killed server, String id, List<Integer> rows, AtomicBoolean over) {
    while (!over.get()) {
      int last = rows.isEmpty() ? -1 : rows.get(rows.size() - 1);
      try {
        HttpResponse<java.io.InputStream> stream =
            TestServer.CLIENT.send(
                server.request("api/v1/runs/" + id + "/events?after=" + last).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader in =
            new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
          for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("data: {\"epoch\"")) {
              rows.add(TestServer.MAPPER.readTree(line.substring(6)).path("epoch").asInt());
            } else if (line.startsWith("event: end")) {
              over.set(true);
            }
          }
        }
      } catch (IOException killed) {
        pause();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** The largest resident memory that a process has had; 0 where the system does not say it. */
  private static long residentMegabytes(Process process) throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String create(Killed server) throws Exception {
    return TestServer.MAPPER
        .readTree(
            server.post("api/v1/runs", "{\"name\": \"net\"}".getBytes(StandardCharsets.UTF_8)))
        .path("id")
        .asText();
  }

  private static void end(Killed server, String id, Path run) throws Exception {
    server.post("api/v1/runs/" + id + "/end", new byte[0]);
    for (int i = 0; i < 1200 && RunRecord.read(run).status() != RunRecord.Status.DONE; i++) {
      Thread.sleep(100);
    }
  }

  @Test
  @Timeout(900)
  void noRowIsLostAndNoneComesTwice() throws Exception {
    Killed server = new Killed(freePort(), here.resolve("killed"));
    Random random = new Random(19);
    List<List<Integer>> rows = new ArrayList<>();
    List<Thread> readers = new ArrayList<>();
    AtomicBoolean enough = new AtomicBoolean();
    List<Integer> sent = new CopyOnWriteArrayList<>();
    try {
      String id = create(server);
      for (int c = 0; c < CLIENTS; c++) {
        List<Integer> own = new ArrayList<>();
        rows.add(own);
        readers.add(new Thread(() -> read(server, id, own, new AtomicBoolean())));
      }
      readers.forEach(Thread::start);
      Thread sender =
          new Thread(
              () -> {
                try {
                  for (int e = 0; e < MOST_EPOCHS && !enough.get(); e++) {
                    server.post("api/v1/runs/" + id + "/epochs/" + e, epoch(e));
                    sent.add(e);
                  }
                } catch (IOException | InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      sender.start();
      long begin = System.nanoTime();
      long largest = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        int before = sent.size();
        // Every other one dies wherever it is, also while it starts; the rest do some work first.
        while (kill % 2 == 0 && sent.size() == before) {
          Thread.sleep(5);
        }
        Thread.sleep(random.nextInt(400));
        while (sent.size() < (long) ROWS * (kill + 1) / (KILLS + 1)) {
          Thread.sleep(5);
        }
        largest = Math.max(largest, residentMegabytes(server.process));
        server.process.destroyForcibly().waitFor();
        server.start();
      }
      int late = sent.size();
      while (sent.size() < Math.max(late + 3, ROWS)) {
        Thread.sleep(5);
      }
      enough.set(true);
      sender.join();
      double seconds = (System.nanoTime() - begin) / 1e9;
      Path run = here.resolve("killed/net/seed-1");
      end(server, id, run);
      largest = Math.max(largest, residentMegabytes(server.process));
      for (Thread reader : readers) {
        reader.join(60_000);
      }
      int last = sent.size() - 1;
      assertThat(sent).as("epochs that were taken").hasSizeGreaterThanOrEqualTo(KILLS / 2);
      for (List<Integer> own : rows) {
        assertThat(own).isEqualTo(IntStream.rangeClosed(0, last).boxed().toList());
      }
      assertThat(RunRecord.read(run).lastEpoch()).isEqualTo(last);

      Killed calm = new Killed(freePort(), here.resolve("calm"));
      try {
        String other = create(calm);
        for (int e = 0; e <= last; e++) {
          calm.post("api/v1/runs/" + other + "/epochs/" + e, epoch(e));
        }
        end(calm, other, here.resolve("calm/net/seed-1"));
      } finally {
        calm.process.destroyForcibly();
      }
      assertThat(run.resolve("metrics.csv"))
          .hasSameBinaryContentAs(here.resolve("calm/net/seed-1/metrics.csv"));
      System.out.printf(
          "%d kills, %d clients, %d rows in %.0f s, none lost, none twice; server %d MB at most%n",
          KILLS, CLIENTS, sent.size(), seconds, largest);
    } finally {
      server.process.destroyForcibly();
    }
  }
}
