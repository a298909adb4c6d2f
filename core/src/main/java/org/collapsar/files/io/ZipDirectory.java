package org.collapsar.files.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.collapsar.BadInputException;

/**
 * Reads the directory at the end of a zip archive (PKWARE's APPNOTE, with zip64), to learn where
 * each member's bytes lie: java.util.zip reads members, but does not tell. Nothing is believed that
 * the file does not bear out: sizes, places and names are checked, members may not overlap.
 */
public final class ZipDirectory {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int END64_SIGNATURE = 0x06064b50;
  private static final int END64_BYTES = 56;
  private static final int ENTRY_SIGNATURE = 0x02014b50;
  private static final int ENTRY_BYTES = 46;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int ZIP64_EXTRA = 1;
  private static final int MAX_COMMENT = 0xffff;
  private static final long IN_ZIP64 = 0xffffffffL;
  private static final int MAX_DIRECTORY = 64 << 20;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  /** Deflate cannot pack better than 258 bytes into two bits. */
  private static final int MAX_RATIO = 1032;

  /** Bytes that are read at a time where there are more than so many headers in them. */
  private static final int WINDOW = 1 << 16;

  private static final int CLOSE = 8;

  private final String label;
  private final Bytes bytes;
  private final long length;
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowStart;

  private ZipDirectory(String label, Bytes bytes, long length) {
    this.label = label;
    this.bytes = bytes;
    this.length = length;
  }

  /** Where the directory lies, and where its members have to end. */
  private record Place(long start, long size, long entries) {}

  /** An entry of the directory: a member whose local header has yet to be found. */
  private record Entry(ZipMember member, long localHeader) {}

  /**
   * The members, in the order of their bytes.
   *
   * @param label of the archive, for messages
   * @param bytes of the archive
   * @throws BadInputException when it is not a sound archive, or uses what is not read here:
   *     encryption, several disks, methods besides stored and deflated
   */
  public static List<ZipMember> read(String label, Bytes bytes, long length) throws IOException {
    return new ZipDirectory(label, bytes, length).members();
  }

