package org.collapsar.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.io.FileBytes;
import org.collapsar.files.io.Json;

/**
 * The files beside a model that hold its numbers. A model may name only files of its own folder,
 * whatever it writes and wherever links lead: one that comes from elsewhere must not make the
 * runtime read a file of the user's.
 */
final class ExternalFiles {
  /**
   * Where the runtime takes a name for an address in memory, it begins so; no file that a model may
   * name does.
   */
  private static final String NOT_A_FILE = "*";

  private final Path model;
  private final Path folder;
  private final Map<String, External> opened = new HashMap<>();

  /**
   * Of a model.
   *
   * @throws IOException where its folder cannot be found
   */
  ExternalFiles(Path model) throws IOException {
    this.model = model;
    Path parent = model.toAbsolutePath().getParent();
    this.folder = (parent == null ? model.toAbsolutePath() : parent).toRealPath();
  }

  /** The folder of the model, without links. */
  Path folder() {
    return folder;
  }

  /** A file and its size when it was looked at first. */
  private record External(Path path, long size) {}

  /**
   * The numbers of a constant, of which none is read.
   *
   * @param tensor external
   * @param length how many bytes its type and shape make
   * @throws BadInputException when the file is not in the folder, is not there or is too short
   */
  FileBytes bytes(TensorHeader tensor, long length) throws IOException {
    String location = tensor.location;
    External file = opened.get(location);
    if (file == null) {
      file = open(tensor, location);
      opened.put(location, file);
    }
    long offset = number(tensor, "offset", tensor.offset, 0);
    long given = number(tensor, "length", tensor.externalLength, length);
    if (given != length) {
      throw bad(tensor, "expected " + length + " bytes by its shape, found a length of " + given);
    }
    if (offset > file.size() - length) {
      throw bad(
          tensor,
          "expected "
              + length
              + " bytes from byte "
              + offset
              + " of "
              + location
              + " on, found a file of "
              + file.size());
    }
    return new FileBytes(file.path(), offset, file.size());
  }

  private External open(TensorHeader tensor, String location) throws IOException {
    if (location.isEmpty()) {
      throw bad(tensor, "expected the name of the file with its numbers, found none");
    }
    Path path = inside(tensor, location);
    if (!Files.exists(path)) {
      throw bad(tensor, "expected its numbers in the file " + path + ", found no such file");
    }
    Path real = path.toRealPath();
    if (!real.startsWith(folder)) {
      throw bad(
          tensor,
          "expected a file in the model's folder, found "
              + location
              + ", a link that leads out of it; copy the file there");
    }
    if (!Files.isRegularFile(real)) {
      throw bad(tensor, "expected a file, found " + location + ", which is none");
    }
    return new External(real, Files.size(real));
  }

  private Path inside(TensorHeader tensor, String location) {
    boolean plain =
        !location.startsWith(NOT_A_FILE)
            && location.indexOf('\\') < 0
            && location.indexOf(':') < 0
            && location.chars().allMatch(c -> c >= ' ');
    try {
      Path path = Path.of(location);
      if (plain && !path.isAbsolute()) {
        for (Path part : path) {
          plain &= !part.toString().equals("..");
        }
        if (plain) {
          return folder.resolve(path);
        }
      }
    } catch (InvalidPathException e) {
      // Said below.
    }
    throw bad(
        tensor, "expected the name of a file in the model's folder, found " + Json.quote(location));
  }

  private long number(TensorHeader tensor, String what, String text, long otherwise) {
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw bad(tensor, "expected a number of bytes as its " + what + ", found " + Json.quote(text));
  }

  private BadInputException bad(TensorHeader tensor, String what) {
    return new BadInputException(model + ": " + tensor.describe() + ": " + what);
  }
}
