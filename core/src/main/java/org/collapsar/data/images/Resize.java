package org.collapsar.data.images;

/**
 * Size that pictures are brought to before they are cropped.
 *
 * @param shortSide pixels of the shorter side, the other in proportion, rounded down as torchvision
 *     does; 0 where both sides are given
 * @param height pixels; 0 where the shorter side is given
 * @param width pixels; 0 where the shorter side is given
 */
public record Resize(int shortSide, int height, int width) {
  /**
   * Checks the sides.
   *
   * @param shortSide pixels of the shorter side, the other in proportion, rounded down as
   *     torchvision does; 0 where both sides are given
   * @param height pixels; 0 where the shorter side is given
   * @param width pixels; 0 where the shorter side is given
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

  /**
   * Makes the shorter side so many pixels, the other in proportion.
   *
   * @param pixels of the shorter side, at least 1
   * @return a size that depends on the picture's
   * @throws IllegalArgumentException if it is below 1
   */
  public static Resize shortSide(int pixels) {
    return new Resize(pixels, 0, 0);
  }

  /**
   * Sets both sides, whatever becomes of their proportion.
   *
   * @param height pixels, at least 1
   * @param width pixels, at least 1
   * @return a size that is the same for all pictures
   * @throws IllegalArgumentException if one is below 1
   */
  public static Resize exactly(int height, int width) {
    return new Resize(0, height, width);
  }

  /**
   * {@return the height of a resized picture, in pixels}
   *
   * @param pictureHeight pixels before
   * @param pictureWidth pixels before
   */
  public int heightOf(int pictureHeight, int pictureWidth) {
    return shortSide == 0 ? height : side(pictureHeight, pictureWidth);
  }

  /**
   * {@return the width of a resized picture, in pixels}
   *
   * @param pictureHeight pixels before
   * @param pictureWidth pixels before
   */
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
