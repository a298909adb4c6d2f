package org.collapsar.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.collapsar.lab.certify.CertifiedHead;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.lab.measure.RegressionRow;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SyntheticRuns;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.RegressionCollapse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever users name files, layers, classes and experiments: on every page it is text. */
class HostileNamesTest {
  private static final String EVIL =
      "</title></script><script>alert('1')</script><!-- \" onload=\"x&amp;'<b>\u0000";

  /** What a page has that nobody named so. */
  private static final String SHOWN =
      "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&lt;!-- &quot;";

  @TempDir private Path temp;

  private static void isText(String page, Set<String> harmless) {
    assertThat(PageMarkup.check(page)).isSubsetOf(harmless);
    assertThat(page).contains(SHOWN).doesNotContain("<script>alert", "\u0000");
  }

  private static ObjectNode object(String key, String value) {
    return JsonNodeFactory.instance.objectNode().put(key, value);
  }

  @Test
  void onThePageOfAMeasurement() throws IOException {
    MeasuredFeatures features = new MeasuredFeatures(temp);
    List<String> names = List.of("a", "b", "c");
    MeasuredRow row = features.simplex("h.npy", names, 9, 1, true);
    MeasuredRow bare = features.simplex("g.npy", names, 9, 1, false);
    Set<String> harmless = PageMarkup.check(page(row, row, "x"));
    harmless.addAll(PageMarkup.check(page(row, bare, "x")));
    List<String> classes = List.of(EVIL, "b" + EVIL, "c");
    MeasuredRow hostile =
        new MeasuredRow(EVIL, EVIL, EVIL, row.measurement(), row.geometry(), classes);
    MeasuredRow without =
        new MeasuredRow(EVIL, "x", null, bare.measurement(), bare.geometry(), classes);
    isText(page(hostile, hostile, EVIL), harmless);
    isText(page(hostile, without, EVIL), harmless);
  }

  private static String page(MeasuredRow one, MeasuredRow other, String name) {
    NetworkReport network =
        new NetworkReport(
            name,
            name,
            name,
            name,
            List.of(name),
            List.of(new NetworkReport.Neighbour(name, 1, 0.5, Double.NaN)),
            List.of(new NetworkReport.Thumbnail(new byte[] {1}, name, name + name)),
            List.of(new CertifiedHead(name, name, null, List.of(name), List.of())));
    ObjectNode inputs = object(name, name);
    return MeasurePage.html(
            new MeasureReport(
                List.of(one, other),
                inputs,
                object("command", name).put("version", name),
                true,
                network))
        .toString();
  }

  @Test
  void onThePageOfARegression() {
    assertThat(regression("x")).contains("undefined, x");
    isText(regression(EVIL), PageMarkup.check(regression("x")));
  }

  private static String regression(String name) {
    Map<String, MetricValue> values =
        Map.of("nrc1", MetricValue.undefined(name), "nrc2", MetricValue.of(0.5));
    RegressionRow row =
        new RegressionRow(
            name, name, new RegressionCollapse.Result(3, 2, 1, 0, values, null), values);
    return RegressionPage.html(
            List.of(row), object(name, name), object("command", name).put("version", name))
        .toString();
  }

  @Test
  void onThePagesOfRuns() throws IOException {
    Set<String> harmless = new TreeSet<>(PageMarkup.check(report(runs("x", "x"))));
    List<RunRecord> hostile = runs("evil", EVIL.replace("\u0000", ""));
    isText(report(hostile), harmless);
    assertThat(report(hostile)).doesNotContain("<img src=x");
    harmless.addAll(PageMarkup.check(summary(runs("y", "y"), "y")));
    isText(summary(hostile, EVIL), harmless);
  }

  private List<RunRecord> runs(String folder, String name) throws IOException {
    Path run = new SyntheticRuns().id("evil").title(name).write(temp.resolve(folder), 1);
    String json = Files.readString(run.resolve("run.json"));
    String quoted = object("n", name).path("n").toString();
    json = json.replace("\"The batch size is not stated", quoted.replaceAll("\"$", ""));
    json = json.replace("\"Collapse: training loss", quoted.replaceAll("\"$", ""));
    Files.writeString(run.resolve("run.json"), json);
    return List.of(RunRecord.read(run));
  }

  private static String report(List<RunRecord> runs) {
    return ReportPages.html(runs);
  }

  private static String summary(List<RunRecord> runs, String name) {
    ExperimentRuns made = ExperimentRuns.group(runs).get(0);
    return SummaryPage.html(
            List.of(
                new SummaryPage.Entry(made.info(), "done", null, "x/report.html", made),
                new SummaryPage.Entry(made.info(), "failed", name, "x/" + "report.html", null)))
        .toString();
  }
}
