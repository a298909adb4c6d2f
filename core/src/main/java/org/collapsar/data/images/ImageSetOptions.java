package org.collapsar.data.images;

import org.collapsar.data.ImageShape;
import org.jspecify.annotations.Nullable;

/**
 * Options of a set of images: which of them are taken, and what their classes are.
 *
 * @param split train, test, val or another folder; null where nothing was said
 * @param otherwise the split that is taken where nothing was said and the set has splits; null to
 *     ask the user
 * @param maxPerClass the first so many images of each class folder, in the order of names; 0 for
 *     all of them
 * @param relabel a file of two columns, old class and new class; null to keep the classes. {@code
 *     maxPerClass} counts old classes
 * @param classNames a file of names, a line each, in the order of their numbers, which may be
 *     followed by a title each; null for the order of code points. Names are those after {@code
 *     relabel}
 * @param planes what an image is in a file CLASS.bin of raw bytes
 */
public record ImageSetOptions(
    @Nullable String split,
    @Nullable String otherwise,
    int maxPerClass,
    @Nullable String relabel,
    @Nullable String classNames,
    ImageShape planes) {

  /** Shape of CIFAR's images: red, green and blue, 32 x 32 bytes each. */
  public static final ImageShape CIFAR_PLANES = new ImageShape(3, 32, 32);

  /** All images, with the classes as their folders say. */
  public static final ImageSetOptions DEFAULT =
      new ImageSetOptions(null, null, 0, null, null, CIFAR_PLANES);

  /**
   * Makes the same options of another split.
   *
   * @param name of the split
   * @return a copy that differs in this alone
   */
  public ImageSetOptions ofSplit(String name) {
    return new ImageSetOptions(name, otherwise, maxPerClass, relabel, classNames, planes);
  }

  /**
   * Makes the same options with a split that is taken where none was named.
   *
   * @param name of the split
   * @return a copy that differs in this alone
   */
  public ImageSetOptions orSplit(String name) {
    return new ImageSetOptions(split, name, maxPerClass, relabel, classNames, planes);
  }
}
