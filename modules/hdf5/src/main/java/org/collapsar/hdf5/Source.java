package org.collapsar.hdf5;

import java.nio.file.Path;
import java.util.function.LongFunction;
import org.collapsar.files.io.Bytes;
import org.collapsar.files.io.FileBytes;

/**
 * Where the bytes of an HDF5 file are: a file of its own, or a member of an archive.
 *
 * @param file for messages
 * @param size in bytes
 * @param from the bytes from a position on; each result is opened and closed on its own
 */
record Source(Path file, long size, LongFunction<Bytes> from) {

  static Source of(Path file, FileBytes bytes, long size) {
    return new Source(file, size, bytes::from);
  }
}
