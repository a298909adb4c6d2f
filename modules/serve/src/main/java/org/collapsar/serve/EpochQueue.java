package org.collapsar.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.ExperimentDirectory;
import org.collapsar.lab.run.ExternalWriter;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * Measures what clients sent, an epoch at a time, and writes it to the run's directory. What waits
 * lies in files, so that a server that is killed goes on where it was: an epoch is deleted once its
 * row is on disk, and one that has its row already is passed over.
 */
final class EpochQueue implements AutoCloseable {
  private static final int MOST_OF_A_RUN = 16;
  private static final int MOST_RUNS_WAITING = 256;
  private static final int MOST_PROBLEMS = 20;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final int threads;
  private final boolean keep;
  private final Set<Path> waiting = new LinkedHashSet<>();

  /** Runs that could not be written, and are tried again. */
  private final Set<Path> failed = new LinkedHashSet<>();

  private final Map<Path, ExternalWriter> writers = new HashMap<>();
  private final Map<Path, ExperimentDirectory> locks = new HashMap<>();
  private final Map<Path, List<String>> problems = new HashMap<>();
  private final Map<Path, Integer> lastEpochs = new HashMap<>();
  private final Thread worker = new Thread(this::work, "collapsar-measure");
  private boolean ending;

  EpochQueue(int threads, boolean keep) {
    this.threads = threads;
    this.keep = keep;
    worker.setDaemon(true);
  }

  void start() {
    worker.start();
  }

  /**
   * Takes the directory of a run's experiment for this process, which then is the only one to write
   * it.
   *
   * @throws Problem 409 if another process has it
   */
  synchronized void lock(Path run) {
    Path experiment = run.resolveSibling("");
    if (locks.containsKey(experiment)) {
      return;
    }
    try {
      locks.put(experiment, ExperimentDirectory.open(experiment));
    } catch (BadInputException e) {
      throw new Problem(Problem.CONFLICT, String.valueOf(e.getMessage()), 5);
    }
  }

  /** Asks for room for one more epoch of a run. */
  synchronized void requireRoom(int ofThisRun) {
    if (ofThisRun >= MOST_OF_A_RUN || waiting.size() >= MOST_RUNS_WAITING) {
      throw new Problem(
          Problem.TOO_MANY, "expected a client that waits: " + ofThisRun + " epochs are queued", 1);
    }
  }

  /** Says that something waits for a run. */
  synchronized void add(Path run) {
    waiting.add(run);
    notifyAll();
  }

  /** Tries the runs again that could not be written: the disk may have room now. */
  synchronized void again() {
    waiting.addAll(failed);
    failed.clear();
    notifyAll();
  }

  /** The last epoch of a run, which may be newer than what was known of it. */
  synchronized int lastEpoch(Path run, int known) {
    return Math.max(known, lastEpochs.getOrDefault(run, -1));
  }

  /** What could not be measured, the last ones. */
  synchronized List<String> problems(Path run) {
    return List.copyOf(problems.getOrDefault(run, List.of()));
  }

  private synchronized @Nullable Path next() throws InterruptedException {
    while (waiting.isEmpty() && !ending) {
      wait();
    }
    if (ending) {
      return null;
    }
    Path run = waiting.iterator().next();
    waiting.remove(run);
    return run;
  }

