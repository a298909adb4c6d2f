package org.collapsar.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.collapsar.lab.experiment.Source;
import org.collapsar.lab.experiment.UsesTheCommandLine;
import org.collapsar.lab.statistics.UsesWrongCovariances;
import org.junit.jupiter.api.Test;

/** Each package of lab imports only packages above it in this order. */
class LayersTest {

  private static final List<String> ORDER =
      List.of(
          "statistics",
          "gibbs",
          "document",
          "html",
          "convolution",
          "learner",
          "experiment",
          "config",
          "run",
          "index",
          "inspect",
          "measure",
          "certify",
          "model",
          "series",
          "claim",
          "figure",
          "print",
          "page",
          "job",
          "live",
          "cluster",
          "doctor",
          "cli");

  private static final String ROOT = "org.collapsar.lab";

  /** Whatever lies beside a class of lab: its directory or jar, and so none of the tests. */
  private static final JavaClasses LAB =
      new ClassFileImporter()
          .importUrl(Source.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void everyClassStandsInAKnownLayer() {
    assertThat(LAB).as("classes of lab found on the class path").isNotEmpty();
    assertThat(LAB).allSatisfy(c -> assertThat(ORDER).as(c.getName()).contains(layer(c)));
  }

  @Test
  void everyImportPointsDownwards() {
    assertThat(refused(LAB)).isEmpty();
  }

  /** Only the certifier of runs reads runs; measurements of features know nothing of them. */
  @Test
  void measuringAndCertifyingReadNoRuns() {
    List<String> found = new ArrayList<>();
    for (JavaClass c : LAB) {
      boolean free =
          layer(c).equals("measure")
              || (layer(c).equals("certify") && !outermost(c).equals("RunCertifier"));
      for (Dependency d : free ? c.getDirectDependenciesFromSelf() : Set.<Dependency>of()) {
        if (layer(d.getTargetClass()).equals("run")) {
          found.add(d.getDescription());
        }
      }
    }
    assertThat(found).isEmpty();
  }

  /** The simple name of a class, or of the one that it is nested in. */
  private static String outermost(JavaClass c) {
    return c.getName().substring(c.getName().lastIndexOf('.') + 1).replaceFirst("\\$.*", "");
  }

  /** The rule must bite: it finds the upward import of a class written to break it. */
  @Test
  void findsAnImportThatPointsUpwards() {
    JavaClasses fixture = new ClassFileImporter().importClasses(UsesTheCommandLine.class);
    assertThat(refused(fixture)).as("imports of the fixture that the rule refuses").isNotEmpty();
  }

  /**
   * Of Hipparchus, what is silently wrong under collapse: covariances in one pass by differences of
   * products, and factorisations that take a pivot below an absolute threshold for 0.
   */
  private static final Set<String> WRONG_UNDER_COLLAPSE =
      Set.of(
          "org.hipparchus.linear.CholeskyDecomposer",
          "org.hipparchus.linear.CholeskyDecomposition",
          "org.hipparchus.linear.FieldLUDecomposer",
          "org.hipparchus.linear.FieldLUDecomposition",
          "org.hipparchus.linear.LUDecomposer",
          "org.hipparchus.linear.LUDecomposition",
          "org.hipparchus.linear.RectangularCholeskyDecomposition",
          "org.hipparchus.linear.SemiDefinitePositiveCholeskyDecomposition",
          "org.hipparchus.stat.descriptive.MultivariateSummaryStatistics",
          "org.hipparchus.stat.descriptive.vector.VectorialCovariance");

  @Test
  void nothingIsTakenOfHipparchusThatIsWrongUnderCollapse() {
    assertThat(wrongUnderCollapse(LAB)).isEmpty();
  }

  /** The rule must bite, and the classes it forbids must be those of this Hipparchus. */
  @Test
  void findsCovariancesThatAreWrongUnderCollapse() {
    JavaClasses fixture = new ClassFileImporter().importClasses(UsesWrongCovariances.class);
    assertThat(wrongUnderCollapse(fixture))
        .anySatisfy(d -> assertThat(d).contains("MultivariateSummaryStatistics"))
        .anySatisfy(d -> assertThat(d).contains("CholeskyDecomposition"))
        .anySatisfy(d -> assertThat(d).contains("LUDecomposition"));
    assertThat(WRONG_UNDER_COLLAPSE)
        .allSatisfy(name -> assertThat(Class.forName(name).getName()).isEqualTo(name));
  }

  private static List<String> wrongUnderCollapse(JavaClasses classes) {
    List<String> found = new ArrayList<>();
    for (JavaClass c : classes) {
      for (Dependency d : new TreeSet<>(c.getDirectDependenciesFromSelf())) {
        String target = d.getTargetClass().getName();
        int inner = target.indexOf('$');
        if (WRONG_UNDER_COLLAPSE.contains(inner < 0 ? target : target.substring(0, inner))) {
          found.add(d.getDescription());
        }
      }
    }
    return found;
  }

  private static List<String> refused(JavaClasses classes) {
    List<String> found = new ArrayList<>();
    for (JavaClass c : classes) {
      for (Dependency d : new TreeSet<>(c.getDirectDependenciesFromSelf())) {
        if (d.getTargetClass().getPackageName().startsWith(ROOT)
            && ORDER.indexOf(layer(d.getTargetClass())) > ORDER.indexOf(layer(c))) {
          found.add(d.getDescription());
        }
      }
    }
    return found;
  }

  /** The package below {@link #ROOT}; the empty string for the root itself, which is no layer. */
  private static String layer(JavaClass c) {
    String name = c.getPackageName();
    if (!name.startsWith(ROOT + ".")) {
      return "";
    }
    String below = name.substring(ROOT.length() + 1);
    return below.contains(".") ? below.substring(0, below.indexOf('.')) : below;
  }

  /** Scripts and style sheets of a page are files of ours: nothing else is taken as it stands. */
  @Test
  void onlyTheFrameOfAPageMakesScripts() {
    assertThat(LAB)
        .flatExtracting(c -> List.copyOf(c.getMethodCallsFromSelf()))
        .filteredOn(
            call ->
                call.getTargetOwner().getName().equals(ROOT + ".html.Html")
                    && List.of("script", "style").contains(call.getTarget().getName()))
        .isNotEmpty()
        .allSatisfy(
            call ->
                assertThat(call.getOriginOwner().getName())
                    .as(call.getDescription())
                    .isEqualTo(ROOT + ".page.HtmlPage"));
  }
}
