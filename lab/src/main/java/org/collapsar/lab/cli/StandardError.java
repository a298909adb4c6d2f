package org.collapsar.lab.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.OptionalInt;

/**
 * The user's standard error, as the launcher hands it over.
 *
 * <p>Descriptor 2 passes through the launcher's filter, which drops the JVM's line about incubating
 * modules, and so is never a terminal. The launcher therefore gives the user's own standard error
 * as another descriptor and says whether that is a terminal. Started without the launcher, {@link
 * System#err} stays what it is and counts as no terminal.
 */
final class StandardError {
  static final String DESCRIPTOR = "collapsar.stderr";
  private static final String COLUMNS = "collapsar.stderr.columns";

  /** When a terminal does not say how wide it is. */
  private static final int USUAL_COLUMNS = 80;

  private StandardError() {}

  /** Sends what the program writes to {@link System#err} straight to the user. */
  static void connect() {
    Integer descriptor = Integer.getInteger(DESCRIPTOR);
    if (descriptor == null) {
      return;
    }
    try {
      // No path such as /dev/fd/3: that opens a file anew, at another position than descriptor 1
      // has where both were sent to the same file.
      Constructor<FileDescriptor> constructor =
          FileDescriptor.class.getDeclaredConstructor(int.class);
      constructor.setAccessible(true);
      FileOutputStream out = new FileOutputStream(constructor.newInstance(descriptor));
      System.setErr(new PrintStream(out, true, charset()));
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Without --add-opens java.base/java.io: what we write passes through the filter as well.
    }
  }

  /** Whether the launcher has handed standard error over. */
  static boolean isConnected() {
    return System.getProperty(DESCRIPTOR) != null;
  }

  /** The width of the terminal that standard error is, empty when it is none. */
  static OptionalInt terminalColumns() {
    String columns = System.getProperty(COLUMNS);
    if (columns == null) {
      return OptionalInt.empty();
    }
    try {
      int n = Integer.parseInt(columns);
      return OptionalInt.of(n > 0 ? n : USUAL_COLUMNS);
    } catch (NumberFormatException e) {
      return OptionalInt.of(USUAL_COLUMNS);
    }
  }

  /** What the JVM itself would take for standard error. */
  private static Charset charset() {
    String name = System.getProperty("stderr.encoding", System.getProperty("native.encoding", ""));
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Charset.defaultCharset();
    }
  }
}
