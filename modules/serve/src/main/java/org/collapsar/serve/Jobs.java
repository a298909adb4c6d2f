package org.collapsar.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.FailedException;
import org.collapsar.files.AtomicFile;
import org.collapsar.lab.config.ConfigOverride;
import org.collapsar.lab.config.Presets;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.index.IndexedRun;
import org.collapsar.lab.index.RunState;
import org.collapsar.lab.live.ServeSettings;
import org.jspecify.annotations.Nullable;

/**
 * Experiments that are started from here, one at a time, in the order in which they were asked for.
 * Each is a process of its own, in a session of its own, that writes its output to a file: it goes
 * on when the server ends. What is known of it lies in DIR/.collapsar/jobs/ID, where the next
 * server finds it.
 */
final class Jobs {
  private static final int MOST_WAITING = 100;
  private static final int MOST_SETTINGS = 200;
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,79}";
  private static final String JOB = "job.json";
  private static final String STATE = "state";
  private static final String QUEUED = "queued";
  private static final String RUNNING = "running";
  private static final String STARTED = "started";
  private static final String START = "start";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  private final ServeSettings settings;
  private final DiskRoom room;
  private final Path directory;

  /** Those that this server started, whose exit codes it hears of. */
  private final Map<String, Process> children = new HashMap<>();

  Jobs(ServeSettings settings, DiskRoom room) {
    this.settings = settings;
    this.room = room;
    this.directory = settings.directories().get(0).resolve(".collapsar").resolve("jobs");
  }

  /** Reads an experiment as train does, and says what it would run. */
  ObjectNode check(JsonNode given) {
    return described(read(given, null));
  }

  static ObjectNode described(Sweep sweep) {
    int runs = sweep.cells().stream().mapToInt(cell -> cell.experiment().seeds()).sum();
    return JsonNodeFactory.instance
        .objectNode()
        .put("experiment", sweep.id())
        .put("title", sweep.info().title())
        .put("cells", sweep.cells().size())
        .put("runs", runs)
        .put("epochs", sweep.first().train().epochs());
  }

  /**
   * @param yaml where to keep a text of the client's, or null to read it and keep nothing
   */
  static Sweep read(JsonNode given, @Nullable Path yaml) {
    List<ConfigOverride> overrides = overrides(given);
    boolean full = given.path("full").asBoolean(false);
    String preset = preset(given);
    if (!preset.isEmpty()) {
      return Presets.readSweep(preset, full, overrides);
    }
    try {
      Path file = yaml == null ? Files.createTempFile("collapsar", ".yaml") : yaml;
      try {
        Files.writeString(file, given.path("yaml").asText());
        return Presets.readPresetOrFile(file.toString(), file.resolveSibling(""), full, overrides);
      } finally {
        if (yaml == null) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new FailedException("the experiment cannot be kept (" + e.getMessage() + ")", e);
    }
  }

  /** The preset that is asked for, empty where a text is given. */
  static String preset(JsonNode given) {
    String preset = given.path("preset").asText("");
    if (given.has("yaml") == !preset.isEmpty()) {
      throw new Problem(
          Problem.UNPROCESSABLE,
          "expected either preset or yaml, found " + (preset.isEmpty() ? "neither" : "both"));
    }
    return preset;
  }

  static List<ConfigOverride> overrides(JsonNode given) {
    return arguments(given).stream().map(ConfigOverride::parse).toList();
  }

  /** key=value, as --set takes them. */
  private static List<String> arguments(JsonNode given) {
    List<String> arguments = new ArrayList<>();
    for (Map.Entry<String, JsonNode> set : given.path("set").properties()) {
      if (set.getValue().isContainerNode()) {
        throw new Problem(
            Problem.UNPROCESSABLE, "set: expected numbers and texts, found another value");
      }
      arguments.add(set.getKey() + "=" + set.getValue().asText());
    }
    if (arguments.size() > MOST_SETTINGS) {
      throw new Problem(
          Problem.UNPROCESSABLE, "set: expected at most " + MOST_SETTINGS + " keys, found more");
    }
    return arguments;
  }

  /** Puts an experiment into the queue. */
  synchronized ObjectNode start(JsonNode given) {
    Sweep sweep = read(given, null);
    String name = given.path("name").asText(sweep.id());
    if (!name.matches(NAME)) {
      throw new Problem(
          Problem.UNPROCESSABLE, "name: expected letters, digits, dots and hyphens, found others");
    }
    Path job = make();
    Path yaml = job.resolve("experiment.yaml");
    if (given.has("yaml")) {
      read(given, yaml);
    }
    List<String> words = words(sweep, given, yaml);
    words.add("--out");
    words.add(settings.directories().get(0).resolve(name).toString());
    return queue(job, words, described(sweep).put("place", name));
  }

  /**
   * The words of the command line that runs an experiment, without the place of its runs.
   *
   * @param yaml where a text of the client's lies, if it gave one
   */
  static List<String> words(Sweep sweep, JsonNode given, Path yaml) {
    List<String> words = new ArrayList<>();
    words.add(sweep.varies() ? "sweep" : "train");
    words.add(given.has("yaml") ? yaml.toString() : given.path("preset").asText());
    if (given.path("full").asBoolean(false)) {
      words.add("--full");
    }
    for (String argument : arguments(given)) {
      words.add("--set");
      words.add(argument);
    }
    return words;
  }

  /** Puts the rest of a run into the queue. */
  synchronized ObjectNode resume(IndexedRun run) {
    if (run.external() || run.state() == RunState.RUNNING || run.state() == RunState.FINISHED) {
      throw new Problem(
          Problem.CONFLICT,
          "expected a run of collapsar's own that has stopped, found one that "
              + (run.external() ? "is trained elsewhere" : "is " + run.state().word()));
    }
    return queue(
        make(),
        List.of("resume", run.directory().toString()),
        JsonNodeFactory.instance
            .objectNode()
            .put("experiment", run.experiment())
            .put("title", run.title())
            .put("place", run.place()));
  }

  private Path make() {
    List<ObjectNode> jobs = list();
    if (jobs.stream().filter(job -> job.path(STATE).asText().equals(QUEUED)).count()
        >= MOST_WAITING) {
      throw new Problem(
          Problem.TOO_MANY, "expected at most " + MOST_WAITING + " jobs in the queue", 60);
    }
    room.require(settings.directories().get(0), 0);
    Instant now = Instant.now();
    Instant next = jobs.isEmpty() ? now : after(jobs.get(jobs.size() - 1).path("id").asText());
    Path job = directory.resolve(TIME.format(next.isAfter(now) ? next : now));
    try {
      Files.createDirectories(directory);
      return Files.createDirectory(job);
    } catch (IOException e) {
      throw new FailedException(job + ": cannot be made (" + e.getMessage() + ")", e);
    }
  }

  /** The order of ids is that of the queue, even if the clock was set back. */
  private static Instant after(String id) {
    try {
      return Instant.from(TIME.parse(id)).plusMillis(1);
    } catch (DateTimeException e) {
      return Instant.MIN;
    }
  }

  private ObjectNode queue(Path job, List<String> words, ObjectNode about) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", String.valueOf(job.getFileName())).put(STATE, QUEUED);
    json.setAll(about);
    ArrayNode command = json.putArray("command");
    words.forEach(command::add);
    write(job, json);
    return json;
  }

  private static void write(Path job, ObjectNode json) {
    byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(job.resolve(JOB), out -> out.write(bytes));
  }

  /** All jobs, the oldest first, as they are now. */
  synchronized List<ObjectNode> list() {
    List<ObjectNode> jobs = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path job : entries) {
        if (Files.isRegularFile(job.resolve(JOB))) {
          jobs.add(now(job, (ObjectNode) MAPPER.readTree(Files.readAllBytes(job.resolve(JOB)))));
        }
      }
    } catch (IOException | ClassCastException none) {
      return jobs;
    }
    jobs.sort(Comparator.comparing(job -> job.path("id").asText()));
    return jobs;
  }

  /** A process of an earlier server is known by its number and its start. */
  private ObjectNode now(Path job, ObjectNode json) {
    if (!json.path(STATE).asText().equals(RUNNING)) {
      return json;
    }
    Process child = children.get(json.path("id").asText());
    boolean alive =
        child != null
            ? child.isAlive()
            : ProcessHandle.of(json.path("pid").asLong())
                .filter(handle -> isThat(handle, json))
                .isPresent();
    if (!alive) {
      json.put(STATE, "ended");
      if (child != null) {
        json.put("exit_code", child.exitValue());
        children.remove(json.path("id").asText());
      }
      write(job, json);
    }
    return json;
  }

  /** The time of the start is computed from the clock, which may have been set since. */
  private static boolean isThat(ProcessHandle handle, ObjectNode json) {
    String start = json.path(START).asText();
    return start.isEmpty()
        ? started(handle).equals(json.path(STARTED).asText())
        : start.equals(start(handle.pid()));
  }

  /**
   * The start of a process as Linux knows it, which no clock changes: the boot, and the ticks since
   * then. Empty on other systems.
   */
  private static String start(long pid) {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The name, in parentheses, may have spaces; the start is the 20th word behind it.
      String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return boot + "/" + words[19];
    } catch (IOException | RuntimeException notLinux) {
      return "";
    }
  }

  private static String started(ProcessHandle handle) {
    return handle.info().startInstant().map(Instant::toString).orElse("");
  }

  /** Whether one is running. */
  boolean isBusy() {
    return list().stream().anyMatch(job -> job.path(STATE).asText().equals(RUNNING));
  }

  /** Starts the next one, where none runs; called now and then. */
  synchronized void tick() {
    List<ObjectNode> jobs = list();
    if (jobs.stream().anyMatch(job -> job.path(STATE).asText().equals(RUNNING))) {
      return;
    }
    jobs.stream()
        .filter(job -> job.path(STATE).asText().equals(QUEUED))
        .findFirst()
        .ifPresent(this::launch);
  }

  private void launch(ObjectNode json) {
    Path job = directory.resolve(json.path("id").asText());
    List<String> command = new ArrayList<>();
    Path session = Path.of("/usr/bin/setsid");
    if (Files.isExecutable(session)) {
      command.add(session.toString()); // what a terminal sends to the server is not for the run
    }
    command.addAll(settings.command());
    json.path("command").forEach(word -> command.add(word.asText()));
    try {
      File log = job.resolve("output.txt").toFile();
      Process process =
          new ProcessBuilder(command)
              .redirectInput(new File("/dev/null"))
              .redirectErrorStream(true)
              .redirectOutput(log)
              .start();
      children.put(json.path("id").asText(), process);
      json.put(STATE, RUNNING)
          .put("pid", process.pid())
          .put(STARTED, started(process.toHandle()))
          .put(START, start(process.pid()));
    } catch (IOException e) {
      json.put(STATE, "ended").put("message", "cannot be started: " + e.getMessage());
    }
    write(job, json);
  }

  /** Asks a job to stop: a run writes its checkpoint and ends; what waits is not started. */
  synchronized ObjectNode stop(String id) {
    ObjectNode json = find(id);
    Path job = directory.resolve(json.path("id").asText());
    if (json.path(STATE).asText().equals(QUEUED)) {
      json.put(STATE, "cancelled");
      write(job, json);
    } else if (json.path(STATE).asText().equals(RUNNING)) {
      ProcessHandle.of(json.path("pid").asLong()).ifPresent(ProcessHandle::destroy);
      json.put("stopping", true);
      write(job, json);
    }
    return json;
  }

  /** The end of what a job has printed, at most 16 KiB. */
  String output(String id) {
    Path file = directory.resolve(find(id).path("id").asText()).resolve("output.txt");
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(Math.max(0, in.length() - (16 << 10)));
      byte[] bytes = new byte[(int) Math.min(16 << 10, in.length() - in.getFilePointer())];
      in.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException none) {
      return "";
    }
  }

  /** One of the list: no part of an address becomes a path. */
  private ObjectNode find(String id) {
    return list().stream()
        .filter(job -> job.path("id").asText().equals(id))
        .findFirst()
        .orElseThrow(() -> new Problem(Problem.NOT_FOUND, "expected a job, found none of this id"));
  }
}
