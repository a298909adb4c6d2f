package org.collapsar.lab.experiment;

import java.util.List;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;

/**
 * Sweep that a preset or a user's file states: an experiment for every combination of the values of
 * its axes. An ordinary experiment is a sweep without axes, of one cell.
 *
 * @param axes what is varied, empty for an ordinary experiment
 * @param cells at least one; all have the same description, figures and claims
 */
public record Sweep(List<SweepAxis> axes, List<SweepCell> cells) {
  /**
   * Keeps copies of the lists.
   *
   * @param axes what is varied, empty for an ordinary experiment
   * @param cells at least one; all have the same description, figures and claims
   * @throws IllegalArgumentException if there is no cell
   */
  public Sweep {
    axes = List.copyOf(axes);
    cells = List.copyOf(cells);
    if (cells.isEmpty()) {
      throw new IllegalArgumentException("cells: expected at least one, found none");
    }
  }

  /**
   * Makes a sweep of an ordinary experiment.
   *
   * @param experiment the only cell
   * @return a sweep without axes
   */
  public static Sweep of(Experiment experiment) {
    return new Sweep(List.of(), List.of(new SweepCell("", experiment)));
  }

  /** {@return what the experiment says about itself} */
  public ExperimentInfo info() {
    return first().info();
  }

  /** {@return the name of the experiment and of its directory} */
  public String id() {
    return first().id();
  }

  /** {@return whether it varies anything, and so has directories of cells} */
  public boolean varies() {
    return !axes.isEmpty();
  }

  /**
   * {@return the experiment of the first cell: what all cells have in common, and one value of the
   * rest}
   */
  public Experiment first() {
    return cells.get(0).experiment();
  }

  /** {@return the names of the cells' directories, in order, each once} */
  public List<String> directories() {
    return cells.stream().map(SweepCell::directory).distinct().toList();
  }

  /**
   * Demands the one experiment of a file that varies nothing.
   *
   * @param name how the user called the file
   * @return the experiment
   * @throws BadInputException if it is a sweep
   */
  public Experiment single(String name) {
    if (varies()) {
      throw new BadInputException(
          name
              + ": expected an experiment that varies nothing, found a sweep over "
              + axes.stream().map(SweepAxis::name).collect(Collectors.joining(", "))
              + ": collapsar sweep "
              + name
              + " runs it");
    }
    return first();
  }
}
