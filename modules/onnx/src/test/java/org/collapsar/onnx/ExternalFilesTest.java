package org.collapsar.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.MatrixFile;
import org.collapsar.model.ClassifierChoice;
import org.collapsar.model.Models;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in files beside a model. */
class ExternalFilesTest {
  private static final float[] W = {1, 2, 3, 4, 5, 6};
  private static final int BEFORE = 8;

  @TempDir private Path here;
  private Path folder;

  @BeforeEach
  void weights() throws IOException {
    folder = Files.createDirectories(here.resolve("models"));
    Files.write(folder.resolve("net.onnx.data"), bytes());
  }

  private static byte[] bytes() {
    ByteBuffer bytes = Proto.littleEndian(BEFORE + W.length * Float.BYTES).position(BEFORE);
    for (float w : W) {
      bytes.putFloat(w);
    }
    return bytes.array();
  }

  private Path model(String... external) throws IOException {
    return new TinyModel()
        .input("x", TinyModel.FLOAT, -1, 2)
        .initializer(TinyModel.external(TinyModel.header("w", TinyModel.FLOAT, 3, 2), external))
        .node("Gemm", "x w", "y", TinyModel.integer("transB", 1))
        .output("y", TinyModel.FLOAT, -1, 3)
        .write(folder.resolve("net.onnx"));
  }

  private void assertRefused(String message, String... external) throws IOException {
    Path model = model(external);
    assertThatThrownBy(() -> Models.open(model))
        .isInstanceOf(BadInputException.class)
        .hasMessage(model + ": w: " + message);
  }

  /** Whatever the working directory is: the runtime would look there. */
  @Test
  void weightsBesideTheModel() throws IOException {
    Path model = model("location", "net.onnx.data", "offset", "8", "length", "24");
    assertThat(Runs.run(model, new float[] {1, 1, 1, -1}, List.of(2), 2, "y").get("y"))
        .containsExactly(3, 7, 11, -1, -1, -1);
    assertThat(Models.open(model).classifier(ClassifierChoice.NONE).require().weights().data())
        .containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(MatrixFile.read(model + ":w").data()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Path.of("net.onnx.data")).doesNotExist();
  }

