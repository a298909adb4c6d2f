package org.collapsar.lab.experiment;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Range of layers, or one alone, as it is written: {@code last}, {@code head+1..last-1}.
 *
 * @param from first layer
 * @param to last layer, the same place for a single layer
 */
public record LayerRange(LayerPlace from, LayerPlace to) {

  /**
   * Reads a place or a range.
   *
   * @param text such as {@code head+1..last-1}
   * @return the range, which a network may not have
   * @throws IllegalArgumentException if the text is neither; the message says what was expected
   */
  public static LayerRange parse(String text) {
    int dots = text.indexOf("..");
    if (dots < 0) {
      LayerPlace place = LayerPlace.parse(text);
      return new LayerRange(place, place);
    }
    return new LayerRange(
        LayerPlace.parse(text.substring(0, dots)), LayerPlace.parse(text.substring(dots + 2)));
  }

  /** {@return whether it is a single layer} */
  public boolean single() {
    return from.equals(to);
  }

  /**
   * {@return the numbers of the layers, ascending; those that the network does not have are left
   * out}
   *
   * @param stack of the network
   */
  public List<Integer> in(LayerStack stack) {
    int first = Math.max(1, from.in(stack));
    int last = Math.min(stack.layers(), to.in(stack));
    return IntStream.rangeClosed(first, last).boxed().toList();
  }

  /** Whether all of it lies within the network, and there is at least one layer. */
  boolean within(LayerStack stack) {
    int first = from.in(stack);
    int last = to.in(stack);
    return first >= 1 && first <= last && last <= stack.layers();
  }

  /** The numbers in words, for messages: "layer 9" or "layers 7 to 5". */
  String named(LayerStack stack) {
    return single()
        ? "layer " + from.in(stack)
        : "layers " + from.in(stack) + " to " + to.in(stack);
  }

  /** {@return the range as it is written} */
  @Override
  public String toString() {
    return single() ? from.toString() : from + ".." + to;
  }
}
