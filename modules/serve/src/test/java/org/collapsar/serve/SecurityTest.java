package org.collapsar.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.run.ExternalWriter;
import org.collapsar.lab.run.Machine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of the threat model of docs/serve.md, each probed over a socket. */
class SecurityTest {
  @TempDir Path here;

  private void run(String name) {
    ExternalWriter.start(
        here.resolve("runs/x/seed-1"),
        "x",
        1,
        new External(name, "a test", List.of()),
        1,
        List.of("loss"),
        Machine.provenance(1, "float32", ""));
  }

  private static String get(String path, String... headers) {
    return "GET "
        + path
        + " HTTP/1.1\r\n"
        + String.join("\r\n", headers)
        + "\r\nConnection: close\r\n\r\n";
  }

  /** [host] */
  @Test
  void anotherHostIsRefused() throws IOException {
    try (TestServer server = new TestServer(here)) {
      String own = "Host: 127.0.0.1:" + server.port();
      assertThat(server.raw(get("/", own))).startsWith("HTTP/1.1 200");
      assertThat(server.raw(get("/", "Host: evil.example"))).startsWith("HTTP/1.1 403");
      assertThat(server.raw(get("/", "Host: evil.example:" + server.port())))
          .startsWith("HTTP/1.1 403");
      assertThat(server.raw(get("/", "X: no host"))).startsWith("HTTP/1.1 400");
      assertThat(server.raw(get("/", own, own))).startsWith("HTTP/1.1 400");
      assertThat(server.raw(get("http://evil.example/", own))).doesNotStartWith("HTTP/1.1 200");
    }
  }

  /** [origin] and no CORS. */
  @Test
  void aPageOfAnotherSiteIsRefused() throws Exception {
    try (TestServer server = new TestServer(here)) {
      String own = "Host: 127.0.0.1:" + server.port();
      assertThat(server.raw(get("/api/v1/runs", own, "Origin: http://evil.example")))
          .startsWith("HTTP/1.1 403");
      String answer =
          server.raw(get("/api/v1/runs", own, "Origin: http://127.0.0.1:" + server.port()));
      assertThat(answer).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("access-control");
      String asked =
          server.raw(
              get(
                      "/api/v1/runs",
                      own,
                      "Origin: http://evil.example",
                      "Access-Control-Request-Method: POST")
                  .replace("GET", "OPTIONS"));
      assertThat(asked).startsWith("HTTP/1.1 403").doesNotContainIgnoringCase("access-control");
    }
  }

