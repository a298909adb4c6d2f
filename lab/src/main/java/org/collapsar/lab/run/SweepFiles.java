package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.lab.config.ExperimentJson;
import org.collapsar.lab.config.ExperimentReader;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.document.JsonDocument;
import org.collapsar.lab.document.JsonWriter;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.experiment.SweepAxis;
import org.collapsar.lab.experiment.SweepCell;

/**
 * Files of a sweep, sweep.json and sweep.csv: what its cells are, how each ended and its final
 * values over the seeds. The configurations are in sweep.json as well, so that a sweep can be gone
 * on with even where files of a run are lost. An experiment that varies nothing has neither file.
 */
public final class SweepFiles {
  private static final String JSON = "sweep.json";
  private static final String CSV = "sweep.csv";
  private static final String DIRECTORY = "[A-Za-z0-9=,._+-]+";

  private final Sweep sweep;
  private final Path path;

  SweepFiles(Sweep sweep, Path path) {
    this.sweep = sweep;
    this.path = path;
  }

  /**
   * Tells whether the directory of a sweep is at a path.
   *
   * @param path of a directory
   * @return true where it has a sweep.json
   */
  public static boolean isSweep(Path path) {
    return Files.exists(path.resolve(JSON));
  }

  /**
   * {@return the table that is written at the end}
   *
   * @param path of the sweep's directory
   */
  public static Path table(Path path) {
    return path.resolve(CSV);
  }

  /** The id of the sweep at a path. */
  static String id(Path path) {
    return read(path).text("id");
  }

  /** The directories of the cells of the sweep at a path, in order. */
  static List<Path> cells(Path path) {
    return read(path).sections("cells").stream().map(c -> path.resolve(directory(c))).toList();
  }

  /**
   * Reads the sweep at a path as it was started.
   *
   * @param path of the sweep's directory
   * @return the axes and the cells with their experiments
   * @throws org.collapsar.BadInputException if sweep.json is not as this version writes it
   */
  public static Sweep sweep(Path path) {
    Section top = read(path);
    List<SweepAxis> axes = new ArrayList<>();
    for (Section axis : top.sections("axes")) {
      axes.add(new SweepAxis(axis.text("name"), axis.texts("keys"), axis.texts("labels")));
    }
    List<SweepCell> cells = new ArrayList<>();
    for (Section cell : top.sections("cells")) {
      Experiment experiment =
          ExperimentReader.stored(
              top.section("experiment"), cell.value("config", "a configuration"));
      cells.add(new SweepCell(directory(cell), experiment.inCell(CellJson.read(cell))));
    }
    if (axes.isEmpty() || cells.isEmpty()) {
      throw top.bad(axes.isEmpty() ? "axes" : "cells", "at least one");
    }
    return new Sweep(axes, cells);
  }

  private static Section read(Path path) {
    return JsonDocument.read(path.resolve(JSON), DocumentType.SWEEP);
  }

  /** A name, no path: whoever edits sweep.json is not to write elsewhere by it. */
  private static String directory(Section cell) {
    String name = cell.text("directory");
    if (!name.matches(DIRECTORY) || name.matches("\\.+")) {
      throw cell.bad("directory", "the name of a directory below the sweep's");
    }
    return name;
  }

  /** Says what will be run, so that it can be gone on with should the process end at any moment. */
  void begin(RunListener listener) {
    if (!sweep.varies()) {
      return;
    }
    if (isSweep(path)) {
      for (Path old : cells(path)) {
        String name = String.valueOf(old.getFileName());
        if (Files.exists(old) && !sweep.directories().contains(name)) {
          listener.note(old + ": no cell of this sweep any more, left alone");
        }
      }
    }
    JsonWriter.write(path.resolve(JSON), json(List.of(), new SweepTable()));
  }

  /** Says how every run ended, and what came out. */
  void end(List<RunResult> results) {
    if (!sweep.varies()) {
      return;
    }
    SweepTable table = new SweepTable();
    for (SweepCell cell : sweep.cells()) {
      table.add(
          cell.experiment().cell(),
          of(cell, results).stream()
              .filter(run -> run.status() == RunRecord.Status.DONE)
              .map(run -> RunRecord.read(run.directory().path()))
              .toList());
    }
    AtomicFiles.write(path.resolve(CSV), table.csv(sweep));
    JsonWriter.write(path.resolve(JSON), json(results, table));
  }

  private static List<RunResult> of(SweepCell cell, List<RunResult> results) {
    return results.stream().filter(r -> r.cell().equals(cell.experiment().cell())).toList();
  }

  private ObjectNode json(List<RunResult> results, SweepTable table) {
    ObjectNode json = DocumentType.SWEEP.begin();
    json.put("id", sweep.id()).put("status", status(results).word());
    json.set("experiment", ExperimentJson.description(sweep.info()));
    json.set("axes", axes(sweep));
    ArrayNode cells = json.putArray("cells");
    for (SweepCell cell : sweep.cells()) {
      Experiment experiment = cell.experiment();
      List<RunResult> ofCell = of(cell, results);
      ObjectNode c = cells.addObject().put("directory", cell.directory());
      c.set("cell", CellJson.of(experiment.cell()));
      c.put("status", status(ofCell).word());
      c.set(
          "config",
          ExperimentJson.config(experiment, experiment.seed()).put("seeds", experiment.seeds()));
      ArrayNode runs = c.putArray("runs");
      for (RunResult run : ofCell) {
        runs.addObject()
            .put("directory", cell.directory() + "/seed-" + run.seed())
            .put("seed", run.seed())
            .put("status", run.status().word())
            .put("message", run.message());
      }
      c.set("final", table.json(experiment.cell()));
    }
    return json;
  }

  /**
   * Writes the {@code axes} of JSON documents.
   *
   * @param sweep with its axes
   * @return an array of objects
   */
  public static ArrayNode axes(Sweep sweep) {
    ArrayNode axes = JsonNodeFactory.instance.arrayNode();
    for (SweepAxis axis : sweep.axes()) {
      ObjectNode a = axes.addObject().put("name", axis.name());
      axis.keys().forEach(a.putArray("keys")::add);
      axis.labels().forEach(a.putArray("labels")::add);
    }
    return axes;
  }

  private static RunRecord.Status status(List<RunResult> results) {
    return results.isEmpty() ? RunRecord.Status.RUNNING : RunResult.all(results);
  }
}
