package org.collapsar.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import org.collapsar.BadInputException;
import org.collapsar.files.format.Csv;
import org.collapsar.files.format.NpyHeader;
import org.collapsar.files.format.SafetensorsFile;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.TensorInfo;
import org.collapsar.files.io.FileBytes;
import org.collapsar.files.io.Gzip;
import org.collapsar.files.io.Json;
import org.collapsar.files.io.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * A file of arrays, whatever its format: NPY, NPZ and safetensors are told by content, CSV and TSV
 * (also packed by gzip) by name. Headers are read, numbers are not (those of text are, on the way
 * to knowing how many there are).
 *
 * @param arrays all of the file's, in its order
 * @param member the one that the user named, or null
 */
record ArrayFile(Path path, List<StoredArray> arrays, @Nullable StoredArray member) {
  private static final int START_BYTES = 9;

  /** Opens PATH or PATH:MEMBER, where the first colon behind an existing file separates the two. */
  static ArrayFile open(String argument) {
    int colon = memberColon(argument);
    Path path = path(colon < 0 ? argument : argument.substring(0, colon));
    List<StoredArray> arrays = arrays(path);
    if (colon < 0) {
      return new ArrayFile(path, arrays, null);
    }
    String name = argument.substring(colon + 1);
    for (StoredArray array : arrays) {
      // The name of a file that is one array is empty: nothing in it can be named.
      if (!array.name().isEmpty() && array.name().equals(name)) {
        return new ArrayFile(path, arrays, array);
      }
    }
    throw new BadInputException(
        path + ": expected a member " + Json.quote(name) + ", found " + summary(arrays));
  }

  /** The file of PATH or PATH:MEMBER. */
  static Path pathOf(String argument) {
    int colon = memberColon(argument);
    return path(colon < 0 ? argument : argument.substring(0, colon));
  }

  private static int memberColon(String argument) {
    if (isFile(argument)) {
      return -1;
    }
    int colon = argument.indexOf(':');
    while (colon >= 0 && !isFile(argument.substring(0, colon))) {
      colon = argument.indexOf(':', colon + 1);
    }
    return colon;
  }

  private static boolean isFile(String name) {
    try {
      Path path = Path.of(name);
      return Files.exists(path) && !Files.isDirectory(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static Path path(String name) {
    if (name.isEmpty()) {
      throw new BadInputException("expected the name of a file, found an empty one");
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new BadInputException(
          "expected the name of a file, found " + Json.quote(name) + " (" + e.getReason() + ")", e);
    }
  }

  private static List<StoredArray> arrays(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] start = in.readNBytes(START_BYTES);
      String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
      if (NpyHeader.isMagic(start)) {
        return List.of(npy(path));
      } else if (isZip(start)) {
        return npz(path);
      } else if (name.endsWith(".safetensors")
          || (start.length == START_BYTES && start[START_BYTES - 1] == '{')) {
        return safetensors(path);
      } else if (name.matches(".*\\.(csv|tsv|txt)(\\.gz)?")) {
        return List.of(csv(path));
      }
      throw new BadInputException(
          path
              + ": expected NPY, NPZ or safetensors by content, or a name in .csv, .tsv, .txt,"
              + " .csv.gz, .tsv.gz or .txt.gz, found "
              + (start.length == 0 ? "an empty file" : "something else"));
    } catch (EOFException | ZipException e) {
      throw new BadInputException(path + ": expected a whole file, found one that is cut", e);
    } catch (IOException e) {
      throw Unreadable.file(path, e);
    }
  }

  private static boolean isZip(byte[] start) {
    return start.length >= 4
        && start[0] == 'P'
        && start[1] == 'K'
        && ((start[2] == 3 && start[3] == 4) || (start[2] == 5 && start[3] == 6));
  }

  private static StoredArray npy(Path path) throws IOException {
    long length = Files.size(path);
    try (FileBytes bytes = new FileBytes(path, 0, length)) {
      NpyHeader header = NpyHeader.read(path.toString(), bytes.stream(length), length);
      return header.array("", path.toString(), bytes.from(header.dataStart()));
    }
  }

  private static List<StoredArray> npz(Path path) throws IOException {
    long length = Files.size(path);
    try (FileBytes bytes = new FileBytes(path, 0, length)) {
      return Npz.arrays(path, bytes, length);
    }
  }

  private static List<StoredArray> safetensors(Path path) throws IOException {
    long length = Files.size(path);
    List<StoredArray> arrays = new ArrayList<>();
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      for (TensorInfo tensor : file.tensors()) {
        arrays.add(
            new StoredArray(
                tensor.name(),
                StoredArray.label(path, tensor.name()),
                tensor.type(),
                ByteOrder.LITTLE_ENDIAN,
                false,
                tensor.shape(),
                new FileBytes(path, file.position(tensor), length),
                null));
      }
    }
    return arrays;
  }

  private static StoredArray csv(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path);
        InputStream text = Gzip.unpack(in)) {
      return Csv.read(path.toString(), text);
    }
  }

  /**
   * The tables: the named one; the only one; all with two dimensions of floating-point numbers, or
   * of integers where there is none.
   *
   * @throws BadInputException when there is none
   */
  List<StoredArray> tables() {
    StoredArray named = namedOrOnly();
    if (named != null) {
      return List.of(named);
    }
    for (boolean floatingPoint : new boolean[] {true, false}) {
      List<StoredArray> tables =
          arrays.stream().filter(array -> array.isTable(floatingPoint)).toList();
      if (!tables.isEmpty()) {
        return tables;
      }
    }
    throw new BadInputException(
        path + ": expected a table of 2 dimensions, found " + summary(arrays));
  }

  /**
   * The named array; the only one; the only one that is what is looked for.
   *
   * @param what is looked for, in words
   * @throws BadInputException when there is not exactly one
   */
  StoredArray one(String what, Predicate<StoredArray> fits) {
    StoredArray named = namedOrOnly();
    if (named != null) {
      return named;
    }
    List<StoredArray> fitting = arrays.stream().filter(fits).toList();
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    throw new BadInputException(
        path + ": expected " + what + " or its name as FILE:NAME, found " + summary(arrays));
  }

  private @Nullable StoredArray namedOrOnly() {
    return member == null && arrays.size() == 1 ? arrays.get(0) : member;
  }

  private static String summary(List<StoredArray> arrays) {
    int shown = 20;
    String list =
        arrays.stream().limit(shown).map(StoredArray::summary).collect(Collectors.joining(", "));
    if (arrays.isEmpty()) {
      return "no arrays";
    } else if (arrays.size() == 1 && arrays.get(0).name().isEmpty()) {
      return "a file that is one array and has no members";
    }
    return list + (arrays.size() > shown ? " and " + (arrays.size() - shown) + " more" : "");
  }
}
