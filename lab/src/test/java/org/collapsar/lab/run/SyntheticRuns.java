package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.collapsar.lab.document.DocumentType;

/**
 * Writes run directories with made-up numbers: curves shaped like those of collapse without
 * balance, from formulas and a random generator, not from any training. For tests of readers only.
 */
public final class SyntheticRuns {

  public static final String HEADER =
      "epoch,loss,loss.regularised,gradient.norm,nc1.total,balancedness.normalised,"
          + "accuracy.train,accuracy.test";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private String id = "synthetic-1a";
  private String title = "Collapse without balance (synthetic numbers)";
  private String status = "done";
  private int epochs = 40;
  private int rows = 41;

  public SyntheticRuns id(String value) {
    id = value;
    return this;
  }

  public SyntheticRuns title(String value) {
    title = value;
    return this;
  }

  public SyntheticRuns epochs(int value) {
    epochs = value;
    rows = value + 1;
    return this;
  }

  /** A run that stopped with so many rows in metrics.csv. */
  public SyntheticRuns stopped(String how, int rowsSoFar) {
    status = how;
    rows = rowsSoFar;
    return this;
  }

  /** Writes seed-1 to seed-N below the parent. */
  public List<Path> writeAll(Path parent, int seeds) {
    List<Path> runs = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      runs.add(write(parent.resolve("seed-" + seed), seed));
    }
    return runs;
  }

  public Path write(Path directory, long seed) {
    try {
      Files.createDirectories(directory);
      Files.writeString(
          directory.resolve("run.json"),
          MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(runJson(seed)));
      Files.writeString(directory.resolve("metrics.csv"), metricsCsv(seed));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String metricsCsv(long seed) {
    Random random = new Random(seed);
    double loss = 0.5 * (1 + 0.01 * random.nextGaussian());
    double spread = 1 + 0.15 * random.nextGaussian();
    StringBuilder csv = new StringBuilder(HEADER).append('\n');
    for (int epoch = 0; epoch < rows; epoch++) {
      double t = (double) epoch / epochs;
      boolean late = t > 0.5;
      double noise = 1 + 0.02 * random.nextGaussian();
      double l = loss * Math.pow(0.014 / 0.5, Math.pow(t, 0.7)) * Math.pow(spread, t) * noise;
      double norm =
          late
              ? 0.056 + 0.17 * Math.exp(-(t - 0.5) * 22)
              : 0.43 * Math.pow(0.044 / 0.43, Math.pow(2 * t, 0.8));
      double nc1 = 0.98 * Math.pow(0.03 / 0.98, Math.pow(t, 0.8)) * Math.pow(spread, t);
      double nb = 0.98 - 0.48 * Math.pow(t, 1.3) * spread;
      double accuracy = 1 - 0.66 * Math.exp(-9 * t) - 0.01;
      csv.append(epoch).append(',').append(l).append(',').append(l + 0.02 * (1 - t));
      csv.append(',')
          .append(norm * noise * (1 + 0.5 * (spread - 1) * t))
          .append(',')
          .append(Math.min(1, nc1 * noise));
      csv.append(',').append(nb).append(',').append(accuracy).append(',');
      if (epoch % 5 == 0 || epoch == epochs) {
        csv.append(accuracy - 0.015);
      }
      csv.append('\n');
    }
    return csv.toString();
  }

  private ObjectNode runJson(long seed) {
    ObjectNode run = MAPPER.createObjectNode();
    run.put("schema", DocumentType.RUN.schema())
        .put("id", id)
        .put("seed", seed)
        .put("status", status);
    run.putNull("message");
    run.put("epochs_done", rows - 1).put("epochs", epochs);
    ObjectNode experiment = run.putObject("experiment");
    experiment.put("id", id).put("title", title);
    experiment.put(
        "summary",
        "A three-layer network in the mean-field regime is trained on three classes. Its features"
            + " collapse while its layers stay far from balanced. These numbers are made up for a"
            + " test.");
    experiment
        .putObject("source")
        .put(
            "citation",
            "D. Wu, M. Mondelli. Neural Collapse Beyond the Unconstrained Features Model:"
                + " Landscape, Dynamics, and Generalization in the Mean-Field Regime. ICML 2025.")
        .put("url", "https://arxiv.org/abs/2501.19104")
        .put(
            "bibtex",
            "@inproceedings{wu2025neural,\n  title = {Neural Collapse Beyond the Unconstrained"
                + " Features Model},\n  author = {Wu, Diyuan and Mondelli, Marco},\n  booktitle ="
                + " {ICML},\n  year = {2025}\n}\n");
    experiment
        .putArray("choices")
        .add("The batch size is not stated; we take 64.")
        .add("The labels are merged by digit modulo 3, which the paper does not spell out.");
    ArrayNode figures = experiment.putArray("figures");
    figure(
        figures.addObject(),
        "figure-1a",
        "Collapse: training loss, NC1 and gradient norm",
        "band",
        "Training loss, NC1 and gradient norm fall together. The gradient norm jumps at epoch 20,"
            + " where the step grows from 0.1 to 1.0, and falls again.",
        "loss",
        "nc1.total",
        "gradient.norm");
    figure(
        figures.addObject(),
        "figure-2a",
        "No balance: normalised balancedness of every run",
        "lines",
        "Balanced layers would have NB = 0. Every run stays far above it.",
        "balancedness.normalised");
    ((ObjectNode) figures.get(1)).put("logarithmic", false);
    ArrayNode claims = experiment.putArray("claims");
    claim(
        claims, "loss", "The training loss becomes small.", "loss", "end-over-start-at-most", 0.2);
    claim(
        claims,
        "gradient",
        "The network comes near a stationary point.",
        "gradient.norm",
        "end-over-start-at-most",
        0.3333);
    claim(claims, "nc1", "The features collapse.", "nc1.total", "end-over-start-at-most", 0.1);
    claim(claims, "nb", "No run is balanced.", "balancedness.normalised", "end-above", 0.2);
    ((ObjectNode) claims.get(3)).put("theorem", "Figure 2a of the tests");
    ObjectNode config = run.putObject("config");
    config.putObject("data").put("name", "synthetic").putObject("relabel").put("modulo", 3);
    config
        .putObject("network")
        .put("kind", "mean-field")
        .put("width", 1568)
        .put("features", 16)
        .put("activation", "tanh")
        .put("gamma", 1.0)
        .put("decayW", 0.1)
        .put("decayRho", 0.1)
        .put("noise", 0.0);
    config
        .putObject("train")
        .put("precision", "float32")
        .put("epochs", epochs)
        .put("batch", 64)
        .put("steps", 0.1);
    config.putObject("metrics").put("certificates", true);
    config.put("seed", seed);
    ObjectNode data = run.putObject("data");
    data.put("name", "synthetic").put("train_samples", 6000).put("test_samples", 1000);
    data.put("dimension", 784).put("classes", 3).putNull("capped");
    data.putArray("per_class").add(2000).add(2000).add(2000);
    data.putObject("sha256").put("train-images-idx3-ubyte", "00".repeat(32));
    run.putObject("provenance")
        .put("version", "0.1.0-SNAPSHOT")
        .put("commit", "0123456789abcdef0123456789abcdef01234567")
        .put("java", "17.0.15")
        .put("os", "Linux amd64")
        .put("cpu", "synthetic")
        .put("cores", 2)
        .put("threads", 2)
        .put("precision", "float32");
    run.put("started", "2026-11-22T10:15:30Z").put("seconds", 21.5 + seed);
    run.put("peak_memory_bytes", 512L << 20);
    return run;
  }

  private static void figure(
      ObjectNode figure, String id, String title, String kind, String caption, String... metrics) {
    figure.put("id", id).put("title", title).put("kind", kind);
    ArrayNode list = figure.putArray("metrics");
    for (String metric : metrics) {
      list.add(metric);
    }
    figure.put("logarithmic", true).put("caption", caption);
  }

  private static void claim(
      ArrayNode claims, String id, String text, String metric, String rule, double bound) {
    claims
        .addObject()
        .put("id", id)
        .put("text", text)
        .put("metric", metric)
        .put("rule", rule)
        .put("bound", bound);
  }
}
