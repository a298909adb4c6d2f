package org.collapsar.lab.model;

import org.collapsar.data.images.ImageSet;
import org.collapsar.data.images.ImageSetOptions;

/** Opener of images by what the user wrote; the caller closes them. */
@FunctionalInterface
public interface ImageOpener {
  /**
   * Opens a set.
   *
   * @param argument as the user wrote it
   * @param options which images are taken, and what their classes are
   * @return open
   * @throws org.collapsar.BadInputException when there is no such set, or the options do not fit it
   */
  ImageSet open(String argument, ImageSetOptions options);
}
