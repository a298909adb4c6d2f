package org.collapsar.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.collapsar.BadInputException;
import org.collapsar.files.format.InputFile;
import org.collapsar.model.ClassifierChoice;
import org.collapsar.model.FoundClassifier;
import org.collapsar.model.TrainedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is in a file, our reader ends with one line or a model, soon and in little memory. The
 * runtime never sees these files.
 */
class MutatedModelsTest {
  private static final int FILES = 10_000;

  @TempDir private Path here;

  /** A little of everything that the reader knows. */
  private static byte[] model() {
    Proto branch =
        new Proto()
            .message(1, TinyModel.nodeOf("", "Relu", "x", "r"))
            .message(5, TinyModel.rawOf("inner", new float[] {1, 2}, 2))
            .message(12, TinyModel.value("r", TinyModel.FLOAT, -1, 2));
    return new TinyModel()
        .opset(15)
        .input("x", TinyModel.FLOAT, -1, 2)
        .raw("w", new float[] {1, 2, 3, 4, 5, 6}, 3, 2)
        .initializer(TinyModel.header("b", TinyModel.FLOAT16, 3).packed(5, 0x3c00, 0x4000, 0x4200))
        .initializer(
            TinyModel.external(
                TinyModel.header("v", TinyModel.FLOAT, 2, 2),
                "location",
                "data",
                "offset",
                "4",
                "length",
                "16"))
        .initializer(TinyModel.header("yes", TinyModel.BOOL).bytes(9, new byte[] {1}))
        .node("MatMul", "x v", "z")
        .node(
            "If",
            "yes",
            "i",
            TinyModel.graph("then_branch", branch),
            TinyModel.graph("else_branch", branch))
        .node("Add", "z i", "s")
        .node("Relu", "s", "h")
        .node("Transpose", "w", "wt", TinyModel.integers("perm", 1, 0))
        .node("Cast", "b", "b32", TinyModel.integer("to", 1))
        .node("Gemm", "h wt b32", "y", TinyModel.real("alpha", 2))
        .node("Dropout", "y", "p")
        .output("p", TinyModel.FLOAT, -1, 3)
        .toBytes();
  }

  @Test
  void tenThousandMutations() throws IOException {
    Files.write(here.resolve("data"), new byte[64]);
    Path file = here.resolve("net.onnx");
    byte[] whole = model();
    Files.write(file, whole);
    look(file);
    Random random = new Random(16);
    int models = 0;
    int refused = 0;
    int cut = 0;
    for (int i = 0; i < FILES; i++) {
      byte[] mutated = mutated(whole, random);
      Files.write(file, mutated);
      try {
        look(file);
        models++;
      } catch (BadInputException e) {
        refused++;
        assertThat(e.getMessage()).isNotEmpty().hasSizeLessThan(2000).doesNotContain("\n");
      } catch (EOFException e) {
        cut++;
      } catch (Throwable e) {
        fail("mutation " + i, e);
      }
    }
    // Each of the three ways is gone often: the mutations reach everything.
    assertThat(List.of(models, refused, cut)).allSatisfy(n -> assertThat(n).isGreaterThan(500));
  }

  /** Everything that reads, but for the runtime. */
  private static void look(Path file) throws IOException {
    try (InputFile input = InputFile.open(file)) {
      new OnnxArrays().open(input);
    }
    TrainedModel model = OnnxModel.open(file);
    FoundClassifier found = model.classifier(ClassifierChoice.NONE);
    assertThat(found.classifier() == null).isEqualTo(found.reason() != null);
    assertThat(model.automatic(found)).doesNotContain("");
    assertThat(model.description()).isNotEmpty();
  }

  /** One to four changes: a byte, a bit, a cut, bytes put in, taken out, or repeated. */
  private static byte[] mutated(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    for (int change = random.nextInt(4); change >= 0; change--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = joined(bytes, 0, Math.max(at, 1), bytes, 0, 0);
        case 3 -> {
          byte[] more = new byte[1 + random.nextInt(12)];
          random.nextBytes(more);
          byte[] start = joined(bytes, 0, at, more, 0, more.length);
          bytes = joined(start, 0, start.length, bytes, at, bytes.length - at);
        }
        case 4 -> {
          int gone = Math.min(1 + random.nextInt(12), bytes.length - at);
          bytes =
              bytes.length - gone < 1
                  ? bytes
                  : joined(bytes, 0, at, bytes, at + gone, bytes.length - at - gone);
        }
        default ->
            bytes = joined(bytes, 0, bytes.length, bytes, at, Math.min(64, bytes.length - at));
      }
    }
    return bytes;
  }

  private static byte[] joined(byte[] a, int from, int count, byte[] b, int at, int more) {
    byte[] joined = new byte[count + more];
    System.arraycopy(a, from, joined, 0, count);
    System.arraycopy(b, at, joined, count, more);
    return joined.length == 0 ? new byte[1] : joined;
  }

  /** A graph in a graph in a graph .. */
  @Test
  void graphsThatLieTooDeep() throws IOException {
    Proto graph = new Proto();
    for (int i = 0; i < 200; i++) {
      graph =
          new Proto().message(1, TinyModel.nodeOf("", "If", "c", "y", TinyModel.graph("g", graph)));
    }
    Path file = here.resolve("net.onnx");
    Files.write(file, new Proto().varint(1, 8).message(7, graph).toBytes());
    assertThatThrownBy(() -> OnnxModel.open(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            file
                + ": expected an ONNX model, found a damaged one: graphs within each other, more"
                + " than 16 deep, near byte ");
  }

  /** Two bytes of the file each, and some hundred of memory. */
  @Test
  void operatorsThatAreTooMany() throws IOException {
    byte[] nodes = new byte[2_400_000];
    for (int i = 0; i < nodes.length; i += 2) {
      nodes[i] = 1 << 3 | 2;
    }
    Path file = here.resolve("net.onnx");
    Files.write(file, new Proto().varint(1, 8).bytes(7, nodes).toBytes());
    assertThatThrownBy(() -> OnnxModel.open(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            file
                + ": expected an ONNX model, found a damaged one: more than 1000000 operators,"
                + " tensors and names, near byte ");
  }

  /** Operators that take what they make. */
  @Test
  void circles() throws IOException {
    Path file =
        new TinyModel()
            .input("x", TinyModel.FLOAT, -1, 2)
            .node("Add", "x c", "a")
            .node("Identity", "a", "b")
            .node("Identity", "b", "c")
            .node("Identity", "d", "d")
            .node("MatMul", "a d", "y")
            .output("c", TinyModel.FLOAT, -1, 2)
            .output("y", TinyModel.FLOAT, -1, 2)
            .write(here.resolve("net.onnx"));
    look(file);
  }
}
