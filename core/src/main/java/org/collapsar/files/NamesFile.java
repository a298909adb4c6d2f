package org.collapsar.files;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Unreadable;

/** Names of classes, a line each, in the order of their numbers. */
public final class NamesFile {
  private static final long MOST_BYTES = 64L << 20;

  private NamesFile() {}

  /**
   * Reads the lines that are not empty, without blanks at their ends.
   *
   * @param file path of a text in UTF-8 of at most 64 MiB
   * @return at least one name
   * @throws BadInputException when there are none, or the file is no text in UTF-8
   */
  public static List<String> read(String file) {
    Path path = Path.of(file);
    try {
      if (Files.size(path) > MOST_BYTES) {
        throw new BadInputException(
            file + ": expected at most " + MOST_BYTES + " bytes of names, found more");
      }
      List<String> names =
          Files.readString(path, StandardCharsets.UTF_8)
              .replaceFirst("^\ufeff", "")
              .lines()
              .map(String::strip)
              .filter(name -> !name.isEmpty())
              .toList();
      if (names.isEmpty()) {
        throw new BadInputException(file + ": expected one name per line, found none");
      }
      return names;
    } catch (MalformedInputException e) {
      throw new BadInputException(file + ": expected text in UTF-8, found other bytes", e);
    } catch (IOException e) {
      throw Unreadable.file(path, e);
    }
  }
}
