package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.collapsar.BadInputException;
import org.collapsar.lab.config.ExperimentJson;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.document.LaterVersionException;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.SweepCell;
import org.collapsar.lab.learner.NetworkPlan;
import org.jspecify.annotations.Nullable;

/** Decides for every seed whether its run starts, goes on or stays, by what is in its directory. */
final class RunPlanner {

  private final Experiment experiment;
  private final String cell;
  private final ExperimentDirectory directory;
  private final WhatExists whatExists;

  RunPlanner(SweepCell cell, ExperimentDirectory directory, WhatExists whatExists) {
    this.experiment = cell.experiment();
    this.cell = cell.directory();
    this.directory = directory;
    this.whatExists = whatExists;
  }

  Experiment experiment() {
    return experiment;
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
      RunRecord old = existing(seed).record;
      if (old != null) {
        checkSameConfiguration(old, seed);
      }
      allFinished &= old != null && old.finished();
    }
    if (allFinished && whatExists == WhatExists.RESUME) {
      throw new BadInputException(
          directory.path()
              + ": nothing to do, all runs are finished; give another --out, or --force to replace"
              + " them");
    }
  }

  /**
   * The plan for one seed.
   *
   * @throws BadInputException if the experiment does not fit its data, or what is there is damaged
   */
  PlannedRun plan(long seed, ExperimentData data, ObjectNode provenance) {
    DataStore.Shape shape = data.shape(seed);
    NetworkPlan network = data.network(shape);
    RunDirectory run = directory.run(cell, seed);
    Existing existing =
        whatExists == WhatExists.REPLACE ? Existing.NOTHING : withCheckpoint(existing(seed), run);
    RunRecord old = existing.record;
    return new PlannedRun(
        experiment,
        seed,
        data,
        shape.data().samples(),
        network,
        run,
        document(seed, network, shape.json(), provenance, old),
        existing.checkpoint,
        existing.checkpoint.isEmpty() || old == null ? 0 : old.seconds().orElse(0),
        old != null && old.finished(),
        existing.broken);
  }

  /**
   * What is in the directory of a run.
   *
   * @param record null where there is nothing, or nothing that can be read
   * @param checkpoint epoch of the state from which an unfinished run can go on
   * @param broken why a run is there but not as it should be, or null
   */
  private record Existing(
      @Nullable RunRecord record, OptionalInt checkpoint, @Nullable String broken) {
    static final Existing NOTHING = new Existing(null, OptionalInt.empty(), null);

    static Existing unreadable(BadInputException e) {
      return new Existing(null, OptionalInt.empty(), "cannot be read: " + e.getMessage());
    }
  }

  private Existing existing(long seed) {
    RunDirectory run = directory.run(cell, seed);
    if (!run.exists()) {
      return Existing.NOTHING;
    }
    try {
      RunRecord record = RunRecord.read(run.path());
      return new Existing(record, OptionalInt.empty(), ending(record));
    } catch (BadInputException e) {
      return startedOver(e);
    }
  }

  /** What a later version of the program wrote is not damaged, and stays. */
  private Existing startedOver(BadInputException e) {
    if (whatExists != WhatExists.RESUME_AND_REPAIR || e instanceof LaterVersionException) {
      throw e;
    }
    return Existing.unreadable(e);
  }

  private static @Nullable String ending(RunRecord record) {
    return switch (record.status()) {
      case FAILED, DIVERGED -> record.status().word() + ": " + record.message();
      default -> null;
    };
  }

  private Existing withCheckpoint(Existing existing, RunDirectory run) {
    RunRecord old = existing.record;
    if (old == null || old.finished() || !Files.exists(run.checkpoint())) {
      return existing;
    }
    try {
      return new Existing(old, OptionalInt.of(usableCheckpoint(old, run)), existing.broken);
    } catch (BadInputException e) {
      return startedOver(e);
    }
  }

  /** That the row of its epoch is missing does no harm: the epoch is measured again. */
  private static int usableCheckpoint(RunRecord old, RunDirectory run) {
    int epoch = Checkpoint.read(run.checkpoint()).epoch();
    if (epoch > old.lastEpoch() + 1 || epoch > old.epochs()) {
      throw new BadInputException(
          run.checkpoint()
              + ": expected an epoch that metrics.csv has, 0 to "
              + old.lastEpoch()
              + ", found "
              + epoch
              + ": --force starts over");
    }
    return epoch;
  }

  private ObjectNode document(
      long seed,
      NetworkPlan network,
      ObjectNode data,
      ObjectNode provenance,
      @Nullable RunRecord old) {
    ObjectNode json = DocumentType.RUN.begin();
    json.put("id", experiment.id()).put("seed", seed);
    if (!experiment.cell().isEmpty()) {
      json.set("cell", CellJson.of(experiment.cell()));
    }
    // Placeholders keep the order of the keys; the writer fills them in.
    json.putNull("status").putNull("message").put("epochs_done", 0);
    json.put("epochs", experiment.train().epochs());
    OriginJson.put(json, experiment, seed);
    ArrayNode layers = json.putArray("layers");
    for (NetworkPlan.Layer layer : network.layers()) {
      layers.addObject().put("width", layer.width()).put("activation", layer.activation());
    }
    json.put("parameters", network.parameters());
    json.set("data", data.deepCopy());
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
    flatten("", ExperimentJson.config(old.experiment(), old.seed()), there);
    flatten("", ExperimentJson.config(experiment, seed), here);
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
}
