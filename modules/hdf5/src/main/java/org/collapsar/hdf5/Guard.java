package org.collapsar.hdf5;

import java.util.function.Supplier;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;

/** Calls of jHDF: whatever a damaged file makes of them becomes one line. */
final class Guard {
  private Guard() {}

  /** What jHDF cannot make sense of; the message is "expected .., found ..". */
  static final class Damage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Damage(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Calls.
   *
   * @param label of what is read
   * @throws BadInputException when jHDF cannot make sense of it
   */
  static <T> T call(String label, Supplier<T> call) {
    try {
      return sound(call);
    } catch (Damage e) {
      throw new BadInputException(label + ": " + e.getMessage(), e);
    }
  }

  /** Calls, for who goes on without it. */
  static <T> T sound(Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // The errors: addresses in a circle, and tables as long as a header claims.
      Throwable cause = e;
      while (cause.getCause() != null && !isOurs(cause)) {
        cause = cause.getCause();
      }
      if (isOurs(cause)) {
        throw (RuntimeException) cause;
      }
      throw new Damage("expected sound HDF5, found " + words(cause), e);
    }
  }

  /** What the reading below jHDF has to say, which jHDF wraps. */
  private static boolean isOurs(Throwable cause) {
    return cause instanceof BadInputException
        || cause instanceof FailedException
        || cause instanceof Damage;
  }

  private static String words(Throwable cause) {
    String message = cause.getMessage();
    if (cause instanceof StackOverflowError) {
      return "addresses in a circle";
    } else if (cause instanceof OutOfMemoryError) {
      return "a size beyond all memory";
    }
    return "what jHDF cannot read ("
        + (message == null ? cause.getClass().getSimpleName() : message)
        + ")";
  }
}
