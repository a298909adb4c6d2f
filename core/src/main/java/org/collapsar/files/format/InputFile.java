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

  /** Where it is, as the user named it: what messages begin with. */
  public Path path() {
    return path;
  }

  /** The last part of its path, in lower case. */
  public String name() {
    return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
  }

  /** Whether its name has one of these endings, in either case. */
  public boolean isNamed(List<String> endings) {
    return endings.stream().anyMatch(name()::endsWith);
  }

  /** Whether its content can be taken once only. */
  public boolean isPipe() {
    return !regular;
  }

  /** Whether there is not a single byte. */
  public boolean isEmpty() {
    return start.length == 0;
  }

  /** Its first bytes, at most 4096. A copy. */
  public byte[] start() {
    return start.clone();
  }

  /**
   * Whether these bytes stand at a place, however far behind the beginning. False where the file
   * ends before, or is a pipe and the place is far behind.
   *
   * @param magic bytes, each 0 .. 255
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

  /** As {@link #has(long, int...)}, with the characters of an ASCII text. */
  public boolean has(long offset, String magic) throws IOException {
    return has(offset, magic.chars().toArray());
  }

  /** Whether it begins as a zip archive does, be it empty. */
  public boolean isZip() throws IOException {
    return has(0, 'P', 'K', 3, 4) || has(0, 'P', 'K', 5, 6);
  }

  /**
   * Whether it is a zip archive with such a member. False where its list of members is damaged.
   *
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
   * The members of a zip archive, in the order of their bytes; read once.
   *
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
   * Whether the beginning is plain text: no control characters but those that end lines and
   * separate cells. Gzip is looked into; UTF-16 is text where it says so by its mark.
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

  /** Whether it begins with zeros alone: written by nobody, or to a disk that was full. */
  public boolean isBlank() {
    for (byte b : start) {
      if (b != 0) {
        return false;
      }
    }
    return start.length > 0;
  }

  /** The first bytes, or those that gzip unpacks to; empty where gzip is damaged. */
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
   * The content from its first byte on. That of a pipe can be taken once.
   *
   * @throws IOException when it cannot be read
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
   * The content by position.
   *
   * @throws BadInputException when it is a pipe
   */
  public FileBytes bytes() throws IOException {
    return new FileBytes(path, 0, size());
  }

  /**
   * Its length in bytes.
   *
   * @throws BadInputException when it is a pipe
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
