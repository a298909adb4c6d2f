package org.collapsar.data.images;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.TarReader;
import org.collapsar.files.io.Bytes;
import org.collapsar.files.io.FileBytes;
import org.collapsar.files.io.Gzip;
import org.collapsar.files.io.Spool;
import org.jspecify.annotations.Nullable;

/**
 * The regular files of a tar archive. One that is packed by gzip has no places to read from: it is
 * unpacked once, into a temporary file.
 */
final class TarFiles extends ListedFiles {
  private static final int BUFFER = 1 << 16;

  private final Bytes archive;
  private final List<Long> starts = new ArrayList<>();

  TarFiles(String label, Path path, long length) {
    super(label, "tar archive");
    try (InputStream raw = Files.newInputStream(path);
        InputStream in = new BufferedInputStream(raw, BUFFER)) {
      if (Gzip.isGzip(in)) {
        archive = unpack(in);
      } else {
        list(new Counted(in, null));
        archive = new FileBytes(path, 0, length);
      }
    } catch (IOException e) {
      throw new BadInputException(
          label + ": expected a whole tar archive, found a damaged one (" + e.getMessage() + ")",
          e);
    }
  }

  private Spool unpack(InputStream in) throws IOException {
    Spool spool = new Spool();
    boolean whole = false;
    try (InputStream unpacked = Gzip.unpack(in)) {
      list(new Counted(unpacked, spool));
      spool.finish();
      whole = true;
      return spool;
    } finally {
      if (!whole) {
        spool.close();
      }
    }
  }

  private void list(Counted in) throws IOException {
    TarReader.read(
        in,
        new TarReader.Visitor() {
          @Override
          public void file(String name, long size, InputStream content) {
            if (list(name, size)) {
              starts.add(in.position);
            }
          }

          @Override
          public void directory(String name) {
            listFolder(name);
          }
        });
  }

  /** Knows how far it was read, and keeps what was read where there is a place for it. */
  private static final class Counted extends FilterInputStream {
    private final @Nullable Spool copy;
    private long position;

    Counted(InputStream in, @Nullable Spool copy) {
      super(in);
      this.copy = copy;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      int n = in.read(target, offset, count);
      if (n > 0) {
        position += n;
        if (copy != null) {
          copy.write(target, offset, n);
        }
      }
      return n;
    }

    @Override
    public long skip(long n) throws IOException {
      if (copy != null) {
        return Math.max(0, read(new byte[(int) Math.min(n, BUFFER)], 0, (int) Math.min(n, BUFFER)));
      }
      long skipped = in.skip(n);
      position += skipped;
      return skipped;
    }
  }

  @Override
  public byte[] read(Member member) throws IOException {
    byte[] content = new byte[(int) member.size()];
    archive.read(starts.get(member.number()), ByteBuffer.wrap(content));
    return content;
  }

  @Override
  public Bytes bytes(Member member) {
    long start = starts.get(member.number());
    return new Bytes() {
      @Override
      public void read(long position, ByteBuffer target) throws IOException {
        archive.read(start + position, target);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {
    archive.close();
  }
}
