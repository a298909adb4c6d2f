package org.collapsar.lab.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * Where a command line is typed: its streams, its directory, and what it can show.
 *
 * @param out results
 * @param err progress and errors
 * @param interactive whether {@code err} is a terminal, where a line can be drawn again
 * @param colours whether colours are welcome there
 * @param directory that relative paths start from
 */
record Terminal(
    PrintStream out, PrintStream err, boolean interactive, boolean colours, Path directory) {

  /** That of this process. */
  static Terminal ofProcess() {
    Map<String, String> environment = System.getenv();
    boolean terminal = standardErrorIsTerminal() && !"dumb".equals(environment.get("TERM"));
    // https://no-color.org: any value but an empty one means no.
    boolean noColour = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(System.out, System.err, terminal, terminal && !noColour, Path.of(""));
  }

  /** In which standard output is written: the JVM's own, as it says since JDK 19. */
  static Charset charset() {
    String name =
        System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding", ""));
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Charset.defaultCharset();
    }
  }

  private static boolean standardErrorIsTerminal() {
    if (StandardError.isConnected()) {
      return StandardError.terminalColumns().isPresent();
    }
    Path descriptor = Path.of("/proc/self/fd/2");
    if (Files.exists(descriptor)) {
      try {
        String target = descriptor.toRealPath().toString();
        return target.startsWith("/dev/pts/") || target.matches("/dev/(tty|console).*");
      } catch (IOException e) {
        return false; // a pipe or a socket
      }
    }
    return System.console() != null;
  }

  /** A path that the user wrote. */
  Path resolve(String path) {
    return directory.resolve(path);
  }

  /**
   * A name that the user gave.
   *
   * @throws BadInputException if it is empty, which would be this directory: most likely a variable
   *     of a script that was never set
   */
  static String named(String option, String name) {
    if (name.isEmpty()) {
      throw new BadInputException(option + ": expected a name, found an empty one");
    }
    return name;
  }

  /**
   * A path that may be a glob, several with a + in between, or end in :MEMBER, which no {@link
   * Path} can be everywhere.
   *
   * @throws BadInputException if it is empty
   */
  String argument(String option, String given) {
    String path = named(option, given);
    if (directory.toString().isEmpty()) {
      return path;
    }
    boolean one = !path.contains("+") || Files.exists(directory.resolve(path));
    return Stream.of(one ? new String[] {path} : path.split("\\+"))
        .map(part -> part.startsWith("/") ? part : directory + "/" + part)
        .collect(Collectors.joining("+"));
  }

  /**
   * The same of an option that has to be there.
   *
   * @param what is expected, in words
   * @throws BadInputException if it is not there or empty
   */
  String required(String option, String what, @Nullable String given) {
    if (given == null) {
      throw new BadInputException(option + ": expected " + what + ", found none");
    }
    return argument(option, given);
  }

  /**
   * The same of an option that may be missing.
   *
   * @throws BadInputException if it is empty
   */
  @Nullable String optional(String option, @Nullable String given) {
    return given == null ? null : argument(option, given);
  }
}
