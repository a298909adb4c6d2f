package org.collapsar.files.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.collapsar.BadInputException;

/** Maker of the one line that a user sees when a file cannot be read. */
public final class Unreadable {
  /** A path has lost one of the two slashes. */
  private static final Pattern ADDRESS = Pattern.compile("(https?|s3|gs|hf|ftp|file):/");

  private static final Pattern QUOTED = Pattern.compile("([\"']).*\\1");

  private Unreadable() {}

  /**
   * Turns a failure into that line.
   *
   * @param file that could not be read
   * @param cause of the failure
   * @return an exception to be thrown, which says what the file is instead of a readable one
   */
  public static BadInputException file(Path file, IOException cause) {
    if (Files.isDirectory(file)) {
      return new BadInputException(file + ": expected a file, found a directory", cause);
    }
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return new BadInputException(
          Files.exists(file)
              ? file + ": expected a readable file, found one that may not be read"
              : file + ": expected a file, found none" + hint(file.toString()),
          cause);
    }
    if (cause instanceof AccessDeniedException) {
      return new BadInputException(
          file + ": expected a readable file, found one that may not be read", cause);
    }
    return new BadInputException(file + ": cannot be read (" + cause.getMessage() + ")", cause);
  }

  /** What a name means elsewhere and not here. */
  private static String hint(String file) {
    if (file.startsWith("~")) {
      return " (the shell makes no home directory of ~ in quotes or behind =; $HOME works)";
    } else if (ADDRESS.matcher(file).lookingAt()) {
      return " (an address; download it and give its path)";
    } else if (QUOTED.matcher(file).matches()) {
      return " (the quotes reached the program and are part of the name)";
    }
    return "";
  }
}
