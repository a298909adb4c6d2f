package org.collapsar.hdf5;

import java.io.IOException;

/**
 * BloscLZ, the packer that Blosc and PyTables take unless told otherwise. The first byte, its upper
 * three bits apart, and each instruction behind are a control byte. Below 32 it is one less than a
 * number of bytes that follow as they are. Else its upper three bits are one more than a length,
 * where seven goes on in the next bytes as long as they are 255; its lower five and one byte more
 * say how far back the bytes are to be copied from, where all of them set goes on in two more
 * bytes.
 */
final class BloscLz {
  private static final int LITERAL = 32;
  private static final int LONGEST = 7;
  private static final int SHORTEST_COPY = 2;
  private static final int FAR = 31 << 8;
  private static final int FARTHER = 8191;

  private BloscLz() {}

  /**
   * Unpacks into a place.
   *
   * @return how many bytes came out, at most {@code count}
   * @throws IndexOutOfBoundsException where an instruction lies outside
   */
  static int unpack(byte[] packed, int from, int length, byte[] target, int at, int count)
      throws IOException {
    int in = from;
    int end = from + length;
    int out = at;
    int control = packed[in++] & (LITERAL - 1);
    while (true) {
      if (control < LITERAL) {
        int bytes = control + 1;
        if (bytes > end - in || bytes > at + count - out) {
          throw outside();
        }
        System.arraycopy(packed, in, target, out, bytes);
        in += bytes;
        out += bytes;
      } else {
        int bytes = control >> 5;
        if (bytes == LONGEST) {
          int more;
          do {
            more = packed[in++] & 0xff;
            bytes += more;
          } while (more == 255 && bytes <= count);
        }
        bytes += SHORTEST_COPY;
        int back = (control & (LITERAL - 1)) << 8;
        int low = packed[in++] & 0xff;
        if (low == 255 && back == FAR) {
          back = FARTHER + ((packed[in++] & 0xff) << 8);
          back += packed[in++] & 0xff;
        } else {
          back += low;
        }
        int source = out - back - 1;
        if (in > end || source < at || bytes > at + count - out) {
          throw outside();
        }
        // What is copied may begin before it ends: then it repeats.
        for (int i = 0; i < bytes; i++) {
          target[out++] = target[source++];
        }
      }
      if (in >= end) {
        return out - at;
      }
      control = packed[in++] & 0xff;
    }
  }

  private static IOException outside() {
    return new IOException("expected a part packed by blosclz, found damage");
  }
}
