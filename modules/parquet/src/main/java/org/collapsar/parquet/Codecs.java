package org.collapsar.parquet;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.collapsar.BadInputException;
import org.xerial.snappy.Snappy;

/**
 * Unpacks pages, without Hadoop's codecs, whose own libraries are four fifths of what Hadoop
 * brings: by zlib of the JDK, snappy-java, zstd-jni and aircompressor, which Parquet brings along.
 */
final class Codecs implements CompressionCodecFactory {

  /** Of one codec. */
  @FunctionalInterface
  private interface Unpacker {
    byte[] unpack(byte[] packed, int size) throws IOException;
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED -> new Pages((packed, size) -> packed);
      case SNAPPY -> new Pages((packed, size) -> Snappy.uncompress(packed));
      case GZIP -> new Pages(Codecs::gunzip);
      case ZSTD -> new Pages(Codecs::unzstd);
      case LZ4_RAW -> new Pages(Codecs::unlz4);
      default ->
          throw new BadInputException(
              "expected SNAPPY, GZIP, ZSTD, LZ4_RAW or no compression, found "
                  + codec
                  + "; pandas.read_parquet(FILE).to_parquet(NEW) writes it anew");
    };
  }

  private static byte[] gunzip(byte[] packed, int size) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readNBytes(size);
    }
  }

  private static byte[] unzstd(byte[] packed, int size) throws IOException {
    byte[] page = new byte[size];
    long found = Zstd.decompress(page, packed);
    if (Zstd.isError(found)) {
      throw new IOException(Zstd.getErrorName(found));
    }
    return page;
  }

  private static byte[] unlz4(byte[] packed, int size) {
    byte[] page = new byte[size];
    new Lz4Decompressor().decompress(packed, 0, packed.length, page, 0, size);
    return page;
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    throw new IllegalStateException("nothing is written");
  }

  @Override
  public void release() {}

  /** Unpacks pages and checks their size. */
  private record Pages(Unpacker unpacker) implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput packed, int size) throws IOException {
      byte[] page = unpacker.unpack(packed.toByteArray(), size);
      if (page.length != size) {
        throw new IOException("expected a page of " + size + " bytes, found " + page.length);
      }
      return BytesInput.from(page);
    }

    @Override
    public void decompress(ByteBuffer packed, int length, ByteBuffer page, int size)
        throws IOException {
      byte[] source = new byte[length];
      packed.get(source);
      page.put(decompress(BytesInput.from(source), size).toByteArray());
    }

    @Override
    public void release() {}
  }
}
