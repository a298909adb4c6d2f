package org.collapsar.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.collapsar.files.Sha256;
import org.collapsar.files.io.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * One of the forms in which CIFAR is given out.
 *
 * @param archive the tar archive, packed by gzip
 * @param folder what is in it, and what is left of it unpacked
 * @param pickled whether its files are Python's, not records of bytes
 * @param parts the files with images, those of each half in their order
 */
record CifarForm(DataFile archive, String folder, boolean pickled, List<Part> parts) {
  private static final int SHA256_DIGITS = 64;

  CifarForm {
    parts = List.copyOf(parts);
  }

  /**
   * A file with images.
   *
   * @param sum its SHA-256, or, 32 digits long, its MD5
   */
  record Part(String name, boolean training, String sum) {

    /**
     * The sum of a file, by the algorithm of this one's.
     *
     * @throws org.collapsar.BadInputException if it cannot be read
     */
    String sumOf(Path file) {
      if (sum.length() == SHA256_DIGITS) {
        return Sha256.of(file);
      }
      try (InputStream in = Files.newInputStream(file)) {
        MessageDigest digest = MessageDigest.getInstance("MD5");
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          digest.update(buffer, 0, n);
        }
        return HexFormat.of().formatHex(digest.digest());
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("every Java platform has MD5", e);
      } catch (IOException e) {
        throw Unreadable.file(file, e);
      }
    }

    String algorithm() {
      return sum.length() == SHA256_DIGITS ? "sha256" : "md5";
    }
  }

  /** How many files a half has. */
  int count(boolean training) {
    return (int) parts.stream().filter(part -> part.training() == training).count();
  }

  /** The place of a file among those of its half. */
  int place(Part wanted) {
    int place = 0;
    for (Part part : parts) {
      if (part.equals(wanted)) {
        return place;
      }
      place += part.training() == wanted.training() ? 1 : 0;
    }
    throw new IllegalArgumentException(wanted.name());
  }

  /** The folder with all of the files, at a path or in it; null where there is none. */
  @Nullable Path unpackedIn(Path path) {
    // Keras unpacks into a folder of its own.
    for (String way : List.of("", folder, folder + "-target/" + folder)) {
      Path directory = way.isEmpty() ? path : path.resolve(way);
      if (parts.stream().allMatch(part -> Files.isRegularFile(directory.resolve(part.name())))) {
        return directory;
      }
    }
    return null;
  }

  /** The archive in a directory, by its own name or Keras's; null where there is none. */
  @Nullable Path archiveIn(Path directory) {
    for (String name : List.of(archive.name(), folder + ".tar.gz")) {
      Path file = directory.resolve(name);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    return null;
  }
}
