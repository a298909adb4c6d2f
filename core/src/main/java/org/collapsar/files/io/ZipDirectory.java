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
import org.jspecify.annotations.Nullable;

/**
 * Reader of the directory at the end of a zip archive [1], with zip64, to learn where each member's
 * bytes lie: java.util.zip reads members, but does not tell. Nothing is believed that the file does
 * not bear out: sizes, places and names are checked, members may not overlap.
 *
 * <p>[1] PKWARE, <i>.ZIP file format specification</i> (APPNOTE.TXT), sections 4.3.7 (local file
 * header), 4.3.12 (central directory), 4.3.14 to 4.3.16 (its ends).
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
  private byte[] window = {};
  private long windowStart;

  private ZipDirectory(String label, Bytes bytes, long length) {
    this.label = label;
    this.bytes = bytes;
    this.length = length;
  }

  /** Where the directory lies, and where its members have to end. */
  private record Place(long start, long size, long entries) {}

  /** The names so far, each once. */
  private static final class Names {
    private final List<ZipMember> members;
    private @Nullable Set<String> seen;

    Names(List<ZipMember> members) {
      this.members = members;
    }

    /**
     * Whether a name differs from those of all members. Most archives are written in the order of
     * their names, and as long as names ascend nothing else has to be kept.
     */
    boolean isNew(String name) {
      if (seen == null) {
        int n = members.size();
        if (n == 0 || members.get(n - 1).name().compareTo(name) < 0) {
          return true;
        }
        seen = new HashSet<>();
        for (ZipMember member : members) {
          seen.add(member.name());
        }
      }
      return seen.add(name);
    }
  }

  /**
   * Lists the members.
   *
   * @param label of the archive, for messages
   * @param bytes of the archive
   * @param length of the archive in bytes
   * @return in the order of their bytes
   * @throws BadInputException when it is not a sound archive, or uses what is not read here:
   *     encryption, several disks, methods besides stored and deflated
   * @throws IOException when it cannot be read
   */
  public static List<ZipMember> read(String label, Bytes bytes, long length) throws IOException {
    return new ZipDirectory(label, bytes, length).members();
  }

  private List<ZipMember> members() throws IOException {
    Place place = place();
    List<ZipMember> entries = entries(place);
    entries.sort(Comparator.comparingLong(ZipMember::start));
    List<ZipMember> members = new ArrayList<>(entries.size());
    Names names = new Names(members);
    long free = 0;
    for (int i = 0; i < entries.size(); i++) {
      ZipMember entry = entries.get(i);
      ZipMember later = entries.get(Math.min(i + CLOSE, entries.size() - 1));
      ZipMember member = located(entry, later.start(), place.start());
      if (entry.start() < free) {
        throw bad("expected members side by side, found " + quoted(member) + " inside another");
      }
      if (!names.isNew(member.name())) {
        throw bad("expected each member once, found another " + quoted(member));
      }
      free = member.start() + member.packed();
      members.add(member);
    }
    return members;
  }

  private Place place() throws IOException {
    long tailStart = Math.max(0, length - END_BYTES - MAX_COMMENT);
    byte[] tail = read(tailStart, (int) (length - tailStart));
    for (int at = tail.length - END_BYTES; at >= 0; at--) {
      if (i32(tail, at) == END_SIGNATURE && at + END_BYTES + u16(tail, at + 20) == tail.length) {
        return place(tail, at, tailStart + at);
      }
    }
    throw bad("expected a whole zip archive, found one without a directory at its end");
  }

  private Place place(byte[] tail, int at, long endStart) throws IOException {
    long entries = u16(tail, at + 10);
    long size = u32(tail, at + 12);
    long start = u32(tail, at + 16);
    boolean oneDisk = u16(tail, at + 4) == 0 && u16(tail, at + 6) == 0;
    Place place = new Place(start, size, entries);
    long limit = endStart;
    if (entries == 0xffff || size == IN_ZIP64 || start == IN_ZIP64) {
      byte[] locator = read(endStart - LOCATOR_BYTES, LOCATOR_BYTES);
      if (i32(locator, 0) == LOCATOR_SIGNATURE) {
        limit = i64(locator, 8);
        byte[] end = read(limit, END64_BYTES);
        if (i32(end, 0) != END64_SIGNATURE) {
          throw bad("expected a zip64 directory, found none where its place is stated");
        }
        oneDisk = i32(end, 16) == 0 && i32(end, 20) == 0;
        place = new Place(i64(end, 48), i64(end, 40), i64(end, 32));
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

  /** The members by the directory alone; in place of their bytes' start that of a local header. */
  private List<ZipMember> entries(Place place) throws IOException {
    byte[] directory = read(place.start(), (int) place.size());
    List<ZipMember> entries = new ArrayList<>();
    for (int at = 0; at < directory.length; ) {
      if (directory.length - at < ENTRY_BYTES || i32(directory, at) != ENTRY_SIGNATURE) {
        throw bad("expected a zip directory of whole entries, found other bytes");
      }
      entries.add(entry(directory, at));
      at = entryEnd(directory, at);
    }
    if (entries.size() != place.entries()) {
      throw bad("expected " + place.entries() + " members, found " + entries.size());
    }
    return entries;
  }

  private static int entryEnd(byte[] directory, int at) {
    int nameBytes = u16(directory, at + 28);
    int extraBytes = u16(directory, at + 30);
    return at + ENTRY_BYTES + nameBytes + extraBytes + u16(directory, at + 32);
  }

  private ZipMember entry(byte[] directory, int at) {
    int flags = u16(directory, at + 8);
    int method = u16(directory, at + 10);
    int nameBytes = u16(directory, at + 28);
    if (entryEnd(directory, at) > directory.length) {
      throw bad("expected a zip directory of whole entries, found one that is cut");
    }
    String name = new String(directory, at + ENTRY_BYTES, nameBytes, StandardCharsets.UTF_8);
    if ((flags & 1) != 0) {
      throw bad("expected members without encryption, found " + Json.quote(name) + " encrypted");
    }
    if (method != STORED && method != DEFLATED) {
      throw bad("member " + Json.quote(name) + ": expected stored or deflated, found " + method);
    }
    long crc = u32(directory, at + 16);
    long packed = u32(directory, at + 20);
    long size = u32(directory, at + 24);
    long localHeader = u32(directory, at + 42);
    if (packed == IN_ZIP64 || size == IN_ZIP64 || localHeader == IN_ZIP64) {
      int extra = at + ENTRY_BYTES + nameBytes;
      ByteBuffer wide = zip64(directory, extra, extra + u16(directory, at + 30));
      try {
        size = size == IN_ZIP64 ? wide.getLong() : size;
        packed = packed == IN_ZIP64 ? wide.getLong() : packed;
        localHeader = localHeader == IN_ZIP64 ? wide.getLong() : localHeader;
      } catch (BufferUnderflowException e) {
        throw new BadInputException(
            label + ": member " + Json.quote(name) + ": expected its sizes, found too few", e);
      }
    }
    return new ZipMember(name, method == DEFLATED, crc, packed, size, localHeader);
  }

  /** The numbers that do not fit into 32 bits; empty where there are none. */
  private static ByteBuffer zip64(byte[] directory, int from, int to) {
    for (int at = from; at + 4 <= to; ) {
      int size = u16(directory, at + 2);
      if (u16(directory, at) == ZIP64_EXTRA && at + 4 + size <= to) {
        return ByteBuffer.wrap(directory, at + 4, size).order(ByteOrder.LITTLE_ENDIAN);
      }
      at += 4 + size;
    }
    return ByteBuffer.allocate(0);
  }

  /** Finds the member's bytes behind its local header, and checks that there is room for them. */
  private ZipMember located(ZipMember member, long later, long limit) throws IOException {
    if (member.start() < 0 || member.start() > limit - LOCAL_BYTES) {
      throw bad("member " + quoted(member) + ": expected before " + limit + ", found beyond");
    }
    int at = header(member.start(), later, limit);
    byte[] local = window;
    if (i32(local, at) != LOCAL_SIGNATURE) {
      throw bad("member " + quoted(member) + ": expected a zip header, found other bytes");
    }
    long start = member.start() + LOCAL_BYTES + u16(local, at + 26) + u16(local, at + 28);
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
        position >= windowStart && position + LOCAL_BYTES <= windowStart + window.length;
    if (!there) {
      boolean close = later > position && later - position <= WINDOW - LOCAL_BYTES;
      int count = close ? (int) Math.min(WINDOW, limit - position) : LOCAL_BYTES;
      window = read(position, count);
      windowStart = position;
    }
    return (int) (position - windowStart);
  }

  private byte[] read(long position, int count) throws IOException {
    if (position < 0 || position > length - count) {
      throw new EOFException("the zip archive is cut");
    }
    byte[] there = new byte[count];
    bytes.read(position, ByteBuffer.wrap(there));
    return there;
  }

  // Numbers are put together by hand: without the second compiler a buffer takes many calls for
  // one.

  private static int u16(byte[] from, int at) {
    return (from[at] & 0xff) | ((from[at + 1] & 0xff) << 8);
  }

  private static int i32(byte[] from, int at) {
    return u16(from, at) | (u16(from, at + 2) << 16);
  }

  private static long u32(byte[] from, int at) {
    return i32(from, at) & 0xffffffffL;
  }

  private static long i64(byte[] from, int at) {
    return u32(from, at) | ((long) i32(from, at + 4) << 32);
  }

  private static String quoted(ZipMember member) {
    return Json.quote(member.name());
  }

  private BadInputException bad(String message) {
    return new BadInputException(label + ": " + message);
  }
}
