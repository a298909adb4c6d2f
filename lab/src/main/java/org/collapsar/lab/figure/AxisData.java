package org.collapsar.lab.figure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Writer of axes as JSON for the pages' scripts, which choose none themselves. Positions are
 * heights on the chart: decimal logarithms where the axis is logarithmic.
 */
public final class AxisData {
  /** Numbers differ at most so many times to be compared on a linear axis. */
  private static final double MOST_COMPARED = 20;

  private AxisData() {}

  /**
   * Writes ends and ticks.
   *
   * @param axis of the chart
   * @return {@code {from, to, ticks: [[at, label], ..]}}
   */
  public static ObjectNode of(Axis axis) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("from", height(axis, axis.from())).put("to", height(axis, axis.to()));
    ArrayNode ticks = json.putArray("ticks");
    for (Axis.Tick tick : axis.ticks()) {
      ticks.addArray().add(height(axis, tick.value())).add(tick.label());
    }
    return json;
  }

  /**
   * Adds the axes of curves over the epochs to a panel, one for each of the choices of its buttons:
   * {@code axes.linear} and, where a value is above zero, {@code axes.log}, each with the axis of
   * {@code lines} and of the means with their {@code band}. A part of a logarithmic axis is
   * labelled from {@code finer}, [at, label, rank]; low ranks are few ticks.
   *
   * @param panel gets the key {@code axes}
   * @param groups the curves
   * @param measured the epochs that cut a line where it has no value; empty joins up all
   */
  public static void put(ObjectNode panel, List<CurveGroup> groups, int[] measured) {
    ObjectNode axes = panel.putObject("axes");
    put(axes.putObject("linear"), groups, measured, false);
    if (axis(groups, measured, true, true).logarithmic()
        && axis(groups, measured, true, false).logarithmic()) {
      ObjectNode log = axes.putObject("log");
      Axis whole = put(log, groups, measured, true);
      ArrayNode finer = log.putArray("finer");
      for (Axis.RankedTick tick : whole.finer()) {
        finer.addArray().add(Math.log10(tick.value())).add(tick.label()).add(tick.rank());
      }
    }
  }

  /**
   * Writes the axis of sizes, which are not below zero: those of one size are compared from zero
   * on, others on a logarithmic axis ({@code logarithmic} says which), where zeros stand at its
   * lower end.
   *
   * @param sizes NaN where there is none
   * @param mark one more; NaN for none
   * @return ends and ticks, and {@code logarithmic}
   */
  public static ObjectNode ofSizes(double[] sizes, double mark) {
    double[] above =
        DoubleStream.concat(Arrays.stream(sizes), DoubleStream.of(mark))
            .filter(v -> Axis.shows(v, true))
            .sorted()
            .toArray();
    double greatest = above.length == 0 ? 0 : above[above.length - 1];
    boolean logarithmic = above.length > 0 && greatest > MOST_COMPARED * above[0];
    Axis axis = Axis.of(logarithmic ? above[0] : 0, greatest, logarithmic);
    return of(axis).put("logarithmic", logarithmic);
  }

  /** Returns the axis that holds both. */
  private static Axis put(
      ObjectNode json, List<CurveGroup> groups, int[] measured, boolean logarithmic) {
    Axis lines = axis(groups, measured, logarithmic, true);
    Axis band = axis(groups, measured, logarithmic, false);
    json.set("lines", of(lines));
    json.set("band", of(band));
    return Axis.of(
        Math.min(lines.from(), band.from()), Math.max(lines.to(), band.to()), logarithmic);
  }

  private static Axis axis(
      List<CurveGroup> groups, int[] measured, boolean logarithmic, boolean lines) {
    return Panel.axis(
        CurveStrokes.of(groups, logarithmic, lines, measured, CurveGroup::name).strokes(),
        logarithmic);
  }

  private static double height(Axis axis, double value) {
    return axis.logarithmic() ? Math.log10(value) : value;
  }
}
