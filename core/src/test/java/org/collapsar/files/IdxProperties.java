package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.collapsar.BadInputException;

class IdxProperties {
  private Path file;

  @BeforeProperty
  void create() throws IOException {
    file = Files.createTempFile("idx", "");
  }

  @AfterProperty
  void delete() throws IOException {
    Files.delete(file);
  }

  @Property(tries = 500)
  void whatIsWrittenIsRead(
      @ForAll @IntRange(min = 1, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 9) int columns,
      @ForAll boolean packed,
      @ForAll long seed)
      throws IOException {
    byte[] values = new byte[rows * columns];
    new Random(seed).nextBytes(values);
    byte[] plain = IdxBytes.of(values, rows, columns);
    rewrite(packed ? IdxBytes.gzip(plain) : plain);
    assertThat(Idx.read(file).values()).isEqualTo(values);
  }

  /** A damaged file is refused, or is a whole IDX file of another content. */
  @Property(tries = 3000)
  void damageIsRefusedOrHarmless(@ForAll boolean packed, @ForAll long seed) throws IOException {
    byte[] plain = IdxBytes.of(new byte[] {1, 2, 3, 4, 5, 6}, 2, 3);
    byte[] damaged = Damage.of(packed ? IdxBytes.gzip(plain) : plain, seed);
    rewrite(damaged);
    IdxArray array;
    try {
      array = Idx.read(file);
    } catch (BadInputException e) {
      assertThat(e).hasMessageStartingWith(file + ": ");
      return;
    }
    long count = 1;
    for (int axis = 0; axis < array.dimensions(); axis++) {
      count *= array.size(axis);
    }
    assertThat(array.values()).hasSize((int) count);
  }

  /** A new file each time: some file systems go to disk when an old one is cut and written. */
  private void rewrite(byte[] content) throws IOException {
    Files.deleteIfExists(file);
    Files.write(file, content);
  }
}
