package org.collapsar.hdf5;

import io.airlift.compress.zstd.ZstdDecompressor;
import io.jhdf.filter.LzfFilter;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes a filter after which a chunk has another number of bytes. The packers themselves are those
 * of the JDK, of jHDF (lzf) and of aircompressor (LZ4, Zstandard, Snappy), which are Java alone.
 */
@FunctionalInterface
interface Unpacker {
  int DEFLATE = 1;
  int LZF = 32000;
  int BLOSC = 32001;
  int LZ4 = 32004;
  int BITSHUFFLE = 32008;
  int ZSTD = 32015;

  /** By the number of the filter, https://github.com/HDFGroup/hdf5_plugins. */
  Map<Integer, Unpacker> ALL =
      Map.of(
          DEFLATE, (packed, length, data, expected) -> inflate(packed, 0, length, expected),
          LZF,
              (packed, length, data, expected) ->
                  lzf(Arrays.copyOf(packed, length), data, expected),
          BLOSC, (packed, length, data, expected) -> Blosc.unpack(packed, length, expected),
          LZ4, (packed, length, data, expected) -> Lz4Blocks.unpack(packed, length, expected),
          BITSHUFFLE, Bitshuffle::unpack,
          ZSTD, (packed, length, data, expected) -> zstd(packed, length, expected));

  /**
   * Unpacks.
   *
   * @param packed may be longer
   * @param length of it
   * @param data what the file says of the filter
   * @param expected how many bytes come out
   * @return as many
   * @throws IOException when the bytes are damaged; packers throw others, which {@link Filters}
   *     knows
   */
  byte[] unpack(byte[] packed, int length, int[] data, int expected) throws IOException;

  /**
   * How many bytes one can become at most, so that a size that cannot be is known before memory is
   * asked for. Zstandard has blocks of 128 KiB in 4 bytes.
   */
  static long growth(int filter) {
    return filter == ZSTD || filter == BLOSC ? 1 << 15 : 1100;
  }

  /** A part of an array, by zlib. */
  static byte[] inflate(byte[] packed, int from, int length, int expected) throws IOException {
    byte[] target = new byte[expected];
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed, from, length);
      int done = 0;
      while (done < expected) {
        int n = inflater.inflate(target, done, expected - done);
        if (n == 0
            && (inflater.finished() || inflater.needsInput() || inflater.needsDictionary())) {
          throw damaged(expected + " bytes in a chunk", Integer.toString(done));
        }
        done += n;
      }
      // The checksum is looked at only by who asks for more.
      if (inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
        throw damaged("the end of a packed chunk after " + expected + " bytes", "more");
      }
      return target;
    } catch (DataFormatException e) {
      throw new IOException("expected a chunk packed by gzip, found " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }

  private static byte[] lzf(byte[] packed, int[] data, int expected) throws IOException {
    // jHDF asks for as much memory as the third of these says.
    if (data.length < 3 || data[2] != expected) {
      throw damaged("lzf for chunks of " + expected + " bytes", Arrays.toString(data));
    }
    return new LzfFilter().decode(packed, data);
  }

  private static byte[] zstd(byte[] packed, int length, int expected) throws IOException {
    byte[] target = new byte[expected];
    int done = new ZstdDecompressor().decompress(packed, 0, length, target, 0, expected);
    if (done != expected) {
      throw damaged(expected + " bytes in a chunk", Integer.toString(done));
    }
    return target;
  }

  static IOException damaged(String expected, String found) {
    return new IOException("expected " + expected + ", found " + found);
  }
}
