package org.collapsar.data.images;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * A preset and what overrules its parts, as text. Each may be null.
 *
 * @param preset none, imagenet, imagenet-tf, cifar10; null for none
 * @param inputSize SIDE or HEIGHTxWIDTH
 * @param mean one number, or one per channel, separated by commas
 * @param std likewise
 * @param range two numbers, what black and white become: 0,1 or -1,1 or 0,255
 * @param layout nchw or nhwc
 * @param colour rgb, bgr or grey
 */
public record PreprocessingOptions(
    @Nullable String preset,
    @Nullable String inputSize,
    @Nullable String mean,
    @Nullable String std,
    @Nullable String range,
    @Nullable String layout,
    @Nullable String colour) {
  private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,4})(?:x([1-9]\\d{0,4}))?");

  /**
   * Resolves the options to what they name.
   *
   * @return the preset with its parts overruled
   * @throws BadInputException for what cannot be read, by the name of its option
   */
  public Preprocessing resolve() {
    Preprocessing p = preset == null ? Preprocessing.NONE : Preprocessing.of(preset);
    if (colour != null) {
      Colour channels = word("colour", colour, Colour.values());
      // A preset's three means are not those of grey: they have to be given anew, below.
      if (channels == Colour.GREY) {
        p = p.withMean(List.of(0.0)).withStd(List.of(1.0));
        requireOwn("mean", mean);
        requireOwn("std", std);
      }
      p = p.withColour(channels);
    }
    if (inputSize != null) {
      Matcher size = SIZE.matcher(inputSize.strip());
      if (!size.matches()) {
        throw new BadInputException(
            "input-size: expected SIDE or HEIGHTxWIDTH, such as 224, found '" + inputSize + "'");
      }
      int height = Integer.parseInt(size.group(1));
      p = p.withInputSize(height, size.group(2) == null ? height : Integer.parseInt(size.group(2)));
    }
    if (range != null) {
      List<Double> ends = numbers("range", range);
      if (ends.size() != 2) {
        throw new BadInputException(
            "range: expected two numbers, such as -1,1, found '" + range + "'");
      }
      p = p.withRange(ends.get(0), ends.get(1));
    }
    if (mean != null) {
      p = p.withMean(numbers("mean", mean));
    }
    if (std != null) {
      p = p.withStd(numbers("std", std));
    }
    return layout == null ? p : p.withLayout(word("layout", layout, Layout.values()));
  }

  private void requireOwn(String what, @Nullable String given) {
    if (given == null && preset != null && Preprocessing.of(preset).mean().size() > 1) {
      throw new BadInputException(
          what
              + ": expected one of its own for one channel (colour grey), found three of the preset"
              + " "
              + preset);
    }
  }

  private static List<Double> numbers(String what, String text) {
    List<Double> numbers = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      try {
        numbers.add(Double.valueOf(part.strip()));
      } catch (NumberFormatException e) {
        throw new BadInputException(
            what + ": expected numbers separated by commas, found '" + text + "'", e);
      }
    }
    return numbers;
  }

  private static <E extends Enum<E>> E word(String what, String text, E[] values) {
    List<String> names = new ArrayList<>();
    for (E value : values) {
      String name = value.name().toLowerCase(Locale.ROOT);
      if (name.equals(text.strip().toLowerCase(Locale.ROOT))) {
        return value;
      }
      names.add(name);
    }
    throw new BadInputException(
        what + ": expected one of " + String.join(", ", names) + ", found '" + text + "'");
  }
}
