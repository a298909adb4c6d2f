package org.collapsar.lab.experiment;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Place of a cell of a sweep on one axis.
 *
 * @param axis name of the axis, for example {@code linear layers}
 * @param label the value as it is shown
 * @param value the label as a number, empty where it is none
 */
public record CellPoint(String axis, String label, OptionalDouble value) {
  private static final String NUMBER = "[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?";

  /**
   * Makes the point of a label, with its number if it is one.
   *
   * @param axis name of the axis
   * @param label the value as it is shown
   * @return a point without a number where the label is none
   */
  public static CellPoint of(String axis, String label) {
    OptionalDouble value =
        label.matches(NUMBER)
            ? OptionalDouble.of(Double.parseDouble(label))
            : OptionalDouble.empty();
    return new CellPoint(axis, label, value);
  }

  /**
   * {@return the name of a run: {@code linear layers 2, weight decay 0.0018, seed 1}; outside
   * sweeps {@code seed 1}}
   *
   * @param cell a point per axis; empty outside sweeps
   * @param seed root seed
   */
  public static String nameOfRun(List<CellPoint> cell, long seed) {
    return Stream.concat(cell.stream().map(p -> p.axis + " " + p.label), Stream.of("seed " + seed))
        .collect(Collectors.joining(", "));
  }
}
