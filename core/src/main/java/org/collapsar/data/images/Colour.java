package org.collapsar.data.images;

/** Channels that a network takes, in order. */
public enum Colour {
  /** Red, green, blue; grey pictures three times the same. */
  RGB("RGB", 3),
  /** Blue, green, red, as OpenCV reads. */
  BGR("BGR", 3),
  /** One channel: (19595 R + 38470 G + 7471 B + 32768) / 65536, rounded down, as Pillow's L. */
  GREY("grey", 1);

  private final String title;
  private final int channels;

  Colour(String title, int channels) {
    this.title = title;
    this.channels = channels;
  }

  /** {@return the name in sentences} */
  public String title() {
    return title;
  }

  /** {@return the number of channels, 3 or 1} */
  public int channels() {
    return channels;
  }
}
