package org.collapsar.data.images;

import java.io.ByteArrayOutputStream;

/**
 * What the headers of a JPEG say before its pixels (ITU-T T.81, Annex B; markers of JFIF and
 * Adobe).
 *
 * @param marker the low byte of the frame's marker, 0xc0 to 0xcf
 * @param precision bits of a sample
 * @param components 1 grey, 3 colour, 4 CMYK or YCCK
 * @param named whether the components are called R, G and B
 * @param adobe Adobe's transform, 0 none, 1 YCbCr, 2 YCCK; -1 where there is no such marker
 * @param jfif whether there is a marker of JFIF
 * @param profile whether there is a colour profile
 */
record JpegFrame(
    int marker,
    int precision,
    int components,
    boolean named,
    int adobe,
    boolean jfif,
    boolean profile) {
  private static final int APP0 = 0xe0;
  private static final int APP2 = 0xe2;
  private static final int APP14 = 0xee;
  private static final int START_OF_SCAN = 0xda;
  private static final int END = 0xd9;

  private static final byte[] JFIF = {
    (byte) 0xff, (byte) APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  /** What is done with a segment of the header. */
  @FunctionalInterface
  private interface Segments {
    /**
     * Takes a segment; true ends the walk.
     *
     * @param at of its 0xff
     * @param length from there to its end
     */
    boolean take(int marker, int at, int length);
  }

  /** Reads the header up to the frame's sizes. */
  static JpegFrame of(String label, byte[] file) {
    int[] found = {-1, 0, 0};
    JpegFrame[] frame = new JpegFrame[1];
    walk(
        label,
        file,
        (marker, at, length) -> {
          if (marker == APP0 && is(file, at + 4, "JFIF", length - 4)) {
            found[1] = 1;
          } else if (marker == APP2) {
            found[2] = 1;
          } else if (marker == APP14 && length >= 16 && is(file, at + 4, "Adobe", length - 4)) {
            found[0] = u8(file, at + 15);
          } else if (isFrame(marker) && length >= 10) {
            int components = u8(file, at + 9);
            boolean named =
                length >= 10 + 3 * components
                    && components == 3
                    && file[at + 10] == 'R'
                    && file[at + 13] == 'G'
                    && file[at + 16] == 'B';
            frame[0] =
                new JpegFrame(
                    marker,
                    u8(file, at + 4),
                    components,
                    named,
                    found[0],
                    found[1] > 0,
                    found[2] > 0);
            return true;
          }
          return false;
        });
    return frame[0];
  }

  private static void walk(String label, byte[] file, Segments segments) {
    int at = 2;
    while (at + 4 <= file.length && u8(file, at) == 0xff) {
      int marker = u8(file, at + 1);
      if (marker == 0xff) {
        at++;
        continue;
      }
      if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
        at += 2;
        continue;
      }
      int length = 2 + (u8(file, at + 2) << 8 | u8(file, at + 3));
      if (marker == START_OF_SCAN || marker == END || length < 4 || length > file.length - at) {
        break;
      }
      if (segments.take(marker, at, length)) {
        return;
      }
      at += length;
    }
    throw new BrokenImageException(label + ": expected a whole JPEG, found a damaged header");
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private static boolean is(byte[] file, int at, String text, int length) {
    boolean same = length >= text.length();
    for (int i = 0; same && i < text.length(); i++) {
      same = file[at + i] == text.charAt(i);
    }
    return same;
  }

  /**
   * The file, with a header by which ImageIO decodes what libjpeg and Pillow decode. ImageIO
   * applies colour profiles; takes three components of one size that are not called 1, 2, 3 for RGB
   * where no marker says otherwise; and refuses a file in which Adobe's marker says RGB and JFIF's
   * is there. For libjpeg these are YCbCr (jdapimin.c, default_decompress_parms), and profiles are
   * not its business.
   */
  byte[] plain(String label, byte[] file) {
    boolean needsJfif = components == 3 && !jfif && adobe < 0 && !named;
    boolean hasBoth = components == 3 && jfif && adobe >= 0;
    if (!profile && !needsJfif && !hasBoth) {
      return file;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + JFIF.length);
    out.write(file, 0, 2);
    if (needsJfif) {
      out.writeBytes(JFIF);
    }
    walk(
        label,
        file,
        (type, at, length) -> {
          if (isFrame(type)) {
            out.write(file, at, file.length - at);
            return true;
          }
          if (type != APP2 && !(hasBoth && type == APP14)) {
            out.write(file, at, length);
          }
          return false;
        });
    return out.toByteArray();
  }

  /** For example a lossless one of 12 bits. */
  String describe() {
    String process =
        switch (marker) {
          case 0xc0, 0xc1 -> "a sequential one";
          case 0xc2 -> "a progressive one";
          case 0xc3 -> "a lossless one";
          default -> marker >= 0xc9 ? "an arithmetically coded one" : "a hierarchical one";
        };
    return process + " of " + precision + " bits";
  }

  private static int u8(byte[] file, int at) {
    return file[at] & 0xff;
  }
}
