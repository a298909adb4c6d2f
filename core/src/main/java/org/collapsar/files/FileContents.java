package org.collapsar.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.format.StoredArray;
import org.jspecify.annotations.Nullable;

/**
 * Contents of a file, and the arrays that measure and certify would take from it. They choose by
 * the same code.
 *
 * @param argument PATH or PATH:MEMBER, as the user wrote it
 * @param format the name of its format
 * @param arrays the one that was named, or all
 * @param taken of the file as it was named, by use
 */
public record FileContents(
    String argument, String format, List<StoredArray> arrays, Map<ArrayUse, Choice> taken) {

  /**
   * Arrays that are taken for one use.
   *
   * @param names of members, in order; empty where there is a refusal, one empty name where the
   *     file is one array
   * @param refusal why nothing is, or null
   */
  public record Choice(List<String> names, @Nullable String refusal) {}

  /**
   * Opens a file.
   *
   * @param argument PATH or PATH:MEMBER
   * @return its arrays, and which of them each use takes; no numbers are read but those of labels
   * @throws BadInputException when it cannot be read, or has no such member
   */
  public static FileContents open(String argument) {
    ArrayFile file = ArrayFile.open(argument);
    StoredArray member = file.member();
    Map<ArrayUse, Choice> taken = new EnumMap<>(ArrayUse.class);
    for (ArrayUse use : ArrayUse.values()) {
      taken.put(use, choice(file, use));
    }
    return new FileContents(
        argument, file.format().name(), member == null ? file.arrays() : List.of(member), taken);
  }

  private static Choice choice(ArrayFile file, ArrayUse use) {
    try {
      List<StoredArray> chosen =
          use == ArrayUse.FEATURES ? file.tables(false) : List.of(file.one(use));
      return new Choice(chosen.stream().map(StoredArray::name).toList(), null);
    } catch (BadInputException e) {
      return new Choice(List.of(), e.getMessage());
    }
  }

  /**
   * Tells why an array is refused for a use, where the user names it. Labels are read for this.
   *
   * @param array of this file
   * @param use what it would be
   * @return "PATH: expected .., found .."; null where it is taken
   */
  public @Nullable String refusal(StoredArray array, ArrayUse use) {
    Path path = ArrayFile.pathOf(argument);
    if (use == ArrayUse.LABELS && !Files.isRegularFile(path)) {
      return path + ": expected a file, found a pipe, which can be read once";
    }
    return use.refusal(
        array.name().isEmpty() || arrays.size() == 1 ? argument : path + ":" + array.name(), array);
  }
}
