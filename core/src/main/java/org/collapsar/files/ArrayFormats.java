package org.collapsar.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.collapsar.BadInputException;
import org.collapsar.files.format.ArrayFormat;
import org.collapsar.files.format.InputFile;
import org.collapsar.files.format.NpyFormat;
import org.collapsar.files.format.NpzFormat;
import org.collapsar.files.format.SafetensorsFormat;
import org.collapsar.files.format.SafetensorsIndexFormat;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.TextFormat;
import org.collapsar.files.io.Unreadable;
import org.collapsar.files.torch.TorchFormat;
import org.collapsar.modules.ModuleInfo;
import org.collapsar.modules.Modules;
import org.jspecify.annotations.Nullable;

/** All formats of files that hold arrays, and the one that a file has. */
public final class ArrayFormats {

  /** Those of core, in the order in which help and documents list them. A format more is a line. */
  public static final List<ArrayFormat> ALL =
      List.of(
          new NpyFormat(),
          new NpzFormat(),
          new SafetensorsFormat(),
          new SafetensorsIndexFormat(),
          new TorchFormat(),
          new TextFormat());

  private static volatile @Nullable List<ArrayFormat> ofModules;

  private ArrayFormats() {}

  /**
   * Those of modules that are here; found once, and only where none of core's serves. Not by the
   * initialiser of a class: what is wrong with a module would come out as an error of ours.
   */
  private static List<ArrayFormat> ofModules() {
    List<ArrayFormat> formats = ofModules;
    if (formats == null) {
      formats = Modules.services(ArrayFormat.class);
      ofModules = formats;
    }
    return formats;
  }

  /**
   * {@return the formats that can be read here and now: core's and those of modules that are here}
   */
  public static List<ArrayFormat> readable() {
    return Stream.of(ALL, ofModules()).flatMap(List::stream).toList();
  }

  /** {@return the formats that are recognised and answered with the line that helps} */
  public static List<ArrayFormat> foreign() {
    return List.copyOf(ForeignFormats.ALL);
  }

  /** {@return the names of the formats that can be read, for a sentence: "NPY, NPZ or text"} */
  public static String names() {
    List<String> names = readable().stream().map(ArrayFormat::name).toList();
    return String.join(", ", names.subList(0, names.size() - 1))
        + " or "
        + names.get(names.size() - 1);
  }

  /**
   * {@return the names of the formats that can be read, and of those that can with a module that is
   * not here: a sentence for help}
   */
  public static String help() {
    List<String> absent = new ArrayList<>();
    for (ForeignFormat format : ForeignFormats.ALL) {
      ModuleInfo module = format.module();
      if (module != null && !Modules.present(module.name())) {
        absent.add(format.found() + " (" + module.name() + ")");
      }
    }
    return absent.isEmpty()
        ? names()
        : names() + "; with a module that is not here: " + String.join(", ", absent);
  }

  /**
   * Contents of a file.
   *
   * @param format its format
   * @param arrays in the order of the file
   */
  public record Opened(ArrayFormat format, List<StoredArray> arrays) {}

  /**
   * Opens the arrays of a file, whatever its format.
   *
   * @param path of the file, without a member
   * @return its format, and its arrays, whose numbers are not read yet
   * @throws BadInputException when it cannot be read, is of no format that is, or is damaged
   */
  public static Opened open(Path path) {
    try (InputFile file = InputFile.open(path)) {
      ArrayFormat format = of(file);
      return new Opened(format, format.open(file));
    } catch (EOFException | ZipException e) {
      throw new BadInputException(path + ": expected a whole file, found one that is cut", e);
    } catch (IOException e) {
      String pattern = Files.isDirectory(path) ? Globs.patternIn(path) : null;
      if (pattern != null) {
        throw new BadInputException(
            path
                + ": expected a file, found a directory; '"
                + pattern
                + "' with --join is one table of its files",
            e);
      }
      throw Unreadable.file(path, e);
    }
  }

  /**
   * Finds the format of a file: the first that is certain, else the first that takes it as its own.
   *
   * @param file open, from its first byte on
   * @return a format, which may be one that only says what helps
   * @throws BadInputException when there is none
   * @throws IOException when it cannot be read
   */
  public static ArrayFormat of(InputFile file) throws IOException {
    for (ArrayFormat format : ALL) {
      if (format.recognises(file)) {
        return format;
      }
    }
    for (List<ArrayFormat> further : List.of(ofModules(), foreign())) {
      for (ArrayFormat format : further) {
        if (format.recognises(file)) {
          return format;
        }
      }
    }
    for (ArrayFormat format : ALL) {
      if (format.guesses(file) && !isNameOfOther(file, format)) {
        return format;
      }
    }
    throw new BadInputException(
        file.path()
            + ": expected "
            + names()
            + " by content, found "
            + (file.isEmpty()
                ? "an empty file"
                : file.isBlank()
                    ? "zero bytes alone: nothing was written, or not all of it"
                    : file.isText()
                        ? "something else"
                        : "something else (numbers alone, of numpy.memmap or tofile, do not say"
                            + " their shape and type: save numpy.fromfile(FILE,"
                            + " 'float32').reshape(n, D) with numpy.save)"));
  }

  private static boolean isNameOfOther(InputFile file, ArrayFormat format) {
    return Stream.of(readable(), foreign())
        .flatMap(List::stream)
        .anyMatch(other -> other != format && file.isNamed(other.endings()));
  }
}
