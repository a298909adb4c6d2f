package org.collapsar.lab.experiment;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a cell of a sweep stands on one axis.
 *
 * @param axis name of the axis, for example {@code linear layers}
 * @param label the value as it is shown
 * @param value the label as a number, empty where it is none
 */
public record CellPoint(String axis, String label, OptionalDouble value) {
  private static final String NUMBER = "[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?";

  /** The point of a label, with its number if it is one. */
  public static CellPoint of(String axis, String label) {
    OptionalDouble value =
        label.matches(NUMBER)
            ? OptionalDouble.of(Double.parseDouble(label))
            : OptionalDouble.empty();
    return new CellPoint(axis, label, value);
  }

  /**
   * What a person calls a run: {@code linear layers 2, weight decay 0.0018, seed 1}; outside sweeps
   * {@code seed 1}.
   */
  public static String nameOfRun(List<CellPoint> cell, long seed) {
    return Stream.concat(cell.stream().map(p -> p.axis + " " + p.label), Stream.of("seed " + seed))
        .collect(Collectors.joining(", "));
  }
}
