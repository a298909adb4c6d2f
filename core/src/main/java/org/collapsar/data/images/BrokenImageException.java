package org.collapsar.data.images;

import org.collapsar.BadInputException;

/** Thrown for one image that cannot be decoded; the others can. The message names it. */
public final class BrokenImageException extends BadInputException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the error.
   *
   * @param message a line that names the image
   */
  public BrokenImageException(String message) {
    super(message);
  }

  /**
   * Makes the error that another one caused.
   *
   * @param message a line that names the image
   * @param cause what the decoder said
   */
  public BrokenImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
