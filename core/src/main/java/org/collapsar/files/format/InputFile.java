package org.collapsar.files.format;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.zip.ZipException;
import org.collapsar.BadInputException;
import org.collapsar.files.io.FileBytes;
import org.collapsar.files.io.Gzip;
import org.collapsar.files.io.ZipDirectory;
import org.collapsar.files.io.ZipMember;
import org.jspecify.annotations.Nullable;

/**
 * A file whose format is looked for: its name and its first bytes, which are read once. A pipe is
 * one, too: its content is a stream that can be taken once.
 */
public final class InputFile implements AutoCloseable {
  private static final int START = 1 << 12;

  /** Of gzip, which at 1 : 1000 makes more than enough to look at. */
  private static final int UNPACKED = 1 << 10;

  private final Path path;
  private final boolean regular;
  private final byte[] start;
  private @Nullable InputStream rest;
  private @Nullable List<ZipMember> zipMembers;

  private InputFile(Path path, boolean regular, byte[] start, @Nullable InputStream rest) {
    this.path = path;
    this.regular = regular;
    this.start = start;
    this.rest = rest;
  }

  /**
   * Reads the beginning of a file.
   *
   * @param path of a file or a pipe
   * @return open; has to be closed
   * @throws IOException when it cannot be read
   */
  public static InputFile open(Path path) throws IOException {
    boolean regular = Files.isRegularFile(path);
    // Streams of files ask a pipe for its position, which it has not; behind a buffer nobody asks.
    InputStream in =
        regular
            ? Files.newInputStream(path)
            : new BufferedInputStream(new FileInputStream(path.toString()));
    InputFile opened = null;
    try {
      byte[] start = in.readNBytes(START);
      opened = new InputFile(path, regular, start, regular ? null : in);
      return opened;
    } finally {
      if (regular || opened == null) {
        in.close();
      }
    }
  }

  /** {@return the path, as the user named it: messages begin with it} */
  public Path path() {
    return path;
  }

  /** {@return the last part of the path, in lower case} */
  public String name() {
    return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
  }

  /**
   * Tells whether the name has one of some endings, in either case.
   *
   * @param endings in lower case, each with its dot
   * @return true where one fits
   */
  public boolean isNamed(List<String> endings) {
    return endings.stream().anyMatch(name()::endsWith);
  }

  /** {@return whether the content can be taken only once} */
  public boolean isPipe() {
    return !regular;
  }

  /** {@return whether there is not a single byte} */
  public boolean isEmpty() {
    return start.length == 0;
  }

  /** {@return the first bytes, at most 4096; a copy} */
  public byte[] start() {
    return start.clone();
  }

