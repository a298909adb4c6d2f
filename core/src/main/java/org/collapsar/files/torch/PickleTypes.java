package org.collapsar.files.torch;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a reader of pickles knows beyond Python's own lists, dicts, texts and numbers. */
interface PickleTypes {

  /**
   * What a class or function stands for when it is given arguments: a description, made without
   * executing anything.
   *
   * @return null where it is not known
   * @throws IOException when the file cannot be read
   */
  @Nullable Object call(PickleName function, List<Object> arguments) throws IOException;

  /** What stands outside the pickle under an identifier, null where that is not known. */
  @Nullable Object persistent(Object identifier);
}
