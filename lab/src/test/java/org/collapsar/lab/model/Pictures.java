package org.collapsar.lab.model;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.collapsar.data.images.BrokenImageException;
import org.collapsar.data.images.ImageSet;
import org.collapsar.data.images.ImageSetInfo;
import org.collapsar.data.images.Picture;

/** Images in memory: 2 x 2 pixels, in which the channel of the class is the brightest. */
final class Pictures implements ImageSet {
  private final List<String> classes;
  private final int each;
  private final int side;
  private final List<byte[]> pixels = new ArrayList<>();
  int broken = -1;
  int closed;

  Pictures(List<String> classes, int each, int side, long seed) {
    this.classes = classes;
    this.each = each;
    this.side = side;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < size(); i++) {
      byte[] numbers = new byte[side * side * 3];
      for (int j = 0; j < numbers.length; j++) {
        numbers[j] = (byte) (random.nextInt(160) + (j % 3 == label(i) % 3 ? 90 : 0));
      }
      pixels.add(numbers);
    }
  }

  byte[] bytes(int i) {
    return pixels.get(i);
  }

  @Override
  public int size() {
    return classes.size() * each;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public int label(int i) {
    return i / each;
  }

  @Override
  public String name(int i) {
    return classes.get(label(i)) + "/" + i + ".png";
  }

  @Override
  public Picture read(int i) {
    if (i == broken) {
      throw new BrokenImageException(name(i) + ": expected a picture, found a cut one");
    }
    return Picture.ofBytes(side, side, 3, pixels.get(i));
  }

  @Override
  public ImageSetInfo info() {
    return new ImageSetInfo("images:pictures", "pictures", "in memory", "test", List.of());
  }

  @Override
  public void close() {
    closed++;
  }
}
