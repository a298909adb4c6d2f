package org.collapsar.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A web server on this machine that serves files, and misbehaves when told to. */
final class TestMirror implements AutoCloseable {
  /** So long that a busy machine does not reach it. */
  static final HttpLimits PATIENT = limits(Duration.ofSeconds(30));

  /** For servers that are meant to be given up. */
  static final HttpLimits IMPATIENT = limits(Duration.ofSeconds(1));

  private static HttpLimits limits(Duration each) {
    return new HttpLimits(each, each, each, Duration.ofSeconds(60));
  }

  /** How the next answers for a file go, the usual way when there is none left. */
  enum Behaviour {
    CUT_IN_THE_MIDDLE,
    STALL_IN_THE_MIDDLE,
    NEVER_ANSWER,
    IGNORE_RANGE,
    WRONG_RANGE,
    SERVER_ERROR,
    ENDLESS
  }

  /** Path and Range header of each request, "null" where there was none. */
  final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, List<Behaviour>> behaviours = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  TestMirror() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  TestMirror(MadeUpData data) {
    this();
    data.names().forEach(name -> serve(name + ".gz", data.packed(name)));
  }

  TestMirror serve(String name, byte[] content) {
    files.put("/data/" + name, content);
    return this;
  }

  TestMirror behave(String name, Behaviour... next) {
    behaviours.put(
        "/data/" + name, Collections.synchronizedList(new ArrayList<>(Arrays.asList(next))));
    return this;
  }

  HttpMirror source() {
    return source(PATIENT);
  }

  HttpMirror source(HttpLimits limits) {
    return new HttpMirror(
        URI.create("http://localhost:" + server.getAddress().getPort() + "/data/"), limits);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String range = exchange.getRequestHeaders().getFirst("Range");
    requests.add(path.replace("/data/", "") + " " + range);
    byte[] content = files.get(path);
    try (exchange) {
      if (content == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        answer(exchange, content, range, next(path));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable Behaviour next(String path) {
    List<Behaviour> queue = behaviours.getOrDefault(path, List.of());
    return queue.isEmpty() ? null : queue.remove(0);
  }

  private static void answer(
      HttpExchange exchange, byte[] content, @Nullable String range, @Nullable Behaviour behaviour)
      throws IOException, InterruptedException {
    if (behaviour == Behaviour.SERVER_ERROR) {
      exchange.sendResponseHeaders(503, -1);
      return;
    }
    if (behaviour == Behaviour.NEVER_ANSWER) {
      Thread.sleep(60_000);
    }
    int from = 0;
    if (range != null && behaviour != Behaviour.IGNORE_RANGE) {
      from = Integer.parseInt(range.replaceAll("\\D", ""));
      if (from >= content.length) {
        exchange.sendResponseHeaders(416, -1);
        return;
      }
    }
    int shift = behaviour == Behaviour.WRONG_RANGE ? 1 : 0;
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes " + (from + shift) + "-" + (content.length - 1) + "/" + content.length);
    }
    int length = content.length - from;
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, behaviour == Behaviour.ENDLESS ? 0 : length);
    OutputStream body = exchange.getResponseBody();
    if (behaviour == Behaviour.ENDLESS) {
      for (byte[] block = new byte[1 << 16]; ; ) {
        body.write(block);
      }
    }
    boolean half =
        behaviour == Behaviour.CUT_IN_THE_MIDDLE || behaviour == Behaviour.STALL_IN_THE_MIDDLE;
    body.write(content, from, half ? length / 2 : length);
    body.flush();
    if (behaviour == Behaviour.STALL_IN_THE_MIDDLE) {
      Thread.sleep(60_000);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}
