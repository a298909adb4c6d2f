package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.UniqueElements;
import net.jqwik.api.constraints.Whitespace;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.collapsar.BadInputException;
import org.collapsar.files.format.SafetensorsFile;
import org.collapsar.files.format.TensorInfo;
import org.collapsar.linalg.Precision;

class SafetensorsProperties {
  private Path file;
  private byte[] whole;

  @BeforeProperty
  void create() throws IOException {
    file = Files.createTempFile("tensors", ".safetensors");
    Safetensors.write(
        file,
        Map.of("epoch", "12"),
        List.of(
            Tensor.of("layer.0", 2, 3, new double[] {1, 2, 3, 4, 5, 6}, Precision.FLOAT64),
            Tensor.of("layer.1", 2, 1, new float[] {7, 8})));
    whole = Files.readAllBytes(file);
  }

  @AfterProperty
  void delete() throws IOException {
    Files.delete(file);
  }

  @Property(tries = 200)
  void whatIsWrittenIsRead(
      @ForAll @Size(max = 4) @UniqueElements
          List<@NotEmpty @AlphaChars @Whitespace @StringLength(max = 6) String> names,
      @ForAll @Size(max = 3) Map<String, String> texts,
      @ForAll @IntRange(min = 1, max = 5) int rows,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, double[]> written = new LinkedHashMap<>();
    List<Tensor> tensors = new ArrayList<>();
    for (String name : names) {
      Precision precision = random.nextBoolean() ? Precision.FLOAT32 : Precision.FLOAT64;
      double[] values =
          random.doubles(rows * 3L, -1, 1).map(x -> Math.scalb((float) x, 9)).toArray();
      written.put(name, values);
      tensors.add(Tensor.of(name, rows, 3, values, precision));
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    // Half of a surrogate pair is no text.
    texts.forEach((k, v) -> metadata.put(k.replaceAll("\\p{Cs}", ""), v.replaceAll("\\p{Cs}", "")));
    Safetensors.write(file, metadata, tensors);
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThat(opened.metadata()).isEqualTo(metadata);
      assertThat(opened.tensors()).hasSize(names.size());
      written.forEach((name, values) -> assertThat(opened.matrix(name, rows, 3)).isEqualTo(values));
    }
  }

  /** A damaged file is refused, or is a whole file of another content. */
  @Property(tries = 5000)
  void damageIsRefusedOrHarmless(@ForAll long seed) throws IOException {
    rewrite(Damage.of(whole, seed));
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      for (TensorInfo info : opened.tensors()) {
        assertThat(opened.values(info.name())).hasSize((int) info.count());
      }
    } catch (BadInputException e) {
      assertThat(e).hasMessageStartingWith(file + ": ");
    }
  }

  /** A new file each time: some file systems go to disk when an old one is cut and written. */
  private void rewrite(byte[] content) throws IOException {
    Files.deleteIfExists(file);
    Files.write(file, content);
  }
}
