package org.collapsar.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.collapsar.lab.measure.MeasuredRow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first screen: verdict, and a card for each of NC1 to NC4. */
class CollapseCardsTest {
  private static final List<String> ANIMALS = List.of("cat", "dog", "frog");

  @TempDir Path here;

  private MeasuredFeatures features;

  @BeforeEach
  void folder() {
    features = new MeasuredFeatures(here);
  }

  /** Four coordinates of deviation 0.1 about corners at distance 10: nc1 = 4 x 0.01 / (200/3). */
  @Test
  void tightClassesHaveCollapsed() throws IOException {
    MeasuredRow row = features.simplex("h.npy", ANIMALS, 1000, 0.1, true);
    String verdict = new CollapseVerdict(List.of(row)).html().toString();
    assertThat(verdict)
        .startsWith(
            "<p class=\"verdict-text\" data-level=\"0\">The classifier is right on 100% of 3,000"
                + " samples, and its features have collapsed: the variance within classes is"
                + " 0.0006")
        .endsWith(
            " times that between the class means (random features of these sizes: 1,500; full"
                + " collapse: 0).</p>\n");
    assertThat(new CollapseCards(List.of(row)).html().toString())
        .contains("</strong> collapsed</p>", "</strong> a simplex</p>")
        .contains("</strong> along the means</p>", "<strong title=\"0.0\">0%</strong> the same")
        .contains("random features of these sizes <strong>1,500</strong>")
        .contains("a CIFAR-10 ResNet20 <strong>0.814</strong>")
        .contains("a network in its terminal phase <strong>0.0109</strong>")
        .contains(
            "<p class=\"small\">The classifier and the nearest class mean disagree on 0% of the"
                + " samples; in full collapse they agree on all.</p>");
  }

