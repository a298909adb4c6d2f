package org.collapsar.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.files.format.StoredArray;

/**
 * Opens tables of numbers, to be read a block of rows at a time: NPY, NPZ, safetensors, CSV and
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
    ArrayFile file = ArrayFile.open(argument);
    List<NamedRows> tables = new ArrayList<>();
    for (StoredArray table : file.tables()) {
      tables.add(new NamedRows(file.path().toString(), table.name(), table.rows()));
    }
    return List.copyOf(tables);
  }

  /** The file of an argument PATH or PATH:MEMBER, which need not be there. */
  public static Path path(String argument) {
    return ArrayFile.pathOf(argument);
  }
}
