package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher says when it cannot start the program, in a copy of the source tree. */
@DisabledOnOs(OS.WINDOWS)
class LauncherIT {

  /** What the script calls; a PATH of these alone has neither Java nor Maven nor git. */
  private static final List<String> TOOLS =
      List.of(
          "awk",
          "bash",
          "cat",
          "cksum",
          "cp",
          "dirname",
          "env",
          "find",
          "ls",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sleep",
          "sort",
          "stty",
          "tr",
          "uname");

  @TempDir private Path directory;
  private Path root;
  private Path tools;

  private record Outcome(int exitCode, String out, String err) {}

  @BeforeEach
  void copyTheLauncher() throws IOException {
    root = Files.createDirectories(directory.resolve("a tree"));
    Files.copy(Path.of("..", "collapsar"), root.resolve("collapsar"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    for (String module : List.of("core", "lab")) {
      Path sources = Files.createDirectories(root.resolve(module).resolve("src/main"));
      Files.writeString(sources.resolve("A.java"), "class A {}");
      Files.writeString(root.resolve(module).resolve("pom.xml"), "<project/>");
    }
    tools = Files.createDirectories(directory.resolve("tools"));
    for (String tool : TOOLS) {
      for (String place : List.of("/usr/bin", "/bin")) {
        Path program = Path.of(place, tool);
        if (Files.exists(program) && !Files.exists(tools.resolve(tool))) {
          Files.createSymbolicLink(tools.resolve(tool), program);
        }
      }
    }
  }

  @Test
  void saysThatThereIsNoJdk() throws Exception {
    Outcome outcome = launch(Map.of());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .isEqualTo(
            "collapsar: expected a JDK 17 or newer in JAVA_HOME or on the PATH, found none\n");
  }

  @Test
  void namesTheJdkThatIsTooOld() throws Exception {
    Path old = Files.createDirectories(directory.resolve("jdk-8"));
    script(Files.createDirectories(old.resolve("bin")).resolve("java"), "exit 0");
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"1.8.0_292\"\n");
    Outcome outcome = launch(Map.of("JAVA_HOME", old.toString()));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("found JAVA_HOME: Java 1.8.0_292 in").hasLineCount(1);
  }

  @Test
  void namesARuntimeWithoutCompiler() throws Exception {
    Path jre = Files.createDirectories(directory.resolve("jre-21"));
    script(Files.createDirectories(jre.resolve("bin")).resolve("java"), "exit 0");
    Files.writeString(jre.resolve("release"), "JAVA_VERSION=\"21.0.2\"\n");
    Outcome outcome = launch(Map.of("JAVA_HOME", jre.toString()));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("Java 21.0.2 in").contains("without a compiler");
  }

  @Test
  void saysThatThereIsNoMaven() throws Exception {
    Outcome outcome = launch(thisJdk());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("expected Maven").contains("found none");
  }

  @Test
  void showsWhatMavenSaidWhenTheBuildFails() throws Exception {
    script(tools.resolve("mvn"), "echo 'an error at line 7'; exit 1");
    Outcome outcome = launch(thisJdk());
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("an error at line 7").contains("the build failed");
    assertThat(outcome.out()).isEmpty();
    assertThat(root.resolve("target/launcher.lock")).doesNotExist();
  }

  @Test
  void takesOverTheLockOfAProcessThatDied() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    assertThat(dead.waitFor(60, TimeUnit.SECONDS)).isTrue();
    Path lock = Files.createDirectories(root.resolve("target/launcher.lock"));
    Files.writeString(lock.resolve("pid"), dead.pid() + "\n");
    script(tools.resolve("mvn"), "echo 'Maven ran'; exit 1");
    assertThat(launch(thisJdk()).err()).contains("Maven ran");
    assertThat(lock).doesNotExist();
  }

  @Test
  void startsThroughASymbolicLink() throws Exception {
    Path link = directory.resolve("link");
    Files.createSymbolicLink(link, Path.of("a tree", "collapsar"));
    script(tools.resolve("mvn"), "pwd -P; exit 1");
    assertThat(launch(thisJdk(), link).err()).contains(root.toRealPath().toString());
  }