  @Test
  void inAFolderBelow() throws IOException {
    Files.createDirectories(folder.resolve("weights"));
    Files.write(folder.resolve("weights/w"), bytes());
    Path model = model("location", "weights/w", "offset", "8");
    assertThat(Runs.run(model, new float[] {1, 1}, List.of(2), 1, "y").get("y"))
        .containsExactly(3, 7, 11);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret",
        "a/../../secret",
        "/etc/hostname",
        "..",
        "C:\\secret",
        "..\\secret",
        "*/_ORT_MEM_ADDR_/*",
        "file:/etc/hostname",
        "a\u0000b"
      })
  void pathsThatLeadOut(String location) throws IOException {
    Files.write(here.resolve("secret"), bytes());
    assertRefused(
        "expected the name of a file in the model's folder, found "
            + org.collapsar.files.io.Json.quote(location),
        "location",
        location,
        "offset",
        "8");
  }

  @Test
  void linksThatLeadOut() throws IOException {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "no links here");
    Files.write(here.resolve("secret"), bytes());
    Files.createSymbolicLink(folder.resolve("w"), here.resolve("secret"));
    Files.createSymbolicLink(folder.resolve("up"), here);
    for (String location : new String[] {"w", "up/secret"}) {
      assertRefused(
          "expected a file in the model's folder, found "
              + location
              + ", a link that leads out of it; copy the file there",
          "location",
          location,
          "offset",
          "8");
    }
    // One that stays is none that leads out.
    Files.createSymbolicLink(folder.resolve("same"), folder.resolve("net.onnx.data"));
    Path model = model("location", "same", "offset", "8");
    assertThat(Runs.run(model, new float[] {1, 1}, List.of(2), 1, "y").get("y"))
        .containsExactly(3, 7, 11);
  }

  @Test
  void filesThatAreNot() throws IOException {
    assertRefused(
        "expected its numbers in the file "
            + folder.toRealPath().resolve("none")
            + ", found no such file",
        "location",
        "none");
    assertRefused("expected the name of the file with its numbers, found none", "offset", "8");
    Files.createDirectories(folder.resolve("directory"));
    assertRefused("expected a file, found directory, which is none", "location", "directory");
  }

  /** Before anybody asks for memory. */
  @Test
  void sizesThatDoNotFit() throws IOException {
    assertRefused(
        "expected 24 bytes from byte 9 of net.onnx.data on, found a file of 32",
        "location",
        "net.onnx.data",
        "offset",
        "9");
    assertRefused(
        "expected 24 bytes by its shape, found a length of 32",
        "location",
        "net.onnx.data",
        "length",
        "32");
    assertRefused(
        "expected a number of bytes as its offset, found \"-8\"",
        "location",
        "net.onnx.data",
        "offset",
        "-8");
    Path model = folder.resolve("net.onnx");
    new TinyModel()
        .input("x", TinyModel.FLOAT, -1, 2)
        .initializer(
            TinyModel.external(
                TinyModel.header("w", TinyModel.FLOAT, 1L << 40, 1L << 20),
                "location",
                "net.onnx.data"))
        .node("Gemm", "x w", "y")
        .write(model);
    assertThatThrownBy(() -> Models.open(model))
        .isInstanceOf(BadInputException.class)
        .hasMessage(model + ": w: expected a shape, found 1099511627776 x 1048576");
  }

  /** One might be looked at, and the other be read. */
  @Test
  void twoLocations() throws IOException {
    Path model = model("location", "net.onnx.data", "location", "other");
    assertThatThrownBy(() -> Models.open(model))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            model
                + ": expected an ONNX model, found a damaged one: a second location of external"
                + " data, near byte ");
  }

  /** Wherever a constant is: in an attribute of an operator within a branch. */
  @Test
  void constantsThatHide() throws IOException {
    Proto hidden =
        TinyModel.external(TinyModel.header("w", TinyModel.FLOAT, 3, 2), "location", "../secret");
    Proto branch =
        new Proto()
            .message(
                1, TinyModel.nodeOf("", "Constant", "-", "c", TinyModel.tensor("value", hidden)))
            .message(12, TinyModel.value("c", TinyModel.FLOAT));
    Path model =
        new TinyModel()
            .input("x", TinyModel.FLOAT, -1, 2)
            .initializer(TinyModel.header("yes", TinyModel.BOOL).bytes(9, new byte[] {1}))
            .node("If", "yes", "y", TinyModel.graph("then_branch", branch))
            .write(folder.resolve("net.onnx"));
    assertThatThrownBy(() -> Models.open(model))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            model + ": w: expected the name of a file in the model's folder, found \"../secret\"");
  }

  /** Numbers in the file itself. */
  @Test
  void numbersThatAreTooFew() throws IOException {
    Path model = folder.resolve("net.onnx");
    Proto[] headers = {
      TinyModel.header("w", TinyModel.FLOAT, 3, 2).bytes(9, new byte[20]),
      TinyModel.header("w", TinyModel.FLOAT, 3, 2).bytes(4, new byte[20]),
      TinyModel.header("w", TinyModel.INT64, 3, 2).packed(7, 1, 2, 3, 4, 5),
      TinyModel.header("w", TinyModel.FLOAT, 3, 2),
      TinyModel.header("w", TinyModel.FLOAT, 3, 2).bytes(9, new byte[24]).bytes(9, new byte[24]),
      TinyModel.header("w", TinyModel.FLOAT, 3, -2).bytes(9, new byte[24]),
      TinyModel.header("w", 99, 3, 2).bytes(9, new byte[24]),
    };
    String[] found = {
      "expected 3 x 2 numbers of float in one piece, found 20 bytes",
      "expected 3 x 2 numbers of float in one piece, found 20 bytes",
      "expected 3 x 2 numbers of int64 in one piece, found 5 bytes",
      "expected 3 x 2 numbers of float in one piece, found none",
      "expected 3 x 2 numbers of float in one piece, found several pieces",
      "expected a shape, found 3 x -2",
      "expected a type of numbers, found type 99",
    };
    for (int i = 0; i < headers.length; i++) {
      new TinyModel()
          .input("x", TinyModel.FLOAT, -1, 2)
          .initializer(headers[i])
          .node("Gemm", "x w", "y")
          .write(model);
      assertThatThrownBy(() -> Models.open(model))
          .isInstanceOf(BadInputException.class)
          .hasMessage(model + ": w: " + found[i]);
    }
  }
}
