package org.collapsar;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each package of core imports only packages above it, and the measuring half never a network. */
class LayersTest {

  /** From the ground up. The root package, which holds the exceptions, comes first. */
  private static final List<String> TRAINING =
      List.of("", "modules", "linalg", "random", "files", "model", "data", "net", "train");

  /** What the measuring half may import: the ground that both halves stand on, then itself. */
  private static final List<String> MEASURING =
      List.of("", "modules", "linalg", "random", "files", "moments", "metrics", "theory");

  private static final String ROOT = "org.collapsar";

  /** Whatever lies beside a class of core: its directory or jar, and so none of the tests. */
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .importUrl(FailedException.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void everyClassStandsInAKnownLayer() {
    assertThat(CORE).as("classes of core found on the class path").isNotEmpty();
    assertThat(CORE).allSatisfy(c -> assertThat(known(layer(c))).as(c.getName()).isTrue());
  }

  @Test
  void everyImportPointsDownwards() {
    List<Dependency> seen = dependencies(CORE);
    assertThat(seen).as("imports between packages of core").isNotEmpty();
    assertThat(seen.stream().filter(d -> !allowed(from(d), to(d))).map(Dependency::getDescription))
        .isEmpty();
  }

  @Test
  void noCyclesBetweenPackages() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CORE);
  }

  /** Bytes below, formats on them, the choice among arrays on top. */
  @Test
  void filesStandOnFormatsAndTheseOnBytes() {
    List<String> order = List.of(ROOT + ".files.io", ROOT + ".files.format", ROOT + ".files");
    List<Dependency> inside = new ArrayList<>();
    for (JavaClass c : CORE) {
      for (Dependency d : c.getDirectDependenciesFromSelf()) {
        String from = c.getPackageName();
        String to = d.getTargetClass().getPackageName();
        if (isOfFiles(from) && isOfFiles(to) && !from.equals(to)) {
          inside.add(d);
          // Packages of single formats, such as files.torch, stand on files.format.
          assertThat(order.indexOf(to))
              .as(d.getDescription())
              .isLessThan(order.contains(from) ? order.indexOf(from) : order.size() - 1);
        }
      }
    }
    assertThat(inside).as("imports between packages of files").isNotEmpty();
  }

  private static boolean isOfFiles(String name) {
    return (name + ".").startsWith(ROOT + ".files.");
  }

  /** The order itself, so that a change to the lists above that opens a way back is noticed. */
  @Test
  void theMeasuringHalfKnowsNothingOfTheTrainingHalf() {
    for (String measuring : List.of("moments", "metrics", "theory")) {
      for (String training : List.of("data", "net", "train", "probe")) {
        assertThat(allowed(measuring, training)).as(measuring + " -> " + training).isFalse();
        if (!training.equals("probe")) {
          assertThat(allowed(training, measuring)).as(training + " -> " + measuring).isFalse();
        }
      }
    }
    assertThat(allowed("probe", "train")).isTrue();
    assertThat(allowed("probe", "theory")).isTrue();
    assertThat(allowed("train", "net")).isTrue();
    assertThat(allowed("net", "train")).isFalse();
    assertThat(allowed("linalg", "")).isTrue();
    assertThat(allowed("", "linalg")).isFalse();
  }

  /** The rule must bite: it finds the upward imports of a class written to break it. */
  @Test
  void findsAnImportThatPointsUpwards() {
    JavaClasses fixture =
        new ClassFileImporter().importClasses(org.collapsar.linalg.ImportsUpwards.class);
    assertThat(dependencies(fixture).stream().filter(d -> !allowed(from(d), to(d))))
        .as("imports of ImportsUpwards that the rule refuses")
        .isNotEmpty();
  }

  /** What knows networks of ours; whatever else measures asks the seam, {@code ObservedNetwork}. */
  private static final Set<String> OF_DENSE_NETWORKS =
      Set.of(
          "DenseNetwork",
          "Curvature",
          "DescentPrediction",
          "DescentStart",
          "BalanceLaw",
          "HeadProbe",
          "CertificateProbe",
          "EpochProbe",
          "MeanField",
          "MeanFieldProbe",
          "ParticleLaw",
          "ParticleProbe",
          "ParticleTally",
          "StationaryMoments");

  private static final Set<String> DENSE =
      Set.of("Network", "NetworkSpec", "LayerSpec", "Pass", "WeightArrays", "Derivatives");

  @Test
  void whatIsMeasuredOfAnyNetworkKnowsNoDenseOne() {
    Set<String> knowing = new TreeSet<>();
    for (JavaClass c : CORE) {
      for (Dependency d :
          layer(c).equals("probe") ? c.getDirectDependenciesFromSelf() : Set.<Dependency>of()) {
        JavaClass target = d.getTargetClass();
        if ((layer(target).equals("net") && DENSE.contains(target.getSimpleName()))
            || target.getSimpleName().equals("FullPass")) {
          knowing.add(c.getName().replaceFirst(".*\\.", "").replaceFirst("\\$.*", ""));
        }
      }
    }
    assertThat(knowing).containsExactlyInAnyOrderElementsOf(OF_DENSE_NETWORKS);
  }

  /**
   * Covariances and factorisations are ours and LAPACK's: those of Hipparchus sum in one pass, or
   * take a pivot below an absolute threshold for 0, and are silently wrong under collapse.
   */
  @Test
  void coreUsesNothingOfHipparchus() {
    assertThat(uses(CORE, "org.hipparchus")).isEmpty();
    assertThat(uses(CORE, "org.bytedeco")).as("what the rule finds of OpenBLAS").isNotEmpty();
  }

  private static List<String> uses(JavaClasses classes, String root) {
    List<String> found = new ArrayList<>();
    for (JavaClass c : classes) {
      for (Dependency d : c.getDirectDependenciesFromSelf()) {
        if (d.getTargetClass().getPackageName().startsWith(root + ".")) {
          found.add(d.getDescription());
        }
      }
    }
    return found;
  }

  private static List<Dependency> dependencies(JavaClasses classes) {
    List<Dependency> found = new ArrayList<>();
    for (JavaClass c : classes) {
      for (Dependency d : new TreeSet<>(c.getDirectDependenciesFromSelf())) {
        if (isOurs(d.getTargetClass()) && !from(d).equals(to(d))) {
          found.add(d);
        }
      }
    }
    return found;
  }

  private static boolean allowed(String from, String to) {
    if (from.equals("probe")) {
      return known(to);
    }
    return below(TRAINING, from, to) || below(MEASURING, from, to);
  }

  private static boolean below(List<String> order, String from, String to) {
    return order.contains(to) && order.indexOf(to) < order.indexOf(from);
  }

  private static boolean known(String layer) {
    return TRAINING.contains(layer) || MEASURING.contains(layer) || layer.equals("probe");
  }

  private static String from(Dependency d) {
    return layer(d.getOriginClass());
  }

  private static String to(Dependency d) {
    return layer(d.getTargetClass());
  }

  private static boolean isOurs(JavaClass c) {
    return c.getPackageName().equals(ROOT) || c.getPackageName().startsWith(ROOT + ".");
  }

  /** The package below {@link #ROOT}: {@code linalg}, or the empty string for the root itself. */
  private static String layer(JavaClass c) {
    String name = c.getPackageName();
    return Optional.of(name)
        .filter(n -> n.startsWith(ROOT + "."))
        .map(n -> n.substring(ROOT.length() + 1))
        .map(n -> n.contains(".") ? n.substring(0, n.indexOf('.')) : n)
        .orElse("");
  }
}
