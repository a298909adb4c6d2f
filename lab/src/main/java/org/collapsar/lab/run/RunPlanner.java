package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.lab.config.Experiment;
import org.collapsar.lab.config.ExperimentJson;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.NetworkSpec;
import org.jspecify.annotations.Nullable;

/** Decides for every seed whether its run starts, goes on or stays, by what is in its directory. */
final class RunPlanner {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Experiment experiment;
  private final ExperimentDirectory directory;
  private final WhatExists whatExists;

  RunPlanner(Experiment experiment, ExperimentDirectory directory, WhatExists whatExists) {
    this.experiment = experiment;
    this.directory = directory;
    this.whatExists = whatExists;
  }

  /** The root seeds of the runs, in order. */
  List<Long> seeds() {
    return LongStream.range(experiment.seed(), experiment.seed() + experiment.seeds())
        .boxed()
        .toList();
  }

  /**
   * Checks what is there for every seed before anything is loaded or changed.
   *
   * @throws BadInputException if a run has another configuration, or is finished and nothing said
   *     what to do with it
   */
  void check() {
    if (whatExists == WhatExists.REPLACE) {
      return;
    }
    boolean allFinished = true;
    for (long seed : seeds()) {
      RunRecord old = existing(seed);
      if (old != null) {
        checkSameConfiguration(old, seed);
      }
      allFinished &= old != null && old.finished();
    }
    if (allFinished && whatExists == WhatExists.RESUME) {
      throw new BadInputException(
          directory.path()
              + ": expected runs to start or to go on with, found all of them finished: give"
              + " another --out, or --force to replace them");
    }
  }

  /** The plan for one seed. */
  PlannedRun plan(long seed, NetworkSpec spec, ObjectNode data, ObjectNode provenance) {
    RunDirectory run = directory.run(seed);
    RunRecord old = whatExists == WhatExists.REPLACE ? null : existing(seed);
    boolean kept = old != null && old.finished();
    Checkpoint checkpoint = old == null || kept ? null : usableCheckpoint(old, run);
    ObjectNode document = document(seed, spec, data, provenance, old);
    double before = checkpoint == null || old == null ? 0 : old.seconds().orElse(0);
    return new PlannedRun(seed, run, document, checkpoint, before, kept);
  }

  private @Nullable RunRecord existing(long seed) {
    RunDirectory run = directory.run(seed);
    return run.exists() ? RunRecord.read(run.path()) : null;
  }

  private static @Nullable Checkpoint usableCheckpoint(RunRecord old, RunDirectory run) {
    if (!Files.exists(run.checkpoint())) {
      return null;
    }
    Checkpoint checkpoint = Checkpoint.read(run.checkpoint());
    if (checkpoint.epoch() > old.lastEpoch() || checkpoint.epoch() > old.epochs()) {
      throw new BadInputException(
          run.checkpoint()
              + ": expected an epoch that metrics.csv has, 0 to "
              + old.lastEpoch()
              + ", found "
              + checkpoint.epoch()
              + ": --force starts over");
    }
    return checkpoint;
  }

  private ObjectNode document(
      long seed,
      NetworkSpec spec,
      ObjectNode data,
      ObjectNode provenance,
      @Nullable RunRecord old) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("schema", RunRecord.SCHEMA).put("id", experiment.id()).put("seed", seed);
    if (!experiment.cell().isEmpty()) {
      json.set("cell", CellJson.of(experiment.cell()));
    }
    // Placeholders keep the order of the keys; the writer fills them in.
    json.putNull("status").putNull("message").put("epochs_done", 0);
    json.put("epochs", experiment.train().epochs());
    json.set("experiment", ExperimentJson.description(experiment.info()));
    json.set("config", ExperimentJson.config(experiment, seed));
    ArrayNode layers = json.putArray("layers");
    for (LayerSpec layer : spec.layers()) {
      layers
          .addObject()
          .put("width", layer.width())
          .put("activation", layer.activation().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    json.set("data", data);
    json.set("provenance", provenance);
    Instant started = old == null ? null : old.started();
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    json.put("started", (started == null ? now : started).toString());
    if (old != null) {
      old.peakMemoryBytes().ifPresent(bytes -> json.put("peak_memory_bytes", bytes));
    }
    return json;
  }

  private void checkSameConfiguration(RunRecord old, long seed) {
    Map<String, String> there = new TreeMap<>();
    Map<String, String> here = new TreeMap<>();
    flatten("", old.config(), there);
    flatten("", reread(ExperimentJson.config(experiment, seed)), here);
    if (!there.equals(here)) {
      there.forEach((key, value) -> here.merge(key, "", (x, y) -> x));
      for (String key : here.keySet()) {
        String mine = here.get(key).isEmpty() ? "nothing" : here.get(key);
        String theirs = there.getOrDefault(key, "nothing");
        if (!mine.equals(theirs)) {
          throw new BadInputException(
              old.directory()
                  + ": expected a run of the same configuration, found "
                  + key
                  + " "
                  + theirs
                  + " there and "
                  + mine
                  + " here: give another --out, or --force to replace it");
        }
      }
    }
  }

  private static void flatten(String path, JsonNode node, Map<String, String> flat) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              e ->
                  flatten(
                      path.isEmpty() ? e.getKey() : path + "." + e.getKey(), e.getValue(), flat));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(path + "." + i, node.get(i), flat);
      }
    } else {
      flat.put(path, node.asText());
    }
  }

  /** The tree as it would be read from a file, so that 1 and 1.0 compare as they will then. */
  private static JsonNode reread(JsonNode json) {
    try {
      return MAPPER.readTree(AtomicFiles.text(json));
    } catch (IOException e) {
      throw new FailedException("the configuration cannot be written as JSON", e);
    }
  }
}
