package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.files.Npy;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command measure with targets in place of labels. */
class RegressionTest {
  @TempDir Path here;

  /** Features on the axes x and y, a little off them along z; one sample is 0. */
  private void files() throws IOException {
    double[][] h = {{2, 0, 0.2}, {-2, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 0}};
    write("h.npy", h);
    write("t.npy", new double[][] {{4, 0}, {-4, 0}, {0, 1}, {0, -1}, {0, 0}});
    write("w.npy", new double[][] {{2, 0, 0}, {0, 1, 0}});
  }

  private void write(String name, double[][] rows) throws IOException {
    Npy.write(here.resolve(name), Rows.of(rows), Precision.FLOAT64);
  }

  @Test
  void measuresWhatIsKnownByHand() throws IOException {
    files();
    Typed typed =
        Typed.in(
            here,
            "measure",
            "--features",
            "h.npy",
            "--targets",
            "t.npy",
            "--weights",
            "w.npy",
            "--json");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    JsonNode row = typed.json().path("rows").get(0);
    assertThat(row.path("samples").asInt()).isEqualTo(5);
    assertThat(row.path("targets").asInt()).isEqualTo(2);
    assertThat(row.path("without_direction").asInt()).isEqualTo(1);
    JsonNode metrics = row.path("metrics");
    // One sample of four is off the plane z = 0, by 0.04 of 4.04.
    assertThat(metrics.path("nrc2").path("value").asDouble())
        .isCloseTo(0.04 / 4.04 / 4, within(1e-15));
    // W W^T = diag(4, 1); Sigma = diag(32, 2)/5, its root diag(4, 1) sqrt(2/5): gamma is 0.
    assertThat(metrics.path("nrc3").path("value").asDouble()).isCloseTo(0, within(1e-30));
    assertThat(metrics.path("nrc3.gamma").path("value").asDouble()).isZero();
    assertThat(metrics.path("regression.r2").path("value").asDouble()).isCloseTo(1, within(1e-15));
  }

  /** W on its side, b in its last column, and joined files give the numbers of the plain ones. */
  @Test
  void weightsAndFeaturesMayLieAsTheyDoForClasses() throws IOException {
    files();
    double[][] w = {{1, 0.5, 0.25}, {0, 1, -0.5}};
    write("w.npy", w);
    write("b.npy", new double[][] {{0.5}, {-1}});
    write("wt.npy", new double[][] {{1, 0}, {0.5, 1}, {0.25, -0.5}});
    write("wb.npy", new double[][] {{1, 0.5, 0.25, 0.5}, {0, 1, -0.5, -1}});
    write("h1.npy", new double[][] {{2, 0, 0.2}, {-2, 0, 0}, {0, 1, 0}});
    write("h2.npy", new double[][] {{0, -1, 0}, {0, 0, 0}});
    JsonNode plain = metrics("--features", "h.npy", "--weights", "w.npy", "--bias", "b.npy");
    assertThat(
            metrics(
                "--features",
                "h.npy",
                "--weights",
                "wt.npy",
                "--transpose-weights",
                "--bias",
                "b.npy"))
        .isEqualTo(plain);
    assertThat(metrics("--features", "h.npy", "--weights", "wb.npy", "--bias", "last-column"))
        .isEqualTo(plain);
    assertThat(
            metrics("--features", "h[12].npy", "--join", "--weights", "w.npy", "--bias", "b.npy"))
        .isEqualTo(plain);
  }

