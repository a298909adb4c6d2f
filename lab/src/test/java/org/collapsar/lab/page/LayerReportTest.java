package org.collapsar.lab.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.collapsar.lab.certify.CertifiedHead;
import org.collapsar.lab.certify.CertifyJob;
import org.collapsar.lab.measure.Geometry;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.linalg.Matrix;
import org.collapsar.theory.LinearHead;
import org.collapsar.theory.NetworkFacts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page shows of a network with several layers: table, curves, geometry, certificates. */
class LayerReportTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final List<String> METRICS =
      List.of("nc1.quotient", "nc1.fuzziness", "nc4.mismatch");

  @TempDir Path here;

  private MeasuredFeatures features;

  @BeforeEach
  void folder() {
    features = new MeasuredFeatures(here);
  }

  /** Two classes at +-1, deviations exactly +-s: the fuzziness is s^2, which each layer halves. */
  private MeasuredRow layer(String name, double square) throws IOException {
    double s = Math.sqrt(square);
    double[][] h = {{1 + s}, {1 - s}, {-1 + s}, {-1 - s}};
    return MeasuredFeatures.layer(
        features.measure(name + ".npy", h, "a\na\nb\nb\n", null, METRICS), "net.npz", name);
  }

  @Test
  void theLawOfSeparationIsALineThroughTheFuzziness() throws IOException {
    List<MeasuredRow> rows = List.of(layer("x", 1), layer("y", 0.5), layer("z", 0.25));
    String page = MeasuredFeatures.page(rows, null);
    JsonNode panels = data(page, "report-data").get(0).path("figures").get(0).path("panels");
    JsonNode runs = panels.get(1).path("groups").get(0).path("runs");
    assertThat(panels.get(1).path("metric").asText()).isEqualTo("nc1.fuzziness");
    assertThat(runs).hasSize(2);
    assertThat(runs.get(1).path("name").asText())
        .isEqualTo("law: times 0.500 per layer, R\u00b2 1.00");
    assertThat(runs.get(1).path("dash").asText()).isEqualTo("dashed");
    for (int l = 0; l < 3; l++) {
      assertThat(runs.get(1).path("values").get(l).asDouble())
          .isCloseTo(Math.pow(0.5, l), within(1e-12));
    }
    assertThat(page)
        .contains("<h2>Layer by layer</h2>")
        .contains(
            "<tr><th scope=\"row\">y</th><td class=\"number\">1</td><td class=\"number\"><span"
                + " title=\"0.5")
        .contains(
            "<td class=\"number\" title=\"undefined because no weights W were given\">&#8211;");
  }

  /** Where one layer has no fuzziness there is no law, and no line. */
  @Test
  void withoutALawThereIsNoLine() throws IOException {
    List<MeasuredRow> rows = List.of(layer("x", 1), layer("y", 0.5));
    JsonNode panels =
        data(MeasuredFeatures.page(rows, null), "report-data")
            .get(0)
            .path("figures")
            .get(0)
            .path("panels");
    assertThat(panels.get(1).path("groups").get(0).path("runs")).hasSize(1);
  }

  /** Classes 1 and 3 are near each other; of the others 4 is farthest from both. */
  @Test
  void threeOfManyClassesAreShownInThePlaneOfTheirMeans() throws IOException {
    double[][] means = {{0, 0, 9}, {5, 0, 0}, {0, 6, 0}, {6, 0, 0}, {-30, 0, 0}};
    Random random = new Random(4);
    double[][] h = new double[50][3];
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < h.length; i++) {
      labels.append("c").append(i % 5).append('\n');
      for (int j = 0; j < 3; j++) {
        h[i][j] = means[i % 5][j] + random.nextGaussian();
      }
    }
    MeasuredRow row = features.measure("h.npy", h, labels.toString(), null, null);
    Geometry.Span span = Objects.requireNonNull(Objects.requireNonNull(row.geometry()).span());
    assertThat(span.classes()).containsExactly(1, 3, 4);
    assertThat(span.points()).hasDimensions(30, 2);
    assertThat(span.labels()).containsOnly(0, 1, 2);
    // Distances in the plane are those of the means themselves.
    Matrix m = row.measurement().classMeans();
    for (int[] pair : new int[][] {{0, 1}, {0, 2}, {1, 2}}) {
      double square = 0;
      for (int j = 0; j < 3; j++) {
        double d = m.get(span.classes()[pair[0]], j) - m.get(span.classes()[pair[1]], j);
        square += d * d;
      }
      double[] a = span.means()[pair[0]];
      double[] b = span.means()[pair[1]];
      assertThat(Math.hypot(a[0] - b[0], a[1] - b[1])).isCloseTo(Math.sqrt(square), within(1e-9));
    }
    String page = MeasuredFeatures.page(List.of(row), null);
    assertThat(page)
        .contains("<h3>Samples of three classes in the plane of their means</h3>")
        .contains("and the class farthest from both (c1, c3, c4).")
        .doesNotContain("lines the rows of W", "id=\"geometry-rows\"");
    assertThat(data(page, "measure-data").get(0).path("span").path("of").toString())
        .isEqualTo("[1,3,4]");
  }

  /** The rows of W of {@link MeasuredFeatures#simplex} are a simplex. */
  @Test
  void rowsOfWHaveTheirCosines() throws IOException {
    MeasuredRow row = features.simplex("h.npy", List.of("a", "b", "c"), 9, 0.1, true);
    JsonNode rows =
        data(MeasuredFeatures.page(List.of(row), null), "measure-data").get(0).path("rows");
    assertThat(rows.get(0).get(0).asDouble()).isEqualTo(1);
    assertThat(rows.get(0).get(2).asDouble()).isEqualTo(-0.5);
    assertThat(rows.get(2)).hasSize(3);
  }

  @Test
  void namesAreShortWhereTheyTellApart() throws IOException {
    MeasuredRow row = features.simplex("h.npy", List.of("a", "b"), 3, 1, false);
    List<MeasuredRow> apart =
        List.of(
            MeasuredFeatures.layer(row, "/a/x.npz", "l"),
            MeasuredFeatures.layer(row, "/b/y.npz", "l"));
    assertThat(new TableNames(apart).of(apart)).containsExactly("x.npz:l", "y.npz:l");
    assertThat(new TableNames(apart).title(apart)).isEqualTo("x.npz to y.npz");
    List<MeasuredRow> alike =
        List.of(
            MeasuredFeatures.layer(row, "/a/x.npz", "l"),
            MeasuredFeatures.layer(row, "/b/x.npz", "l"));
    assertThat(new TableNames(alike).of(alike)).containsExactly("/a/x.npz:l", "/b/x.npz:l");
    assertThat(TableNames.file("C:\\data\\h.npy")).isEqualTo("h.npy");
  }

  @Test
  void aNetworkHasItsPreparationAndItsCertificates() throws IOException {
    MeasuredRow row = features.simplex("h.npy", List.of("a", "b", "c"), 20, 0.1, true);
    Random random = new Random(1);
    double[] z = new double[60 * 4];
    int[] y = new int[60];
    for (int i = 0; i < 60; i++) {
      y[i] = i % 3;
      for (int j = 0; j < 4; j++) {
        z[4 * i + j] = (j == y[i] ? 1 : 0) + 0.01 * random.nextGaussian();
      }
    }
    double[] w = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};
    List<double[]> biases = new ArrayList<>();
    biases.add(null);
    CertifiedHead head =
        CertifyJob.certify(
            "net.onnx",
            new LinearHead(new Matrix(60, 4, z), y, 3, List.of(new Matrix(3, 4, w)), biases),
            NetworkFacts.NONE,
            1);
    String page =
        MeasuredFeatures.page(
            List.of(row),
            new NetworkReport(
                "net.onnx",
                "ONNX, opset 13",
                "The last Gemm.",
                "60 images of a.zip",
                List.of("RGB / 255", "32 x 32"),
                List.of(new NetworkReport.Neighbour("BGR in place of RGB", 50, 0.5, Double.NaN)),
                List.of(),
                List.of(head)));
    assertThat(page)
        .contains("<title>net.onnx &#183; Collapsar</title>", "<h1>net.onnx</h1>")
        .contains("<dt>Model</dt><dd>ONNX, opset 13</dd>")
        .contains("<ol class=\"steps\">\n<li>RGB / 255</li>\n<li>32 x 32</li>\n</ol>")
        .doesNotContain("class=\"thumbnails\"")
        .contains(
            "<tr><th scope=\"row\">BGR in place of RGB</th><td class=\"number\">50</td><td"
                + " class=\"number\">50.0%</td><td class=\"number\">&#8211;</td></tr>")
        .contains("<h2>Certificates of the linear layers at the end</h2>")
        .contains("<p>net.onnx: 60 samples, 3 classes of 20; 1 linear layer, widths 4 -&gt; 3</p>")
        .contains("<details><summary>Hypotheses</summary>");
  }

  private static JsonNode data(String page, String id) throws IOException {
    Matcher matcher =
        Pattern.compile("id=\"" + id + "\">(.*?)</script>", Pattern.DOTALL).matcher(page);
    assertThat(matcher.find()).isTrue();
    return MAPPER.readTree(matcher.group(1));
  }
}
