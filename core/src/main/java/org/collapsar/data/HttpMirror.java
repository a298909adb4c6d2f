package org.collapsar.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.files.io.Gzip;

/**
 * A web address below which the files lie, gzipped or archives.
 *
 * @param base ends with a slash
 * @param limits how long to wait for it
 */
record HttpMirror(URI base, HttpLimits limits) implements FileSource {
  private static final int ATTEMPTS = 3;

  /** More than gzip can add to a file that it fails to compress. */
  private static final long GZIP_OVERHEAD = 1 << 20;

  static HttpMirror of(String base) {
    return new HttpMirror(URI.create(base), HttpLimits.STANDARD);
  }

  @Override
  public String name() {
    return base.toString();
  }

  @Override
  public void fetch(List<DataFile> files, FetchDirectory directory, FetchListener listener)
      throws SourceFailure, InterruptedException {
    HttpDownload download = new HttpDownload(limits);
    for (DataFile file : files) {
      fetch(file, download, directory, listener);
    }
  }

  private void fetch(
      DataFile file, HttpDownload download, FetchDirectory directory, FetchListener listener)
      throws SourceFailure, InterruptedException {
    String packed = file.address();
    Path part = directory.part(packed);
    boolean resumed = size(part) > 0;
    complete(packed, download, part, file.bytes() + GZIP_OVERHEAD, listener);
    try {
      install(file, part, directory, listener);
    } catch (SourceFailure e) {
      if (!resumed) {
        throw e;
      }
      // The first half may have come from another mirror or another day: once more, whole.
      complete(packed, download, part, file.bytes() + GZIP_OVERHEAD, listener);
      install(file, part, directory, listener);
    }
  }

  /** Downloads the rest of a part; goes on after a cut as long as every attempt brings bytes. */
  private void complete(
      String packed, HttpDownload download, Path part, long limit, FetchListener listener)
      throws SourceFailure, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      long before = size(part);
      try {
        download.run(base.resolve(packed), part, packed, limit, listener);
        return;
      } catch (SourceFailure e) {
        if (attempt == ATTEMPTS || size(part) <= before) {
          throw e;
        }
      }
    }
  }

  /** Unpacks and checks; the part is used up, good or bad. */
  private void install(DataFile file, Path part, FetchDirectory directory, FetchListener listener)
      throws SourceFailure {
    try (InputStream raw = Files.newInputStream(part);
        InputStream content = file.staysPacked() ? raw : Gzip.unpack(raw)) {
      directory.install(file, content, listener, name());
    } catch (IOException e) {
      throw new SourceFailure(
          base.resolve(file.address()) + ": cut or damaged (" + e.getMessage() + ")", e);
    } finally {
      FetchDirectory.deleteQuietly(part);
    }
  }

  private static long size(Path part) {
    try {
      return Files.exists(part) ? Files.size(part) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
