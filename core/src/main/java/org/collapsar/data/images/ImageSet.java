package org.collapsar.data.images;

import java.util.List;
import org.collapsar.BadInputException;

/**
 * Labelled images in a fixed order: class after class, in each by name. Any number of threads may
 * read at once.
 */
public interface ImageSet extends AutoCloseable {

  /** {@return the number of images n} */
  int size();

  /**
   * {@return the names of the classes 0, 1, .., K - 1} A class may have no image where names were
   * given.
   */
  List<String> classes();

  /**
   * {@return the class of an image, 0..K-1}
   *
   * @param i number of the image, from 0
   */
  int label(int i);

  /** {@return the classes of all images, a new array} */
  default int[] labels() {
    int[] labels = new int[size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = label(i);
    }
    return labels;
  }

  /**
   * {@return what messages call an image: its path in the set, or its place}
   *
   * @param i number of the image, from 0
   */
  String name(int i);

  /**
   * Decodes an image.
   *
   * @param i number of the image, from 0
   * @return its pixels
   * @throws BrokenImageException if it is cut, damaged, too large or of a kind that is not read
   * @throws BadInputException if the file or the archive cannot be read at all
   */
  Picture read(int i);

  /**
   * {@return the splits that this set was chosen among, as their folders are called; empty without
   * any}
   */
  default List<String> splits() {
    return List.of();
  }

  /**
   * {@return the formats of the files that were decoded so far, such as JPEG; empty where there are
   * none}
   */
  default List<String> formats() {
    return List.of();
  }

  /** {@return where the images are from, for pages and documents} */
  ImageSetInfo info();

  /** Frees what is held open; a later read opens it again. */
  @Override
  void close();
}
