package org.collapsar.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Native libraries that stay unpacked from one start to the next. A library is used if it has the
 * size and the CRC-32 that its jar states, and if nobody else can write to it: it and its folder
 * are the user's own, and every folder above belongs to the user or the system and is closed to
 * others. So a damaged file is written anew, and a foreign one is never loaded.
 */
final class KeptNatives {
  private static final int BUFFER = 1 << 18;
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int STICKY = 01000;

  private KeptNatives() {}

  /** What is packed. */
  interface Content {
    InputStream open() throws IOException;
  }

  /**
   * A library.
   *
   * @param size in bytes, unpacked
   * @param crc CRC-32 of these
   */
  record Library(String name, long size, long crc, Content content) {}

  /**
   * Finds or makes a folder that has these libraries.
   *
   * @param folder is made with those above it, where they are not there
   * @return its path without links; null where they cannot be kept, or could be someone else's
   */
  static @Nullable Path in(Path folder, List<Library> libraries) {
    if (!folder.isAbsolute()) {
      return null;
    }
    try {
      make(folder);
      int user = number(Path.of("/proc/self"), "uid");
      Path real = folder.toRealPath();
      if (!isSafe(real, user)) {
        return null;
      }
      for (Library library : libraries) {
        Path file = real.resolve(library.name());
        if (!isOwn(file, user) || !has(file, library)) {
          write(real, library);
        }
      }
      return real;
    } catch (IOException e) {
      return null;
    }
  }

  private static void make(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path above = folder.getParent();
    if (above != null) {
      Files.createDirectories(above);
    }
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      // By another process, or no folder, which the checks find.
    }
  }

  private static boolean isSafe(Path folder, int user) throws IOException {
    if (!isOwn(folder, user)) {
      return false;
    }
    for (Path above = folder.getParent(); above != null; above = above.getParent()) {
      int owner = number(above, "uid");
      int mode = number(above, "mode");
      boolean closed = (mode & WRITABLE_BY_OTHERS) == 0 || (mode & STICKY) != 0;
      if ((owner != user && owner != 0) || !closed) {
        return false;
      }
    }
    return true;
  }

  /** Whether a file or folder is the user's and closed to others, and no link. */
  private static boolean isOwn(Path file, int user) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(file)) {
      return false;
    }
    return number(file, "uid") == user && (number(file, "mode") & WRITABLE_BY_OTHERS) == 0;
  }

  private static int number(Path file, String attribute) throws IOException {
    return (int) Files.getAttribute(file, "unix:" + attribute);
  }

  private static boolean has(Path file, Library library) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) != library.size()) {
      return false;
    }
    CRC32 crc = new CRC32();
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    try (SeekableByteChannel in =
        Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      while (in.read(buffer) >= 0) {
        crc.update(buffer.flip());
        buffer.clear();
      }
    }
    return crc.getValue() == library.crc();
  }

  /** In one step for other processes, which may load the file at the same time. */
  private static void write(Path folder, Library library) throws IOException {
    Path part = Files.createTempFile(folder, library.name(), ".part");
    try {
      try (InputStream in = library.content().open();
          OutputStream out = Files.newOutputStream(part)) {
        in.transferTo(out);
      }
      if (!has(part, library)) {
        throw new IOException("expected the bytes that the jar states, found others");
      }
      Files.move(part, folder.resolve(library.name()), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
