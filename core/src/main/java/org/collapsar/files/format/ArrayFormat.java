package org.collapsar.files.format;

import java.io.IOException;
import java.util.List;

/**
 * A format of files that hold arrays. A class per format, and one line in {@code ArrayFormats}; a
 * module on demand offers its own as services of this interface, with a public constructor without
 * arguments.
 *
 * <p>Content decides: {@link #recognises} looks at bytes wherever a format has bytes of its own.
 */
public interface ArrayFormat {

  /** {@return the name in messages, help and documents, for example "NPZ"} */
  String name();

  /** {@return the contents that are read, in a line for help and documents} */
  String reads();

  /**
   * {@return endings that names of such files have, each with its dot} They decide nothing where
   * content does; a file with an ending of some format is never taken as text just because it looks
   * so.
   */
  List<String> endings();

  /**
   * Tells whether a file is of this format for certain. It is so also where the file is damaged
   * behind its beginning, so that {@link #open} can say what is wrong.
   *
   * @param file whose first bytes are looked at
   * @return false where the content may be of another format
   * @throws IOException when the file cannot be read
   */
  boolean recognises(InputFile file) throws IOException;

  /**
   * Tells whether a file that no format recognises, and whose name is that of no other, is taken as
   * one of this format.
   *
   * @param file whose name and first bytes are looked at
   * @return false, unless it is overridden
   * @throws IOException when the file cannot be read
   */
  default boolean guesses(InputFile file) throws IOException {
    return false;
  }

  /**
   * {@return whether files of the format are whole networks, which make features and hold none}
   * Their arrays are features only where they are named.
   */
  default boolean isOfNetworks() {
    return false;
  }

  /**
   * Lists the arrays of a file that was recognised, in the order of the file. Reads headers and
   * leaves numbers where they are, as far as the format allows.
   *
   * @param file that {@link #recognises} or {@link #guesses}
   * @return may be empty; arrays that cannot be read are in it and say why
   * @throws org.collapsar.BadInputException when the file is not what its beginning promised
   * @throws IOException when it cannot be read: an EOFException or ZipException where it is cut
   */
  List<StoredArray> open(InputFile file) throws IOException;
}
