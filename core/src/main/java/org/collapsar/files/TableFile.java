package org.collapsar.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.collapsar.BadInputException;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.TextArray;
import org.collapsar.files.text.TextOptions;
import org.collapsar.files.text.TextReader;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Opener of tables of numbers, to be read a block of rows at a time: NPY, NPZ, safetensors, CSV and
 * TSV, the last two also packed by gzip. NPY of either order, stored members of NPZ and safetensors
 * are read in place, whatever their size; deflated members and text are unpacked first, into a
 * temporary file where they are large. The CRC of a member of NPZ is checked by the first read of
 * it.
 */
public final class TableFile {
  private TableFile() {}

  /**
   * Opens a file, or one member of it. A file is held open from the first read of a table until the
   * table is closed.
   *
   * @param argument PATH, or PATH:MEMBER for a member of an NPZ file or a tensor of a safetensors
   *     file
   * @return the tables [rows x columns], at least one: the named member, or the only one, where a
   *     list of numbers is one column; else all members with two dimensions, in the order of the
   *     file, those of floating-point numbers if there are such
   * @throws org.collapsar.BadInputException when it cannot be read, is none of these formats, or
   *     has no table, or an empty one
   */
  public static List<NamedRows> open(String argument) {
    return tables(argument, false, StoredArray::rows, remark -> {});
  }

  /**
   * Opens features, as {@link #open(String)} does, with what a user says of them.
   *
   * @param argument PATH or PATH:MEMBER
   * @param text of tables of text
   * @param shaping of more than two dimensions
   * @param notes hears what formats say of tables, a line each
   * @return the tables [rows x columns], at least one
   * @throws org.collapsar.BadInputException as {@link #open(String)}
   */
  public static List<NamedRows> open(
      String argument, TextOptions text, Shaping shaping, Consumer<String> notes) {
    return tables(
        argument,
        shaping != Shaping.NONE,
        array -> {
          if (array instanceof TextArray table) {
            return table.read(text, TextReader.Purpose.NUMBERS);
          }
          if (!text.named().isEmpty()) {
            throw new BadInputException(
                argument
                    + ": expected a table of text, whose columns --skip-columns leaves out, found an"
                    + " array");
          }
          return shaping.rows(array);
        },
        notes);
  }

  private static List<NamedRows> tables(
      String argument, boolean deep, Function<StoredArray, Rows> rows, Consumer<String> notes) {
    ArrayFile file = ArrayFile.open(argument);
    List<NamedRows> tables = new ArrayList<>();
    for (StoredArray table : file.tables(deep)) {
      String remark = table.remark();
      if (remark != null) {
        notes.accept(remark);
      }
      tables.add(new NamedRows(file.path().toString(), table.name(), rows.apply(table)));
    }
    return List.copyOf(tables);
  }

  /**
   * Lists the names of all arrays of a file, tables or not.
   *
   * @param file a path, without a member
   * @return in the order of the file; one empty name where the file is one array
   * @throws org.collapsar.BadInputException when it cannot be read, or is none of these formats
   */
  public static List<String> names(String file) {
    return ArrayFile.open(file).arrays().stream().map(StoredArray::name).toList();
  }

  /**
   * Takes the member from an argument PATH:MEMBER.
   *
   * @param argument PATH or PATH:MEMBER
   * @return its name; null for a PATH alone
   */
  public static @Nullable String member(String argument) {
    return ArrayFile.memberOf(argument);
  }

  /**
   * Takes the file from an argument.
   *
   * @param argument PATH or PATH:MEMBER
   * @return the path of a file that need not be there
   */
  public static Path path(String argument) {
    return ArrayFile.pathOf(argument);
  }
}
