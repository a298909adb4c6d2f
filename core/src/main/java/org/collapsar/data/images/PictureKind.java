package org.collapsar.data.images;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** What a file of a picture is, by its first bytes. */
enum PictureKind {
  JPEG("JPEG"),
  PNG("PNG"),
  GIF("GIF"),
  BMP("BMP"),
  WEBP("WebP"),
  TIFF("TIFF"),
  NETPBM("Netpbm"),
  HEIF("HEIF or AVIF"),
  EMPTY("an empty file"),
  OTHER("other bytes");

  /** Endings of names that ImageFolder of torchvision takes for pictures, and a few more. */
  private static final Set<String> ENDINGS =
      Set.of(
          "jpg", "jpeg", "jfif", "png", "bmp", "gif", "ppm", "pgm", "pbm", "tif", "tiff", "webp",
          "heic", "avif");

  private final String title;

  PictureKind(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Whether a file of that name should be a picture. */
  static boolean isPicture(String name) {
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  static PictureKind of(byte[] file) {
    if (file.length == 0) {
      return EMPTY;
    }
    String head = new String(file, 0, Math.min(file.length, 12), StandardCharsets.ISO_8859_1);
    if (head.startsWith("\u00ff\u00d8\u00ff")) {
      return JPEG;
    } else if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
      return PNG;
    } else if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
      return GIF;
    } else if (head.startsWith("BM")) {
      return BMP;
    } else if (head.startsWith("RIFF") && head.endsWith("WEBP")) {
      return WEBP;
    } else if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
      return TIFF;
    } else if (head.matches("(?s)P[1-6]\\s.*")) {
      return NETPBM;
    } else if (head.startsWith("ftyp", 4)) {
      return HEIF;
    }
    return OTHER;
  }
}
