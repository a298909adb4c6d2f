package org.collapsar.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table, and what is found on a class path by it. */
class ModulesTest {
  private static final ModuleInfo FIRST = new ModuleInfo("modules", "tests", 1);
  private static final ModuleInfo OTHER = new ModuleInfo("modules.other", "tests", 1);

  @TempDir private Path directory;

  /** What the modules of the tests bring. */
  public static final class Brought implements Supplier<String> {
    @Override
    public String get() {
      return "brought";
    }
  }

  @Test
  void namesAreUniqueAndFitForDirectoriesAndPackages() {
    assertThat(Modules.names()).doesNotHaveDuplicates().allMatch(n -> n.matches("[a-z][a-z0-9]*"));
    assertThat(Modules.ALL).allMatch(m -> m.megabytes() > 0 && !m.asks().isBlank());
  }

  /** Each module of the table can be fetched, and each that can be is in the table. */
  @Test
  void theTableIsThatOfTheTree() throws IOException {
    Path modules = Path.of("..", "modules");
    try (var entries = Files.list(modules)) {
      assertThat(
              entries
                  // A directory with tests alone, those of a browser, is nobody's module.
                  .filter(
                      d ->
                          Files.exists(d.resolve("pom.xml")) && Files.exists(d.resolve("src/main")))
                  .map(d -> d.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(Modules.names());
    }
    String pom = Files.readString(Path.of("..", "pom.xml"));
    assertThat(Modules.names())
        .allSatisfy(
            name ->
                assertThat(pom)
                    .contains("<id>" + name + "</id>", "<module>modules/" + name + "</module>"));
  }

  /** Nothing that the build of core puts on its class path is a module. */
  @Test
  void nothingIsHereUnlessItWasFetched() {
    assertThat(Modules.installed()).isEmpty();
    assertThat(Modules.present("hdf5")).isFalse();
    assertThatThrownBy(() -> Modules.require(Modules.HDF5, "x.h5 (HDF5)"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "x.h5 (HDF5) needs the module hdf5 (2 MB); put org.collapsar:collapsar-hdf5 on the"
                + " class path");
  }

  @Test
  void theMessageSaysHowToGetItHere() {
    try {
      System.setProperty(Modules.LAUNCHER, "/somewhere/collapsar");
      assertThat(new MissingModuleException("`measure --model`", Modules.HDF5))
          .hasMessage(
              "`measure --model` needs the module hdf5 (2 MB); get it with ./collapsar modules add"
                  + " hdf5");
      System.clearProperty(Modules.LAUNCHER);
      System.setProperty(Modules.LIBRARY, "/somewhere/lib");
      assertThat(Modules.HDF5.howToGet())
          .isEqualTo("put its jars into lib/hdf5 (collapsar modules says how)");
    } finally {
      System.clearProperty(Modules.LAUNCHER);
      System.clearProperty(Modules.LIBRARY);
    }
  }

  @Test
  void anUnknownNameIsAnswered() {
    assertThat(Modules.named("hdf5")).isEqualTo(Modules.HDF5);
    assertThatThrownBy(() -> Modules.named("hfd5"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("found hfd5, did you mean hdf5?");
  }

  @Test
  void onlyModulesOfTheTableAreLookedAt() throws IOException {
    declare(Brought.class.getName());
    try (URLClassLoader loader = loader()) {
      assertThat(Modules.services(Supplier.class, List.of(FIRST), loader))
          .singleElement()
          .isInstanceOf(Brought.class);
      assertThat(Modules.services(Supplier.class, List.of(OTHER, Modules.HDF5), loader)).isEmpty();
    }
  }

  @Test
  void aModuleThatDoesNotFitIsOneLine() throws IOException {
    declare("org.collapsar.modules.Gone");
    try (URLClassLoader loader = loader()) {
      assertThatThrownBy(() -> Modules.services(Supplier.class, List.of(FIRST), loader))
          .isInstanceOf(FailedException.class)
          .hasMessageStartingWith("a module does not fit this program: ")
          .hasMessageContaining("org.collapsar.modules.Gone");
    }
  }

  private void declare(String provider) throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(services.resolve(Supplier.class.getName()), provider + "\n");
  }

  private URLClassLoader loader() throws IOException {
    URI uri = directory.toUri();
    return new URLClassLoader(new URL[] {uri.toURL()}, ModulesTest.class.getClassLoader());
  }

  @Test
  void aJarThatIsOnTheClassPathIsFoundWhateverIsInIt() {
    ModuleInfo module = Modules.ALL.get(0);
    String jar = "a/collapsar-" + module.name() + "-1.0.jar";
    String separator = java.io.File.pathSeparator;
    assertThat(Modules.isOnPath(module, "lib/x.jar" + separator + jar)).isTrue();
    assertThat(Modules.isOnPath(module, "lib/x.jar" + separator + "a/collapsar-lab-1.0.jar"))
        .isFalse();
    assertThat(Modules.isOnPath(module, "")).isFalse();
  }
}