  /**
   * Tells whether certain bytes stand at a place, however far behind the beginning.
   *
   * @param offset of the first of them, in bytes from the beginning
   * @param magic bytes, each 0 .. 255
   * @return false where others stand there, the file ends before, or is a pipe and the place is far
   *     behind
   * @throws IOException when the file cannot be read
   */
  public boolean has(long offset, int... magic) throws IOException {
    byte[] found = new byte[magic.length];
    if (offset + magic.length <= start.length) {
      System.arraycopy(start, (int) offset, found, 0, magic.length);
    } else if (!regular || offset + magic.length > Files.size(path)) {
      return false;
    } else {
      try (FileBytes bytes = bytes()) {
        bytes.read(offset, ByteBuffer.wrap(found));
      }
    }
    for (int i = 0; i < magic.length; i++) {
      if ((found[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Tells whether a text stands at a place, as {@link #has(long, int...)} does.
   *
   * @param offset of its first character, in bytes from the beginning
   * @param magic in ASCII
   * @return false as {@link #has(long, int...)} says
   * @throws IOException when the file cannot be read
   */
  public boolean has(long offset, String magic) throws IOException {
    return has(offset, magic.chars().toArray());
  }

  /**
   * {@return whether it begins as a zip archive does, be it empty}
   *
   * @throws IOException when the file cannot be read
   */
  public boolean isZip() throws IOException {
    return has(0, 'P', 'K', 3, 4) || has(0, 'P', 'K', 5, 6);
  }

  /**
   * Tells whether the file is a zip archive with a certain member.
   *
   * @param member accepts its name
   * @return false where its list of members is damaged
   * @throws IOException when it cannot be read
   */
  public boolean zipHas(Predicate<String> member) throws IOException {
    if (!isZip() || !regular) {
      return false;
    }
    try {
      return zipMembers().stream().anyMatch(each -> member.test(each.name()));
    } catch (BadInputException | EOFException | ZipException damaged) {
      return false;
    }
  }

  /**
   * Lists the members of a zip archive, which are read once.
   *
   * @return in the order of their bytes
   * @throws BadInputException when it is no sound archive
   * @throws IOException when it cannot be read
   */
  public List<ZipMember> zipMembers() throws IOException {
    List<ZipMember> known = zipMembers;
    if (known == null) {
      try (FileBytes bytes = bytes()) {
        known = ZipDirectory.read(path.toString(), bytes, size());
      }
      zipMembers = known;
    }
    return known;
  }

  /**
   * Tells whether the beginning is plain text: no control characters but those that end lines and
   * separate cells. Gzip is looked into; UTF-16 is text where its mark says so.
   *
   * @return false also for an empty file
   * @throws IOException when the file cannot be read
   */
  public boolean isText() throws IOException {
    byte[] text = unpackedStart();
    if (text.length >= 2
        && ((text[0] == (byte) 0xff && text[1] == (byte) 0xfe)
            || (text[0] == (byte) 0xfe && text[1] == (byte) 0xff))) {
      return true;
    }
    for (byte b : text) {
      int c = b & 0xff;
      if ((c < ' ' && "\t\n\r\f".indexOf(c) < 0) || c == 0x7f) {
        return false;
      }
    }
    return text.length > 0;
  }

  /**
   * {@return whether the file begins with zeros alone} Nobody wrote such a file, or the disk was
   * full.
   */
  public boolean isBlank() {
    for (byte b : start) {
      if (b != 0) {
        return false;
      }
    }
    return start.length > 0;
  }

  /** {@return the first bytes, or those that gzip unpacks to; empty where gzip is damaged} */
  public byte[] unpackedStart() {
    byte[] first = new byte[UNPACKED];
    int n = 0;
    try (InputStream in = Gzip.unpack(new ByteArrayInputStream(start))) {
      for (int more = 0; more >= 0 && n < first.length; n += Math.max(more, 0)) {
        more = in.read(first, n, first.length - n);
      }
    } catch (IOException cut) {
      // The start of a packed file ends in the middle of it: what came before is wanted.
    }
    return Arrays.copyOf(first, n);
  }

  /**
   * Opens the content from its first byte on. That of a pipe can be taken once.
   *
   * @return a stream that the caller closes
   * @throws IOException when it cannot be read
   * @throws IllegalStateException when the content of a pipe was taken before
   */
  public InputStream stream() throws IOException {
    if (regular) {
      return Files.newInputStream(path);
    }
    InputStream behind = rest;
    if (behind == null) {
      throw new IllegalStateException(path + " was read before");
    }
    rest = null;
    return new SequenceInputStream(new ByteArrayInputStream(start), behind);
  }

  /**
   * Opens the content by position.
   *
   * @return bytes that the caller closes
   * @throws BadInputException when it is a pipe
   * @throws IOException when it cannot be read
   */
  public FileBytes bytes() throws IOException {
    return new FileBytes(path, 0, size());
  }

  /**
   * {@return the length in bytes}
   *
   * @throws BadInputException when it is a pipe
   * @throws IOException when it cannot be read
   */
  public long size() throws IOException {
    if (!regular) {
      throw new BadInputException(
          path + ": expected a file, found a pipe, from which text alone can be read");
    }
    return Files.size(path);
  }

  /** Closes a pipe that nobody has taken. */
  @Override
  public void close() throws IOException {
    InputStream behind = rest;
    rest = null;
    if (behind != null) {
      behind.close();
    }
  }
}
