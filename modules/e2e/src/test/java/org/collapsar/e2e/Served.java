package org.collapsar.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The program's server as a process, on one port for as long as the test goes on. */
final class Served implements AutoCloseable {
  private final Path here;
  private final List<String> options;
  private final int port;
  private Process process;
  private JsonNode said;

  /**
   * Starts it.
   *
   * @param here has the runs, in {@code runs}, and all else that it writes
   * @param options of the command line
   */
  Served(Path here, String... options) throws IOException {
    this.here = here;
    this.options = List.of(options);
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    start();
  }

  /** Starts it, also once more. */
  void start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("-Xmx400m", "--add-modules", "jdk.incubator.vector"));
    command.addAll(List.of("-Dslf4j.internal.verbosity=ERROR", "-Djava.awt.headless=true"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("org.collapsar.lab.cli.Main", "serve"));
    command.addAll(List.of(runs().toString(), "--json", "--port", Integer.toString(port)));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("COLLAPSAR_DATA", here.resolve("cache").toString());
    Path errors = here.resolve("errors.txt");
    process = builder.redirectError(errors.toFile()).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the server did not start: " + Files.readString(errors));
    }
    said = new ObjectMapper().readTree(line);
  }

  Path runs() {
    return here.resolve("runs");
  }

  /** The address of its page, which ends in a slash. */
  String url() {
    return said.path("url").asText();
  }

  /** What a user opens: with the token in the fragment. */
  String fragment() {
    return "#token=" + said.path("token").asText();
  }

  /** Ends it without warning. */
  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the jobs as well, which a server leaves alone. */
  @Override
  public void close() throws IOException {
    kill();
    Path jobs = runs().resolve(".collapsar/jobs");
    if (!Files.isDirectory(jobs)) {
      return;
    }
    try (Stream<Path> all = Files.list(jobs)) {
      for (Path job : all.toList()) {
        JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(job.resolve("job.json")));
        if (json.path("state").asText().equals("running")) {
          ProcessHandle.of(json.path("pid").asLong()).ifPresent(ProcessHandle::destroyForcibly);
        }
      }
    }
  }
}
