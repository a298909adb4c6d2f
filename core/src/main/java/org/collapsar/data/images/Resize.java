package org.collapsar.data.images;

/**
 * The size that pictures are brought to before they are cropped.
 *
 * @param shortSide pixels of the shorter side, the other in proportion, rounded down as torchvision
 *     does; 0 where both sides are given
 * @param height pixels; 0 where the shorter side is given
 * @param width pixels; 0 where the shorter side is given
 */
public record Resize(int shortSide, int height, int width) {
  /**
   * @throws IllegalArgumentException unless either the shorter or both sides are at least 1
   */
  public Resize {
    if (shortSide < 0 || height < 0 || width < 0) {
      throw new IllegalArgumentException("resize: expected sides of at least 1");
    }
    boolean exact = height > 0 && width > 0 && shortSide == 0;
    boolean shorter = shortSide > 0 && height == 0 && width == 0;
    if (!exact && !shorter) {
      throw new IllegalArgumentException("resize: expected the shorter side, or both");
    }
  }

  /** The shorter side becomes so many pixels. */
  public static Resize shortSide(int pixels) {
    return new Resize(pixels, 0, 0);
  }

  /** Both sides, whatever becomes of their proportion. */
  public static Resize exactly(int height, int width) {
    return new Resize(0, height, width);
  }

  /** The height of a picture of these sides afterwards. */
  public int heightOf(int pictureHeight, int pictureWidth) {
    return shortSide == 0 ? height : side(pictureHeight, pictureWidth);
  }

  /** The width of a picture of these sides afterwards. */
  public int widthOf(int pictureHeight, int pictureWidth) {
    return shortSide == 0 ? width : side(pictureWidth, pictureHeight);
  }

  private int side(int own, int other) {
    return own <= other ? shortSide : (int) ((long) shortSide * own / other);
  }

  @Override
  public String toString() {
    return shortSide > 0 ? "shorter side " + shortSide : height + " x " + width;
  }
}
