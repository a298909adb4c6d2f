package org.collapsar.data.images;

/** Rules by which the pixels of a resized picture are computed. */
public enum Resampling {
  /**
   * Bilinear at half-pixel centres. Enlarging is in floating point; where a side shrinks, the
   * triangle is as wide as the scale and each of the two passes rounds to whole numbers, as Pillow
   * and so torchvision do.
   */
  BILINEAR("bilinear"),
  /** Bilinear at half-pixel centres among four pixels, whatever the scale: TensorFlow's resize. */
  FOUR_PIXELS("bilinear among four pixels"),
  /** The nearest pixel, as Keras's load_img does where nothing is said. */
  NEAREST("nearest pixel");

  private final String title;

  Resampling(String title) {
    this.title = title;
  }

  /** {@return the name in sentences} */
  public String title() {
    return title;
  }
}
