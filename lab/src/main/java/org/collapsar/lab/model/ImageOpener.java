package org.collapsar.lab.model;

import org.collapsar.data.images.ImageSet;
import org.collapsar.data.images.ImageSetOptions;

/** Opens images by what the user wrote; the caller closes them. */
@FunctionalInterface
public interface ImageOpener {
  /**
   * Opens a set.
   *
   * @throws org.collapsar.BadInputException when there is no such set, or the options do not fit it
   */
  ImageSet open(String argument, ImageSetOptions options);
}
