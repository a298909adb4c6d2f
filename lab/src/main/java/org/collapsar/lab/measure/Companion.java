package org.collapsar.lab.measure;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.Globs;
import org.jspecify.annotations.Nullable;

/** Files that go with the files of features: none, one for all, or one for each. */
final class Companion {
  private final List<String> files;

  Companion(String option, @Nullable String argument, List<String> features) {
    this.files = argument == null ? List.of() : Globs.expand(argument);
    if (files.size() > 1 && files.size() != features.size()) {
      throw new BadInputException(
          option
              + " "
              + argument
              + ": expected one file, or one for each of the "
              + features.size()
              + " files of features, found "
              + files.size());
    }
  }

  @Nullable String at(int index) {
    return files.isEmpty() ? null : files.get(files.size() == 1 ? 0 : index);
  }
}
