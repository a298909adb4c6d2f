package org.collapsar.lab.figure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The curves over the epochs of a figure, as JSON for the page. */
final class CurveData {

  /** Epochs of a curve on the page at most: more than a chart has pixels nobody sees. */
  public static final int MOST_EPOCHS = 500;

  private CurveData() {}

  /**
   * Adds the curves of a panel: its groups, each with its runs and, where it has several, their
   * means and the edges of the band. Numbers are by epoch; of long or many curves they are packed,
   * and {@code epochs} says which epochs they are of.
   *
   * @param plain whether there is one group, whose runs are given in full precision
   * @param measured epochs on which a value that is missing is a gap; empty bridges it
   */
  static void put(ObjectNode panel, List<CurveGroup> groups, boolean plain, int[] measured) {
    AxisData.put(panel, groups, measured);
    if (measured.length > 0) {
      panel.put("gaps", true);
    }
    int[] epochs = plain ? null : epochs(groups);
    if (epochs != null) {
      Arrays.stream(epochs).forEach(panel.putArray("epochs")::add);
    }
    double smallest = CurveStrokes.smallestPositive(groups);
    ArrayNode all = panel.putArray("groups");
    for (CurveGroup group : groups) {
      ObjectNode json = all.addObject().put("name", group.name());
      look(json, group.look());
      Curves curves = group.curves();
      ArrayNode runs = json.putArray("runs");
      for (Curves.Line line : curves.lines()) {
        // A string: JavaScript's numbers do not hold every seed.
        ObjectNode run = runs.addObject().put("seed", Long.toString(line.seed()));
        numbers(run, "values", line.values(), epochs);
        if (epochs != null) {
          run.put("length", line.values().length);
        }
      }
      if (curves.lines().size() > 1) {
        means(json, curves, smallest, epochs);
      }
    }
  }

  /** Means and deviations as far as all runs go, and the edges of the band on either axis. */
  private static void means(
      ObjectNode json, Curves curves, double smallest, int @Nullable [] epochs) {
    numbers(json, "mean", curves.mean(), epochs);
    numbers(json, "deviation", curves.deviation(), epochs);
    double[] lower = curves.lower(Double.NaN);
    numbers(json, "lower", lower, epochs);
    numbers(json, "upper", curves.upper(), epochs);
    if (!Double.isNaN(smallest) && Arrays.stream(lower).anyMatch(v -> v <= 0)) {
      numbers(json, "lowerOnLog", curves.lower(smallest), epochs);
    }
  }

  private static void numbers(
      ObjectNode json, String key, double[] values, int @Nullable [] epochs) {
    if (epochs == null) {
      JsonNumbers.put(json.putArray(key), values);
    } else {
      json.put(
          key,
          Packed.float32(
              Arrays.stream(epochs)
                  .mapToDouble(e -> e < values.length ? values[e] : Double.NaN)
                  .toArray()));
    }
  }

  public static void look(ObjectNode json, Look look) {
    json.put("index", look.index());
    if (look.dashed()) {
      look.dash().pattern().forEach(json.putArray("dash")::add);
    }
    JsonNumbers.put(json, "tone", look.tone());
  }

  /** The epochs on which any curve has a value, evenly thinned where they are very many. */
  private static int[] epochs(List<CurveGroup> groups) {
    TreeSet<Integer> measured = new TreeSet<>();
    for (CurveGroup group : groups) {
      for (Curves.Line line : group.curves().lines()) {
        for (int i = 0; i < line.values().length; i++) {
          if (!Double.isNaN(line.values()[i])) {
            measured.add(i);
          }
        }
      }
    }
    int[] all = measured.stream().mapToInt(Integer::intValue).toArray();
    return all.length <= MOST_EPOCHS
        ? all
        : IntStream.range(0, MOST_EPOCHS)
            .map(i -> all[(int) ((long) i * (all.length - 1) / (MOST_EPOCHS - 1))])
            .toArray();
  }
}
