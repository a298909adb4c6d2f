package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher builds, loads and builds again a module that needs no library, by Maven, in a tree
 * with our poms and our table of modules and next to nothing else. What it takes to add a module is
 * what {@link #addTheModule} writes.
 */
@DisabledOnOs(OS.WINDOWS)
class ModulesIT {
  private static final String SOURCE = "modules/tiny/src/main/java/org/collapsar/tiny/Tiny.java";

  @TempDir private Path directory;
  private Path root;

  private record Outcome(int exitCode, String out, String err) {}

  @BeforeEach
  void makeTheTree() throws IOException {
    root = directory.resolve("a tree");
    for (String file :
        List.of(
            "collapsar",
            "pom.xml",
            "core/pom.xml",
            "lab/pom.xml",
            "modules/pom.xml",
            ".mvn/jvm.config",
            ".mvn/maven.config",
            "LICENSE",
            "NOTICE")) {
      copy(file);
    }
    String sources = "core/src/main/java/org/collapsar/";
    for (String file : List.of("BadInputException", "FailedException", "NearestName")) {
      copy(sources + file + ".java");
    }
    try (Stream<Path> files = Files.list(Path.of("..", sources + "modules"))) {
      for (Path file : files.toList()) {
        copy(sources + "modules/" + file.getFileName());
      }
    }
    write(
        "lab/src/main/java/org/collapsar/lab/cli/Main.java",
        """
        package org.collapsar.lab.cli;

        import org.collapsar.modules.InstalledModule;
        import org.collapsar.modules.Modules;

        public final class Main {
          public static void main(String[] arguments) throws Exception {
            for (InstalledModule module : Modules.installed()) {
              System.out.println(module.name() + " brings " + module.library());
            }
            System.out.println("stale: " + System.getProperty(Modules.STALE, "none"));
          }
        }
        """);
    addTheModule();
  }

  private void addTheModule() throws IOException {
    write(
        "modules/tiny/pom.xml",
        Files.readString(Path.of("..", "modules/hdf5/pom.xml"))
            .replaceAll("(?s)<properties>.*</dependencies>", "")
            .replace("collapsar-hdf5", "collapsar-tiny"));
    write(
        SOURCE,
        """
        package org.collapsar.tiny;

        public final class Tiny implements org.collapsar.modules.InstalledModule {
          @Override
          public String name() {
            return "tiny";
          }

          @Override
          public String library() {
            return "first";
          }
        }
        """);
    write(
        "modules/tiny/src/main/resources/META-INF/services/org.collapsar.modules.InstalledModule",
        "org.collapsar.tiny.Tiny\n");
    replace(
        "core/src/main/java/org/collapsar/modules/Modules.java",
        "List.of(HDF5,",
        "List.of(new ModuleInfo(\"tiny\", \"a test\", 1), HDF5,");
    replace(
        "pom.xml",
        "  </profiles>\n</project>",
        """
            <profile>
              <id>tiny</id>
              <modules>
                <module>modules</module>
                <module>modules/tiny</module>
              </modules>
            </profile>
          </profiles>
        </project>\
        """);
  }

  @Test
  void isBuiltWhenAskedForAndAgainWhenItsSourcesChanged() throws Exception {
    Outcome plain = launch("presets");
    assertThat(plain.err()).startsWith("Building Collapsar (the first time");
    assertThat(plain.out()).isEqualTo("stale: none\n");
    assertThat(built()).isEmpty();

    Outcome asked = launch(Map.of("COLLAPSAR_MODULES", "tiny"), "presets");
    assertThat(asked.err())
        .isEqualTo("Building the module tiny (Maven may download what it needs) ..\n");
    assertThat(asked.out()).isEqualTo("tiny brings first\nstale: none\n");
    List<String> first = built();
    assertThat(first).singleElement().asString().startsWith("tiny-");
    assertThat(Files.readString(root.resolve("target/modules/" + first.get(0) + "/class-path")))
        .doesNotContain("::")
        .doesNotContain("openblas"); // what the program has is not there twice

    // From now on it is loaded without a word.
    assertThat(launch("presets")).isEqualTo(new Outcome(0, "tiny brings first\nstale: none\n", ""));

    replace(SOURCE, "first", "second");
    // What lists modules and what looks for faults builds none.
    assertThat(launch("modules")).isEqualTo(new Outcome(0, "stale: tiny\n", ""));
    Outcome changed = launch("presets");
    assertThat(changed.err()).startsWith("Building the module tiny").hasLineCount(1);
    assertThat(changed.out()).isEqualTo("tiny brings second\nstale: none\n");
    assertThat(built()).hasSize(2).containsAll(first);

    // Of the program too: then both.
    replace("lab/src/main/java/org/collapsar/lab/cli/Main.java", " brings ", " has ");
    Outcome both = launch("presets");
    assertThat(both.err()).isEqualTo("Building Collapsar with tiny (the sources changed) ..\n");
    assertThat(both.out()).startsWith("tiny has second\n");
    List<String> before = built();

    replace(SOURCE, "return", "retrun");
    Outcome broken = launch("presets");
    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.err()).contains("Tiny.java").endsWith("what Maven said is above\n");
    assertThat(built()).isEqualTo(before);
    assertThat(root.resolve("target/launcher.lock")).doesNotExist();
    assertThat(launch("doctor").out()).isEqualTo("stale: tiny\n");
  }

  @Test
  void anUnknownNameIsOneLine() throws Exception {
    assertThat(launch(Map.of("COLLAPSAR_MODULES", "tiny,onxn"), "presets"))
        .isEqualTo(
            new Outcome(2, "", "collapsar: COLLAPSAR_MODULES: expected one of tiny, found onxn\n"));
  }

  private List<String> built() throws IOException {
    Path modules = root.resolve("target/modules");
    if (!Files.exists(modules)) {
      return List.of();
    }
    try (Stream<Path> places = Files.list(modules)) {
      return places.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  private Outcome launch(String command) throws Exception {
    return launch(Map.of(), command);
  }

  private Outcome launch(Map<String, String> environment, String command) throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder("bash", root.resolve("collapsar").toString(), command);
    Map<String, String> whole = new HashMap<>();
    for (String name : List.of("PATH", "HOME")) {
      whole.put(name, System.getenv(name));
    }
    whole.put("JAVA_HOME", System.getProperty("java.home"));
    // The repository of the build that runs this test, which has what the build needs.
    String repository =
        System.getProperty("maven.repo.local", System.getProperty("localRepository"));
    if (repository != null) {
      whole.put("MAVEN_OPTS", "-Dmaven.repo.local=" + repository);
    }
    whole.putAll(environment);
    builder.environment().clear();
    builder.environment().putAll(whole);
    builder.directory(directory.toFile());
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    Process process = builder.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("the launcher ends").isTrue();
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private void copy(String file) throws IOException {
    Path target = root.resolve(file);
    Files.createDirectories(target.getParent());
    Files.copy(Path.of("..", file), target);
  }

  private void write(String file, String text) throws IOException {
    Path target = root.resolve(file);
    Files.createDirectories(target.getParent());
    Files.writeString(target, text);
  }

  private void replace(String file, String old, String text) throws IOException {
    Path target = root.resolve(file);
    String before = Files.readString(target);
    assertThat(before).as(file).contains(old);
    Files.writeString(target, before.replace(old, text));
  }
}
