package org.collapsar.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.collapsar.BadInputException;
import org.collapsar.modules.MissingModuleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a module that reads models. */
class ModelsTest {
  @TempDir private Path here;

  private Path file(String name, String hex) throws IOException {
    return Files.write(here.resolve(name), HexFormat.of().parseHex(hex));
  }

  @Test
  void anOnnxModelNeedsItsModule() throws IOException {
    Path file = file("net", "080712036162633a0a0a08");
    assertThatThrownBy(() -> Models.open(file))
        .isInstanceOf(MissingModuleException.class)
        .hasMessageStartingWith(file + " (an ONNX network) needs the module onnx (54 MB); ");
  }

  /** A program is not asked about before the user has said that it may run. */
  @Test
  void aScriptHasToBeTrustedAndNeedsItsModule() throws IOException {
    Path file = here.resolve("net.bin");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String member : new String[] {"net/data.pkl", "net/code/__torch__.py"}) {
        zip.putNextEntry(new ZipEntry(member));
        zip.write(1);
      }
    }
    assertThatThrownBy(() -> Models.open(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            file
                + ": expected --trust-model, as a TorchScript network is a program that can do what"
                + " you can, also while it is loaded, found none; a model in ONNX needs no trust");
    assertThatThrownBy(() -> Models.open(file, true))
        .isInstanceOf(MissingModuleException.class)
        .hasMessageStartingWith(
            file + " (a TorchScript network) needs the module torch (118 MB); ");
  }

  @Test
  void whatIsNoModel() throws IOException {
    Path empty = file("empty.onnx", "");
    assertThatThrownBy(() -> Models.open(empty))
        .isInstanceOf(BadInputException.class)
        .hasMessage(empty + ": expected a model in ONNX or TorchScript, found an empty file");
    Path image = file("net.onnx", "89504e470d0a1a0a");
    assertThatThrownBy(() -> Models.open(image))
        .isInstanceOf(BadInputException.class)
        .hasMessage(image + ": expected a model in ONNX or TorchScript, found an image");
    Path other = file("net.bin", "0102030405060708");
    assertThatThrownBy(() -> Models.open(other))
        .isInstanceOf(BadInputException.class)
        .hasMessage(other + ": expected a model in ONNX or TorchScript, found something else");
  }

  @Test
  void whatIsNoFile() {
    assertThatThrownBy(() -> Models.open(here))
        .isInstanceOf(BadInputException.class)
        .hasMessage(here + ": expected a file, found a directory");
    Path none = here.resolve("none.onnx");
    assertThatThrownBy(() -> Models.open(none))
        .isInstanceOf(BadInputException.class)
        .hasMessage(none + ": expected a file, found none");
  }
}
