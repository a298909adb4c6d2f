package org.collapsar.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(
    value = OS.LINUX,
    disabledReason = "elsewhere the runtime unpacks its libraries itself")
class KeptNativesTest {
  private static final byte[] CODE = "code".repeat(200_000).getBytes(StandardCharsets.UTF_8);

  @TempDir Path here;
  private int unpacked;

  private KeptNatives.Library library(String name, byte[] stated) {
    CRC32 crc = new CRC32();
    crc.update(stated);
    return new KeptNatives.Library(
        name,
        stated.length,
        crc.getValue(),
        () -> {
          unpacked++;
          return new ByteArrayInputStream(CODE);
        });
  }

  private List<KeptNatives.Library> two() {
    return List.of(library("one.so", CODE), library("two.so", CODE));
  }

  private static List<String> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private static void allow(Path file, String permissions) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void unpacksOnce() throws IOException {
    Path folder = here.resolve("cache/natives");
    Path kept = KeptNatives.in(folder, two());
    assertThat(kept).isEqualTo(folder.toRealPath());
    assertThat(in(folder)).containsExactly("one.so", "two.so");
    assertThat(folder.resolve("two.so")).hasBinaryContent(CODE);
    assertThat(Files.getPosixFilePermissions(folder))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(KeptNatives.in(folder, two())).isEqualTo(kept);
    assertThat(unpacked).isEqualTo(2);
  }

  @Test
  void writesAnewWhatIsDamagedOrForeign() throws IOException {
    Path folder = here.resolve("natives");
    KeptNatives.in(folder, two());
    Path one = folder.resolve("one.so");
    byte[] damaged = CODE.clone();
    damaged[CODE.length - 1] ^= 1;
    Files.write(one, damaged);
    expectNew(folder, 3);
    Files.write(one, new byte[0]);
    expectNew(folder, 4);
    allow(one, "rw-rw-rw-");
    expectNew(folder, 5);
    Path elsewhere = Files.write(here.resolve("elsewhere.so"), CODE);
    Files.delete(one);
    Files.createSymbolicLink(one, elsewhere);
    expectNew(folder, 6);
    assertThat(one).isRegularFile();
    assertThat(Files.isSymbolicLink(one)).isFalse();
  }

  private void expectNew(Path folder, int times) throws IOException {
    assertThat(KeptNatives.in(folder, two())).isEqualTo(folder.toRealPath());
    assertThat(unpacked).isEqualTo(times);
    assertThat(folder.resolve("one.so")).hasBinaryContent(CODE);
    assertThat(Files.getPosixFilePermissions(folder.resolve("one.so")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(in(folder)).containsExactly("one.so", "two.so");
  }

  @Test
  void takesNoFolderThatOthersCanWriteTo() throws IOException {
    Path folder = here.resolve("above/natives");
    assertThat(KeptNatives.in(folder, two())).isNotNull();
    allow(folder, "rwxrwx---");
    assertThat(KeptNatives.in(folder, two())).isNull();
    allow(folder, "rwxr-xr-x");
    assertThat(KeptNatives.in(folder, two())).isNotNull();
    allow(folder.getParent(), "rwxrwxrwx");
    assertThat(KeptNatives.in(folder, two())).isNull();
  }

  @Test
  void keepsNothingWhereItCannot() throws IOException {
    assertThat(KeptNatives.in(Path.of("relative"), two())).isNull();
    Path file = Files.write(here.resolve("file"), CODE);
    assertThat(KeptNatives.in(file, two())).isNull();
    assertThat(KeptNatives.in(file.resolve("natives"), two())).isNull();
    assertThat(unpacked).isZero();
  }

  /** A jar that does not hold what it states. */
  @Test
  void keepsNoOtherBytes() throws IOException {
    byte[] stated = CODE.clone();
    stated[0] ^= 1;
    Path folder = here.resolve("natives");
    assertThat(KeptNatives.in(folder, List.of(library("one.so", stated)))).isNull();
    assertThat(in(folder)).isEmpty();
  }
}
