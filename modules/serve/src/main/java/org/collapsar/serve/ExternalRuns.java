package org.collapsar.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.collapsar.BadInputException;
import org.collapsar.files.AtomicFile;
import org.collapsar.lab.document.JsonWriter;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.index.IndexedRun;
import org.collapsar.lab.index.RunIndex;
import org.collapsar.lab.live.ServeSettings;
import org.collapsar.lab.run.ExternalWriter;
import org.collapsar.lab.run.Machine;
import org.collapsar.metrics.MetricCatalogue;
import org.jspecify.annotations.Nullable;

/** Runs that are trained elsewhere: made, and given epochs, by clients. */
final class ExternalRuns {
  static final int MOST_EPOCH = 100_000;
  private static final int MOST_RUNS = 10_000;
  private static final int MOST_UPLOADS = 4;
  private static final int MOST_NAME = 200;
  private static final int MOST_SLUG = 60;

  private final RunIndex index;
  private final ServeSettings settings;
  private final Upload upload;
  private final DiskRoom room;
  private final EpochQueue queue;
  private final Semaphore uploads = new Semaphore(MOST_UPLOADS);
  private final Set<String> busy = new HashSet<>();

  ExternalRuns(
      RunIndex index, ServeSettings settings, DiskRoom room, long mostBytes, EpochQueue queue) {
    this.index = index;
    this.settings = settings;
    this.room = room;
    this.upload = new Upload(room, mostBytes);
    this.queue = queue;
  }

  /**
   * Makes a run.
   *
   * @return its id
   */
  synchronized String create(JsonNode given) {
    String name = text(given, "name", null);
    String framework = text(given, "framework", "unknown");
    int epochs = given.path("epochs").asInt(0);
    if (epochs < 0 || epochs > MOST_EPOCH) {
      throw new Problem(
          Problem.UNPROCESSABLE, "epochs: expected 0 to " + MOST_EPOCH + ", found " + epochs);
    }
    List<String> metrics = metrics(given.path("metrics"));
    if (index.look().size() >= MOST_RUNS) {
      throw new Problem(
          Problem.CONFLICT, "expected at most " + MOST_RUNS + " runs below the directories");
    }
    Path base = settings.directories().get(0);
    room.require(base, 0);
    String slug = slug(name);
    Path experiment = base.resolve(slug);
    long seed = seed(given.path("seed"), experiment);
    Path directory = experiment.resolve("seed-" + seed);
    queue.lock(directory);
    ExternalWriter.start(
        directory,
        slug,
        seed,
        new External(name, framework, List.of()),
        epochs,
        List.of(),
        Machine.provenance(settings.threads(), "float64", "serve"));
    Incoming incoming = new Incoming(directory);
    incoming.make();
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    if (metrics != null) {
      ArrayNode list = kept.putArray("metrics");
      metrics.forEach(list::add);
    }
    incoming.settings(kept);
    return RunIndex.id(directory);
  }

  private static @Nullable List<String> metrics(JsonNode given) {
    if (given.isMissingNode() || given.isNull()) {
      return null;
    }
    List<String> metrics = new ArrayList<>();
    for (JsonNode metric : given) {
      MetricCatalogue.find(metric.asText());
      metrics.add(metric.asText());
    }
    if (metrics.isEmpty()) {
      throw new Problem(Problem.UNPROCESSABLE, "metrics: expected a list of ids, found none");
    }
    return metrics;
  }

  private static String text(JsonNode given, String key, @Nullable String otherwise) {
    JsonNode value = given.path(key);
    if (value.isMissingNode() && otherwise != null) {
      return otherwise;
    }
    String text = value.asText().strip();
    if (!value.isTextual() || text.isEmpty() || text.length() > MOST_NAME) {
      throw new Problem(
          Problem.UNPROCESSABLE,
          key + ": expected a text of 1 to " + MOST_NAME + " characters, found another value");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new Problem(
          Problem.UNPROCESSABLE, key + ": expected a text, found control characters in it");
    }
    return text;
  }

  static String slug(String name) {
    String slug =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    String cut = slug.substring(0, Math.min(slug.length(), MOST_SLUG)).replaceAll("-+$", "");
    return cut.isEmpty() ? "run" : cut;
  }

