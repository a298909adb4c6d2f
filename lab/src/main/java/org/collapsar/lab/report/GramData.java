package org.collapsar.lab.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.run.RunRecord;

/** The Gram matrices of a figure, as JSON for the page. */
final class GramData {

  /** Numbers of a figure on the page at most; frames between are left out to stay below. */
  static final int MOST_NUMBERS = 60_000;

  private GramData() {}

  static void put(ObjectNode node, FigureSpec figure, List<RunRecord> runs) {
    List<GramFrames> all = GramFrames.of(figure, runs);
    node.put("entry", GramFrames.entry(figure.scale()));
    ArrayNode json = node.putArray("runs");
    for (GramFrames frames : all) {
      int k = frames.classes();
      int each = frames.layers().size() * k * (k + 1) / 2;
      int[] kept = kept(frames.epochs().length, MOST_NUMBERS / Math.max(1, each * all.size()));
      ObjectNode run = json.addObject().put("name", frames.run()).put("classes", k);
      frames.layers().forEach(run.putArray("layers")::add);
      ArrayNode epochs = run.putArray("epochs");
      for (int frame : kept) {
        epochs.add(frames.epochs()[frame]);
      }
      ArrayNode layers = run.putArray("packed");
      for (double[][][] layer : frames.matrices()) {
        List<Double> values = new ArrayList<>();
        for (int frame : kept) {
          for (int i = 0; i < k; i++) {
            for (int j = i; j < k; j++) {
              values.add(layer[frame].length == 0 ? Double.NaN : layer[frame][i][j]);
            }
          }
        }
        layers.add(Packed.int16(values.stream().mapToDouble(Double::doubleValue).toArray()));
      }
    }
  }

  /** The frames that are kept: all, or evenly chosen with the first and the last among them. */
  private static int[] kept(int frames, int room) {
    int count = Math.min(frames, Math.max(2, room));
    return IntStream.range(0, count)
        .map(i -> count == 1 ? 0 : (int) ((long) i * (frames - 1) / (count - 1)))
        .toArray();
  }
}
