package org.collapsar;

/**
 * Thrown for work on good input that could not be finished: a full disk, a download that no source
 * answers, a loss that diverged. The message is one line that says what happened and what to do.
 * Command lines end with exit code 1.
 */
public class FailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the error.
   *
   * @param message what happened, and what to do
   */
  public FailedException(String message) {
    super(message);
  }

  /**
   * Makes the error that another one caused.
   *
   * @param message what happened, and what to do
   * @param cause of the failure
   */
  public FailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
