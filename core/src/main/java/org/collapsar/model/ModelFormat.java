package org.collapsar.model;

import java.io.IOException;
import java.nio.file.Path;
import org.collapsar.files.format.InputFile;

/**
 * Format of trained networks; a module on demand offers its own as a service of this interface,
 * with a public constructor without arguments. Content decides, not the name.
 */
public interface ModelFormat {

  /** {@return the name in messages and help, for example "ONNX"} */
  String name();

  /**
   * Tells whether a file is of this format, be it damaged behind its beginning.
   *
   * @param file whose first bytes are looked at
   * @return false where it may be of another format
   * @throws IOException when the file cannot be read
   */
  boolean recognises(InputFile file) throws IOException;

  /**
   * {@return whether opening or running a model executes what its author wrote, beyond operators
   * that compute} Such a model is opened only where the user trusts it.
   */
  default boolean runsCode() {
    return false;
  }

  /**
   * Reads the graph of a model and leaves its weights where they are.
   *
   * @param path of a file that {@link #recognises}
   * @return a model, not running yet
   * @throws org.collapsar.BadInputException when it is damaged, or asks for what is refused
   * @throws IOException when it cannot be read: an EOFException where it is cut
   */
  TrainedModel open(Path path) throws IOException;
}
