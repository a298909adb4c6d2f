package org.collapsar.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.collapsar.lab.index.IndexedRun;
import org.collapsar.lab.page.LiveReport;
import org.collapsar.lab.run.RunRecord;
import org.jspecify.annotations.Nullable;

/**
 * What pages of runs show beside their rows, computed once for all clients, and sent to each as the
 * change since the version that it has. A version is the hash of its document, so that one from
 * before a restart is known again.
 */
final class LiveDocuments {
  /** Documents of different runs and choices that are kept. */
  private static final int MOST = 64;

  /** Versions of a document that a client may still have. */
  private static final int VERSIONS = 4;

  /** Runs of one experiment that claims are judged on while they go on. */
  private static final int MOST_RUNS = 60;

  private static final int MOST_METRICS = 40;

  /** A document is computed anew after so long at the earliest, and four times what it took. */
  private static final long LEAST_NANOS = 300_000_000L;

  private final RunRecords records = new RunRecords();
  private final Map<String, Document> documents = eldestGoes(MOST);

  private static final class Document {
    private final Map<String, JsonNode> versions = eldestGoes(VERSIONS);
    private String signature = "";
    private String version = "";
    private long from;
    private long took;
  }

  private static <V> Map<String, V> eldestGoes(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > most;
      }
    };
  }

  /**
   * Answers a page.
   *
   * @param run whose page it is
   * @param all runs that there are
   * @param seeds whether all seeds are drawn
   * @param metrics that are drawn; empty for the usual ones
   * @param have the version that the page has, or null
   * @return {@code version}, and {@code whole} or {@code change} where the page's is another one;
   *     {@code again} where files have changed since
   * @throws Problem if there are too many metrics
   */
  synchronized ObjectNode answer(
      IndexedRun run,
      List<IndexedRun> all,
      boolean seeds,
      List<String> metrics,
      @Nullable String have) {
    if (metrics.size() > MOST_METRICS) {
      throw new Problem(
          Problem.BAD_REQUEST, "metrics: expected at most " + MOST_METRICS + ", found more");
    }
    Document document =
        documents.computeIfAbsent(
            run.id() + " " + seeds + " " + String.join(",", metrics), key -> new Document());
    List<IndexedRun> experiment = experiment(run, all);
    String signature =
        experiment.stream().map(RunRecords::signature).collect(Collectors.joining("\n"));
    boolean old = !signature.equals(document.signature);
    long now = System.nanoTime();
    if (old
        && (document.version.isEmpty()
            || now - document.from > Math.max(LEAST_NANOS, 4 * document.took))) {
      document.from = now;
      RunRecord record = records.read(run);
      List<RunRecord> others =
          records.readable(
              experiment.stream().filter(other -> !other.id().equals(run.id())).toList());
      others.add(record);
      ObjectNode made = LiveReport.document(record, others, seeds, metrics);
      document.version = hash(made);
      document.versions.put(document.version, made);
      document.signature = signature;
      document.took = System.nanoTime() - now;
      old = false;
    }
    ObjectNode reply = JsonNodeFactory.instance.objectNode().put("version", document.version);
    JsonNode current = Objects.requireNonNull(document.versions.get(document.version));
    JsonNode before = have == null ? null : document.versions.get(have);
    if (before == null) {
      reply.set("whole", current);
    } else if (!document.version.equals(have)) {
      reply.set("change", JsonDelta.of(before, current));
    }
    return old ? reply.put("again", true) : reply;
  }

  /** The runs of the same experiment, this one among them. */
  private static List<IndexedRun> experiment(IndexedRun run, List<IndexedRun> all) {
    List<IndexedRun> those =
        all.stream()
            .filter(other -> !run.group().isEmpty() && other.group().equals(run.group()))
            .filter(other -> other.experiment().equals(run.experiment()))
            .limit(MOST_RUNS)
            .toList();
    return those.stream().anyMatch(other -> other.id().equals(run.id())) ? those : List.of(run);
  }

  private static String hash(ObjectNode document) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(document.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK has no SHA-256", e);
    }
  }
}