  private JsonNode metrics(String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of("measure", "--json", "--targets", "t.npy"));
    all.addAll(List.of(more));
    Typed typed = Typed.in(here, all.toArray(String[]::new));
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(typed.json().path("rows")).hasSize(1);
    return typed.json().path("rows").get(0).path("metrics");
  }

  @Test
  void printsATableAndWritesAPage() throws IOException {
    files();
    Typed typed =
        Typed.in(here, "measure", "--features", "h.npy", "--targets", "t.npy", "--out", "measured");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(typed.out())
        .startsWith(
            here.resolve("h.npy")
                + ": 5 samples, dimension 3, 2 targets; 1 sample left out of nrc1 and nrc2: all"
                + " features are 0\n")
        .containsPattern("(?m)^nrc3 +undefined, because no weights W were given$");
    assertThat(Files.readString(here.resolve("measured/report.html")))
        .contains("<h1>h.npy</h1>", "<h2>Metrics of a regression</h2>")
        .contains("nrc1.centred");
    assertThat(here.resolve("measured/measure.json")).isNotEmptyFile();
  }

  /** The paper fixes gamma by the last W. */
  @Test
  void checkpointsHaveTheGammaOfTheLast() throws IOException {
    files();
    Files.copy(here.resolve("h.npy"), here.resolve("e-1.npy"));
    Files.copy(here.resolve("h.npy"), here.resolve("e-2.npy"));
    write("w-1.npy", new double[][] {{2, 0, 0}, {0, 1, 0}});
    // W W^T = diag(3, 1): gamma 1/10 takes diag(4, 1) sqrt(2/5) to it.
    write("w-2.npy", new double[][] {{Math.sqrt(3), 0, 0}, {0, 1, 0}});
    Typed typed =
        Typed.in(
            here,
            "measure",
            "--features",
            "e-*.npy",
            "--targets",
            "t.npy",
            "--weights",
            "w-*.npy",
            "--json",
            "--metrics",
            "nrc3,nrc3.own,nrc3.gamma");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    JsonNode first = typed.json().path("rows").get(0).path("metrics");
    JsonNode last = typed.json().path("rows").get(1).path("metrics");
    assertThat(first).hasSize(3);
    double gamma = last.path("nrc3.gamma").path("value").asDouble();
    double root = Math.sqrt(0.4);
    double s = Math.sqrt(gamma);
    double[] a = {4 * root - s, root - s};
    double length = Math.hypot(a[0], a[1]);
    double expected =
        Math.pow(4 / Math.sqrt(17) - a[0] / length, 2)
            + Math.pow(1 / Math.sqrt(17) - a[1] / length, 2);
    assertThat(first.path("nrc3.own").path("value").asDouble()).isCloseTo(0, within(1e-30));
    assertThat(first.path("nrc3").path("value").asDouble()).isCloseTo(expected, within(1e-14));
    assertThat(last.path("nrc3").path("value")).isEqualTo(last.path("nrc3.own").path("value"));
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    files();
    refused(
        "--targets and --labels exclude each other",
        "--features",
        "h.npy",
        "--targets",
        "t.npy",
        "--labels",
        "t.npy");
    for (String option : new String[] {"--neco-dim", "--nci-alpha"}) {
      refused(
          "--targets and " + option + " exclude each other",
          "--features",
          "h.npy",
          "--targets",
          "t.npy",
          option,
          "1");
    }
    refused(
        "--metrics: expected metrics of a regression (--targets), found 'nrc4', did you mean nrc1?",
        "--features",
        "h.npy",
        "--targets",
        "t.npy",
        "--metrics",
        "nrc4");
    write("short.npy", new double[][] {{1, 2}});
    refused(
        here.resolve("short.npy")
            + ": expected 5 rows, as "
            + here.resolve("h.npy")
            + " has, found 1",
        "--features",
        "h.npy",
        "--targets",
        "short.npy");
    refused(
        here.resolve("t.npy") + ": expected W [2 x 3], a row for each target, found 5 rows of 2",
        "--features",
        "h.npy",
        "--targets",
        "t.npy",
        "--weights",
        "t.npy");
  }

  private void refused(String message, String... arguments) throws IOException {
    String[] all = new String[arguments.length + 1];
    all[0] = "measure";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Typed typed = Typed.in(here, all);
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.err()).contains(message);
    assertThat(typed.out()).isEmpty();
  }
}
