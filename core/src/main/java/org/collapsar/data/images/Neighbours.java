package org.collapsar.data.images;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.data.images.Preprocessing.Neighbour;

/** The choices beside one that people make by mistake. */
final class Neighbours {
  private static final List<Double> ZERO = List.of(0.0);
  private static final List<Double> ONE = List.of(1.0);

  private final Preprocessing base;
  private final List<Neighbour> found = new ArrayList<>();

  private Neighbours(Preprocessing base) {
    this.base = base;
  }

  static List<Neighbour> of(Preprocessing base) {
    Neighbours neighbours = new Neighbours(base);
    neighbours.channels();
    neighbours.scales();
    neighbours.sizes();
    return List.copyOf(neighbours.found);
  }

  private void channels() {
    if (base.colour() == Colour.RGB) {
      add("BGR", "blue, green, red instead of red, green, blue", base.withColour(Colour.BGR));
    } else if (base.colour() == Colour.BGR) {
      add("RGB", "red, green, blue instead of blue, green, red", base.withColour(Colour.RGB));
    }
    if (base.colour().channels() > 1) {
      Layout other = base.layout() == Layout.NCHW ? Layout.NHWC : Layout.NCHW;
      add(
          other.name(),
          "the numbers in the order " + other + " in the same array",
          base.withLayout(other));
    }
  }

  private void scales() {
    Preprocessing plain = base.withMean(ZERO).withStd(ONE);
    add("[0, 1]", "in [0, 1], no mean and deviation", plain.withRange(0, 1));
    add("[-1, 1]", "in [-1, 1], no mean and deviation", plain.withRange(-1, 1));
    add("[0, 255]", "in [0, 255], no mean and deviation", plain.withRange(0, 255));
    if (base.colour().channels() == 3) {
      for (Preprocessing preset : List.of(Preprocessing.IMAGENET, Preprocessing.CIFAR10)) {
        add(
            "mean, std of " + preset.preset(),
            "in [0, 1], mean and deviation of " + preset.preset(),
            base.withRange(0, 1).withMean(preset.mean()).withStd(preset.std()));
      }
    }
  }

  private void sizes() {
    Resize resize = base.resize();
    if (resize == null) {
      return;
    }
    for (Resampling other : Resampling.values()) {
      add(other.title(), "resized by " + other.title(), base.withResampling(other));
    }
    if (base.cropHeight() > 0) {
      int h = base.cropHeight();
      int w = base.cropWidth();
      add(
          "no crop",
          "resized to " + h + " x " + w + " without a crop",
          base.withCrop(0, 0).withResize(Resize.exactly(h, w)));
    }
  }

  private void add(String name, String description, Preprocessing other) {
    if (!same(other) && found.stream().noneMatch(n -> n.preprocessing().equals(other))) {
      found.add(new Neighbour(name, description, other));
    }
  }

  /** Whether it is the same arithmetic: one mean stands for three equal ones. */
  private boolean same(Preprocessing other) {
    boolean scale = base.low() == other.low() && base.high() == other.high();
    for (int c = 0; c < base.colour().channels() && c < other.colour().channels(); c++) {
      scale &= base.mean(c) == other.mean(c) && base.std(c) == other.std(c);
    }
    return scale
        && base.colour() == other.colour()
        && base.layout() == other.layout()
        && base.resampling() == other.resampling()
        && base.cropHeight() == other.cropHeight()
        && base.cropWidth() == other.cropWidth()
        && java.util.Objects.equals(base.resize(), other.resize());
  }
}
