package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.format.SafetensorsFile;
import org.collapsar.files.format.TensorInfo;
import org.collapsar.linalg.Precision;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("state.safetensors");
  }

  /** The bytes as the format's description gives them, made by hand. */
  @Test
  void writesTheFormatByteForByte() throws IOException {
    Safetensors.write(
        file, Map.of("epoch", "3"), List.of(Tensor.of("w", 1, 2, new float[] {1.5f, -2})));
    String json =
        "{\"__metadata__\":{\"epoch\":\"3\"},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}";
    String padded = json + " ".repeat((8 - json.length() % 8) % 8);
    byte[] expected = file(padded, new byte[] {0, 0, (byte) 0xc0, 0x3f, 0, 0, 0, (byte) 0xc0});
    assertThat(Files.readAllBytes(file)).isEqualTo(expected);
  }

  @Test
  void readsWhatItWrote() {
    double[] wide = {Math.PI, Double.MIN_VALUE, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, 1e300};
    double[] narrowed = {Math.PI, 1e-60};
    Safetensors.write(
        file,
        Map.of(),
        List.of(
            Tensor.of("narrow", 2, 1, narrowed, Precision.FLOAT32),
            Tensor.of("wide \"u\u00e9\"", 3, 2, wide, Precision.FLOAT64)));
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThat(opened.metadata()).isEmpty();
      // Wide first, so that doubles lie at multiples of eight.
      assertThat(opened.tensors())
          .extracting(TensorInfo::name)
          .containsExactly("wide \"u\u00e9\"", "narrow");
      assertThat(opened.matrix("wide \"u\u00e9\"", 3, 2)).isEqualTo(wide);
      assertThat(opened.matrix("narrow", 2, 1)).isEqualTo(new double[] {(float) Math.PI, 0});
    }
  }

  @Test
  void readsMoreThanItsBufferHolds() {
    double[] values = new double[50_001];
    Arrays.setAll(values, i -> Math.sin(i));
    Safetensors.write(
        file, Map.of(), List.of(Tensor.of("w", 1, 50_001, values, Precision.FLOAT64)));
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThat(opened.values("w")).isEqualTo(values);
    }
  }

  @Test
  void readsScalarsAndHigherDimensions() throws IOException {
    Files.write(
        file,
        file(
            "{\"s\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,8]},"
                + "\"e\":{\"dtype\":\"F32\",\"shape\":[0,7],\"data_offsets\":[8,8]},"
                + "\"t\":{\"shape\":[1,2,1],\"data_offsets\":[8,16],\"dtype\":\"F32\"}}   ",
            new byte[16]));
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThat(opened.values("s")).containsExactly(0);
      assertThat(opened.values("e")).isEmpty();
      assertThat(opened.values("t")).containsExactly(0, 0);
    }
  }

  /** Types that are not read are in the way of nobody who asks for another tensor. */
  @Test
  void readsWhatStandsBesideOtherTypes() throws IOException {
    Files.write(
        file,
        file(
            "{\"c\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,8]},"
                + "\"w\":{\"dtype\":\"F64\",\"shape\":[1,1],\"data_offsets\":[8,16]}}",
            new byte[16]));
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThat(opened.values("w")).containsExactly(0);
      assertThatThrownBy(() -> opened.values("c"))
          .isInstanceOf(BadInputException.class)
          .hasMessageStartingWith(file + ": tensor \"c\": expected a dtype of [F16, BF16, ")
          .hasMessageEndingWith("found C64");
    }
    assertThat(TableFile.open(file + ":w")).hasSize(1);
    assertThatThrownBy(() -> TableFile.open(file + ":c"))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith("found C64");
  }

  @Test
  void namesTheTensorThatIsNotThere() {
    Safetensors.write(file, Map.of(), List.of(Tensor.of("layer.0", 1, 1, new float[1])));
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThatThrownBy(() -> opened.values("layer.1"))
          .isInstanceOf(BadInputException.class)
          .hasMessage(file + ": expected a tensor \"layer.1\", found layer.0");
      assertThatThrownBy(() -> opened.matrix("layer.0", 2, 3))
          .isInstanceOf(BadInputException.class)
          .hasMessage(file + ": tensor \"layer.0\": expected 2 x 3, found 1 x 1");
    }
  }

  /** Lengths of the header: none, negative, 2^62, more than the file has, none of the data. */
  @ParameterizedTest
  @CsvSource({"0", "1", "-1", "4611686018427387904", "1000000", "67", "9223372036854775807"})
  void believesNoLyingLength(long stated) throws IOException {
    byte[] content =
        file("{\"w\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]}} ", new byte[4]);
    ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putLong(stated);
    Files.write(file, content);
    refused("expected ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\'',
      value = {
        // Gaps, overlaps, the end left over, offsets that run backwards or beyond the file.
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}; data that begin at 0",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}; expected 4 bytes after",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}; expected 12 bytes"
            + " after",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,4]}}; data_offsets [begin,"
            + " end]",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}; of at least 0, found"
            + " -4",
        "{\"v\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},\"w\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}};"
            + " data that begin at 8",
        // Shapes that disagree with the offsets or are larger than any number.
        "{\"w\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[0,8]}}; expected 16 bytes for 2"
            + " of F64",
        "{\"w\":{\"dtype\":\"F64\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}}; a"
            + " possible shape",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,2],\"data_offsets\":[0,8]}}; at most"
            + " 8 dimensions",
        // Members that are missing, wrong or unknown.
        "{\"w\":{\"dtype\":\"F64\",\"shape\":[1]}}; expected dtype, shape and data_offsets",
        "{\"w\":{\"dtype\":\"F64\",\"shape\":[1],\"offsets\":[0,8]}}; expected a list, found none",
        "{\"w\":{\"dtype\":8,\"shape\":[1],\"data_offsets\":[0,8]}}; dtype: expected a text",
        "{\"w\":{\"dtype\":\"F64\",\"shape\":8,\"data_offsets\":[0,8]}}; shape: expected a list",
        "{\"w\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8,16]}}; [begin, end]",
        "{\"w\":[]}; expected an object",
        "{\"__metadata__\":{\"a\":1}}; metadata a: expected a text",
        "{\"__metadata__\":[]}; __metadata__: expected an object",
        "{} x; expected the end",
        "[1]; begins with",
        "{}; expected 0 bytes after the header, found 8",
      })
  void refusesHeadersThatDoNotDescribeTheData(String header, String why) throws IOException {
    Files.write(file, file(header, new byte[8]));
    refused(why.strip());
  }

  @Test
  void refusesTwoTensorsOfOneName() throws IOException {
    String member = "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
    Files.write(file, file("{" + member + "," + member + "}", new byte[4]));
    refused("expected each key once");
    Tensor tensor = Tensor.of("w", 1, 1, new float[1]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Safetensors.write(file, Map.of(), List.of(tensor, tensor)));
  }

  @Test
  void refusesTextThatIsNoUnicode() throws IOException {
    byte[] content = file("{\"__metadata__\":{\"a\":\"?\"}}", new byte[0]);
    content[new String(content, StandardCharsets.ISO_8859_1).indexOf('?')] = (byte) 0xff;
    Files.write(file, content);
    refused("expected a header in UTF-8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Safetensors.write(file, Map.of("a", "\ud800"), List.of()));
  }

  @Test
  void refusesShortAndMissingFiles() throws IOException {
    refused("expected a file, found none");
    Files.write(file, new byte[7]);
    refused("expected a safetensors file, found one of 7 bytes");
  }

  @Test
  void refusesAShapeThatDisagreesWithTheNumbers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of("w", 2, 2, new float[3]))
        .withMessage("w: expected 2 x 2 numbers, found 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of("__metadata__", 1, 1, new float[1]));
  }

  /** Ctrl-C interrupts the thread that then writes the checkpoint. */
  @Test
  void writesAndReadsOnAnInterruptedThread() {
    Thread.currentThread().interrupt();
    try {
      Safetensors.write(file, Map.of(), List.of(Tensor.of("w", 1, 1, new float[] {7})));
      try (SafetensorsFile opened = SafetensorsFile.open(file)) {
        assertThat(opened.values("w")).containsExactly(7);
      }
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static byte[] file(String header, byte[] data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(data)
        .array();
  }

  private void refused(String why) {
    assertThatThrownBy(() -> SafetensorsFile.open(file).close())
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n");
  }
}
