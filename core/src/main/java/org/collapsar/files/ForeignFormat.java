package org.collapsar.files;

import java.io.IOException;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.format.ArrayFormat;
import org.collapsar.files.format.InputFile;
import org.collapsar.files.format.StoredArray;
import org.collapsar.modules.MissingModuleException;
import org.collapsar.modules.ModuleInfo;
import org.jspecify.annotations.Nullable;

/**
 * A format that people bring and that is not read: recognised, so that the answer is the line that
 * helps.
 *
 * @param found what a file of it is, "a pickle of Python"
 * @param endings of its names, in case another format wants to know
 * @param test whether a file is one, by its content
 * @param advice what turns it into something that is read; FILE stands for its name
 * @param module what reads it where it is here, or null
 */
record ForeignFormat(
    String found, List<String> endings, Test test, String advice, @Nullable ModuleInfo module)
    implements ArrayFormat {

  /** A format that a line converts. */
  static ForeignFormat converted(String found, List<String> endings, Test test, String advice) {
    return new ForeignFormat(found, endings, test, advice, null);
  }

  /** A format that a module reads, which is not here if this is asked. */
  static ForeignFormat ofModule(String found, List<String> endings, Test test, ModuleInfo module) {
    return new ForeignFormat(found, endings, test, "needs the module " + module.name(), module);
  }

  /** Looks at a file. */
  @FunctionalInterface
  interface Test {
    boolean of(InputFile file) throws IOException;
  }

  @Override
  public String name() {
    return found;
  }

  @Override
  public String reads() {
    return advice;
  }

  @Override
  public boolean recognises(InputFile file) throws IOException {
    return test.of(file);
  }

  @Override
  public List<StoredArray> open(InputFile file) {
    if (module != null) {
      throw new MissingModuleException(file.path() + " (" + found + ")", module);
    }
    throw new BadInputException(
        file.path()
            + ": expected "
            + ArrayFormats.names()
            + ", found "
            + found
            + ": "
            + advice.replace("FILE", file.path().toString()));
  }
}