  /** A distribution needs neither Maven nor a compiler, and builds nothing. */
  @Test
  void aDistributionRunsItsLibraries() throws Exception {
    Path bin = distribution();
    Path home = bin.getParent();
    Outcome outcome = launch(echo(), bin.resolve("collapsar"));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out().lines())
        .containsSubsequence("-cp", home.toRealPath() + "/lib/*")
        .endsWith("org.collapsar.lab.cli.Main", "presets");
    assertThat(home.resolve("target")).doesNotExist();
    assertThat(launch(Map.of(), bin.resolve("collapsar")).err())
        .isEqualTo(
            "collapsar: expected Java 17 or newer in JAVA_HOME or on the PATH, found none\n");
  }

  /** A directory with jars is a module there. */
  @Test
  void aDistributionLoadsItsModules() throws Exception {
    Path bin = distribution();
    Path library = bin.resolveSibling("lib");
    Files.createDirectories(library.resolve("no-jars"));
    Files.writeString(Files.createDirectories(library.resolve("one")).resolve("a.jar"), "");
    Files.writeString(Files.createDirectories(library.resolve("two")).resolve("b.jar"), "");
    String lib = library.toRealPath().toString();
    assertThat(launch(echo(), bin.resolve("collapsar")).out().lines())
        .containsSubsequence("-cp", lib + "/*:" + lib + "/one/*:" + lib + "/two/*")
        .contains("-Dcollapsar.library=" + lib);
    Map<String, String> environment = new HashMap<>(echo());
    environment.put("COLLAPSAR_MODULES", "one, two");
    assertThat(launch(environment, bin.resolve("collapsar")).exitCode()).isZero();
    environment.put("COLLAPSAR_MODULES", "one,three");
    assertThat(launch(environment, bin.resolve("collapsar")))
        .isEqualTo(
            new Outcome(
                2, "", "collapsar: COLLAPSAR_MODULES: expected one of one, two, found three\n"));
  }

  /** The compiler of fast loops is left out where there is nothing for it to do. */
  @Test
  void whatIsReadInNativeCodeIsMeasuredWithTheFirstCompilerAlone() throws Exception {
    Path launcher = distribution().resolve("collapsar");
    for (String arguments :
        List.of(
            "measure --features h.npy --labels y.npy",
            "measure --features=epoch-*.npz --labels y.csv --metrics nc1.total",
            "measure --json --features h.csv:a --labels y.tsv --weights m.safetensors:fc.weight",
            "measure --features h.npy --labels y.npy --weights w.npy --bias last-column",
            "measure --features h.npy --labels y.npy --weights m.pt:fc.weight",
            "measure --features h.h5:features --labels y.pth",
            "measure --model net.onnx --data images:x.zip --layers features,logits",
            "measure --model=n.onnx --data=cifar10 --preprocess none --layers=features --out m")) {
      assertThat(launch(echo(), launcher, arguments.split(" ", -1)).out())
          .as(arguments)
          .contains("-XX:TieredStopAtLevel=1\n");
    }
    for (String arguments :
        List.of(
            "train wu2025-fig1a",
            "certify --weights w.npy --features h.npy --labels y.npy",
            "measure --features h.parquet:features --labels y.npy",
            "measure --features h.npy --labels=y.mat",
            "measure --features h --labels y.npy",
            "measure --features h.keras:features --labels y.npy",
            "measure --model net.onnx --data images:x.zip",
            "measure --model net.onnx --data images:x.zip --layers auto",
            "measure --model net.onnx --data images:x.zip --layers features --layers conv1",
            "measure --model net.onnx --data images:x.zip --layers features --preprocess imagenet",
            "measure --model net.onnx --data images:x.zip --layers features --input-size=96",
            "measure --model net.onnx --data images:x.zip --layers features --what-if",
            "features --model net.onnx --data images:x.zip --layers features --to f.npz")) {
      assertThat(launch(echo(), launcher, arguments.split(" ", -1)).out())
          .as(arguments)
          .doesNotContain("TieredStopAtLevel");
    }
  }

  /** What newer ones say of libraries; older ones refuse to start with the options against it. */
  @Test
  void librariesMakeNoWarningsOfTheJvm() throws Exception {
    Path launcher = distribution().resolve("collapsar");
    String[] options = {
      "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"
    };
    for (String version : List.of("17.0.2", "23.0.1")) {
      assertThat(launch(echo(version), launcher).out().lines()).doesNotContain(options);
    }
    for (String version : List.of("24", "25.0.1", "26-ea")) {
      assertThat(launch(echo(version), launcher).out().lines()).contains(options);
    }
    if (Runtime.version().feature() >= 24) {
      Path java = Path.of(System.getProperty("java.home"), "bin", "java");
      Process process =
          new ProcessBuilder(java.toString(), options[0], options[1], "-version")
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("version").toFile())
              .start();
      assertThat(process.waitFor()).isZero();
    }
  }

  /** The bin of a distribution without a program. */
  private Path distribution() throws IOException {
    Path home = directory.resolve("a dist");
    Path bin = Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("lib"));
    Files.copy(Path.of("..", "collapsar"), bin.resolve("collapsar"));
    return bin;
  }

  /** A runtime that prints its arguments. */
  private Map<String, String> echo() throws IOException {
    return echo("21.0.2");
  }

  private Map<String, String> echo(String version) throws IOException {
    Path jre = Files.createDirectories(directory.resolve("jre-" + version));
    script(
        Files.createDirectories(jre.resolve("bin")).resolve("java"),
        "for argument; do echo \"$argument\"; done");
    Files.writeString(jre.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return Map.of("JAVA_HOME", jre.toString());
  }

  private static Map<String, String> thisJdk() {
    return Map.of("JAVA_HOME", System.getProperty("java.home"));
  }

  private Outcome launch(Map<String, String> environment) throws Exception {
    return launch(environment, root.resolve("collapsar"));
  }

  private Outcome launch(Map<String, String> environment, Path launcher) throws Exception {
    return launch(environment, launcher, "presets");
  }

  private Outcome launch(Map<String, String> environment, Path launcher, String... arguments)
      throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(tools.resolve("bash").toString(), launcher.toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    builder.environment().putAll(environment);
    builder.directory(directory.toFile());
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the launcher ends").isTrue();
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
