package org.collapsar.lab.experiment;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Place of a layer, named by its number or from the end of the network or from the input of its
 * linear head: {@code 3}, {@code last}, {@code last-1}, {@code head}, {@code head+1}. The word
 * {@code nonlinear} is another name for {@code head}, the last non-linear layer.
 *
 * @param anchor what the number is counted from
 * @param offset added to it
 */
public record LayerPlace(Anchor anchor, int offset) {

  /** Description of such a text, for messages. */
  public static final String EXPECTED =
      "a layer number, last, head or nonlinear, with +N or -N or without";

  private static final Pattern FORM =
      Pattern.compile("(?:([0-9]{1,5})|(last|head|nonlinear)(?:([+-])([0-9]{1,5}))?)");

  /** Places where the counting starts. */
  public enum Anchor {
    /** The input: the number is that of the layer. */
    INPUT,
    /** The last layer. */
    LAST,
    /** The input of the linear head, which is the last non-linear layer. */
    HEAD
  }

  /**
   * Reads a place.
   *
   * @param text such as {@code last-1}
   * @return the place, which a network may not have
   * @throws IllegalArgumentException if the text is none; the message says what was expected
   */
  public static LayerPlace parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(EXPECTED);
    }
    if (matcher.group(1) != null) {
      return new LayerPlace(Anchor.INPUT, Integer.parseInt(matcher.group(1)));
    }
    int size = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
    return new LayerPlace(
        matcher.group(2).equals("last") ? Anchor.LAST : Anchor.HEAD,
        "-".equals(matcher.group(3)) ? -size : size);
  }

  /** The number of the layer, which may be one that the network does not have. */
  int in(LayerStack stack) {
    return offset
        + switch (anchor) {
          case INPUT -> 0;
          case LAST -> stack.layers();
          case HEAD -> stack.head();
        };
  }

  /** {@return the place as it is written} */
  @Override
  public String toString() {
    if (anchor == Anchor.INPUT) {
      return Integer.toString(offset);
    }
    String name = anchor == Anchor.LAST ? "last" : "head";
    return offset == 0 ? name : name + (offset > 0 ? "+" : "") + offset;
  }
}