  @Test
  void noiseIsNoBetterThanRandom() throws IOException {
    Random random = new Random(3);
    double[][] h = new double[300][20];
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < h.length; i++) {
      labels.append(ANIMALS.get(i % 3)).append('\n');
      for (int j = 0; j < 20; j++) {
        h[i][j] = random.nextGaussian();
      }
    }
    MeasuredRow row = features.measure("h.npy", h, labels.toString(), null, null);
    assertThat(new CollapseCards(List.of(row)).html().toString())
        .contains("</strong> not collapsed, no nearer than random features</p>")
        .containsPattern("</strong> [a-z ]+simplex, no nearer than random features</p>");
    String verdict = new CollapseVerdict(List.of(row)).html().toString();
    assertThat(verdict)
        .contains("data-level=\"3\"")
        .contains(
            "Accuracy is undefined, because no weights W were given; the features of 300 samples"
                + " have not collapsed: the variance within classes is 1")
        .contains(" times that between the class means, no less than for random features (149)");
  }

  /** What is undefined or was not asked for is said with its reason, and no bar is drawn. */
  @Test
  void thereIsNoBarWithoutAValue() throws IOException {
    double[][] one = {{1, 0}, {0, 1}, {1, 1}};
    MeasuredRow row = features.measure("h.npy", one, "a\nb\nc\n", null, List.of("nc1.quotient"));
    assertThat(new CollapseVerdict(List.of(row)).html().toString())
        .isEqualTo(
            "<p class=\"verdict-text\" data-level=\"unknown\">Accuracy was not measured; the"
                + " features of 3 samples have no measure of collapse: nc1.quotient is undefined,"
                + " because no class has two samples: the within-class variance is not"
                + " known.</p>\n");
    String cards = new CollapseCards(List.of(row)).html().toString();
    assertThat(cards)
        .contains(
            "Undefined, because no class has two samples: the within-class variance is not known")
        .contains("Not measured: nc2.etf_error.means was not asked for.")
        .doesNotContain("class=\"scale\"", "How to read");
  }

  @Test
  void layersSayWhere() throws IOException {
    MeasuredRow loose = features.simplex("a.npy", ANIMALS, 100, 6, false);
    MeasuredRow tight = features.simplex("b.npy", ANIMALS, 100, 0.1, true);
    List<MeasuredRow> rows =
        List.of(
            MeasuredFeatures.layer(loose, "/data/net.npz", "first"),
            MeasuredFeatures.layer(tight, "/data/net.npz", "second"));
    String html = new CollapseVerdict(rows).html().toString();
    assertThat(html)
        .contains("of 300 samples, and its features (second) have collapsed: ")
        .contains("Of the 2 layers, second has collapsed furthest (0.000549)")
        .contains(
            " and first least (1.99)",
            ". In 1 of them the variance within classes is below that between the");
    String page = MeasuredFeatures.page(rows, null);
    assertThat(page)
        .contains("<title>net.npz &#183; Collapsar</title>", "<h1>net.npz</h1>")
        .contains("<h2>Layer by layer</h2>", "class=\"mark other\"")
        .doesNotContain("/data/net.npz:");
  }

  /** Logits are no features, however far they have collapsed. */
  @Test
  void logitsAreNotTheLayerThatHasCollapsedFurthest() throws IOException {
    MeasuredRow loose = features.simplex("a.npy", ANIMALS, 100, 6, false);
    MeasuredRow tight = features.simplex("b.npy", ANIMALS, 100, 0.1, true);
    double[][] z = new double[300][3];
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < z.length; i++) {
      labels.append(ANIMALS.get(i % 3)).append('\n');
      z[i][i % 3] = 10 + (i % 2) * 1e-3;
    }
    MeasuredRow logits = features.measure("z.npy", z, labels.toString(), null, null);
    List<MeasuredRow> rows =
        List.of(
            MeasuredFeatures.layer(loose, "/data/net.npz", "first"),
            MeasuredFeatures.layer(tight, "/data/net.npz", "second"),
            MeasuredFeatures.layer(logits, "/data/net.npz", "logits"));
    assertThat(new CollapseVerdict(rows).html().toString())
        .contains("Of the 2 layers before the classifier, second has collapsed furthest (0.000549)")
        .containsPattern("Behind the classifier, in logits, it is [0-9.e&;−⁻<>/sup-]+ times that")
        .contains("In 1 of them");
  }

  @Test
  void aClassThatVariesMoreIsNamed() throws IOException {
    double[][] h = new double[60][3];
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < h.length; i++) {
      labels.append(ANIMALS.get(i % 3)).append('\n');
      h[i][i % 3] = 10 + (i % 2 == 0 ? 1 : -1) * (i % 3 == 1 ? 2 : 1);
    }
    assertThat(
            new CollapseVerdict(
                    List.of(features.measure("h.npy", h, labels.toString(), null, null)))
                .html()
                .toString())
        .contains(
            "<p class=\"lede\">Class dog varies most (2.00 times the mean variance), class cat"
                + " least (0.500 times).</p>");
  }

  /** One decade per fifth, zero at the left end, the end of the scale moved for what is beyond. */
  @Test
  void valuesLieWhereTheyBelong() {
    String bar =
        new CollapseBar(
                CollapseScale.NC1,
                0.1,
                List.of(0.0),
                List.of(new Landmark(Landmark.Kind.RANDOM, 5000)))
            .html()
            .toString();
    assertThat(bar)
        .contains("<span class=\"mark here\" style=\"left:28.57%\">")
        .contains("<span class=\"mark other\" style=\"left:0.00%\">")
        .contains("<span class=\"mark random\" style=\"left:95.70%\">")
        .contains("<span class=\"first\" style=\"left:0.00%\">0.001</span>")
        .contains("<span class=\"middle\" style=\"left:85.71%\">1,000</span>")
        .contains(
            "aria-label=\"nc1.quotient 0.100 on a logarithmic scale, collapsed on the left; random"
                + " features of these sizes 5,000\"");
    assertThat(CollapseScale.NC1.level(0.1)).isEqualTo(1);
    assertThat(CollapseScale.NC1.level(Math.nextUp(0.1))).isEqualTo(2);
  }

  /** The published numbers, as ../data's table of the checkpoint has them. */
  @Test
  void landmarksHaveTheirSources() {
    assertThat(Landmark.Kind.RESNET20.source())
        .isEqualTo(
            "CIFAR-10 ResNet20: the published checkpoint resnet20-12fca82f.th of"
                + " akamaster/pytorch_resnet_cifar10 (91.78% of the original test images right),"
                + " measured on 10,000 training images, 1,000 per class, from JPEG copies of them"
                + " (86.1% right). K = 10, D = 64.");
  }

  @Test
  void bordersAreWrittenShort() throws IOException {
    assertThat(
            new CollapseCards(List.of(features.simplex("h.npy", ANIMALS, 4, 1, true)))
                .html()
                .toString())
        .contains(
            "<li><code>nc1.quotient</code>: collapsed up to 0.01, largely collapsed up to 0.1,"
                + " partly collapsed up to 1, not collapsed above.</li>")
        .contains(
            "<li><code>nc4.mismatch</code>: the same decisions up to 0.1%, nearly the same up to"
                + " 1%, mostly the same up to 10%, other decisions above.</li>");
  }

  @Test
  void ofTwoClassesTheSimplexSaysNothing() throws IOException {
    assertThat(
            new CollapseCards(List.of(features.simplex("h.npy", ANIMALS.subList(0, 2), 9, 1, true)))
                .html()
                .toString())
        .contains(
            "Two centred class means always form a simplex, so with two classes this has no"
                + " meaning.")
        .contains("random features of these sizes <strong>0</strong>");
  }

  @Test
  void namesOfClassesAndFilesStayText() throws IOException {
    List<String> evil = List.of("<b>x</b>", "a&b", "\"q\"", "it's", "e");
    MeasuredRow row = features.simplex("h.npy", evil, 20, 1, true);
    NetworkReport network =
        new NetworkReport(
            "<b>net</b>.onnx",
            "<b>m</b>",
            "<b>c</b>",
            "<b>d</b>",
            List.of("<b>step</b>"),
            List.of(new NetworkReport.Neighbour("<b>BGR</b>", 5, 0.5, 1)),
            List.of(new NetworkReport.Thumbnail(new byte[] {1, 2, 3}, "<b>x</b>", "a&b")),
            List.of());
    String page =
        MeasuredFeatures.page(
                List.of(MeasuredFeatures.layer(row, "/x/<b>f</b>.npz", "<b>l</b>")), network)
            .replaceAll("(?s)<script[^>]*>.*?</script>", "");
    assertThat(page)
        .doesNotContain("<b>", "a&b")
        .contains("<h1>&lt;b&gt;net&lt;/b&gt;.onnx</h1>", "<li>&lt;b&gt;step&lt;/b&gt;</li>")
        .contains(
            "<img src=\"data:image/png;base64,AQID\" alt=\"An image of class &lt;b&gt;x&lt;/b&gt;,"
                + " taken for a&amp;b\">");
  }

  /**
   * A third of the way is near for means of three classes, and far for a W that has no part in it.
   */
  @Test
  void eachScaleKnowsWhatRandomFeaturesComeTo() {
    assertThat(CollapseScale.NC3.likeRandom(0.498, Math.sqrt(2))).isFalse();
    assertThat(CollapseScale.NC3.likeRandom(1.2, Math.sqrt(2))).isTrue();
    assertThat(CollapseScale.NC2.likeRandom(0.148, 0.298)).isTrue();
    assertThat(CollapseScale.NC1.likeRandom(500, 1110)).isFalse();
    assertThat(CollapseScale.NC4.likeRandom(0.0863, 0.9)).isFalse();
  }
}
