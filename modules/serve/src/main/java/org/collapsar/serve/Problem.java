package org.collapsar.serve;

/** An answer other than success: a status of HTTP and one line for people. */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  static final int BAD_REQUEST = 400;
  static final int UNAUTHORIZED = 401;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int CONFLICT = 409;
  static final int LENGTH = 413;
  static final int MEDIA_TYPE = 415;
  static final int UNPROCESSABLE = 422;
  static final int TOO_MANY = 429;
  static final int INTERNAL = 500;
  static final int UNAVAILABLE = 503;
  static final int NO_DISK = 507;

  private final int status;
  private final int retryAfter;

  Problem(int status, String message) {
    this(status, message, 0);
  }

  /**
   * @param retryAfter seconds until it is worth another try; 0 for never
   */
  Problem(int status, String message, int retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  int status() {
    return status;
  }

  int retryAfter() {
    return retryAfter;
  }

  String line() {
    return String.valueOf(getMessage());
  }
}
