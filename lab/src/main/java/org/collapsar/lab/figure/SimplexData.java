package org.collapsar.lab.figure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** The moving simplices of a figure, as JSON for the page. */
final class SimplexData {
  /** Numbers of a figure on the page at most; frames between are left out to stay below. */
  private static final int MOST_NUMBERS = 200_000;

  private SimplexData() {}

  static void put(ObjectNode node, List<SimplexFrames> all) {
    ArrayNode json = node.putArray("runs");
    for (SimplexFrames frames : all) {
      int each = frames.points()[0].length * frames.dimension();
      int[] kept =
          MatrixData.kept(frames.epochs().length, MOST_NUMBERS / Math.max(1, each * all.size()));
      ObjectNode run = json.addObject().put("name", frames.run());
      run.put("dimension", frames.dimension()).put("weights", frames.weights());
      put(run.putArray("classes"), frames.classes());
      put(run.putArray("sampleClasses"), frames.sampleClasses());
      put(run.putArray("epochs"), Arrays.stream(kept).map(i -> frames.epochs()[i]).toArray());
      double limit =
          Arrays.stream(kept)
              .boxed()
              .flatMapToDouble(frame -> numbers(frames, frame))
              .map(Math::abs)
              .max()
              .orElse(1);
      run.put("limit", limit);
      ArrayNode packed = run.putArray("packed");
      for (int frame : kept) {
        packed.add(Packed.int16(numbers(frames, frame).map(x -> 3 * x / limit).toArray()));
      }
    }
  }

  private static DoubleStream numbers(SimplexFrames frames, int frame) {
    return Arrays.stream(frames.points()[frame]).flatMapToDouble(Arrays::stream);
  }

  private static void put(ArrayNode array, int[] numbers) {
    for (int number : numbers) {
      array.add(number);
    }
  }
}
