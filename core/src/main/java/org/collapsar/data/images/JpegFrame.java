package org.collapsar.data.images;

/**
 * What the headers of a JPEG say before its pixels (ITU-T T.81, Annex B), and Adobe's marker.
 *
 * @param marker the low byte of the frame's marker, 0xc0 to 0xcf
 * @param precision bits of a sample
 * @param components 1 grey, 3 colour, 4 CMYK or YCCK
 * @param adobe Adobe's transform, 0 none, 1 YCbCr, 2 YCCK; -1 where there is no such marker
 */
record JpegFrame(int marker, int precision, int components, int adobe) {
  private static final int ADOBE = 0xee;
  private static final int START_OF_SCAN = 0xda;
  private static final int END = 0xd9;

  static JpegFrame of(String label, byte[] file) {
    int adobe = -1;
    int at = 2;
    while (at + 4 <= file.length) {
      if (u8(file, at) != 0xff) {
        throw damaged(label);
      }
      int marker = u8(file, at + 1);
      if (marker == 0xff) {
        at++;
        continue;
      }
      if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
        at += 2;
        continue;
      }
      int length = u8(file, at + 2) << 8 | u8(file, at + 3);
      if (marker == START_OF_SCAN || marker == END || length < 2 || at + 2 + length > file.length) {
        throw damaged(label);
      }
      boolean frame =
          marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
      if (frame && length >= 8) {
        return new JpegFrame(marker, u8(file, at + 4), u8(file, at + 9), adobe);
      }
      if (marker == ADOBE && length >= 14 && isAdobe(file, at + 4)) {
        adobe = u8(file, at + 15);
      }
      at += 2 + length;
    }
    throw damaged(label);
  }

  private static boolean isAdobe(byte[] file, int at) {
    return file[at] == 'A'
        && file[at + 1] == 'd'
        && file[at + 2] == 'o'
        && file[at + 3] == 'b'
        && file[at + 4] == 'e';
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

  private static BrokenImageException damaged(String label) {
    return new BrokenImageException(label + ": expected a whole JPEG, found a damaged header");
  }
}
