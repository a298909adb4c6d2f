package org.collapsar.lab.document;

import org.collapsar.BadInputException;

/**
 * A file that a later version of the program wrote: this one cannot read it, and nothing is wrong
 * with it, so that nothing may replace it unasked.
 */
public final class LaterVersionException extends BadInputException {
  private static final long serialVersionUID = 1L;

  /**
   * @param refused says where, what this version reads and what is there
   */
  public LaterVersionException(String refused) {
    super(refused + ": a later version of collapsar wrote it; use that one");
  }
}
