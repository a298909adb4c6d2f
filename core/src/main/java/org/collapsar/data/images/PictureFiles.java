package org.collapsar.data.images;

import java.io.IOException;
import java.util.List;
import org.collapsar.files.io.Bytes;

/**
 * The files of a folder or an archive, read by any number of threads. Hidden files are not among
 * them: those whose name, or that of a folder above, begins with a dot, and what Windows and macOS
 * leave behind.
 */
interface PictureFiles extends AutoCloseable {
  List<String> HIDDEN = List.of("__MACOSX", "Thumbs.db", "desktop.ini", "@eaDir");

  /**
   * A file.
   *
   * @param path from the top, parts separated by slashes
   * @param size bytes, unpacked
   */
  record Member(int number, String path, long size) {}

  /** The path as the user wrote it. */
  String label();

  /** In words: folder, ZIP archive. */
  String kind();

  /** All files, in any order. */
  List<Member> members();

  /** The folders that are named, empty ones among them; not all that members lie in. */
  List<String> folders();

  /** All bytes of a file. */
  byte[] read(Member member) throws IOException;

  /** A file's bytes by position; closed with these. */
  Bytes bytes(Member member) throws IOException;

  @Override
  void close();

  /** A path in the form of members; empty for the top itself. */
  static String normal(String path) {
    if (isNormal(path)) {
      return path;
    }
    StringBuilder normal = new StringBuilder();
    for (String part : path.replace('\\', '/').split("/", -1)) {
      if (!part.isEmpty() && !part.equals(".")) {
        normal.append(normal.isEmpty() ? "" : "/").append(part);
      }
    }
    return normal.toString();
  }

  private static boolean isNormal(String path) {
    boolean starts = true;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '\\' || (starts && (c == '/' || c == '.'))) {
        return false;
      }
      starts = c == '/';
    }
    return !starts;
  }

  /** Whether a path in this form is that of something hidden. */
  static boolean hidden(String path) {
    for (int at = 0; at >= 0; ) {
      int slash = path.indexOf('/', at);
      if (hidden(path, at, slash < 0 ? path.length() : slash)) {
        return true;
      }
      at = slash < 0 ? -1 : slash + 1;
    }
    return false;
  }

  private static boolean hidden(String path, int from, int to) {
    if (path.startsWith(".", from)) {
      return true;
    }
    for (int i = 0; i < HIDDEN.size(); i++) {
      String name = HIDDEN.get(i);
      if (name.length() == to - from && path.startsWith(name, from)) {
        return true;
      }
    }
    return false;
  }
}
