package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes runs of deep stacks with made-up numbers: layers.csv and gram.csv from formulas, shaped
 * like those of a network that ends in linear layers, and runs of the cells of a sweep. For tests
 * of readers only.
 */
public final class SyntheticStacks {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final List<String> METRICS =
      List.of(
          "nc1.quotient",
          "nc2.kappa",
          "nc3.cosine",
          "nc3.cosine.means",
          "balancedness",
          "negativity",
          "rank.stable.means");

  private final int nonlinear;
  private final int linear;
  private int epochs = 20;
  private int every = 1;
  private int classes = 4;
  private String status = "done";
  private int measured = -1;
  private boolean tables = true;
  private boolean meanField;
  private final ObjectNode experiment = MAPPER.createObjectNode();

  public SyntheticStacks(int nonlinear, int linear) {
    this.nonlinear = nonlinear;
    this.linear = linear;
  }

  public SyntheticStacks epochs(int value) {
    epochs = value;
    return this;
  }

  public SyntheticStacks layersEvery(int value) {
    every = value;
    return this;
  }

  public SyntheticStacks classes(int value) {
    classes = value;
    return this;
  }

  /** A run that stopped after so many epochs. */
  public SyntheticStacks stopped(String how, int epoch) {
    status = how;
    measured = epoch;
    return this;
  }

  /** Runs whose configuration is that of a mean-field network. */
  public SyntheticStacks meanField() {
    meanField = true;
    return this;
  }

  /** Runs that did not measure their layers. */
  public SyntheticStacks withoutTables() {
    tables = false;
    return this;
  }

  /** Figures and claims, a JSON object each, as run.json has them. */
  public SyntheticStacks experiment(String figures, String claims) {
    try {
      experiment.set("figures", MAPPER.readTree(figures));
      experiment.set("claims", MAPPER.readTree(claims));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** NC2 of a layer at the end of a run: it halves from layer to layer. */
  public double kappaAtEnd(int layer, long seed) {
    return 1 + Math.pow(0.5, layer - (nonlinear + linear)) * (1 + 0.1 * (seed - 2));
  }

  public List<RunRecord> writeAll(Path parent, int seeds) {
    List<RunRecord> runs = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      runs.add(write(parent.resolve("seed-" + seed), seed, Map.of(), 1));
    }
    return runs;
  }

  /**
   * Writes one run.
   *
   * @param cell labels by axis, empty outside sweeps
   * @param factor multiplies NC2 of every layer
   */
  public RunRecord write(Path directory, long seed, Map<String, String> cell, double factor) {
    int last = measured < 0 ? epochs : measured;
    new SyntheticRuns()
        .id("stack")
        .title("A deep network that ends in linear layers (synthetic numbers)")
        .epochs(epochs)
        .stopped(status, last + 1)
        .write(directory, seed);
    try {
      Path file = directory.resolve("run.json");
      ObjectNode run = (ObjectNode) MAPPER.readTree(Files.readString(file));
      ((ObjectNode) run.get("experiment")).setAll(experiment);
      if (!meanField) {
        configure((ObjectNode) run.get("config"));
      }
      ArrayNode layers = run.putArray("layers");
      for (int l = 1; l <= nonlinear + linear; l++) {
        layers
            .addObject()
            .put("width", 256)
            .put("activation", l <= nonlinear ? "relu" : "identity");
      }
      ArrayNode points = run.putArray("cell");
      new LinkedHashMap<>(cell)
          .forEach(
              (axis, label) -> {
                ObjectNode point = points.addObject().put("axis", axis).put("label", label);
                if (label.matches("[0-9.]+")) {
                  point.put("value", Double.parseDouble(label));
                } else {
                  point.putNull("value");
                }
              });
      Files.writeString(file, MAPPER.writeValueAsString(run));
      if (tables) {
        Files.writeString(directory.resolve("layers.csv"), layersCsv(seed, last, factor));
        Files.writeString(directory.resolve("gram.csv"), gramCsv(seed, last));
      }
      return RunRecord.read(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void configure(ObjectNode config) {
    config
        .putObject("network")
        .put("kind", "deep-linear-head")
        .put("width", 256)
        .put("nonlinear", nonlinear)
        .put("linear", linear)
        .put("activation", "relu");
    ObjectNode metrics = config.putObject("metrics").put("gram", true).put("certificates", true);
    METRICS.forEach(metrics.putArray("layers")::add);
  }

  private String layersCsv(long seed, int last, double factor) {
    int depth = nonlinear + linear;
    Random random = new Random(seed);
    StringBuilder csv = new StringBuilder("epoch,layer,metric,value\n");
    for (int epoch = 0; epoch <= last; epoch++) {
      if (epoch % every != 0 && epoch != last) {
        continue;
      }
      double t = (double) epoch / epochs;
      for (String metric : METRICS) {
        for (int l = 1; l <= depth; l++) {
          if (metric.equals("balancedness") && l == depth) {
            continue;
          }
          double noise = epoch == epochs ? 1 : 1 + 0.03 * random.nextGaussian();
          csv.append(epoch).append(',').append(l).append(',').append(metric).append(',');
          String value = value(metric, l, t, seed, factor, noise);
          csv.append(value).append('\n');
        }
      }
    }
    return csv.toString();
  }

  private String value(String metric, int l, double t, long seed, double factor, double noise) {
    int depth = nonlinear + linear;
    boolean isLinear = l > nonlinear;
    double fraction = (double) l / depth;
    double spread = 1 + 0.1 * (seed - 2);
    double value =
        switch (metric) {
          case "nc1.quotient" ->
              8 * Math.pow(0.01 / 8 * spread, Math.pow(t, 0.6) * fraction) * noise;
          case "nc2.kappa" -> {
            double end = factor * kappaAtEnd(l, seed);
            yield end * Math.pow(40 / end, 1 - t) * noise;
          }
          case "nc3.cosine" -> l == depth ? Double.NaN : (0.1 + 0.87 * Math.sqrt(t)) * fraction;
          case "nc3.cosine.means" ->
              l == depth ? Double.NaN : (0.1 + 0.89 * Math.sqrt(t)) * fraction;
          // Exact: e^(-3t) for linear pairs, so that R^2 is 1.
          case "balancedness" -> isLinear ? spread * Math.exp(-3 * t) : 2 - 1.2 * t + 0.05 * l;
          case "negativity" -> isLinear ? 0 : (0.6 - 0.3 * t * (1 - fraction)) * noise;
          default -> 1 + (classes - 1) * Math.min(1, 0.3 + t);
        };
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  private String gramCsv(long seed, int last) {
    StringBuilder csv = new StringBuilder("epoch,layer,row,column,value\n");
    int step = Math.max(1, (epochs + 39) / 40);
    for (int epoch = 0; epoch <= last; epoch++) {
      if (epoch % step != 0 && epoch != last) {
        continue;
      }
      double t = (double) epoch / epochs;
      for (int l = 1; l <= nonlinear + linear; l++) {
        for (int i = 0; i < classes; i++) {
          for (int j = i; j < classes; j++) {
            double start = 0.75 + 0.02 * ((i * 7 + j * 3 + seed) % 5);
            double end =
                0.15 * Math.sin(i * 3 + j * 5 + seed) * (1 - (double) l / (nonlinear + linear));
            double cosine = i == j ? 1 : start + (end - start) * Math.sqrt(t);
            csv.append("%d,%d,%d,%d,%s%n".formatted(epoch, l, i, j, cosine * (2 + i) * (2 + j)));
          }
        }
      }
    }
    return csv.toString();
  }
}
