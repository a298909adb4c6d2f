package org.collapsar.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.collapsar.lab.live.LiveServer;
import org.collapsar.lab.live.ServeSettings;
import org.jspecify.annotations.Nullable;

/** A server on a port of its own, and a client of it. */
final class TestServer implements AutoCloseable {
  static final ObjectMapper MAPPER = new ObjectMapper();
  static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(20))
          .build();

  final LiveServer.Running running;

  TestServer(Path here) {
    this(here, settings(here, 0, false, null, false));
  }

  TestServer(Path here, ServeSettings settings) {
    this(settings, new DiskRoom(0), 1 << 20);
  }

  TestServer(ServeSettings settings, DiskRoom room, long mostBytes) {
    running = new JettyServer(room, mostBytes).start(settings);
  }

  static ServeSettings settings(
      Path here, int port, boolean closed, @Nullable Path allowed, boolean keep) {
    return new ServeSettings(
        List.of(here.resolve("runs")),
        port,
        null,
        closed,
        List.of(),
        allowed,
        keep,
        here.resolve("cache"),
        List.of("false"),
        1);
  }

  URI uri(String path) {
    return URI.create(running.url() + path.replaceFirst("^/", ""));
  }

  int port() {
    return uri("").getPort();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(60));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  HttpResponse<String> post(String path, byte[] body) throws IOException, InterruptedException {
    return send(authorised(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return send(
        authorised(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  HttpRequest.Builder authorised(String path) {
    return request(path).header("Authorization", "Bearer " + running.token());
  }

  JsonNode json(String path) throws IOException, InterruptedException {
    return MAPPER.readTree(get(path).body());
  }

  /** Makes a run and returns its id. */
  String create(String name) throws IOException, InterruptedException {
    HttpResponse<String> made =
        post("api/v1/runs", MAPPER.createObjectNode().put("name", name).toString());
    if (made.statusCode() != 201) {
      throw new AssertionError("expected 201, found " + made.statusCode() + ": " + made.body());
    }
    return MAPPER.readTree(made.body()).path("id").asText();
  }

  /** Waits for a state of a run. */
  JsonNode until(String id, Predicate<JsonNode> is) throws IOException, InterruptedException {
    JsonNode run = json("api/v1/runs/" + id);
    for (int i = 0; i < 600 && !is.test(run); i++) {
      Thread.sleep(100);
      run = json("api/v1/runs/" + id);
    }
    if (!is.test(run)) {
      throw new AssertionError("waited in vain, found " + run);
    }
    return run;
  }

  /** What comes back for bytes that are sent as they are. */
  String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      try {
        socket.getInputStream().transferTo(answer);
      } catch (IOException reset) {
        return answer.toString(StandardCharsets.ISO_8859_1);
      }
      return answer.toString(StandardCharsets.ISO_8859_1);
    }
  }

  static byte[] bytes(Path file) throws IOException {
    return Files.readAllBytes(file);
  }

  @Override
  public void close() {
    running.close();
  }
}