  /** [token] */
  @Test
  void aChangeWithoutTheTokenChangesNothing() throws Exception {
    try (TestServer server = new TestServer(here)) {
      HttpResponse<String> refused =
          server.send(
              server
                  .request("api/v1/runs")
                  .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"name\":\"x\"}")));
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(
              server
                  .send(
                      server
                          .request("api/v1/runs?token=" + server.running.token())
                          .POST(
                              java.net.http.HttpRequest.BodyPublishers.ofString(
                                  "{\"name\":\"x\"}")))
                  .statusCode())
          .as("a token in a query is none")
          .isEqualTo(401);
      try (Stream<Path> made = Files.list(here.resolve("runs"))) {
        assertThat(made).isEmpty();
      }
    }
  }

  /** [private] */
  @Test
  void aClosedServerShowsNothingWithoutTheToken() throws Exception {
    run("Very secret net");
    try (TestServer server =
        new TestServer(here, TestServer.settings(here, 0, true, null, false))) {
      String id =
          server
              .send(server.authorised("api/v1/runs"))
              .body()
              .replaceAll(".*?\"id\":\"([a-z0-9-]+)\".*", "$1");
      for (String path :
          List.of("api/v1", "api/v1/runs", "api/v1/runs/" + id, "api/v1/runs/" + id + "/events")) {
        HttpResponse<String> answer = server.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(401);
        assertThat(answer.body()).doesNotContain("secret net");
      }
      for (String shell : List.of("", "start", "runs/" + id, "assets/client.js")) {
        HttpResponse<String> answer = server.get(shell);
        assertThat(answer.statusCode()).as(shell).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("secret net");
      }
      assertThat(server.send(server.authorised("runs/" + id + "/report")).body())
          .contains("Very secret net");
    }
  }

  /**
   * [private] A navigation to a report, which carries no token, gets the same page whatever there
   * is; its script asks with the token in a header. A wrong token gets nothing, and no cookie is
   * ever set.
   */
  @Test
  void aNavigationToAReportOfAClosedServerTellsNothing() throws Exception {
    run("Very secret net");
    try (TestServer server =
        new TestServer(here, TestServer.settings(here, 0, true, null, false))) {
      String id =
          server
              .send(server.authorised("api/v1/runs"))
              .body()
              .replaceAll(".*?\"id\":\"([a-z0-9-]+)\".*", "$1");
      String path = "runs/" + id + "/report";
      HttpResponse<String> there = server.get(path);
      HttpResponse<String> nowhere = server.get("runs/none/report");
      assertThat(there.statusCode()).isEqualTo(200);
      assertThat(there.body()).isEqualTo(nowhere.body()).doesNotContain("secret net");
      String policy = there.headers().firstValue("Content-Security-Policy").orElse("");
      assertThat(nowhere.headers().firstValue("Content-Security-Policy")).contains(policy);
      HttpResponse<String> report = server.send(server.authorised(path));
      assertThat(report.body()).contains("Very secret net");
      // What the page lets in is its own script and those of the report, by their hashes.
      String ofReport = report.headers().firstValue("Content-Security-Policy").orElse("");
      assertThat(policy)
          .isEqualTo(
              ofReport
                  .replace("script-src ", "script-src 'self' ")
                  .replace("; frame-ancestors", "; connect-src 'self'; frame-ancestors"));
      HttpResponse<String> wrong =
          server.send(server.request(path).header("Authorization", "Bearer wrong"));
      assertThat(wrong.statusCode()).isEqualTo(401);
      assertThat(server.get(path + "?token=" + server.running.token()).body())
          .as("a token in a query is none")
          .isEqualTo(there.body());
      for (HttpResponse<String> answer : List.of(there, nowhere, report, wrong)) {
        assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
      }
    }
  }

  /** [paths] Addresses are names of runs and of files that there are, never paths. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/assets/..\\..\\secret.txt",
        "/assets/%5c..%5csecret.txt",
        "/assets//secret.txt",
        "/assets/report.css%00.txt",
        "/assets/openapi.json",
        "/runs/..%2f..%2fsecret/report",
        "/runs/link-seed-1/report",
        "/api/v1/runs/..%2f..%2fsecret.txt",
        "/api/v1/runs/%2e%2e",
        "/api/v1/runs/x%2fseed-1/events",
        "/api/v1/../../secret.txt"
      })
  void noAddressLeavesTheDirectory(String path) throws IOException {
    run("x");
    Files.writeString(here.resolve("secret.txt"), "a secret");
    Files.createDirectories(here.resolve("secret"));
    Files.writeString(here.resolve("secret/run.json"), "a secret");
    try (TestServer server = new TestServer(here)) {
      String answer = server.raw(get(path, "Host: 127.0.0.1:" + server.port()));
      assertThat(answer).containsPattern("^HTTP/1.1 (400|404)").doesNotContain("a secret");
    }
  }

  /** [paths] */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void linksAreNotFollowed() throws Exception {
    run("x");
    Path outside = Files.createDirectories(here.resolve("outside"));
    Files.move(here.resolve("runs/x"), outside.resolve("x"));
    Files.createSymbolicLink(here.resolve("runs/x"), outside.resolve("x"));
    try (TestServer server = new TestServer(here)) {
      assertThat(server.json("api/v1/runs").path("runs")).isEmpty();
    }
  }

  /** [names] */
  @Test
  void namesAreTextNotMarkup() throws Exception {
    String name = "</script><script>alert(1)</script>\"><img src=x onerror=alert(1)>";
    run(name);
    try (TestServer server = new TestServer(here)) {
      HttpResponse<String> list = server.get("api/v1/runs");
      assertThat(list.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(list.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      String id = server.json("api/v1/runs").path("runs").get(0).path("id").asText();
      String report = server.get("runs/" + id + "/report").body();
      assertThat(report).contains("&lt;img src=x").doesNotContain("<img src=x");
      assertThat(server.get("runs/" + id).body()).doesNotContain("alert(1)");
    }
  }

  /** [csp] */
  @Test
  void noPageRunsAScriptOfAnother() throws Exception {
    run("x");
    try (TestServer server = new TestServer(here)) {
      String id = server.json("api/v1/runs").path("runs").get(0).path("id").asText();
      for (String path : List.of("", "start", "runs/" + id, "runs/" + id + "/report", "nowhere")) {
        HttpResponse<String> answer = server.get(path);
        String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
        assertThat(policy).contains("default-src 'none'").contains("frame-ancestors 'none'");
        assertThat(policy.replaceFirst(".*script-src ([^;]*);.*", "$1"))
            .as(path)
            .doesNotContain("unsafe")
            .doesNotContain("http");
        assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
        if (!path.endsWith("report")) {
          assertThat(answer.body()).doesNotContainPattern("<script>|\\son\\w+=|style=|https?://");
        }
      }
    }
  }

  /** [token] The file by which programs of this user find the server is for nobody else. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void nobodyElseReadsTheTokenOnDisk() throws Exception {
    Path file;
    String token;
    int port;
    try (TestServer server = new TestServer(here)) {
      file = here.resolve("cache/server-" + server.port() + ".json");
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
      port = server.port();
    }
    assertThat(file).as("of a port that nobody asked for").doesNotExist();
    try (TestServer server =
        new TestServer(here, TestServer.settings(here, port, false, null, false))) {
      token = server.running.token();
    }
    try (TestServer server =
        new TestServer(here, TestServer.settings(here, port, false, null, false))) {
      assertThat(server.running.token()).as("it stays").isEqualTo(token);
    }
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    try (TestServer server =
        new TestServer(here, TestServer.settings(here, port, false, null, false))) {
      assertThat(server.running.token()).as("others may have read it").isNotEqualTo(token);
    }
  }

  /** [memory] */
  @Test
  void whatIsTooLongIsRefused() throws IOException {
    try (TestServer server = new TestServer(here)) {
      String own = "Host: 127.0.0.1:" + server.port();
      assertThat(server.raw(get("/", own, "X: " + "x".repeat(40_000)))).startsWith("HTTP/1.1 431");
      assertThat(server.raw(get("/" + "x".repeat(40_000), own)))
          .containsPattern("^HTTP/1.1 4(14|31)");
      assertThat(
              server.raw(
                  "POST /api/v1/runs HTTP/1.1\r\n"
                      + own
                      + "\r\nAuthorization: Bearer "
                      + server.running.token()
                      + "\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 413");
    }
  }
}
