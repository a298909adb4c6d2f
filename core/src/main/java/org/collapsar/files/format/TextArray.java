package org.collapsar.files.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipException;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Spool;
import org.collapsar.files.io.Unreadable;
import org.collapsar.files.text.TextOptions;
import org.collapsar.files.text.TextReader;
import org.collapsar.files.text.TextTable;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Table of text. It is read, once, when it is known what for: features are numbers, labels may be
 * names. Its numbers are kept as doubles in a {@link Spool}.
 */
public final class TextArray implements StoredArray {
  private static final int BUFFER = 1 << 16;

  /** The text from its beginning, as often as it is asked for. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  private final Path path;
  private final Source source;
  private final @Nullable String column;
  private @Nullable TextRows plain;

  TextArray(Path path, Source source, @Nullable String column) {
    this.path = path;
    this.source = source;
    this.column = column;
  }

  /**
   * Picks one column of the table.
   *
   * @param name of the column, or its number from 0
   * @return an array of that column alone
   */
  public TextArray column(String name) {
    return new TextArray(path, source, name);
  }

  /**
   * Reads the table.
   *
   * @param options the user's choices, where the content leaves one
   * @param purpose numbers or labels
   * @return the rows, in the reading that they have by themselves; have to be closed
   * @throws BadInputException when it is no such table: names line, row and column
   */
  public TextRows read(TextOptions options, TextReader.Purpose purpose) {
    try {
      try {
        return read(options, purpose, false);
      } catch (TextReader.MixedTexts labels) {
        return read(options, purpose, true);
      }
    } catch (EOFException | ZipException e) {
      throw new BadInputException(path + ": expected a whole file, found one that is cut", e);
    } catch (IOException e) {
      throw Unreadable.file(path, e);
    }
  }

  private TextRows read(TextOptions options, TextReader.Purpose purpose, boolean asText)
      throws IOException {
    Spool spool = new Spool();
    ByteBuffer out = ByteBuffer.allocate(BUFFER).order(ByteOrder.nativeOrder());
    boolean done = false;
    try (InputStream in = source.open()) {
      TextTable table =
          TextReader.read(
              label(),
              in,
              options,
              purpose,
              column,
              asText,
              (values, count) -> {
                for (int j = 0; j < count; j++) {
                  if (!out.hasRemaining()) {
                    spool.write(out.array(), 0, out.position());
                    out.clear();
                  }
                  out.putDouble(values[j]);
                }
              });
      spool.write(out.array(), 0, out.position());
      spool.finish();
      TextRows rows = TextRows.of(label(), table, spool);
      done = true;
      return rows;
    } finally {
      if (!done) {
        spool.close();
      }
    }
  }

  /** As numbers, where nothing is said and nothing known. */
  private TextRows plain() {
    TextRows known = plain;
    if (known == null) {
      known = read(TextOptions.DEFAULT, TextReader.Purpose.NUMBERS);
      plain = known;
    }
    return known;
  }

  @Override
  public String name() {
    return column == null ? "" : column;
  }

  @Override
  public String label() {
    return column == null ? path.toString() : StoredArray.label(path, column);
  }

  @Override
  public List<Long> shape() {
    return List.of(plain().rows(), (long) plain().columns());
  }

  @Override
  public TensorType type() {
    return TensorType.F64;
  }

  @Override
  public @Nullable String refusal() {
    return null;
  }

  @Override
  public String layout() {
    return "text";
  }

  @Override
  public Rows flattened() {
    plain().leftOut();
    return plain();
  }
}
