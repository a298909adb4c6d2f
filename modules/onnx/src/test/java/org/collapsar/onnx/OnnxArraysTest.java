package org.collapsar.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.ArrayFormats;
import org.collapsar.files.ArrayUse;
import org.collapsar.files.FileContents;
import org.collapsar.files.MatrixFile;
import org.collapsar.files.TableFile;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxArraysTest {
  @TempDir private Path here;

  private Path model() throws IOException {
    return new TinyModel()
        .input("x", TinyModel.FLOAT, -1, 2)
        .raw("fc.weight", new float[] {1, 2, 3, 4, 5, 6}, 3, 2)
        .initializer(
            TinyModel.header("onnx::MatMul_7", 11, 2, 1)
                .bytes(10, Proto.littleEndian(16).putDouble(0.1).putDouble(-1).array()))
        .initializer(TinyModel.integersOf("shape", new long[] {-1, 1L << 40}, 2))
        .initializer(TinyModel.header("bytes", 3, 3).packed(5, -128, 127, -1))
        .initializer(TinyModel.header("words", 8, 1).text(6, "a word"))
        .initializer(TinyModel.header("nibbles", 22, 3).bytes(9, new byte[2]))
        .node("Relu", "x", "y")
        .output("y", TinyModel.FLOAT, -1, 2)
        .write(here.resolve("model"));
  }

  /** Whatever the name of the file, and of the array. */
  @Test
  void arraysByName() throws IOException {
    Path model = model();
    assertThat(MatrixFile.read(model + ":fc.weight").data()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(MatrixFile.read(model + ":weight").rows()).isEqualTo(3);
    assertThat(MatrixFile.read(model + ":onnx::MatMul_7").data()).containsExactly(0.1, -1);
    assertThat(MatrixFile.readVector(model + ":shape")).containsExactly(-1, 0x1p40);
    assertThat(MatrixFile.readVector(model + ":bytes")).containsExactly(-128, 127, -1);
    List<StoredArray> arrays = ArrayFormats.open(model).arrays();
    assertThat(arrays).extracting(StoredArray::name).hasSize(6).startsWith("fc.weight");
    assertThat(arrays.get(1).type()).isEqualTo(TensorType.F64);
    assertThat(arrays.get(4).refusal()).isEqualTo("expected numbers, found string");
    assertThat(arrays.get(5).refusal()).isEqualTo("expected numbers, found int4");
  }

  /** A network makes features and is none. */
  @Test
  void aNetworkAsFeatures() throws IOException {
    Path model = model();
    assertThatThrownBy(() -> TableFile.open(model.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            model
                + ": expected features, found a network (ONNX); --model takes it, and FILE:NAME one"
                + " of its arrays");
    assertThat(TableFile.open(model + ":fc.weight")).hasSize(1);
    FileContents contents = FileContents.open(model.toString());
    assertThat(contents.taken().get(ArrayUse.FEATURES).names()).isEmpty();
  }

  @Test
  void aNetworkThatIsCut() throws IOException {
    Path model = model();
    byte[] whole = Files.readAllBytes(model);
    Files.write(model, java.util.Arrays.copyOf(whole, whole.length - 60));
    assertThatThrownBy(() -> ArrayFormats.open(model))
        .isInstanceOf(BadInputException.class)
        .hasMessage(model + ": expected a whole file, found one that is cut");
  }
}
