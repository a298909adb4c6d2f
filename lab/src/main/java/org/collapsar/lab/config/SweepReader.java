package org.collapsar.lab.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
import org.collapsar.lab.document.Node;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.TreeEdits;
import org.collapsar.lab.document.Yaml;
import org.collapsar.lab.experiment.CellPoint;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.experiment.SweepAxis;
import org.collapsar.lab.experiment.SweepCell;

/**
 * Reader of YAML files to sweeps: the command line's overrides are put in, then for every cell its
 * values of the axes, and each of the experiments that come out is read as strictly as one alone.
 */
public final class SweepReader {
  /** More is a slip: nobody waits for so many. */
  private static final int MAX_CELLS = 10_000;

  /** Most file systems take names of 255 bytes. */
  private static final int MAX_DIRECTORY = 200;

  private SweepReader() {}

  /**
   * Reads a user's file.
   *
   * @param file in YAML, UTF-8
   * @param full whether the file's section {@code full} is applied
   * @param overrides applied last, in order
   * @return the sweep; one without axes where nothing is varied
   * @throws BadInputException if the file cannot be read or anything in it is not as expected
   */
  public static Sweep readFile(Path file, boolean full, List<ConfigOverride> overrides) {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new BadInputException(file + ": expected YAML in UTF-8, found other bytes", e);
    } catch (IOException e) {
      throw new BadInputException(
          file + ": expected a readable YAML file, found " + reason(file, e), e);
    }
    return read(file.toString(), text, full, overrides);
  }

  /**
   * Reads a text.
   *
   * @param name how messages call it
   * @param text in YAML
   * @param full whether the text's section {@code full} is applied
   * @param overrides applied last, in order
   * @return the sweep; one without axes where nothing is varied
   * @throws BadInputException if anything in it is not as expected, or there is no section {@code
   *     full} to apply
   */
  public static Sweep read(String name, String text, boolean full, List<ConfigOverride> overrides) {
    Node.Mapping file = Yaml.file(name, text, "an experiment (keys and values in YAML)");
    Node.Mapping plain = TreeEdits.without(file, "full");
    Node.Entry fullSection = file.entries().get("full");
    if (fullSection == null) {
      if (full) {
        throw new BadInputException("--full: expected a section full in " + name + ", found none");
      }
      return sweep(name, plain, overrides);
    }
    Node.Mapping paperScale = paperScale(plain, fullSection.value());
    // Both forms are checked whichever is asked for, so that a slip in one does not wait there.
    sweep(name, full ? plain : paperScale, List.of());
    return sweep(name, full ? paperScale : plain, overrides);
  }

  private static Node.Mapping paperScale(Node.Mapping plain, Node full) {
    Section.strict(
        "full", full, "summary", "choices", "data", "network", "train", "metrics", "output",
        "seeds", "figures", "claims", "sweep");
    return TreeEdits.merge(plain, (Node.Mapping) full);
  }

  /**
   * What is written in a text that {@link #read} takes, in the form that is asked for, with the
   * overrides put in.
   */
  static Node.Mapping tree(String name, String text, boolean full, List<ConfigOverride> overrides) {
    Node.Mapping file = Yaml.file(name, text, "an experiment (keys and values in YAML)");
    Node.Mapping plain = TreeEdits.without(file, "full");
    Node.Entry fullSection = file.entries().get("full");
    return edited(
        full && fullSection != null ? paperScale(plain, fullSection.value()) : plain, overrides);
  }

  /** The tree of the first cell. */
  static Node.Mapping firstCell(Node.Mapping tree) {
    Section whole = Section.withAnyKeys("", tree);
    Node.Mapping cell = tree;
    if (whole.has("sweep")) {
      for (AxisReader axis : AxisReader.readAll(whole.section("sweep", "axes"))) {
        cell = axis.set(cell, 0);
      }
    }
    return cell;
  }

  private static Node.Mapping edited(Node.Mapping tree, List<ConfigOverride> overrides) {
    Node.Mapping edited = tree;
    for (ConfigOverride override : overrides) {
      edited = override.in(edited);
    }
    return edited;
  }

  private static Sweep sweep(String name, Node.Mapping given, List<ConfigOverride> overrides) {
    Node.Mapping tree = edited(given, overrides);
    List<String> changes = overrides.stream().map(ConfigOverride::argument).distinct().toList();
    Section whole = Section.withAnyKeys("", tree);
    if (!whole.has("sweep")) {
      return Sweep.of(ExperimentReader.experiment(name, tree, changes));
    }
    List<AxisReader> axes = AxisReader.readAll(whole.section("sweep", "axes"));
    checkNotVaried(overrides, axes);
    checkCount(whole, axes);
    List<SweepCell> cells = new ArrayList<>();
    Map<String, String> directories = new HashMap<>();
    for (int[] choice : grid(axes)) {
      SweepCell cell = cell(name, tree, changes, axes, choice);
      checkDirectory(whole, cell, directories);
      cells.add(cell);
    }
    return new Sweep(axes.stream().map(AxisReader::axis).toList(), cells);
  }

  /** All combinations, the last axis running fastest: indices of values, one per axis. */
  private static List<int[]> grid(List<AxisReader> axes) {
    List<int[]> grid = List.of(new int[axes.size()]);
    for (int a = 0; a < axes.size(); a++) {
      List<int[]> longer = new ArrayList<>();
      for (int[] choice : grid) {
        for (int i = 0; i < axes.get(a).size(); i++) {
          int[] next = choice.clone();
          next[a] = i;
          longer.add(next);
        }
      }
      grid = longer;
    }
    return grid;
  }

  private static SweepCell cell(
      String name, Node.Mapping tree, List<String> changes, List<AxisReader> axes, int[] choice) {
    Node.Mapping cell = tree;
    List<CellPoint> points = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (int a = 0; a < axes.size(); a++) {
      AxisReader axis = axes.get(a);
      cell = axis.set(cell, choice[a]);
      points.add(CellPoint.of(axis.axis().name(), axis.axis().labels().get(choice[a])));
      parts.add(axis.directory(choice[a]));
    }
    Experiment experiment = ExperimentReader.experiment(name, cell, changes).inCell(points);
    return new SweepCell(String.join(",", parts), experiment);
  }

  /** A value from the command line for a key that the sweep sets would be lost silently. */
  private static void checkNotVaried(List<ConfigOverride> overrides, List<AxisReader> axes) {
    for (ConfigOverride override : overrides) {
      for (int a = 0; a < axes.size(); a++) {
        SweepAxis axis = axes.get(a).axis();
        for (String key : axis.keys()) {
          if (AxisReader.overlap(override.key(), key)) {
            throw new BadInputException(
                override.argument()
                    + ": expected a key that the sweep does not vary, found "
                    + key
                    + " of its axis "
                    + axis.name()
                    + ": --set sweep.axes."
                    + a
                    + ".values=[..] changes that");
          }
        }
      }
    }
  }

  private static void checkCount(Section whole, List<AxisReader> axes) {
    double cells = 1;
    for (AxisReader axis : axes) {
      cells *= axis.size();
    }
    if (cells > MAX_CELLS) {
      throw new BadInputException(
          String.format(
              Locale.ROOT,
              "%s: sweep.axes: expected at most %d combinations, found %.0f",
              whole.value("sweep", "a sweep").where(),
              MAX_CELLS,
              cells));
    }
  }

  /** Names that differ in case alone are the same directory on some file systems. */
  private static void checkDirectory(
      Section whole, SweepCell cell, Map<String, String> directories) {
    String where = whole.value("sweep", "a sweep").where();
    String name = cell.directory();
    String labels =
        cell.experiment().cell().stream().map(CellPoint::label).collect(Collectors.joining(", "));
    if (name.length() > MAX_DIRECTORY) {
      throw new BadInputException(
          where
              + ": sweep.axes: expected labels that make the name of a directory of at most "
              + MAX_DIRECTORY
              + " letters, found "
              + name
              + ": give shorter labels");
    }
    String before = directories.put(name.toLowerCase(Locale.ROOT), labels);
    if (before != null) {
      throw new BadInputException(
          where
              + ": sweep.axes: expected labels that make different names of directories, found "
              + before
              + " and "
              + labels
              + ", both "
              + name);
    }
  }

  private static String reason(Path file, IOException e) {
    if (!Files.exists(file)) {
      return "no such file";
    }
    return Files.isDirectory(file) ? "a directory" : String.valueOf(e.getMessage());
  }
}
