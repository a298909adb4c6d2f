package org.collapsar.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.collapsar.files.ArrayFormats;
import org.collapsar.files.Labels;
import org.collapsar.files.MatrixFile;
import org.collapsar.files.format.StoredArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code save -hdf5} of Octave 7.3 wrote (octave.h5). Its script, without the line that saves:
 *
 * <pre>
 * S = reshape(1:9, 3, 3) / 2; features = single(reshape(1:12, 4, 3)); labels = int32([0; 1; 0; 1]);
 * deep = reshape(1:24, 2, 3, 4); net.fc.W = [1 2 3; 4 5 6]; words = "text"; cells = {1, 2};
 * range = 1:5; none = []; few = sparse(S); z = S + 1i;
 * </pre>
 */
class OctaveTest {
  @TempDir private Path directory;

  @Test
  void variablesHaveTheDimensionsThatOctaveShows() throws IOException {
    Path file = octave();
    assertThat(arrays(file).stream().filter(a -> a.refusal() == null).map(StoredArray::summary))
        .containsExactly(
            "S (3 x 3 F64)",
            "deep (2 x 3 x 4 F64)",
            "features (4 x 3 F32)",
            "labels (4 x 1 I32)",
            "net/fc/W (2 x 3 F64)");
    // By rows, of reshape(1:9, 3, 3) / 2, which counts down its columns.
    assertThat(MatrixFile.read(file + ":S").data())
        .containsExactly(0.5, 2, 3.5, 1, 2.5, 4, 1.5, 3, 4.5);
    assertThat(MatrixFile.read(file + ":features").data())
        .containsExactly(1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12);
    assertThat(MatrixFile.read(file + ":W").data()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Labels.read(file + ":labels", null).labels()).containsExactly(0, 1, 0, 1);
  }

  @Test
  void whatIsNoMatrixSaysWhatItIs() throws IOException {
    assertThat(
            arrays(octave()).stream()
                .filter(a -> a.refusal() != null)
                .collect(Collectors.toMap(StoredArray::name, a -> String.valueOf(a.refusal()))))
        .isEqualTo(
            List.of(
                    "cells=expected numbers, found a cell array of Octave; cell2mat(X) makes a"
                        + " matrix",
                    "few=expected a full matrix, found a sparse one of Octave; full(X) makes one",
                    "none=expected at least one number, found an empty array of Octave",
                    "range=expected numbers, found a range of Octave (its ends alone); full(X)"
                        + " makes a matrix",
                    "words=expected numbers, found text of Octave",
                    "z=expected real numbers, found complex ones of Octave; real(X) and imag(X)"
                        + " are real")
                .stream()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(part -> part[0], part -> part[1])));
  }

  /** Groups of others may have such members, and keep their order. */
  @Test
  void aGroupWithoutTheMarkIsNoVariable() {
    Path file = directory.resolve("plain.h5");
    try (WritableHdfFile out = HdfFile.write(file)) {
      write(out.putGroup("plain"));
      WritableGroup marked = out.putGroup("marked");
      marked.putAttribute("OCTAVE_NEW_FORMAT", (byte) 1);
      write(marked);
    }
    Function<String, double[]> read = name -> MatrixFile.read(file + ":" + name).data();
    assertThat(arrays(file).stream().map(StoredArray::name))
        .containsExactly("marked", "plain/type", "plain/value");
    assertThat(read.apply("plain/value")).containsExactly(1, 2, 3, 4);
    assertThat(read.apply("marked")).containsExactly(1, 3, 2, 4);
  }

  private static void write(WritableGroup group) {
    group.putDataset("type", IntStream.range(0, 3).toArray());
    group.putDataset("value", new double[][] {{1, 2}, {3, 4}});
  }

  private static List<StoredArray> arrays(Path file) {
    return ArrayFormats.open(file).arrays();
  }

  private Path octave() throws IOException {
    Path file = directory.resolve("octave.h5");
    try (InputStream in = OctaveTest.class.getResourceAsStream("octave.h5")) {
      Files.copy(in, file);
    }
    return file;
  }
}
