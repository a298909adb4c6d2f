package org.collapsar;

/**
 * Something that a user gave cannot be used: a file, a configuration value, an argument. The
 * message is one line that says what was expected, what was found and where. Command lines end with
 * exit code 2.
 */
public class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadInputException(String message) {
    super(message);
  }

  public BadInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
