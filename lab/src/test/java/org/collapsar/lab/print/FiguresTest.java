package org.collapsar.lab.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.figure.DrawnFigure;
import org.collapsar.lab.figure.FigureContent.CurvePanel;
import org.collapsar.lab.figure.FigureContent.Panels;
import org.collapsar.lab.figure.Look;
import org.collapsar.lab.figure.Panel;
import org.collapsar.lab.figure.ParityPoints;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SyntheticRuns;
import org.collapsar.lab.series.MetricLabel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class FiguresTest {

  private static final int BLUE = 0x0072b2;
  private static final int VERMILLION = 0xd55e00;
  private static final int GREEN = 0x009e73;
  private static final int PURPLE = 0xcc79a7;

  @TempDir Path temp;
  private List<RunRecord> runs;
  private List<FigureSpec> figures;

  @BeforeEach
  void readRuns() {
    runs = new SyntheticRuns().writeAll(temp, 4).stream().map(RunRecord::read).toList();
    figures = runs.get(0).info().figures();
  }

  @Test
  void writesAnSvgAndAPngForEveryFigure() throws Exception {
    Path directory = temp.resolve("figures");
    List<Path> files = new Figures(DrawnFigure.of(figures, runs)).write(directory);
    assertThat(files)
        .containsExactly(
            directory.resolve("figure-1a.svg"),
            directory.resolve("figure-1a.png"),
            directory.resolve("figure-2a.svg"),
            directory.resolve("figure-2a.png"));
    try (var left = Files.list(directory)) {
      assertThat(left).as("no temporary file stays").hasSize(4);
    }
    for (int i = 0; i < 2; i++) {
      var svg = parse(Files.readString(files.get(2 * i))).getDocumentElement();
      BufferedImage png = ImageIO.read(files.get(2 * i + 1).toFile());
      Drawing painter = Drawing.of(DrawnFigure.of(figures.get(i), runs));
      assertThat(png.getWidth()).isEqualTo(Figures.SCALE * painter.width());
      assertThat(png.getHeight()).isEqualTo(Figures.SCALE * painter.height());
      assertThat(svg.getAttribute("width")).isEqualTo(Integer.toString(painter.width()));
      assertThat(svg.getAttribute("viewBox"))
          .isEqualTo("0 0 " + painter.width() + " " + painter.height());
    }
  }

  /** XChart throws at an infinity, and only when it draws. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatNoAxisCanShowIsLeftOut(boolean logarithmic) {
    double inf = Double.POSITIVE_INFINITY;
    double[] x = {0, 1, 2, 3, 4, 5, 6, inf};
    double[] values = {1, inf, 0, -inf, Double.NaN, 1e308, 2, 3};
    double[] upper = {inf, inf, 1, 1, 1, 1e308, 3, 3};
    double[] lower = {-inf, 1, 0, 1, 1, -1e308, 1, 3};
    List<Panel.Stroke> strokes = new ArrayList<>();
    for (boolean bars : new boolean[] {true, false}) {
      Panel.Spread spread = new Panel.Spread(x, lower, upper, bars);
      strokes.add(new Panel.Stroke("a", Look.of(0), x, values, spread, true, true));
    }
    strokes.add(
        new Panel.Stroke("b", Look.of(1), new double[] {0}, new double[] {inf}, null, true, true));
    Panel panel =
        new Panel(
            MetricLabel.of("loss"),
            new Panel.Along("epoch", 0, 6, List.of()),
            logarithmic,
            strokes,
            List.of(),
            List.of());
    assertThat(panel.strokes().get(0).values())
        .containsExactly(logarithmic ? new double[] {1, 2} : new double[] {1, 0, 2});
    assertThat(panel.vertical().to()).isBetween(3.0, 4.0);
    DrawnFigure figure =
        new DrawnFigure(
            figures.get(0),
            new Panels(List.of(new CurvePanel("loss", panel, node -> {})), "", "band", true),
            "",
            List.of(),
            List.of());
    assertThat(new Figures(List.of(figure)).write(temp.resolve("figures"))).hasSize(2);
    assertThat(new Figures(List.of(figure)).svg(figure)).doesNotContain("NaN", "Infinity");
    ParityPoints points = new ParityPoints("a", 1, new double[] {1, inf}, new double[] {2, 1}, 1);
    assertThat(points.range()).containsExactly(-0.08, 2.08);
  }

  @Test
  void theSvgHoldsItsWordsAsText() throws Exception {
    String words = words(svg(DrawnFigure.of(figures.get(0), runs)));
    assertThat(words)
        .contains("epoch", "training loss", "NC1 = within-class / total variance", "gradient norm")
        .contains("mean of 4 runs", "plus and minus one standard deviation")
        .contains("0.05", "40", figures.get(0).title());
    assertThat(words(svg(DrawnFigure.of(figures.get(1), runs))))
        .contains("normalised balancedness NB", "seed 1", "seed 2", "seed 3", "seed 4");
  }

  @Test
  void curvesAndBandsAreThere() throws IOException {
    BufferedImage band = png(figures.get(0), runs);
    assertThat(count(band, BLUE)).isGreaterThan(2000);
    // The band: blue at 56/255 on white.
    assertThat(count(band, 0xc7e0ee)).isGreaterThan(1000);
    BufferedImage lines = png(figures.get(1), runs);
    for (int colour : new int[] {BLUE, VERMILLION, GREEN, PURPLE}) {
      assertThat(count(lines, colour)).as("pixels of %06x", colour).isGreaterThan(500);
    }
    assertThat(lines.getRGB(2, 2) & 0xffffff).isEqualTo(0xffffff);
  }

  @Test
  void theCurveFollowsTheNumbers() throws IOException {
    FigureSpec accuracy =
        new FigureSpec("a", "a", FigureKind.LINES, List.of("accuracy.train"), false, "");
    FigureSpec balance = new FigureSpec("b", "b", FigureKind.LINES, List.of("loss"), false, "");
    List<RunRecord> one = runs.subList(0, 1);
    assertThat(slope(png(accuracy, one))).as("rises: up is a smaller y").isNegative();
    assertThat(slope(png(balance, one))).as("falls").isPositive();
  }

  @Test
  void unequalAndUnfinishedRunsAreSaid() throws Exception {
    RunRecord stopped =
        RunRecord.read(
            new SyntheticRuns().stopped("interrupted", 11).write(temp.resolve("seed-9"), 9));
    String words = words(svg(DrawnFigure.of(figures.get(0), List.of(runs.get(0), stopped))));
    assertThat(words)
        .contains("Seed 9 is not finished (interrupted, epoch 10 of 40).")
        .contains("The runs have 10 to 40 epochs: mean and deviation go to epoch 10.");
    assertThat(words(svg(DrawnFigure.of(figures.get(1), List.of(runs.get(0), stopped)))))
        .contains("Seed 9 is not finished")
        .doesNotContain("deviation");
  }

  @Test
  void drawsWhatThereIs() throws Exception {
    RunRecord fresh =
        RunRecord.read(new SyntheticRuns().stopped("running", 0).write(temp.resolve("f"), 1));
    assertThat(words(svg(DrawnFigure.of(figures.get(0), List.of(fresh))))).contains("no values");
    RunRecord first =
        RunRecord.read(new SyntheticRuns().stopped("running", 1).write(temp.resolve("g"), 1));
    assertThat(count(png(figures.get(1), List.of(first)), BLUE)).isGreaterThan(20);
    FigureSpec sparse =
        new FigureSpec(
            "s",
            "Five panels",
            FigureKind.BAND,
            List.of("accuracy.test", "accuracy.train", "unknown.metric", "loss", "nc1.total"),
            true,
            "");
    assertThat(words(svg(DrawnFigure.of(sparse, runs))))
        .contains("unknown.metric: no values", "accuracy (test data)");
  }

  private static BufferedImage png(FigureSpec figure, List<RunRecord> runs) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(Figures.png(DrawnFigure.of(figure, runs))));
  }

  /** Mean y of the curve's pixels in the right half of the plot minus that in the left half. */
  private static double slope(BufferedImage image) {
    double[] sum = new double[2];
    int[] pixels = new int[2];
    int bottom = image.getHeight() * 3 / 4;
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < bottom; y++) {
        if ((image.getRGB(x, y) & 0xffffff) == BLUE) {
          int half = 2 * x / image.getWidth();
          sum[half] += y;
          pixels[half]++;
        }
      }
    }
    assertThat(pixels[0]).isGreaterThan(100);
    assertThat(pixels[1]).isGreaterThan(100);
    return sum[1] / pixels[1] - sum[0] / pixels[0];
  }

  private static int count(BufferedImage image, int colour) {
    int count = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        if (near(image.getRGB(x, y), colour)) {
          count++;
        }
      }
    }
    return count;
  }

  private static boolean near(int a, int b) {
    for (int shift = 0; shift < 24; shift += 8) {
      if (Math.abs((a >> shift & 0xff) - (b >> shift & 0xff)) > 6) {
        return false;
      }
    }
    return true;
  }

  private static String words(String svg) throws Exception {
    NodeList texts = parse(svg).getElementsByTagName("text");
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < texts.getLength(); i++) {
      words.append(texts.item(i).getTextContent()).append('\n');
    }
    return words.toString();
  }

  private static Document parse(String svg) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    // The DTD that the document names is not fetched.
    builder.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
    return builder.parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static String svg(DrawnFigure figure) {
    return new Figures(List.of(figure)).svg(figure);
  }
}
