package org.collapsar.files.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.files.io.BytesStream;
import org.collapsar.files.io.Gzip;
import org.collapsar.files.io.Spool;

/**
 * Text: a table, a row per line. It has no bytes of its own: what a name promises to be text is,
 * and what looks like text unless the name is that of another format.
 */
public final class TextFormat implements ArrayFormat {
  /** Several variables, one behind the other, are no table. */
  private static final String OCTAVE = "# Created by Octave";

  private static final List<String> ENDINGS =
      List.of(".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz");

  @Override
  public String name() {
    return "text";
  }

  @Override
  public String reads() {
    return "a table of numbers, a row per line, separated by tabs, semicolons, commas, bars or"
        + " blanks; a header and an index are skipped; also compressed by gzip, or from a pipe";
  }

  @Override
  public List<String> endings() {
    return ENDINGS;
  }

  @Override
  public boolean recognises(InputFile file) throws IOException {
    return file.isNamed(ENDINGS) && file.isText() && !file.has(0, OCTAVE);
  }

  @Override
  public boolean guesses(InputFile file) throws IOException {
    return ((file.isNamed(ENDINGS) && !file.isBlank()) || file.isText()) && !file.has(0, OCTAVE);
  }

  @Override
  public List<StoredArray> open(InputFile file) throws IOException {
    if (file.isPipe()) {
      Spool kept = new Spool();
      long length;
      try (InputStream in = file.stream();
          InputStream text = Gzip.unpack(in)) {
        length = text.transferTo(kept);
      }
      kept.finish();
      return List.of(new TextArray(file.path(), () -> new BytesStream(kept, length), null));
    }
    Path path = file.path();
    return List.of(new TextArray(path, () -> Gzip.unpack(Files.newInputStream(path)), null));
  }
}
