package org.collapsar.lab.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.collapsar.files.Npy;
import org.collapsar.lab.measure.MeasureJob;
import org.collapsar.lab.measure.MeasureListener;
import org.collapsar.lab.measure.MeasureRequest;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurePageTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @TempDir Path here;

  /** Three tight classes at the corners of a triangle in the first two of five dimensions. */
  @Test
  void theTriangleIsASimplex() throws IOException {
    JsonNode row = measureData(page(measured("h.npy", 3, 1)), 0);
    JsonNode cosines = row.path("cosines");
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        assertThat(cosines.get(i).get(j).asDouble()).isCloseTo(i == j ? 1 : -0.5, within(0.01));
      }
    }
    assertThat(row.path("weights").get(1).get(1).asDouble()).isCloseTo(1, within(0.01));
    JsonNode means = row.path("span").path("means");
    assertThat(means.get(0).get(0).asDouble()).as("class 0 is on the first axis").isPositive();
    assertThat(means.get(0).get(1).asDouble()).isCloseTo(0, within(1e-9));
    double side = distance(means.get(0), means.get(1));
    assertThat(distance(means.get(1), means.get(2))).isCloseTo(side, within(0.02 * side));
    assertThat(row.path("span").path("points")).hasSize(90);
    assertThat(row.path("within")).hasSize(3);
    assertThat(row.path("counts").get(0).asInt()).isEqualTo(30);
  }

  @Test
  void checkpointsHaveCurvesAndLayersShareThem() throws IOException {
    String page = page(measured("h-1.npy", 3, 1), measured("h-2.npy", 3, 0.1));
    JsonNode figures = data(page, "report-data").get(0).path("figures");
    assertThat(figures).isNotEmpty();
    JsonNode panel = figures.get(0).path("panels").get(0);
    assertThat(panel.path("x").path("name").asText()).isEqualTo("checkpoint");
    assertThat(panel.path("x").path("names")).hasSize(2);
    assertThat(panel.path("x").path("title").asText()).isEqualTo("checkpoint h-*.npy");
    assertThat(panel.path("x").path("ticks").get(1).asText()).isEqualTo("2");
    assertThat(page).doesNotContain("class=\"place\"");
    JsonNode values = panel.path("groups").get(0).path("runs").get(0).path("values");
    assertThat(values.get(1).asDouble()).isLessThan(values.get(0).asDouble());
    assertThat(page).contains("<select id=\"row\">");
    for (JsonNode figure : figures) {
      assertThat(page).contains("id=\"" + figure.path("element").asText() + "\"");
    }
  }

  /** Names too long for an axis: the table says which number is which file. */
  @Test
  void numbersOnTheAxisAreInTheTable() throws IOException {
    MeasuredRow row = measured("h.npy", 3, 1);
    List<MeasuredRow> rows = new ArrayList<>();
    for (String name : List.of("before the training.npy", "after the first epoch.npy")) {
      for (String layer : List.of("a", "b")) {
        rows.add(new MeasuredRow(name, layer, null, row.measurement(), row.geometry()));
      }
    }
    assertThat(page(rows.toArray(new MeasuredRow[0])))
        .contains("<div class=\"place\">1</div>before the training.npy:b")
        .contains("<div class=\"place\">2</div>after the first epoch.npy:a")
        .contains("checkpoint, numbered as in the table");
  }

  @Test
  void whyAValueIsUndefinedIsBelowTheTable() throws IOException {
    MeasuredRow row = unweighted("h.npy", 3, 4);
    String page = page(row, row);
    String table = page.substring(page.indexOf("aria-label=\"Metrics, NC4\""));
    assertThat(table.substring(0, table.indexOf("</details>")))
        .contains("undefined<sup>1</sup>")
        .containsOnlyOnce("<li><sup>1</sup> undefined because no weights W were given</li>");
  }

  /** The caption speaks of what is drawn. */
  @Test
  void linesOfWAreInTheCaptionWhereTheyAreDrawn() {
    String lines = "lines the rows of W scaled to the length of their class mean.";
    assertThat(page(measured("h.npy", 3, 1))).contains("Circles are the means, " + lines);
    assertThat(page(unweighted("h.npy", 3, 4)))
        .contains("Circles are the means.</p>")
        .doesNotContain(lines);
  }

  /** One sample per class, or one class. */
  @Test
  void whatCannotBeDrawnIsASentence() throws IOException {
    JsonNode lacks = measureData(page(unweighted("one.npy", 3, 1)), 0).path("lacks");
    assertThat(lacks.path("within").asText()).isEqualTo("No variances: no class has two samples.");
    assertThat(lacks.has("cosines")).isFalse();
    lacks = measureData(page(unweighted("alone.npy", 1, 4)), 0).path("lacks");
    assertThat(lacks.path("cosines").asText()).contains("there is one class only");
    assertThat(lacks.path("spectrum").asText()).contains("there is one class only");
    assertThat(measureData(page(measured("h.npy", 3, 1)), 0).path("lacks")).isEmpty();
  }

  /** Cosines on a linear axis; the condition of W beside and as that of the means. */
  @Test
  void eachMetricHasItsScale() throws IOException {
    String page = page(measured("h-1.npy", 3, 1), measured("h-2.npy", 3, 0.1));
    for (JsonNode figure : data(page, "report-data").get(0).path("figures")) {
      for (JsonNode panel : figure.path("panels")) {
        String metric = panel.path("metric").asText();
        if (metric.startsWith("nc3.cosine")) {
          assertThat(panel.path("logarithmic").asBoolean()).as(metric).isFalse();
        } else if (metric.equals("nc3.dual_error") || metric.equals("kappa.weights")) {
          assertThat(panel.path("logarithmic").asBoolean()).as(metric).isTrue();
        }
        assertThat(metric.equals("kappa.weights") && !figure.path("id").asText().endsWith("nc2"))
            .isFalse();
      }
    }
  }

  @Test
  void manyClassesAndTablesAreThinnedAndThatIsSaid() throws IOException {
    List<MeasuredRow> rows = new ArrayList<>();
    MeasuredRow one = measured("h.npy", 101, 1);
    for (int i = 0; i < 30; i++) {
      rows.add(new MeasuredRow("h-" + i + ".npy", null, null, one.measurement(), one.geometry()));
    }
    String page = page(rows.toArray(new MeasuredRow[0]));
    assertThat(page)
        .contains("The cosines are those of the first 100 of 101 classes.")
        .contains("The figures below are kept for 6 of the 30 tables, evenly chosen.");
    JsonNode drawn = data(page, "measure-data");
    assertThat(drawn).hasSize(6);
    assertThat(drawn.get(5).path("name").asText()).isEqualTo("h-29.npy");
    assertThat(drawn.get(0).path("cosines")).hasSize(100);
  }

  @Test
  void hostileNamesStayText() throws IOException {
    String evil = "</script><script>alert(1)</script><!-- \"&amp;'<b>";
    MeasuredRow row = measured("h.npy", 4, 1);
    MeasuredRow hostile = new MeasuredRow(evil, evil, evil, row.measurement(), row.geometry());
    ObjectNode inputs = JsonNodeFactory.instance.objectNode().put(evil, evil);
    ObjectNode provenance =
        JsonNodeFactory.instance.objectNode().put("command", evil).put("version", evil);
    String page =
        MeasurePage.html(
                new MeasureReport(List.of(hostile, hostile), inputs, provenance, true, null))
            .toString();
    String visible = page.replaceAll("(?s)<script[^>]*>.*?</script>", "");
    assertThat(visible).doesNotContain("<script>alert", "<b>").contains("&lt;script&gt;alert(1)");
    assertThat(page.split(Pattern.quote("</script>"), -1).length - 1)
        .as("theme, two documents, the library, nine scripts")
        .isEqualTo(13);
    assertThat(data(page, "measure-data").get(0).path("name").asText()).isEqualTo(evil);
    assertThat(page).contains("default-src &#39;none&#39;").doesNotContain("@import", "<iframe");
  }

  /** Features of {@code classes} classes at the corners of a simplex, spread as given. */
  private MeasuredRow measured(String name, int classes, double spread) {
    SplittableRandom random = new SplittableRandom(3);
    int dimension = classes + 2;
    int each = classes > 10 ? 2 : 30;
    double[][] h = new double[classes * each][dimension];
    int[] y = new int[h.length];
    double[][] w = new double[classes][dimension];
    for (int i = 0; i < h.length; i++) {
      y[i] = i % classes;
      for (int j = 0; j < dimension; j++) {
        h[i][j] = (j == y[i] ? 10 : 0) + spread * (random.nextDouble() - 0.5) / 10;
      }
    }
    for (int c = 0; c < classes; c++) {
      for (int j = 0; j < classes; j++) {
        w[c][j] = (j == c ? 1 : 0) - 1.0 / classes;
      }
    }
    Npy.write(here.resolve(name), Rows.of(h), Precision.FLOAT64);
    Npy.write(here.resolve("y.npy"), y);
    Npy.write(here.resolve("w.npy"), Rows.of(w), Precision.FLOAT64);
    MeasureRequest request =
        new MeasureRequest(
            here.resolve(name).toString(),
            here.resolve("y.npy").toString(),
            null,
            here.resolve("w.npy").toString(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            false,
            1);
    return new MeasureJob(request, MeasureListener.NONE, true).run().get(0);
  }

  /** Random features without weights, so many samples per class. */
  private MeasuredRow unweighted(String name, int classes, int each) {
    SplittableRandom random = new SplittableRandom(5);
    double[][] h = new double[classes * each][5];
    int[] y = new int[h.length];
    for (int i = 0; i < h.length; i++) {
      y[i] = i % classes;
      for (int j = 0; j < 5; j++) {
        h[i][j] = random.nextDouble();
      }
    }
    Npy.write(here.resolve(name), Rows.of(h), Precision.FLOAT64);
    Npy.write(here.resolve("y.npy"), y);
    MeasureRequest request =
        new MeasureRequest(
            here.resolve(name).toString(),
            here.resolve("y.npy").toString(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            false,
            1);
    return new MeasureJob(request, MeasureListener.NONE, true).run().get(0);
  }

  private static String page(MeasuredRow... rows) {
    ObjectNode provenance =
        JsonNodeFactory.instance.objectNode().put("command", "./collapsar measure");
    return MeasurePage.html(
            new MeasureReport(
                List.of(rows), JsonNodeFactory.instance.objectNode(), provenance, false, null))
        .toString();
  }

  private static JsonNode measureData(String page, int row) throws IOException {
    return data(page, "measure-data").get(row);
  }

  private static JsonNode data(String page, String id) throws IOException {
    Matcher matcher =
        Pattern.compile("id=\"" + id + "\">(.*?)</script>", Pattern.DOTALL).matcher(page);
    assertThat(matcher.find()).isTrue();
    return MAPPER.readTree(matcher.group(1));
  }

  private static double distance(JsonNode a, JsonNode b) {
    return Math.hypot(
        a.get(0).asDouble() - b.get(0).asDouble(), a.get(1).asDouble() - b.get(1).asDouble());
  }
}
