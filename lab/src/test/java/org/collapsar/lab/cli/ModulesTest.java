package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.collapsar.modules.MissingModuleException;
import org.collapsar.modules.Modules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command `modules`, and the question whether to fetch one. */
class ModulesTest {
  private static final String ASKS = "collapsar.asks";

  @TempDir private Path directory;

  @AfterEach
  void forget() {
    for (String property : new String[] {Modules.LAUNCHER, Modules.LIBRARY, Modules.STALE, ASKS}) {
      System.clearProperty(property);
    }
  }

  @Test
  void listsThemWithTheirState() throws IOException {
    assertThat(Typed.in(directory, "modules").out())
        .containsPattern("hdf5 +2 MB +absent +HDF5 files");
    System.setProperty(Modules.STALE, "onnx,hdf5");
    Typed json = Typed.in(directory, "modules", "--json");
    assertThat(json.json().path("schema").asText()).isEqualTo("collapsar/modules/1");
    assertThat(json.json().at("/modules/0/name").asText()).isEqualTo("hdf5");
    assertThat(json.json().at("/modules/0/state").asText()).isEqualTo("stale");
  }

  /** Here and not with the doctor's own tests, because of the check of the document. */
  @Test
  void theDoctorPrintsADocument() throws IOException {
    Typed json = Typed.in(directory, "doctor", "--json", "--data-dir", "data");
    assertThat(json.json().path("fine").asBoolean())
        .isEqualTo(json.exitCode() == Exit.DONE)
        .isEqualTo(json.json().findValues("advice").isEmpty());
    assertThat(Typed.in(directory, "doctor", "--data-dir", "data").out())
        .contains("blas  ", "kernel ")
        .containsPattern("(is|are) wrong\\.\\R$");
  }

  @Test
  void aDistributionSaysWhereJarsBelong() {
    System.setProperty(Modules.LIBRARY, "/opt/collapsar-1/lib");
    assertThat(Typed.in(directory, "modules").out())
        .contains("/opt/collapsar-1/lib/NAME", "unzip it in /opt.");
    Typed add = Typed.in(directory, "modules", "add", "hdf5");
    assertThat(add.exitCode()).isEqualTo(2);
    assertThat(add.err()).contains("found a distribution").hasLineCount(1);
  }

  @Test
  void removesWhatWasBuilt() throws IOException {
    System.setProperty(Modules.LAUNCHER, directory.resolve("collapsar").toString());
    Path modules = directory.resolve("target/modules");
    for (String place : new String[] {"hdf5-1-2", "hdf5-3-4", "other-1-2"}) {
      Files.createDirectories(modules.resolve(place).resolve("inside"));
      Files.writeString(modules.resolve(place).resolve("class-path"), "x");
    }
    Typed removed = Typed.in(directory, "modules", "remove", "hdf5");
    assertThat(removed.exitCode()).isZero();
    assertThat(modules).isDirectoryContaining("glob:**/other-1-2");
    assertThat(modules).isDirectoryNotContaining("glob:**/hdf5-*");
    Typed unknown = Typed.in(directory, "modules", "remove", "hdf");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("did you mean hdf5?").hasLineCount(1);
  }

  @Test
  void asksOnlyWhereSomebodyCanAnswer() {
    assertThat(asks("y\n")).as("no terminal").isFalse();
    System.setProperty(ASKS, "yes");
    assertThat(asks("y\nnot read\n")).isTrue();
    assertThat(asks("YES\r\n")).isTrue();
    assertThat(asks("\n")).isFalse();
    assertThat(asks("no\n")).isFalse();
    assertThat(asks("")).as("end of input").isFalse();
  }

  private static boolean asks(String answer) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    boolean yes =
        Launcher.asks(
            new MissingModuleException("x.h5 (HDF5)", Modules.HDF5),
            new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    if (System.getProperty(ASKS) != null) {
      assertThat(err.toString(StandardCharsets.UTF_8))
          .isEqualTo("collapsar: x.h5 (HDF5) needs the module hdf5 (2 MB). Fetch it now? [y/N] ");
    }
    return yes;
  }
}
