package org.collapsar.lab.model;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.data.images.Colour;
import org.collapsar.data.images.ImageBatch;
import org.collapsar.data.images.Layout;
import org.collapsar.data.images.Preprocessing;
import org.collapsar.data.images.PreprocessingOptions;
import org.collapsar.model.ModelInput;

/**
 * How a network takes an image, against how preprocessing leaves it.
 *
 * @param model the file, for messages
 */
record SampleForm(Path model, ModelInput input) {

  /**
   * What the options say; where they are silent on layout and on one channel, what the network
   * takes.
   *
   * @throws BadInputException if they contradict the network
   */
  Preprocessing preprocessing(PreprocessingOptions options) {
    boolean grey = input.channels() == 1 && options.colour() == null;
    Preprocessing p =
        (grey
                ? new PreprocessingOptions(
                    options.preset(),
                    options.inputSize(),
                    options.mean(),
                    options.std(),
                    options.range(),
                    options.layout(),
                    "grey")
                : options)
            .resolve();
    if (input.channels() > 0 && input.channels() != p.colour().channels()) {
      throw new BadInputException(
          grey || p.colour() != Colour.GREY
              ? model + ": expected an input of 1 or 3 channels, found " + input.channels()
              : "--colour: expected rgb or bgr, as " + model + " takes 3 channels, found grey");
    }
    if (input.layout() == ModelInput.Layout.ROWS || input.channels() < 0) {
      return p; // the user's word stands
    }
    Layout own = layout();
    if (options.layout() != null && p.layout() != own) {
      throw new BadInputException(
          "--layout: expected "
              + own.name().toLowerCase(java.util.Locale.ROOT)
              + ", as "
              + model
              + " takes "
              + shapeText()
              + ", found "
              + options.layout());
    }
    return p.withLayout(own);
  }

  private Layout layout() {
    return input.layout() == ModelInput.Layout.NHWC ? Layout.NHWC : Layout.NCHW;
  }

  /**
   * The shape of a sample as the network is given it.
   *
   * @param image the first of the batch, for messages
   * @throws BadInputException if the network takes another size
   */
  List<Integer> shape(ImageBatch batch, String image, Preprocessing p) {
    int c = batch.channels();
    int h = batch.height();
    int w = batch.width();
    if (input.layout() == ModelInput.Layout.ROWS) {
      int numbers = Math.multiplyExact(Math.multiplyExact(c, h), w);
      long wanted = input.shape().get(input.shape().size() - 1);
      if (wanted > 0 && wanted != numbers) {
        throw misfit(wanted + " numbers", image, numbers + " (" + c + " x " + h + " x " + w + ")");
      }
      return List.of(numbers);
    }
    boolean fits = fits(input.channels(), c) && fits(input.height(), h) && fits(input.width(), w);
    if (!fits) {
      throw misfit(
          "images of " + wanted(input.channels(), input.height(), input.width()),
          image,
          wanted(c, h, w));
    }
    boolean last =
        input.channels() < 0 ? p.layout() == Layout.NHWC : input.layout() == ModelInput.Layout.NHWC;
    return last ? List.of(h, w, c) : List.of(c, h, w);
  }

  private static boolean fits(long wanted, int found) {
    return wanted < 0 || wanted == found;
  }

  private static String wanted(long c, long h, long w) {
    return c + " channels, " + side(h) + " x " + side(w) + " pixels";
  }

  private static String side(long pixels) {
    return pixels < 0 ? "any" : Long.toString(pixels);
  }

  private String shapeText() {
    return "[" + String.join(" x ", input.shape().stream().map(SampleForm::side).toList()) + "]";
  }

  private BadInputException misfit(String expected, String image, String found) {
    return new BadInputException(
        model
            + ": expected "
            + expected
            + " (its input "
            + input.name()
            + "), found "
            + found
            + " of "
            + image
            + "; --input-size, --preprocess and --colour change that");
  }
}