  private static long seed(JsonNode given, Path experiment) {
    if (given.isMissingNode() || given.isNull()) {
      long free = 1;
      while (Files.exists(experiment.resolve("seed-" + free), LinkOption.NOFOLLOW_LINKS)) {
        free++;
      }
      return free;
    }
    if (!given.isIntegralNumber() || given.asLong() < 0) {
      throw new Problem(
          Problem.UNPROCESSABLE,
          "seed: expected a whole number of at least 0, found another value");
    }
    if (Files.exists(experiment.resolve("seed-" + given.asLong()))) {
      throw new Problem(
          Problem.CONFLICT, "seed: expected one that this name has no run of, found a run");
    }
    return given.asLong();
  }

  /**
   * Takes an epoch into the queue.
   *
   * @return what has become of it
   */
  ObjectNode take(Exchange exchange, IndexedRun run, String number) {
    requireExternal(run);
    if (!number.matches("\\d{1,7}") || Integer.parseInt(number) > MOST_EPOCH) {
      throw new Problem(
          Problem.BAD_REQUEST, "expected an epoch from 0 to " + MOST_EPOCH + ", found another");
    }
    int epoch = Integer.parseInt(number);
    synchronized (busy) {
      if (!busy.add(run.id())) {
        throw new Problem(Problem.TOO_MANY, "another epoch of this run is being uploaded", 1);
      }
    }
    try {
      return taken(exchange, run, epoch);
    } finally {
      synchronized (busy) {
        busy.remove(run.id());
      }
    }
  }

  private ObjectNode taken(Exchange exchange, IndexedRun run, int epoch) {
    ObjectNode reply = JsonNodeFactory.instance.objectNode().put("epoch", epoch);
    int measured = queue.lastEpoch(run.directory(), run.epoch());
    Incoming incoming = new Incoming(run.directory());
    if (epoch <= measured) {
      return reply.put("status", "measured");
    }
    List<Incoming.Item> waiting = incoming.items();
    if (waiting.stream().anyMatch(item -> item.epoch() == epoch)) {
      return reply.put("status", "queued");
    }
    int last = waiting.stream().mapToInt(Incoming.Item::epoch).max().orElse(measured);
    if (epoch <= last) {
      throw new Problem(Problem.CONFLICT, "expected an epoch after " + last + ", found " + epoch);
    }
    queue.requireRoom(waiting.size());
    queue.lock(run.directory());
    incoming.make();
    String name = Integer.toString(epoch);
    if (exchange.contentType().equals("application/json")) {
      incoming.put(name, description(exchange.json()));
    } else {
      if (!uploads.tryAcquire()) {
        throw new Problem(
            Problem.UNAVAILABLE, "expected at most " + MOST_UPLOADS + " uploads at once", 1);
      }
      try {
        upload.take(exchange, incoming.directory(), name);
      } finally {
        uploads.release();
      }
    }
    queue.add(run.directory());
    return reply.put("status", "queued").put("waiting", waiting.size() + 1);
  }

  /** Scalars alone, or a file of this machine. */
  private ObjectNode description(JsonNode given) {
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    JsonNode scalars = given.path("scalars");
    ObjectNode numbers = kept.putObject("scalars");
    for (Map.Entry<String, JsonNode> scalar : scalars.properties()) {
      if (!scalar.getValue().isNumber() && !scalar.getValue().isNull()) {
        throw new Problem(Problem.UNPROCESSABLE, "scalars: expected numbers, found another value");
      }
      numbers.set(EpochFile.name(scalar.getKey()), scalar.getValue());
    }
    if (given.has("path")) {
      kept.put("path", allowed(given.path("path").asText()).toString());
    } else if (numbers.isEmpty()) {
      throw new Problem(Problem.UNPROCESSABLE, "expected scalars or a path, found neither");
    }
    return kept;
  }

