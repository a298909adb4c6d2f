package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TarReaderTest {
  private static final byte[] SHORT = "short".getBytes(StandardCharsets.US_ASCII);

  @Test
  void visitsRegularFilesOnly() throws IOException {
    byte[] block = new byte[512];
    byte[] odd = new byte[1500];
    Arrays.fill(odd, (byte) 'x');
    byte[] archive =
        new TarBytes()
            .entry("package", "", '5', new byte[0])
            .file("package/a", SHORT)
            .entry("package/link", "", '2', new byte[0])
            .entry("pax", "", 'x', new byte[700])
            .file("package/empty", new byte[0])
            .file("package/block", block)
            .entry("deep/b", "a/long/way", '0', odd)
            .end();
    assertThat(contents(archive))
        .containsOnlyKeys("package/a", "package/empty", "package/block", "a/long/way/deep/b")
        .containsEntry("package/a", SHORT)
        .containsEntry("package/block", block)
        .containsEntry("a/long/way/deep/b", odd);
  }

  @Test
  void passesOverWhatTheVisitorLeaves() throws IOException {
    byte[] archive = new TarBytes().file("a", new byte[3000]).file("b", SHORT).end();
    StringBuilder seen = new StringBuilder();
    TarReader.read(
        new ByteArrayInputStream(archive),
        (name, size, content) -> seen.append(name).append(size).append(content.read()));
    assertThat(seen).hasToString("a30000b5" + (int) 's');
  }

  /** As GNU tar and Python's tarfile write them. */
  @Test
  void knowsLongNames() throws IOException {
    String gnu = "g/".repeat(80) + "a.png";
    String pax = "p/".repeat(80) + "\u00e4.png";
    byte[] record = ("path=" + pax + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] records =
        ("18 atime=12345.67\n" + (record.length + 4) + " path=" + pax + "\n")
            .getBytes(StandardCharsets.UTF_8);
    byte[] archive =
        new TarBytes()
            .entry("././@LongLink", "", 'L', (gnu + "\0").getBytes(StandardCharsets.UTF_8))
            .file(gnu.substring(0, 100), SHORT)
            .file("b", SHORT)
            .entry("PaxHeaders/x", "", 'x', records)
            .file("cut", SHORT)
            .file("c", SHORT)
            .end();
    assertThat(contents(archive)).containsOnlyKeys(gnu, "b", pax, "c");
  }

  @Test
  void visitsDirectoriesWhereTheyAreAskedFor() throws IOException {
    byte[] archive = new TarBytes().entry("a/", "", '5', new byte[0]).file("a/b", SHORT).end();
    StringBuilder seen = new StringBuilder();
    TarReader.read(
        new ByteArrayInputStream(archive),
        new TarReader.Visitor() {
          @Override
          public void file(String name, long size, InputStream content) {
            seen.append("file ").append(name).append(';');
          }

          @Override
          public void directory(String name) {
            seen.append("directory ").append(name).append(';');
          }
        });
    assertThat(seen).hasToString("directory a/;file a/b;");
  }

  @Test
  void refusesANameBeyondBelief() {
    byte[] archive = new TarBytes().entry("x", "", 'L', new byte[70_000]).file("a", SHORT).end();
    assertThatThrownBy(() -> contents(archive))
        .isInstanceOf(IOException.class)
        .hasMessage("expected a name of at most 65536 bytes, found 70000");
  }

  @Test
  void refusesACutArchive() {
    byte[] archive = new TarBytes().file("a", new byte[3000]).end();
    for (int length : new int[] {1, 511, 513, 3000}) {
      assertThatThrownBy(() -> contents(Arrays.copyOf(archive, length)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesWhatIsNoArchive() {
    byte[] noise = new byte[2048];
    Arrays.fill(noise, (byte) '7');
    assertThatThrownBy(() -> contents(noise))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a tar archive");
    byte[] archive = new TarBytes().file("a", SHORT).end();
    archive[130] = '1';
    assertThatThrownBy(() -> contents(archive)).hasMessageContaining("a header's sum is");
  }

  private static Map<String, byte[]> contents(byte[] archive) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    TarReader.read(
        new ByteArrayInputStream(archive),
        (name, size, content) -> files.put(name, content.readAllBytes()));
    return files;
  }
}
