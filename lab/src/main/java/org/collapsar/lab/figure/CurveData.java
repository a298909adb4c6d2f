package org.collapsar.lab.figure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The curves over the epochs of a figure, as JSON for the page. */
final class CurveData {

  /** Epochs of a curve on the page at most: more than a chart has pixels nobody sees. */
  public static final int MOST_EPOCHS = 500;

  private CurveData() {}

  /**
   * Adds the curves of a panel.
   *
   * @param plain whether there is one group, whose runs are given in full precision
   * @param gaps whether a value that is missing where others are is a gap
   */
  static void put(ObjectNode panel, List<CurveGroup> groups, boolean plain, boolean gaps) {
    JsonNumbers.put(
        panel,
        "smallest",
        groups.stream()
            .mapToDouble(group -> group.curves().smallestPositive())
            .filter(v -> !Double.isNaN(v))
            .min()
            .orElse(Double.NaN));
    if (gaps) {
      panel.put("gaps", true);
    }
    if (plain) {
      single(panel, groups.get(0).curves());
    } else {
      several(panel, groups);
    }
  }

  /** The runs of an experiment, in full precision. */
  private static void single(ObjectNode panel, Curves curves) {
    ArrayNode runs = panel.putArray("runs");
    for (Curves.Line line : curves.lines()) {
      ObjectNode run = runs.addObject();
      // A string: JavaScript's numbers do not hold every seed.
      run.put("seed", Long.toString(line.seed()));
      JsonNumbers.put(run.putArray("values"), line.values());
    }
    JsonNumbers.put(panel.putArray("mean"), curves.mean());
    JsonNumbers.put(panel.putArray("deviation"), curves.deviation());
  }

  /** Many curves: packed; the page computes means and deviations of them. */
  private static void several(ObjectNode panel, List<CurveGroup> groups) {
    int[] epochs = epochs(groups);
    Arrays.stream(epochs).forEach(panel.putArray("epochs")::add);
    ArrayNode all = panel.putArray("groups");
    for (CurveGroup group : groups) {
      ObjectNode json = all.addObject().put("name", group.name());
      look(json, group.look());
      ArrayNode runs = json.putArray("runs");
      for (Curves.Line line : group.curves().lines()) {
        double[] values = line.values();
        runs.addObject()
            .put("seed", Long.toString(line.seed()))
            .put("length", values.length)
            .put(
                "packed",
                Packed.float32(
                    Arrays.stream(epochs)
                        .mapToDouble(e -> e < values.length ? values[e] : Double.NaN)
                        .toArray()));
      }
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
