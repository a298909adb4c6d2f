package org.collapsar.lab.model;

import java.util.List;
import org.collapsar.data.images.ImageSet;
import org.collapsar.data.images.ImageSetInfo;
import org.collapsar.data.images.Picture;

/** Every so-manieth image of a set, which stays open and belongs to the caller. */
final class SomeImages implements ImageSet {
  private final ImageSet all;
  private final String title;
  private final int size;

  /**
   * @param title what the images are for, as messages call them
   * @param most so many at most
   */
  SomeImages(ImageSet all, String title, int most) {
    this.all = all;
    this.title = title;
    this.size = Math.min(all.size(), most);
  }

  private int place(int i) {
    return (int) ((long) i * all.size() / size);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public List<String> classes() {
    return all.classes();
  }

  @Override
  public int label(int i) {
    return all.label(place(i));
  }

  @Override
  public String name(int i) {
    return all.name(place(i));
  }

  @Override
  public Picture read(int i) {
    return all.read(place(i));
  }

  @Override
  public ImageSetInfo info() {
    ImageSetInfo info = all.info();
    return new ImageSetInfo(info.argument(), title, info.kind(), null, info.notes());
  }

  @Override
  public void close() {}
}
