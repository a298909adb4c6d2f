package org.collapsar.files;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;

/**
 * Files that an argument names. The files of a glob are checkpoints, each by itself; with a + in
 * between, or where all are to be joined, they are the parts of one table.
 */
public final class FileGroups {
  private FileGroups() {}

  /**
   * Lists the files that an argument names.
   *
   * @param argument PATH, PATH:MEMBER or a glob, or several of them with a + in between
   * @param join whether all files are the parts of one table
   * @return at least one group, of at least one file each
   * @throws BadInputException if nothing matches a glob
   */
  public static List<List<String>> of(String argument, boolean join) {
    List<String> files = new ArrayList<>();
    List<String> parts = parts(argument);
    parts.forEach(part -> files.addAll(Globs.expand(part)));
    return join || parts.size() > 1 ? List.of(files) : files.stream().map(List::of).toList();
  }

  /**
   * Lists the files of one table.
   *
   * @param argument PATH, PATH:MEMBER or a glob, or several of them with a + in between
   * @param join whether all files are the parts of one table
   * @return at least one file
   * @throws BadInputException if there are several that are not joined
   */
  public static List<String> one(String argument, boolean join) {
    List<List<String>> groups = of(argument, join);
    if (groups.size() > 1) {
      throw new BadInputException(
          argument
              + ": expected one file, found "
              + groups.size()
              + "; --join (in YAML join: true) makes one table of them");
    }
    return groups.get(0);
  }

  /**
   * Makes every path of an argument absolute, from the working directory.
   *
   * @param argument as in {@link #one}
   * @return the same argument with other paths
   * @throws InvalidPathException if one is no path
   */
  public static String absolute(String argument) {
    return parts(argument).stream()
        .map(part -> Path.of(part).toAbsolutePath().normalize().toString())
        .collect(Collectors.joining("+"));
  }

  /** What stands between the signs; the whole where it is the name of a file. */
  private static List<String> parts(String argument) {
    if (!argument.contains("+") || exists(argument)) {
      return List.of(argument);
    }
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (String piece : argument.split("\\+", -1)) {
      part.append(part.length() == 0 ? "" : "+").append(piece);
      // A name may hold the sign: c++.npy+d.npy.
      if (exists(part.toString()) || isGlob(part.toString())) {
        parts.add(part.toString());
        part.setLength(0);
      }
    }
    return part.length() == 0 && parts.size() > 1 ? parts : List.of(argument);
  }

  private static boolean isGlob(String name) {
    return name.matches(".*[*?\\[{].*");
  }

  private static boolean exists(String name) {
    try {
      for (int end = name.length(); end > 0; end = name.lastIndexOf(':', end - 1)) {
        if (Files.exists(Path.of(name.substring(0, end)))) {
          return !name.isEmpty();
        }
      }
      return false;
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
