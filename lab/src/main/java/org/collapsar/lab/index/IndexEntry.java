package org.collapsar.lab.index;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.FailedException;
import org.jspecify.annotations.Nullable;

/** What the index keeps of a run, and how it brings that up to date. */
final class IndexEntry {
  /** Sparklines are of the first column that is, or begins with, each of these. */
  private static final List<String> SPARKED =
      List.of("loss", "accuracy.train", "accuracy.test", "nc1", "nc2", "nc3", "nc4");

  private static final int MOST = 1 << 20;

  /**
   * A file as it was: when both are the same, so is what is in it.
   *
   * @param size -1 for no file
   */
  private record Stamp(long size, long modified) {
    static final Stamp NONE = new Stamp(-1, 0);

    static Stamp of(Path file) {
      try {
        BasicFileAttributes a =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return a.isRegularFile()
            ? new Stamp(
                a.size(), a.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS))
            : NONE;
      } catch (IOException e) {
        return NONE;
      }
    }
  }

  final Path directory;
  private Stamp description = Stamp.NONE;
  private Stamp table = Stamp.NONE;
  private boolean looked;

  /** When a change was seen last, on a clock that nobody sets; null before the first. */
  private @Nullable Long changeNanos;

  private RunFacts facts = new RunFacts("", "", "", false, "", "not read yet", 0, null);
  private TableFollower follower;
  private List<String> metrics = List.of();
  private double[] last = new double[0];
  private Map<String, Spark> sparks = new LinkedHashMap<>();

  IndexEntry(Path directory) {
    this.directory = directory;
    follower = new TableFollower(directory.resolve("metrics.csv"));
  }

  /**
   * Looks at the files again and reads what is new.
   *
   * @return whether something was
   */
  boolean refresh() {
    boolean changed = false;
    Path json = directory.resolve("run.json");
    Stamp now = Stamp.of(json);
    if (!now.equals(description)) {
      facts = RunFacts.read(json);
      description = now;
      changed = true;
    }
    Stamp rows = Stamp.of(directory.resolve("metrics.csv"));
    if (!rows.equals(table)) {
      table = rows;
      if (rows.size < 0) {
        startAgain();
      } else {
        follow();
      }
      changed = true;
    }
    if (changed && looked) {
      changeNanos = System.nanoTime();
    }
    looked = true;
    return changed;
  }

  private @Nullable Duration silent() {
    return changeNanos == null ? null : Duration.ofNanos(System.nanoTime() - changeNanos);
  }

  private void startAgain() {
    follower = new TableFollower(directory.resolve("metrics.csv"));
    metrics = List.of();
    last = new double[0];
    sparks = new LinkedHashMap<>();
  }

  private void follow() {
    try {
      TableFollower.Batch batch;
      do {
        batch = follower.poll();
        if (batch.cut() >= 0) {
          // Short curves cannot be shortened: read from the beginning.
          startAgain();
          batch = follower.poll();
        }
        take(batch.lines());
      } while (batch.more());
    } catch (FailedException gone) {
      startAgain();
    }
  }

  private void take(List<String> lines) {
    List<String> header = List.of(follower.header().split(",", -1));
    if (metrics.isEmpty() && header.size() > 1) {
      metrics = header.subList(1, header.size());
      for (String wanted : SPARKED) {
        metrics.stream()
            .filter(m -> m.equals(wanted) || m.startsWith(wanted + "."))
            .findFirst()
            .ifPresent(m -> sparks.put(m, new Spark()));
      }
    }
    for (String line : lines) {
      double[] cells = TableFollower.numbers(line);
      last = Arrays.copyOfRange(cells, 1, Math.max(1, cells.length));
      sparks.forEach(
          (metric, spark) -> {
            int at = metrics.indexOf(metric);
            spark.add(at < last.length ? last[at] : Double.NaN);
          });
    }
  }

  /** How the run is listed. */
  IndexedRun run(String id, String place, String group, Writers writers) {
    Instant changed =
        Instant.ofEpochSecond(0, Math.max(description.modified, Math.max(0, table.modified)));
    boolean alive =
        facts.status().equals("running")
            && writers.writes(
                directory, facts.external(), changed, silent(), secondsPerEpoch(changed));
    Map<String, Double> values = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(last.length, metrics.size()); i++) {
      values.put(metrics.get(i), last[i]);
    }
    Map<String, List<Spark.Point>> curves = new LinkedHashMap<>();
    sparks.forEach((metric, spark) -> curves.put(metric, spark.curve()));
    return new IndexedRun(
        id,
        directory,
        place,
        group,
        facts.experiment(),
        facts.title(),
        facts.name(),
        facts.external(),
        RunState.of(facts.status(), alive),
        facts.message(),
        follower.rows() - 1,
        facts.epochs(),
        facts.started(),
        changed,
        metrics,
        values,
        curves);
  }

  private double secondsPerEpoch(Instant changed) {
    if (facts.started() == null || follower.rows() < 2) {
      return 0;
    }
    try {
      Instant started = Instant.parse(facts.started());
      return (changed.getEpochSecond() - started.getEpochSecond()) / (follower.rows() - 1.0);
    } catch (java.time.DateTimeException e) {
      return 0;
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeUTF(directory.toString());
    write(out, description);
    write(out, table);
    for (String text : List.of(facts.experiment(), facts.title(), facts.name(), facts.status())) {
      writeText(out, text);
    }
    writeText(out, facts.message());
    writeText(out, facts.started());
    out.writeBoolean(facts.external());
    out.writeInt(facts.epochs());
    TableFollower.Mark mark = follower.mark();
    writeText(out, mark.header());
    out.writeLong(mark.offset());
    out.writeLong(mark.lastStart());
    out.writeLong(mark.lastHash());
    out.writeInt(mark.rows());
    write(out, last);
    out.writeInt(sparks.size());
    for (Map.Entry<String, Spark> spark : sparks.entrySet()) {
      writeText(out, spark.getKey());
      write(out, spark.getValue().numbers());
    }
  }

  static IndexEntry read(DataInput in) throws IOException {
    IndexEntry entry = new IndexEntry(Path.of(in.readUTF()));
    entry.description = new Stamp(in.readLong(), in.readLong());
    entry.table = new Stamp(in.readLong(), in.readLong());
    String experiment = text(in);
    String title = text(in);
    String name = text(in);
    String status = text(in);
    String message = textOrNull(in);
    String started = textOrNull(in);
    boolean external = in.readBoolean();
    entry.facts =
        new RunFacts(experiment, title, name, external, status, message, in.readInt(), started);
    String header = text(in);
    entry.follower =
        new TableFollower(
            entry.directory.resolve("metrics.csv"),
            new TableFollower.Mark(header, in.readLong(), in.readLong(), in.readLong(), count(in)));
    List<String> columns = List.of(header.split(",", -1));
    entry.metrics = columns.size() > 1 ? columns.subList(1, columns.size()) : List.of();
    entry.last = numbers(in);
    int sparks = count(in);
    for (int i = 0; i < sparks; i++) {
      entry.sparks.put(text(in), Spark.of(numbers(in)));
    }
    return entry;
  }

  private static void write(DataOutput out, Stamp stamp) throws IOException {
    out.writeLong(stamp.size);
    out.writeLong(stamp.modified);
  }

  private static void writeText(DataOutput out, @Nullable String text) throws IOException {
    byte[] bytes =
        text == null ? new byte[0] : text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    out.writeInt(text == null ? -1 : bytes.length);
    out.write(bytes);
  }

  private static String text(DataInput in) throws IOException {
    String text = textOrNull(in);
    if (text == null) {
      throw new IOException("expected a text");
    }
    return text;
  }

  private static @Nullable String textOrNull(DataInput in) throws IOException {
    int length = in.readInt();
    if (length == -1) {
      return null;
    }
    if (length < 0 || length > MOST) {
      throw new IOException("expected a text");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
  }

  private static void write(DataOutput out, double[] numbers) throws IOException {
    out.writeInt(numbers.length);
    for (double number : numbers) {
      out.writeDouble(number);
    }
  }

  private static double[] numbers(DataInput in) throws IOException {
    double[] numbers = new double[count(in)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = in.readDouble();
    }
    return numbers;
  }

  private static int count(DataInput in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MOST) {
      throw new IOException("expected a count");
    }
    return count;
  }
}
