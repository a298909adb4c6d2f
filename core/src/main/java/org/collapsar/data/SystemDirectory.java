package org.collapsar.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.files.io.Gzip;

/**
 * Files that a package of the operating system installed.
 *
 * @param packageName how the system calls the package
 * @param directory where it puts the files, plain or gzip
 */
record SystemDirectory(String packageName, Path directory) implements FileSource {

  @Override
  public String name() {
    return "system package " + packageName + " in " + directory;
  }

  @Override
  public void fetch(List<DataFile> files, FetchDirectory target, FetchListener listener)
      throws SourceFailure {
    if (!Files.isDirectory(directory)) {
      throw new SourceFailure("not installed");
    }
    for (DataFile file : files) {
      Path found = file.in(directory);
      if (found == null) {
        throw new SourceFailure("holds no " + file.name());
      }
      try (InputStream raw = Files.newInputStream(found);
          InputStream content = Gzip.unpack(raw)) {
        target.install(file, content, listener, name());
      } catch (IOException e) {
        throw new SourceFailure(found + ": cannot be read (" + e.getMessage() + ")", e);
      }
    }
  }
}
