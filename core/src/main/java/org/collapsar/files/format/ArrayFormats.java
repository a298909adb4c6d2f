package org.collapsar.files.format;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Unreadable;

/** All formats of files that hold arrays, and the one that a file has. */
public final class ArrayFormats {
  private static final ArrayFormat NPZ = new NpzFormat();
  private static final ArrayFormat TEXT = new TextFormat();

  /** Those of core, in the order of help and documents. A format more is a line here. */
  public static final List<ArrayFormat> ALL =
      List.of(new NpyFormat(), NPZ, new SafetensorsFormat(), TEXT);

  /** What takes a file that no other format knows: any zip archive, any text. */
  private static final List<ArrayFormat> LAST = List.of(NPZ, TEXT);

  private ArrayFormats() {}

  /** Those of modules, found once. */
  private static final class OfModules {
    static final List<ArrayFormat> LIST =
        ServiceLoader.load(ArrayFormat.class, ArrayFormat.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
  }

  /** Those that can be read here and now: core's and those of modules that are there. */
  public static List<ArrayFormat> readable() {
    List<ArrayFormat> all = new ArrayList<>(ALL);
    all.addAll(all.size() - 1, OfModules.LIST);
    return List.copyOf(all);
  }

  /** Those that are recognised and answered with the line that converts them. */
  public static List<ArrayFormat> foreign() {
    return List.copyOf(ForeignFormats.ALL);
  }

  /** The names of those that can be read, for a sentence: "NPY, NPZ or text". */
  public static String names() {
    List<String> names = readable().stream().map(ArrayFormat::name).toList();
    return String.join(", ", names.subList(0, names.size() - 1))
        + " or "
        + names.get(names.size() - 1);
  }

  /** Endings of names of files that can be read, for help: ".npy, .npz". */
  public static String endings() {
    return readable().stream()
        .flatMap(format -> format.endings().stream())
        .collect(Collectors.joining(", "));
  }

  /** In the order in which a file is tried: what takes anything else comes last. */
  private static List<ArrayFormat> tried() {
    List<ArrayFormat> tried = new ArrayList<>(readable());
    tried.removeAll(LAST);
    tried.addAll(ForeignFormats.ALL);
    tried.addAll(LAST);
    return tried;
  }

  /** Whether the name of a file is that of another format. */
  static boolean isNameOfOther(InputFile file, ArrayFormat format) {
    return tried().stream().anyMatch(f -> f != format && file.isNamed(f.endings()));
  }

  /**
   * The arrays of a file, whatever its format.
   *
   * @throws BadInputException when it cannot be read, is of no format that is, or is damaged
   */
  public static List<StoredArray> open(Path path) {
    try (InputFile file = InputFile.open(path)) {
      return of(file).open(file);
    } catch (EOFException | ZipException e) {
      throw new BadInputException(path + ": expected a whole file, found one that is cut", e);
    } catch (IOException e) {
      throw Unreadable.file(path, e);
    }
  }

  private static ArrayFormat of(InputFile file) throws IOException {
    for (ArrayFormat format : tried()) {
      if (format.recognises(file)) {
        return format;
      }
    }
    throw new BadInputException(
        file.path()
            + ": expected "
            + names()
            + " by content, found "
            + (file.isEmpty() ? "an empty file" : "something else"));
  }
}
