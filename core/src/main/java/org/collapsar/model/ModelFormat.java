package org.collapsar.model;

import java.io.IOException;
import java.nio.file.Path;
import org.collapsar.files.format.InputFile;

/**
 * A format of trained networks; a module on demand offers its own as a service of this interface,
 * with a public constructor without arguments. Content decides, not the name.
 */
public interface ModelFormat {

  /** What messages and help call it, for example "ONNX". */
  String name();

  /**
   * Whether a file is of this format, be it damaged behind its beginning.
   *
   * @throws IOException when the file cannot be read
   */
  boolean recognises(InputFile file) throws IOException;

  /**
   * Whether opening or running a model executes what its author wrote, beyond operators that
   * compute. Such a model is opened only where the user trusts it.
   */
  default boolean runsCode() {
    return false;
  }

  /**
   * Reads the graph of a model and leaves its weights where they are.
   *
   * @throws org.collapsar.BadInputException when it is damaged, or asks for what is refused
   * @throws IOException when it cannot be read: an EOFException where it is cut
   */
  TrainedModel open(Path path) throws IOException;
}
