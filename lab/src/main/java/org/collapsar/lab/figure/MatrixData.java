package org.collapsar.lab.figure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.collapsar.lab.figure.FigureContent.HeatMaps;

/** The matrices of a figure, as JSON for the page. */
final class MatrixData {

  /** Numbers of a figure on the page at most; frames between are left out to stay below. */
  public static final int MOST_NUMBERS = 60_000;

  private MatrixData() {}

  static void put(ObjectNode node, HeatMaps matrices) {
    List<MatrixFrames> all = matrices.runs();
    node.put("entry", matrices.entry());
    node.put("index", matrices.index());
    node.put("firstIndex", matrices.firstIndex());
    ArrayNode json = node.putArray("runs");
    for (MatrixFrames frames : all) {
      int k = frames.size();
      int each = frames.names().size() * k * (k + 1) / 2;
      int[] kept = kept(frames.epochs().length, MOST_NUMBERS / Math.max(1, each * all.size()));
      ObjectNode run = json.addObject().put("name", frames.run()).put("size", k);
      frames.names().forEach(run.putArray("names")::add);
      JsonNumbers.put(run.putArray("limits"), frames.limits());
      ArrayNode epochs = run.putArray("epochs");
      for (int frame : kept) {
        epochs.add(frames.epochs()[frame]);
      }
      ArrayNode packed = run.putArray("packed");
      for (int l = 0; l < frames.matrices().length; l++) {
        double[][][] matrix = frames.matrices()[l];
        List<Double> values = new ArrayList<>();
        for (int frame : kept) {
          for (int i = 0; i < k; i++) {
            for (int j = i; j < k; j++) {
              // Relative to the end of the colours: four digits of it.
              values.add(
                  i < matrix[frame].length && j < matrix[frame].length
                      ? matrix[frame][i][j] / frames.limits()[l]
                      : Double.NaN);
            }
          }
        }
        packed.add(Packed.int16(values.stream().mapToDouble(Double::doubleValue).toArray()));
      }
    }
  }

  /** The frames that are kept: all, or evenly chosen with the first and the last among them. */
  static int[] kept(int frames, int room) {
    int count = Math.min(frames, Math.max(2, room));
    return IntStream.range(0, count)
        .map(i -> count == 1 ? 0 : (int) ((long) i * (frames - 1) / (count - 1)))
        .toArray();
  }
}
