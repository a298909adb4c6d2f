package org.collapsar.files.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.collapsar.BadInputException;

/** Turns the failure to read a file into the one line that a user sees. */
public final class Unreadable {
  private Unreadable() {}

  public static BadInputException file(Path file, IOException cause) {
    if (Files.isDirectory(file)) {
      return new BadInputException(file + ": expected a file, found a directory", cause);
    }
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return new BadInputException(
          Files.exists(file)
              ? file + ": expected a readable file, found one that may not be read"
              : file + ": expected a file, found none",
          cause);
    }
    if (cause instanceof AccessDeniedException) {
      return new BadInputException(
          file + ": expected a readable file, found one that may not be read", cause);
    }
    return new BadInputException(file + ": cannot be read (" + cause.getMessage() + ")", cause);
  }
}
