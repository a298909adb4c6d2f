package org.collapsar.lab.measure;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.FileGroups;
import org.jspecify.annotations.Nullable;

/** Files that go with the files of features: none, one for all, or one for each. */
final class Companion {
  private final String option;
  private final List<List<String>> groups;

  /**
   * @param join whether all files of the argument are one table
   * @param features how many rows are measured
   */
  Companion(String option, @Nullable String argument, boolean join, int features) {
    this.option = option;
    this.groups = argument == null ? List.of() : FileGroups.of(argument, join);
    if (groups.size() > 1 && groups.size() != features) {
      throw new BadInputException(
          option
              + " "
              + argument
              + ": expected one file, or one for each of the "
              + features
              + " files of features, found "
              + groups.size());
    }
  }

  /** The parts of the table that goes with one of the features; empty where there is none. */
  List<String> parts(int index) {
    return groups.isEmpty() ? List.of() : groups.get(groups.size() == 1 ? 0 : index);
  }

  /**
   * The file that goes with one of the features.
   *
   * @throws BadInputException if there are several to be joined
   */
  @Nullable String at(int index) {
    List<String> parts = parts(index);
    if (parts.size() > 1) {
      throw new BadInputException(
          option + ": expected one file, found " + String.join("+", parts) + ", which are joined");
    }
    return parts.isEmpty() ? null : parts.get(0);
  }
}