  private void work() {
    try {
      for (Path run = next(); run != null; run = next()) {
        try {
          one(run);
        } catch (RuntimeException | IOException e) {
          note(run, "not written yet, tried again: " + e.getMessage());
          forget(run);
          synchronized (this) {
            failed.add(run);
          }
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Measures the first epoch that waits; the run waits again for the next. */
  private void one(Path run) throws IOException {
    ExternalRuns.Incoming incoming = new ExternalRuns.Incoming(run);
    List<ExternalRuns.Incoming.Item> items = incoming.items();
    if (!items.isEmpty()) {
      ExternalRuns.Incoming.Item item = items.get(0);
      ExternalWriter writer = writer(run);
      if (item.epoch() > writer.lastEpoch()) {
        measure(run, writer, item, metrics(incoming));
      }
      done(run, item);
      add(run);
    } else if (Files.exists(incoming.end())) {
      JsonNode end = MAPPER.readTree(Files.readAllBytes(incoming.end()));
      RunRecord.Status status =
          RunRecord.Status.valueOf(end.path("status").asText("done").toUpperCase(Locale.ROOT));
      ExternalWriter writer = writer(run);
      if (writer.lastEpoch() < 0 && status == RunRecord.Status.DONE) {
        status = RunRecord.Status.INTERRUPTED; // a run that is done has rows
      }
      writer.end(status, end.path("message").isTextual() ? end.path("message").asText() : null);
      Files.delete(incoming.end());
      forget(run);
    }
  }

  private synchronized ExternalWriter writer(Path run) {
    ExternalWriter writer = writers.get(run);
    if (writer == null) {
      lock(run);
      writer = ExternalWriter.resume(run);
      writers.put(run, writer);
    }
    return writer;
  }

  /** Lets go of a run whose directory goes away, or is another's from now on. */
  synchronized void forget(Path run) {
    writers.remove(run);
    failed.remove(run);
    lastEpochs.remove(run);
  }

  private static @Nullable List<String> metrics(ExternalRuns.Incoming incoming) {
    try {
      JsonNode metrics =
          MAPPER.readTree(Files.readAllBytes(incoming.settingsFile())).path("metrics");
      List<String> ids = new ArrayList<>();
      metrics.forEach(id -> ids.add(id.asText()));
      return ids.isEmpty() ? null : ids;
    } catch (IOException none) {
      return null;
    }
  }

  private void measure(
      Path run,
      ExternalWriter writer,
      ExternalRuns.Incoming.Item item,
      @Nullable List<String> metrics)
      throws IOException {
    Map<String, MetricValue> scalars = new LinkedHashMap<>();
    EpochFile.@Nullable Measured measured = null;
    try {
      String file = item.file().toString();
      if (file.endsWith(".json")) {
        JsonNode json = MAPPER.readTree(Files.readAllBytes(item.file()));
        for (Map.Entry<String, JsonNode> scalar : json.path("scalars").properties()) {
          double value = scalar.getValue().isNumber() ? scalar.getValue().asDouble() : Double.NaN;
          scalars.put(scalar.getKey(), EpochFile.scalar(value));
        }
        file = json.path("path").asText("");
      }
      if (!file.isEmpty()) {
        measured = new EpochFile(file).measure(item.epoch(), metrics, threads);
      }
    } catch (BadInputException | FailedException e) {
      // The epoch has a row all the same, without what could not be measured.
      note(run, "epoch " + item.epoch() + ": " + e.getMessage());
    } catch (OutOfMemoryError e) {
      note(run, "epoch " + item.epoch() + ": not enough memory");
    }
    if (measured != null) {
      measured.record().values().forEach(scalars::putIfAbsent);
    }
    List<String> columns = new ArrayList<>(scalars.keySet());
    columns.sort((a, b) -> Boolean.compare(b.equals("loss"), a.equals("loss")));
    writer.addColumns(columns);
    if (measured != null && writer.lastEpoch() < 0) {
      writer.layers(measured.layers());
    }
    writer.skipTo(item.epoch());
    EpochRecord of = measured == null ? null : measured.record();
    writer.write(
        new EpochRecord(
            item.epoch(),
            scalars,
            of == null ? null : of.layers(),
            Map.of(),
            null,
            of == null ? null : of.certificates(),
            null,
            0,
            of == null ? 0 : of.measureSeconds()));
    writer.keep();
    synchronized (this) {
      lastEpochs.put(run, item.epoch());
    }
  }

  private void done(Path run, ExternalRuns.Incoming.Item item) throws IOException {
    if (keep && !item.file().toString().endsWith(".json")) {
      Path kept = Files.createDirectories(run.resolve("epochs"));
      Files.move(
          item.file(),
          kept.resolve(item.file().getFileName()),
          StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.deleteIfExists(item.file());
    }
  }

  private synchronized void note(Path run, String line) {
    List<String> lines = problems.computeIfAbsent(run, r -> new ArrayList<>());
    String one = line.replaceAll("\\s*\\R\\s*", " ");
    lines.remove(one);
    lines.add(one);
    if (lines.size() > MOST_PROBLEMS) {
      lines.remove(0);
    }
  }

  /** Ends after the epoch that is being measured; what waits, waits for the next server. */
  @Override
  public void close() {
    synchronized (this) {
      ending = true;
      notifyAll();
    }
    try {
      worker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      locks.values().forEach(ExperimentDirectory::close);
      locks.clear();
    }
  }
}
