package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model in two files with a third that is missing, as Hugging Face's libraries split one. */
class SafetensorsIndexTest {
  @TempDir Path directory;
  private Path index;

  @BeforeEach
  void write() throws IOException {
    Safetensors.write(
        directory.resolve("model-00001-of-00003.safetensors"),
        Map.of(),
        List.of(Tensor.of("model.embed", 2, 2, new float[] {1, 2, 3, 4})));
    Safetensors.write(
        directory.resolve("model-00002-of-00003.safetensors"),
        Map.of(),
        List.of(Tensor.of("lm_head.weight", 1, 3, new float[] {5, 6, 7})));
    index = directory.resolve("model.safetensors.index.json");
    write(
        """
        {
          "metadata": {"total_size": 28},
          "weight_map": {
            "lm_head.weight": "model-00002-of-00003.safetensors",
            "model.embed": "model-00001-of-00003.safetensors",
            "model.norm": "model-00003-of-00003.safetensors",
            "model.moved": "model-00001-of-00003.safetensors"
          }
        }
        """);
  }

  @Test
  void tensorsAreFoundWhereverTheyLie() {
    assertThat(MatrixFile.read(index + ":lm_head.weight").data()).containsExactly(5, 6, 7);
    assertThat(MatrixFile.read(index + ":model.embed").data()).containsExactly(1, 2, 3, 4);
    assertThat(TableFile.open(index.toString())).hasSize(2);
  }

  @Test
  void whatIsMissingIsSaidToWhoAsksForIt() {
    assertThatThrownBy(() -> MatrixFile.read(index + ":model.norm"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            index
                + ":model.norm: expected model-00003-of-00003.safetensors beside the index, found"
                + " no such file");
    assertThatThrownBy(() -> MatrixFile.read(index + ":model.moved"))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith("where the index has it, found no such tensor");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\'',
      value = {
        "{\"weight_map\": {\"a\": \"../x.safetensors\"}}; a file beside the index, found \"../x",
        "{\"weight_map\": {\"a\": \"sub/x.safetensors\"}}; a file beside the index, found \"sub",
        "{\"weight_map\": {\"a\": 1}}; expected the name of a file, found another value",
        "{\"weight_map\": []}; expected an object with \"weight_map\"",
        "{\"weight_map\": {\"a\": \"x\"}; expected an index in JSON",
      })
  void refusesIndicesThatAreNone(String text, String why) throws IOException {
    write(text);
    assertThatThrownBy(() -> TableFile.open(index.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(why.strip());
  }

  private void write(String text) throws IOException {
    Files.writeString(index, text);
  }
}
