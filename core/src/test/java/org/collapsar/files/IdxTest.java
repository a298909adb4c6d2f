package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.collapsar.BadInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  private static final byte[] VALUES = {0, 1, 2, 127, -128, -1};

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("some-idx2-ubyte");
  }

  @Test
  void readsPlainAndGzipAlike() throws IOException {
    byte[] plain = IdxBytes.of(VALUES, 2, 3);
    for (byte[] stored : new byte[][] {plain, IdxBytes.gzip(plain)}) {
      Files.write(file, stored);
      IdxArray array = Idx.read(file);
      assertThat(array.dimensions()).isEqualTo(2);
      assertThat(array.size(0)).isEqualTo(2);
      assertThat(array.size(1)).isEqualTo(3);
      assertThat(array.shapeText()).isEqualTo("2 x 3");
      assertThat(array.values()).isEqualTo(VALUES);
      assertThat(array.sha256()).isEqualTo(Sha256.of(plain));
    }
  }

  @Test
  void refusesWhatIsNoIdx() throws IOException {
    refuses(new byte[0], "expected an IDX file (first bytes 00 00 08), found an empty file");
    refuses(new byte[] {'P', 'K', 3, 4, 5}, "found 50 4b 03 04");
    refuses(new byte[] {0, 0, 8}, "found 00 00 08");
    refuses(
        IdxBytes.withType(0x0d, new byte[4], 1),
        "expected IDX values of type 08 (unsigned bytes), found type 0d");
  }

  @Test
  void refusesDimensionsThatCannotBe() throws IOException {
    refuses(new byte[] {0, 0, 8, 0}, "expected 1 to 4 dimensions, found 0");
    refuses(new byte[] {0, 0, 8, (byte) 200, 0, 0}, "expected 1 to 4 dimensions, found 200");
    refuses(new byte[] {0, 0, 8, 3, 0, 0}, "expected a header of 16 bytes, found 6");
    refuses(IdxBytes.of(new byte[0], 0, 5), "in dimension 0, found 0");
    refuses(IdxBytes.of(new byte[0], 2, -1), "in dimension 1, found 4294967295");
  }

  @Test
  void refusesSizesThatTheFileDoesNotHave() throws IOException {
    byte[] whole = IdxBytes.of(VALUES, 2, 3);
    String expected = "expected 18 bytes (2 x 3 and a header of 12), found ";
    refuses(Arrays.copyOf(whole, 17), expected + "17");
    refuses(Arrays.copyOf(whole, 19), expected + "19");
    refuses(IdxBytes.gzip(Arrays.copyOf(whole, 17)), expected + "17");
    refuses(IdxBytes.gzip(Arrays.copyOf(whole, 19)), expected + "more");
  }

  /** Sizes of 2 GB and of 2^124 bytes, in files of a few bytes. */
  @Test
  void believesNoLyingHeader() throws IOException {
    byte[] large = IdxBytes.of(new byte[0], 46340, 46340);
    refuses(large, "expected 2147395612 bytes");
    refuses(IdxBytes.gzip(large), "expected 2147395612 bytes");
    byte[] absurd =
        IdxBytes.of(
            VALUES, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
    refuses(absurd, "expected at most 2147483639 values");
    refuses(IdxBytes.gzip(absurd), "expected at most 2147483639 values");
  }

  @Test
  void refusesACutGzip() throws IOException {
    byte[] packed = IdxBytes.gzip(IdxBytes.of(VALUES, 2, 3));
    for (int length = 2; length < packed.length; length++) {
      refuses(Arrays.copyOf(packed, length), "expected a whole gzip file");
    }
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThatThrownBy(() -> Idx.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": expected a file, found none");
    assertThatThrownBy(() -> Idx.read(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessage(directory + ": expected a file, found a directory");
  }

  private void refuses(byte[] content, String why) throws IOException {
    Files.write(file, content);
    assertThatThrownBy(() -> Idx.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n");
  }
}