  /** A regular file below the directory that was allowed, wherever links lead. */
  private Path allowed(String given) {
    Path below = settings.allowedPath();
    if (below == null) {
      throw new Problem(
          Problem.FORBIDDEN, "path: expected an upload (files of this machine need --allow-path)");
    }
    try {
      Path real = Path.of(given).toRealPath();
      boolean plain = real.toString().chars().noneMatch(c -> "*?[]{}:+".indexOf(c) >= 0);
      if (real.startsWith(below.toRealPath()) && Files.isRegularFile(real) && plain) {
        return real;
      }
    } catch (IOException | InvalidPathException notThere) {
      throw new Problem(
          Problem.FORBIDDEN, "path: expected a regular file below --allow-path, found none");
    }
    throw new Problem(
        Problem.FORBIDDEN, "path: expected a regular file below --allow-path, found none");
  }

  /** Ends a run once all that was sent is measured. */
  void end(IndexedRun run, JsonNode given) {
    requireExternal(run);
    String status = given.path("status").asText("done");
    if (!List.of("done", "interrupted", "diverged", "failed").contains(status)) {
      throw new Problem(
          Problem.UNPROCESSABLE,
          "status: expected done, interrupted, diverged or failed, found another");
    }
    queue.lock(run.directory());
    Incoming incoming = new Incoming(run.directory());
    incoming.make();
    ObjectNode kept = JsonNodeFactory.instance.objectNode().put("status", status);
    if (given.path("message").isTextual()) {
      String line = given.path("message").asText().replaceAll("\\s+", " ").strip();
      kept.put("message", line.substring(0, Math.min(line.length(), 500)));
    }
    incoming.put(Incoming.END, kept);
    queue.add(run.directory());
  }

  /** Before a run goes away: nothing may wait for it. */
  void letGo(IndexedRun run) {
    if (!new Incoming(run.directory()).items().isEmpty()) {
      throw new Problem(
          Problem.CONFLICT, "expected a run without epochs in the queue, found some", 1);
    }
    queue.forget(run.directory());
  }

  private static void requireExternal(IndexedRun run) {
    if (!run.external()) {
      throw new Problem(
          Problem.CONFLICT,
          "expected a run that is trained elsewhere, found one of collapsar's own");
    }
  }

  /** Says what waits for being measured, and what could not be. */
  void describe(IndexedRun run, ObjectNode json) {
    if (run.external()) {
      json.put("queued", new Incoming(run.directory()).items().size());
      ArrayNode problems = json.putArray("problems");
      queue.problems(run.directory()).forEach(problems::add);
    }
  }

  /**
   * What clients sent for a run and is not measured yet: files, so that a server that ends loses
   * none.
   */
  record Incoming(Path run) {
    static final String END = "end";
    private static final String DIRECTORY = "incoming";

    /**
     * Something that waits.
     *
     * @param epoch the epoch, more than any for the end
     */
    record Item(int epoch, Path file) {}

    Path directory() {
      return run.resolve(DIRECTORY);
    }

    void make() {
      try {
        if (Files.isSymbolicLink(directory())) {
          throw new BadInputException(directory() + ": expected a directory, found a link");
        }
        Files.createDirectories(directory());
      } catch (IOException e) {
        throw new org.collapsar.FailedException(
            directory() + ": cannot be made (" + e.getMessage() + ")", e);
      }
    }

    void put(String name, ObjectNode json) {
      byte[] bytes = JsonWriter.text(json).getBytes(java.nio.charset.StandardCharsets.UTF_8);
      AtomicFile.write(directory().resolve(name + ".json"), out -> out.write(bytes));
    }

    void settings(ObjectNode json) {
      put("settings", json);
    }

    /** Epochs in their order. */
    List<Item> items() {
      List<Item> items = new ArrayList<>();
      try (var entries = Files.newDirectoryStream(directory())) {
        for (Path entry : entries) {
          String name = String.valueOf(entry.getFileName());
          if (name.matches("\\d{1,7}\\.(npz|safetensors|json)")) {
            items.add(new Item(Integer.parseInt(name.replaceFirst("\\..*", "")), entry));
          }
        }
      } catch (IOException none) {
        return List.of();
      }
      items.sort(java.util.Comparator.comparingInt(Item::epoch));
      return items;
    }

    Path end() {
      return directory().resolve(END + ".json");
    }

    Path settingsFile() {
      return directory().resolve("settings.json");
    }
  }
}
