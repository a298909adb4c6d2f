package org.collapsar.lab.cli;

import org.collapsar.BadInputException;
import org.collapsar.data.ImageShape;
import org.collapsar.data.images.ImageSetOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which images are taken, and what their classes are. */
final class ImageOptions {
  @Option(
      names = "--split",
      paramLabel = "NAME",
      description =
          "Split of the images: train, test, val or another folder (default: test; for certify and"
              + " train: train).")
  private @Nullable String split;

  @Option(
      names = "--max-per-class",
      paramLabel = "N",
      description = "Take only the first N images of each class, in the order of their names.")
  private @Nullable Integer maxPerClass;

  @Option(
      names = "--relabel",
      paramLabel = "FILE",
      description = "File of two columns, old class and new class, that merges or renames classes.")
  private @Nullable String relabel;

  @Option(
      names = "--class-names",
      paramLabel = "FILE",
      description =
          "Names of the classes, one per line, in the order of the network's outputs (default: the"
              + " names of the folders, sorted).")
  private @Nullable String classNames;

  @Option(
      names = "--planes",
      paramLabel = "CxHxW",
      description = "Shape of an image in files CLASS.bin of raw bytes (default: 3x32x32).")
  private @Nullable String planes;

  @Option(names = "--skip-broken", description = "Skip images that cannot be decoded.")
  private boolean skipBroken;

  boolean skipBroken() {
    return skipBroken;
  }

  /**
   * What was said.
   *
   * @param otherwise the split that is taken where nothing was said
   * @throws BadInputException if something makes no sense
   */
  ImageSetOptions options(Terminal terminal, String otherwise) {
    if (maxPerClass != null && maxPerClass < 1) {
      throw new BadInputException(
          "--max-per-class: expected a whole number of at least 1, found " + maxPerClass);
    }
    return new ImageSetOptions(
        split == null ? null : Terminal.named("--split", split),
        otherwise,
        maxPerClass == null ? 0 : maxPerClass,
        terminal.optional("--relabel", relabel),
        terminal.optional("--class-names", classNames),
        planes == null ? ImageSetOptions.CIFAR_PLANES : shape(planes));
  }

  private static ImageShape shape(String text) {
    if (text.matches("[1-9]\\d{0,4}x[1-9]\\d{0,4}x[1-9]\\d{0,4}")) {
      String[] sides = text.split("x", -1);
      return new ImageShape(
          Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), Integer.parseInt(sides[2]));
    }
    throw new BadInputException("--planes: expected CxHxW, as 3x32x32, found '" + text + "'");
  }
}
