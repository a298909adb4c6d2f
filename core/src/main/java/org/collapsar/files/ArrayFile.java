package org.collapsar.files;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
import org.collapsar.files.format.ArrayFormat;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.TextArray;
import org.collapsar.files.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * A file of arrays, whatever its format, and which of them is meant. Headers are read, numbers are
 * not (those of text are, on the way to knowing how many there are).
 *
 * @param format its format
 * @param arrays all of the file's, in its order
 * @param member the one that the user named, or null
 */
record ArrayFile(
    Path path, ArrayFormat format, List<StoredArray> arrays, @Nullable StoredArray member) {

  /** Opens PATH or PATH:MEMBER, where the first colon behind an existing file separates the two. */
  static ArrayFile open(String argument) {
    int colon = memberColon(argument);
    Path path = path(colon < 0 ? argument : argument.substring(0, colon));
    ArrayFormats.Opened opened = ArrayFormats.open(path);
    List<StoredArray> arrays = opened.arrays();
    if (colon < 0) {
      return new ArrayFile(path, opened.format(), arrays, null);
    }
    String name = argument.substring(colon + 1);
    if (arrays.size() == 1 && arrays.get(0) instanceof TextArray text) {
      return new ArrayFile(path, opened.format(), arrays, text.column(name));
    }
    return new ArrayFile(path, opened.format(), arrays, MemberName.find(path, arrays, name));
  }

  /** The member of PATH:MEMBER; null for PATH. */
  static @Nullable String memberOf(String argument) {
    int colon = memberColon(argument);
    return colon < 0 ? null : argument.substring(colon + 1);
  }

  /** The file of PATH or PATH:MEMBER. */
  static Path pathOf(String argument) {
    int colon = memberColon(argument);
    return path(colon < 0 ? argument : argument.substring(0, colon));
  }

  private static int memberColon(String argument) {
    if (isFile(argument)) {
      return -1;
    }
    int colon = argument.indexOf(':');
    while (colon >= 0 && !isFile(argument.substring(0, colon))) {
      colon = argument.indexOf(':', colon + 1);
    }
    return colon;
  }

  private static boolean isFile(String name) {
    try {
      Path path = Path.of(name);
      return Files.exists(path) && !Files.isDirectory(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static Path path(String name) {
    if (name.isEmpty()) {
      throw new BadInputException("expected the name of a file, found an empty one");
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new BadInputException(
          "expected the name of a file, found " + Json.quote(name) + " (" + e.getReason() + ")", e);
    }
  }

  /**
   * The tables: the named one; the only one; all with two dimensions of floating-point numbers, or
   * of integers where there is none.
   *
   * @param deep whether arrays of more dimensions are tables, too
   * @throws BadInputException when there is none
   */
  List<StoredArray> tables(boolean deep) {
    if (member == null && format.isOfNetworks()) {
      throw new BadInputException(
          path
              + ": expected features, found a network ("
              + format.name()
              + "); --model takes it, and FILE:NAME one of its arrays");
    }
    StoredArray named = namedOrOnly();
    if (named != null) {
      return List.of(named);
    }
    for (boolean floatingPoint : new boolean[] {true, false}) {
      List<StoredArray> tables =
          meant().stream()
              .filter(
                  array -> array.isTable(floatingPoint) || (deep && isDeep(array, floatingPoint)))
              .toList();
      if (!tables.isEmpty()) {
        return tables;
      }
    }
    throw new BadInputException(
        path
            + ": expected "
            + ArrayUse.FEATURES.sought()
            + ", found "
            + summary(arrays)
            + (isRowsApart() ? "; save them as one array (torch.stack, numpy.stack)" : ""));
  }

  private static boolean isDeep(StoredArray array, boolean floatingPoint) {
    return array.refusal() == null
        && array.shape().size() > 2
        && array.isFloatingPoint() == floatingPoint;
  }

  /**
   * The named array; the only one; the only one that fits the use.
   *
   * @throws BadInputException when there is not exactly one
   */
  StoredArray one(ArrayUse use) {
    StoredArray named = namedOrOnly();
    if (named != null) {
      return named;
    }
    List<StoredArray> fitting = meant().stream().filter(use::fits).toList();
    if (fitting.isEmpty()) {
      fitting = meant().stream().filter(use::fitsElse).toList();
    }
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    throw new BadInputException(
        path
            + ": expected "
            + use.sought()
            + " or its name as FILE:NAME, found "
            + summary(arrays));
  }

  private @Nullable StoredArray namedOrOnly() {
    return member == null && meant().size() == 1 ? meant().get(0) : member;
  }

  /** Whether all are lists of one length: a sample each, as loops append them. */
  private boolean isRowsApart() {
    List<StoredArray> meant = meant();
    Map<List<Long>, Integer> lists = new HashMap<>();
    for (StoredArray array : meant) {
      if (array.refusal() == null && array.shape().size() == 1) {
        lists.merge(array.shape(), 1, Integer::sum);
      }
    }
    // Beside the samples there may be their labels.
    return meant.size() > 1 && lists.values().stream().anyMatch(n -> 2 * n > meant.size());
  }

  /** Those that can be meant without a name; all where there are none of these. */
  private List<StoredArray> meant() {
    return meant(arrays);
  }

  private static List<StoredArray> meant(List<StoredArray> arrays) {
    List<StoredArray> meant = arrays.stream().filter(array -> !array.aside()).toList();
    return meant.isEmpty() ? arrays : meant;
  }

  /** What there is, for messages. */
  static String summary(List<StoredArray> all) {
    int shown = 20;
    List<StoredArray> arrays = meant(all);
    String list =
        arrays.stream().limit(shown).map(StoredArray::summary).collect(Collectors.joining(", "));
    if (arrays.isEmpty()) {
      return "no arrays";
    } else if (all.size() == 1 && all.get(0).name().isEmpty()) {
      return "a file that is one array and has no members";
    }
    return list + (arrays.size() > shown ? " and " + (arrays.size() - shown) + " more" : "");
  }
}
