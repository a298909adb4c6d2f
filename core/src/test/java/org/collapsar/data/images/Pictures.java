package org.collapsar.data.images;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.files.TarBytes;

/** Makes pictures, and folders and archives of them. */
final class Pictures {
  private Pictures() {}

  /** A PNG of one colour. */
  static byte[] png(int height, int width, int red, int green, int blue) {
    byte[] numbers = new byte[height * width * 3];
    for (int i = 0; i < numbers.length; i += 3) {
      numbers[i] = (byte) red;
      numbers[i + 1] = (byte) green;
      numbers[i + 2] = (byte) blue;
    }
    return Picture.ofBytes(height, width, 3, numbers).png();
  }

  /** A PNG whose first number is {@code mark}. */
  static byte[] png(int mark) {
    return png(4, 6, mark, 0, 255);
  }

  /** Files at paths, a PNG each whose first number is its place among them. */
  static Map<String, byte[]> at(String... paths) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String path : paths) {
      files.put(path, path.endsWith("/") ? new byte[0] : png(files.size()));
    }
    return files;
  }

  static Path folder(Path root, Map<String, byte[]> files) {
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path path = root.resolve(file.getKey());
        if (file.getKey().endsWith("/")) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          Files.write(path, file.getValue());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return root;
  }

  static byte[] zip(Map<String, byte[]> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] tar(Map<String, byte[]> files) {
    TarBytes tar = new TarBytes();
    files.forEach((path, content) -> tar.entry(path, "", path.endsWith("/") ? '5' : '0', content));
    return tar.end();
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static Path write(Path file, byte[] content) {
    try {
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ImageSet open(Path path, ImageSetOptions options) {
    return ImageSets.open(
        "images:" + path, options, new DataDirectory(Path.of("none")), FetchListener.NONE);
  }

  /** Paths in the set, without the label of the set. */
  static List<String> names(ImageSet set) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < set.size(); i++) {
      String name = set.name(i);
      names.add(name.substring(name.indexOf(':') + 1));
    }
    return names;
  }
}