  private List<ZipMember> members() throws IOException {
    Place place = place();
    List<Entry> entries = entries(place);
    entries.sort(Comparator.comparingLong(Entry::localHeader));
    List<ZipMember> members = new ArrayList<>();
    Set<String> names = new HashSet<>();
    long free = 0;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      Entry later = entries.get(Math.min(i + CLOSE, entries.size() - 1));
      ZipMember member = located(entry, later.localHeader(), place.start());
      if (entry.localHeader() < free) {
        throw bad("expected members side by side, found " + quoted(member) + " inside another");
      }
      if (!names.add(member.name())) {
        throw bad("expected each member once, found another " + quoted(member));
      }
      free = member.start() + member.packed();
      members.add(member);
    }
    return members;
  }

  private Place place() throws IOException {
    long tailStart = Math.max(0, length - END_BYTES - MAX_COMMENT);
    ByteBuffer tail = read(tailStart, (int) (length - tailStart));
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END_SIGNATURE && at + END_BYTES + u16(tail, at + 20) == tail.limit()) {
        return place(tail, at, tailStart + at);
      }
    }
    throw bad("expected a whole zip archive, found one without a directory at its end");
  }

  private Place place(ByteBuffer tail, int at, long endStart) throws IOException {
    long entries = u16(tail, at + 10);
    long size = u32(tail, at + 12);
    long start = u32(tail, at + 16);
    boolean oneDisk = u16(tail, at + 4) == 0 && u16(tail, at + 6) == 0;
    Place place = new Place(start, size, entries);
    long limit = endStart;
    if (entries == 0xffff || size == IN_ZIP64 || start == IN_ZIP64) {
      ByteBuffer locator = read(endStart - LOCATOR_BYTES, LOCATOR_BYTES);
      if (locator.getInt(0) == LOCATOR_SIGNATURE) {
        limit = locator.getLong(8);
        ByteBuffer end = read(limit, END64_BYTES);
        if (end.getInt(0) != END64_SIGNATURE) {
          throw bad("expected a zip64 directory, found none where its place is stated");
        }
        oneDisk = end.getInt(16) == 0 && end.getInt(20) == 0;
        place = new Place(end.getLong(48), end.getLong(40), end.getLong(32));
      }
    }
    if (!oneDisk) {
      throw bad("expected a zip archive in one piece, found one of several disks");
    }
    if (place.size() < 0
        || place.size() > MAX_DIRECTORY
        || place.start() < 0
        || place.start() > limit - place.size()) {
      throw bad(
          "expected a zip directory inside the file, found "
              + place.size()
              + " bytes at "
              + place.start());
    }
    return place;
  }

  private List<Entry> entries(Place place) throws IOException {
    ByteBuffer directory = read(place.start(), (int) place.size());
    List<Entry> entries = new ArrayList<>();
    while (directory.hasRemaining()) {
      if (directory.remaining() < ENTRY_BYTES
          || directory.getInt(directory.position()) != ENTRY_SIGNATURE) {
        throw bad("expected a zip directory of whole entries, found other bytes");
      }
      entries.add(entry(directory));
    }
    if (entries.size() != place.entries()) {
      throw bad("expected " + place.entries() + " members, found " + entries.size());
    }
    return entries;
  }

  /** Takes the entry at the buffer's position. */
  private Entry entry(ByteBuffer directory) {
    int at = directory.position();
    int flags = u16(directory, at + 8);
    int method = u16(directory, at + 10);
    int nameBytes = u16(directory, at + 28);
    int extraBytes = u16(directory, at + 30);
    int end = at + ENTRY_BYTES + nameBytes + extraBytes + u16(directory, at + 32);
    if (end > directory.limit()) {
      throw bad("expected a zip directory of whole entries, found one that is cut");
    }
    byte[] nameText = new byte[nameBytes];
    directory.get(at + ENTRY_BYTES, nameText);
    String name = new String(nameText, StandardCharsets.UTF_8);
    if ((flags & 1) != 0) {
      throw bad("expected members without encryption, found " + Json.quote(name) + " encrypted");
    }
    if (method != STORED && method != DEFLATED) {
      throw bad("member " + Json.quote(name) + ": expected stored or deflated, found " + method);
    }
    long packed = u32(directory, at + 20);
    long size = u32(directory, at + 24);
    long localHeader = u32(directory, at + 42);
    int extra = at + ENTRY_BYTES + nameBytes;
    ByteBuffer wide = zip64(directory, extra, extra + extraBytes);
    try {
      size = size == IN_ZIP64 ? wide.getLong() : size;
      packed = packed == IN_ZIP64 ? wide.getLong() : packed;
      localHeader = localHeader == IN_ZIP64 ? wide.getLong() : localHeader;
    } catch (BufferUnderflowException e) {
      throw new BadInputException(
          label + ": member " + Json.quote(name) + ": expected its sizes, found too few", e);
    }
    directory.position(end);
    long crc = u32(directory, at + 16);
    return new Entry(new ZipMember(name, method == DEFLATED, crc, packed, size, -1), localHeader);
  }

  /** The numbers that do not fit into 32 bits; empty where there are none. */
  private static ByteBuffer zip64(ByteBuffer directory, int from, int to) {
    for (int at = from; at + 4 <= to; ) {
      int size = u16(directory, at + 2);
      if (u16(directory, at) == ZIP64_EXTRA && at + 4 + size <= to) {
        return directory.slice(at + 4, size).order(ByteOrder.LITTLE_ENDIAN);
      }
      at += 4 + size;
    }
    return ByteBuffer.allocate(0);
  }

  /** Finds the member's bytes behind its local header, and checks that there is room for them. */
  private ZipMember located(Entry entry, long later, long limit) throws IOException {
    ZipMember member = entry.member();
    if (entry.localHeader() < 0 || entry.localHeader() > limit - LOCAL_BYTES) {
      throw bad("member " + quoted(member) + ": expected before " + limit + ", found beyond");
    }
    int at = header(entry.localHeader(), later, limit);
    ByteBuffer local = window;
    if (local.getInt(at) != LOCAL_SIGNATURE) {
      throw bad("member " + quoted(member) + ": expected a zip header, found other bytes");
    }
    long start = entry.localHeader() + LOCAL_BYTES + u16(local, at + 26) + u16(local, at + 28);
    if (member.packed() < 0 || member.packed() > limit - start) {
      throw bad(
          "member "
              + quoted(member)
              + ": expected at most "
              + Math.max(0, limit - start)
              + " bytes, found a stated size of "
              + Long.toUnsignedString(member.packed()));
    }
    boolean possible =
        member.deflated()
            ? member.size() >= 0 && member.size() / MAX_RATIO <= member.packed()
            : member.size() == member.packed();
    if (!possible) {
      throw bad(
          "member "
              + quoted(member)
              + ": expected what "
              + member.packed()
              + " packed bytes can hold, found a stated size of "
              + Long.toUnsignedString(member.size()));
    }
    return new ZipMember(
        member.name(), member.deflated(), member.crc(), member.packed(), member.size(), start);
  }

  /**
   * Where in the window a local header is. Those that lie close together are read together.
   *
   * @param later where one of the next headers begins, by which that is known
   * @param limit where the headers end
   */
  private int header(long position, long later, long limit) throws IOException {
    boolean there =
        position >= windowStart && position + LOCAL_BYTES <= windowStart + window.limit();
    if (!there) {
      boolean close = later > position && later - position <= WINDOW - LOCAL_BYTES;
      int count = close ? (int) Math.min(WINDOW, limit - position) : LOCAL_BYTES;
      window = read(position, count);
      windowStart = position;
    }
    return (int) (position - windowStart);
  }

  private ByteBuffer read(long position, int count) throws IOException {
    if (position < 0 || position > length - count) {
      throw new EOFException("the zip archive is cut");
    }
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    bytes.read(position, buffer);
    return buffer.flip();
  }

  private static int u16(ByteBuffer buffer, int at) {
    return buffer.getShort(at) & 0xffff;
  }

  private static long u32(ByteBuffer buffer, int at) {
    return buffer.getInt(at) & 0xffffffffL;
  }

  private static String quoted(ZipMember member) {
    return Json.quote(member.name());
  }

  private BadInputException bad(String message) {
    return new BadInputException(label + ": " + message);
  }
}
