package org.collapsar.files.format;

import java.io.IOException;
import java.util.List;
import org.collapsar.BadInputException;

/**
 * A format that people bring and that is not read: recognised, so that the answer is the line that
 * helps.
 *
 * @param found what a file of it is, "a pickle of Python"
 * @param endings of its names, in case another format wants to know
 * @param test whether a file is one, by its content
 * @param advice what turns it into something that is read; FILE stands for its name
 */
record ForeignFormat(String found, List<String> endings, Test test, String advice)
    implements ArrayFormat {

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
