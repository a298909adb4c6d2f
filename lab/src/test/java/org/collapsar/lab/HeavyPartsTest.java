package org.collapsar.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.collapsar.modules.Modules;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** What only modules need is nothing that a plain build fetches. */
class HeavyPartsTest {
  /** Lies among the modules and is none: the tests in a browser. */
  private static final String TESTS_ALONE = "e2e";

  private static final Set<String> LIGHT = Set.of("slf4j-api", "error_prone_annotations");

  @Test
  void noneIsOnTheClassPath() throws Exception {
    // By what the class loader sees, however the tests were started.
    List<String> jars = new ArrayList<>();
    for (URL manifest :
        Collections.list(getClass().getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
      String place = manifest.getPath();
      if (place.contains("!/")) {
        String jar = place.substring(0, place.indexOf("!/"));
        jars.add(jar.substring(jar.lastIndexOf('/') + 1));
      }
    }
    assertThat(jars).as("jars of lab").anyMatch(jar -> jar.startsWith("picocli-"));
    for (String artifact : ofModules()) {
      assertThat(jars).noneMatch(jar -> jar.matches(artifact + "-\\d.*\\.jar"));
    }
  }

  /** The class path of the tests is not all that Maven resolves: nor do the poms name any. */
  @Test
  void noneIsNamedByAPlainBuild() throws Exception {
    Set<String> heavy = ofModules();
    assertThat(heavy).contains("jhdf");
    for (String pom : List.of("pom.xml", "core/pom.xml", "lab/pom.xml")) {
      assertThat(artifacts(pom)).as(pom).isNotEmpty().doesNotContainAnyElementsOf(heavy);
    }
  }

  /** A module is built where its profile is named, and by nothing else. */
  @Test
  void modulesAreInProfilesThatNothingActivates() throws Exception {
    Element project = read("pom.xml");
    assertThat(texts(child(project, "modules"), "module")).containsExactly("core", "lab");
    List<String> modules = new ArrayList<>(Modules.names());
    modules.add(TESTS_ALONE);
    List<String> found = new ArrayList<>();
    for (Element profile : children(child(project, "profiles"))) {
      boolean hasModule = texts(profile, "module").stream().anyMatch(m -> m.startsWith("modules/"));
      if (hasModule) {
        found.addAll(texts(profile, "id"));
        assertThat(profile.getElementsByTagName("activation").getLength()).isZero();
      }
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(modules);
  }

  @Test
  void everyModuleMakesAZipForDistributions() throws Exception {
    for (String name : Modules.names()) {
      assertThat(texts(read("modules/" + name + "/pom.xml"), "assembly.skipAssembly"))
          .as(name)
          .containsExactly("false");
    }
  }

  /** Nothing of it reaches a user: it has no code, no library beyond tests, and no zip. */
  @Test
  void theTestsInABrowserAreTestsAlone() throws Exception {
    String pom = "modules/" + TESTS_ALONE + "/pom.xml";
    assertThat(Path.of("..", "modules", TESTS_ALONE, "src", "main")).doesNotExist();
    assertThat(texts(read(pom), "artifactId")).contains("playwright");
    assertThat(artifacts(pom)).isEmpty();
    assertThat(texts(read(pom), "assembly.skipAssembly")).isEmpty();
    assertThat(Modules.names()).doesNotContain(TESTS_ALONE);
  }

  /** And a stage of .ci/run runs its tests. */
  @Test
  void everyModuleIsInAStage() throws IOException {
    String script = Files.readString(Path.of("..", ".ci", "run"));
    assertThat(Modules.names())
        .allSatisfy(name -> assertThat(script).containsPattern("\\b" + name + "\\b"));
    assertThat(script).contains("test_modules " + TESTS_ALONE);
  }

  /**
   * Artifacts that a module names and the program does not, not even to be compiled: annotations,
   * which torch keeps out, are on the class path of its tests and of nothing else.
   */
  private static Set<String> ofModules() throws Exception {
    Set<String> artifacts = new TreeSet<>();
    for (String name : Modules.names()) {
      artifacts.addAll(artifacts("modules/" + name + "/pom.xml"));
    }
    var dependencies = read("lab/pom.xml").getElementsByTagName("dependency");
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      if (texts(dependency, "scope").contains("provided")) {
        texts(dependency, "artifactId").forEach(artifacts::remove);
      }
    }
    return artifacts;
  }

  /** What a module calls provided is named by the program, which brings it. */
  @Test
  void whatModulesAreProvidedWithIsOfTheProgram() throws Exception {
    List<String> program = texts(read("lab/pom.xml"), "artifactId");
    for (String name : Modules.names()) {
      var nodes = read("modules/" + name + "/pom.xml").getElementsByTagName("dependency");
      for (int i = 0; i < nodes.getLength(); i++) {
        Element dependency = (Element) nodes.item(i);
        if (texts(dependency, "scope").contains("provided")) {
          assertThat(program).as(name).containsAll(texts(dependency, "artifactId"));
        }
      }
    }
  }

  /**
   * Artifacts of dependencies and exclusions. Left out are ours, those of tests, those that the
   * program provides, the interface for logging, which libraries of our own tests bring as well,
   * and annotations of the compiler.
   */
  private static Set<String> artifacts(String pom) throws Exception {
    Set<String> artifacts = new TreeSet<>();
    for (String kind : List.of("dependency", "exclusion")) {
      var nodes = read(pom).getElementsByTagName(kind);
      for (int i = 0; i < nodes.getLength(); i++) {
        Element dependency = (Element) nodes.item(i);
        boolean test = texts(dependency, "scope").contains("test");
        boolean provided = texts(dependency, "scope").contains("provided");
        boolean ours = texts(dependency, "groupId").contains("org.collapsar");
        String artifact = texts(dependency, "artifactId").get(0);
        if (!test && !provided && !ours && !LIGHT.contains(artifact)) {
          artifacts.add(artifact);
        }
      }
    }
    return artifacts;
  }

  private static Element read(String pom) throws Exception {
    Document document;
    try (var in = Files.newInputStream(Path.of("..", pom))) {
      document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
    }
    return document.getDocumentElement();
  }

  private static Element child(Element parent, String name) throws IOException {
    return children(parent).stream()
        .filter(e -> e.getTagName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IOException("no " + name));
  }

  private static List<Element> children(Element parent) {
    List<Element> children = new ArrayList<>();
    for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element e) {
        children.add(e);
      }
    }
    return children;
  }

  private static List<String> texts(Element parent, String name) {
    List<String> texts = new ArrayList<>();
    var nodes = parent.getElementsByTagName(name);
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent().strip());
    }
    return texts;
  }
}
