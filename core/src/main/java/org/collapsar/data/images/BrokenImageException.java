package org.collapsar.data.images;

import org.collapsar.BadInputException;

/** One image that cannot be decoded; the others can. The message names it. */
public final class BrokenImageException extends BadInputException {
  private static final long serialVersionUID = 1L;

  public BrokenImageException(String message) {
    super(message);
  }

  public BrokenImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
