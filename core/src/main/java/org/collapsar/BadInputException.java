package org.collapsar;

/**
 * Thrown for something that a user gave and that cannot be used: a file, a configuration value, an
 * argument. The message is one line that says what was expected, what was found and where. Command
 * lines end with exit code 2.
 */
public class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the error.
   *
   * @param message "place: expected X, found Y"
   */
  public BadInputException(String message) {
    super(message);
  }

  /**
   * Makes the error that another one caused.
   *
   * @param message "place: expected X, found Y"
   * @param cause of the failure
   */
  public BadInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
