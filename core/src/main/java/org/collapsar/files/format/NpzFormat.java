package org.collapsar.files.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Bytes;
import org.collapsar.files.io.CheckedBytes;
import org.collapsar.files.io.FileBytes;
import org.collapsar.files.io.InflatedBytes;
import org.collapsar.files.io.Json;
import org.collapsar.files.io.ZipMember;

/**
 * NPZ: a zip archive of NPY files, stored or deflated; members that are no NPY files are passed
 * over. An archive that no format knows is taken for a poor one of these, so that there is a line
 * that says what it lacks.
 */
public final class NpzFormat implements ArrayFormat {
  private static final String SUFFIX = ".npy";

  @Override
  public String name() {
    return "NPZ";
  }

  @Override
  public String reads() {
    return "named arrays, numpy.savez or numpy.savez_compressed";
  }

  @Override
  public List<String> endings() {
    return List.of(".npz");
  }

  @Override
  public boolean recognises(InputFile file) throws IOException {
    // scipy.sparse.save_npz makes such an archive of the parts of a matrix.
    return file.zipHas(member -> member.endsWith(SUFFIX)) && !file.zipHas("indptr.npy"::equals);
  }

  @Override
  public boolean guesses(InputFile file) throws IOException {
    return file.isZip();
  }

  @Override
  public List<StoredArray> open(InputFile file) throws IOException {
    List<StoredArray> arrays = new ArrayList<>();
    try (FileBytes bytes = file.bytes()) {
      for (ZipMember member : file.zipMembers()) {
        if (member.name().endsWith(SUFFIX)) {
          arrays.add(array(file.path(), bytes, member));
        }
      }
    }
    if (arrays.isEmpty()) {
      throw new BadInputException(
          file.path()
              + ": expected a zip archive with members NAME.npy, found one without"
              + (file.zipMembers().isEmpty()
                  ? ""
                  : "; unzip it first: it holds " + Json.quote(file.zipMembers().get(0).name())));
    }
    return arrays;
  }

  private static StoredArray array(Path file, FileBytes archive, ZipMember member)
      throws IOException {
    String name = member.name().substring(0, member.name().length() - SUFFIX.length());
    String label = StoredArray.label(file, name);
    FileBytes packed = archive.from(member.start());
    NpyHeader header;
    try (InputStream in =
        member.deflated()
            ? InflatedBytes.stream(member, archive.slice(member.start()))
            : archive.slice(member.start()).stream(member.size())) {
      header = NpyHeader.read(label, in, member.size());
    } catch (ZipException | EOFException e) {
      throw new BadInputException(label + ": expected a whole member, found a damaged one", e);
    }
    Bytes data =
        member.deflated()
            ? new InflatedBytes(label, member, packed, header.dataStart())
            : new CheckedBytes(label, member, packed, header.dataStart());
    return header.array(name, label, data);
  }
}
