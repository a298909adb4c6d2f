package org.collapsar.files.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.collapsar.files.io.Gzip;

/**
 * Text: a table, a row a line. It has no bytes of its own: what a name promises to be text is, and
 * what looks like text unless the name is that of another format.
 */
public final class TextFormat implements ArrayFormat {
  private static final List<String> ENDINGS =
      List.of(".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz");

  @Override
  public String name() {
    return "text";
  }

  @Override
  public String reads() {
    return "a table of numbers, a row a line, separated by tabs, semicolons, commas or blanks;"
        + " a header is passed over; also packed by gzip, or from a pipe";
  }

  @Override
  public List<String> endings() {
    return ENDINGS;
  }

  @Override
  public boolean recognises(InputFile file) throws IOException {
    return file.isNamed(ENDINGS) && file.isText();
  }

  @Override
  public boolean guesses(InputFile file) throws IOException {
    return file.isNamed(ENDINGS) || file.isText();
  }

  @Override
  public List<StoredArray> open(InputFile file) throws IOException {
    try (InputStream in = file.stream();
        InputStream text = Gzip.unpack(in)) {
      return List.of(Csv.read(file.path().toString(), text));
    }
  }
}
