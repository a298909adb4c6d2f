package org.collapsar.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.collapsar.FailedException;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.live.ServeSettings;
import org.jspecify.annotations.Nullable;

/**
 * Estimates of experiments before they start: the command line's {@code --estimate}, in a process
 * of its own, since data and networks may be larger than the server. One at a time, for so long and
 * no longer; nothing is written but in a directory that is deleted.
 */
final class Estimates implements AutoCloseable {
  /** Of the second that asks while the first is timed. */
  private static final int RETRY_SECONDS = 5;

  private static final int MOST_BYTES = 1 << 20;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ServeSettings settings;
  private final Jobs jobs;
  private final int mostSeconds;
  private final Semaphore one = new Semaphore(1);
  private volatile boolean closed;
  private volatile @Nullable Process process;

  /**
   * @param mostSeconds after which a process is ended
   */
  Estimates(ServeSettings settings, Jobs jobs, int mostSeconds) {
    this.settings = settings;
    this.jobs = jobs;
    this.mostSeconds = mostSeconds;
  }

  /**
   * The estimate of what a job would run.
   *
   * @return the one entry of collapsar/estimate/1, and whether a job was running meanwhile
   */
  ObjectNode of(JsonNode given) {
    Sweep sweep = Jobs.read(given, null);
    if (!one.tryAcquire()) {
      throw new Problem(
          Problem.UNAVAILABLE, "another estimate is being made: try again", RETRY_SECONDS);
    }
    try {
      boolean busy = jobs.isBusy();
      return timed(sweep, given).put("busy", busy);
    } catch (IOException e) {
      throw new FailedException("no estimate can be made (" + e.getMessage() + ")", e);
    } finally {
      one.release();
    }
  }

  private ObjectNode timed(Sweep sweep, JsonNode given) throws IOException {
    Path scratch = Files.createTempDirectory("collapsar-estimate");
    Path yaml = scratch.resolve("experiment.yaml");
    Path out = scratch.resolve("out.json");
    try {
      if (given.has("yaml")) {
        Jobs.read(given, yaml);
      }
      List<String> command = new ArrayList<>(settings.command());
      command.addAll(Jobs.words(sweep, given, yaml));
      command.addAll(List.of("--estimate", "--json"));
      Process started =
          new ProcessBuilder(command)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process = started;
      boolean ended = !closed && waitFor(started);
      return ended ? entry(out) : tooLong(sweep);
    } finally {
      close(process);
      process = null;
      Files.deleteIfExists(yaml);
      Files.deleteIfExists(out);
      Files.deleteIfExists(scratch);
    }
  }

  private boolean waitFor(Process started) {
    try {
      return started.waitFor(mostSeconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static ObjectNode entry(Path out) throws IOException {
    if (Files.size(out) <= MOST_BYTES) {
      JsonNode said = MAPPER.readTree(Files.readAllBytes(out));
      if (said.path("estimates").path(0) instanceof ObjectNode entry) {
        return entry;
      }
      if (said.has("error")) {
        throw new Problem(Problem.UNPROCESSABLE, said.path("error").asText());
      }
    }
    throw new FailedException("no estimate can be made (its process has ended without one)");
  }

  private ObjectNode tooLong(Sweep sweep) {
    return MAPPER
        .createObjectNode()
        .put("experiment", sweep.id())
        .put(
            "undefined",
            "because timing its first steps takes longer than "
                + mostSeconds
                + " s: the job prints its estimate once it has begun");
  }

  private static void close(@Nullable Process last) {
    if (last != null) {
      last.descendants().forEach(ProcessHandle::destroyForcibly);
      last.destroyForcibly();
    }
  }

  /** Ends the one that is being made. */
  @Override
  public void close() {
    closed = true;
    close(process);
  }
}
