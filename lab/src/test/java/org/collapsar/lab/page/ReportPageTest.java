package org.collapsar.lab.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.collapsar.BadInputException;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SyntheticRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {

  private static final Set<String> VOID =
      Set.of("meta", "link", "br", "img", "path", "hr", "input", "!doctype");

  @TempDir Path temp;

  @Test
  void writesOneWellFormedFile() throws IOException {
    Path file = temp.resolve("report.html");
    ReportPage.write(file, ExperimentRuns.group(runs(4)));
    String page = Files.readString(file);
    assertThat(Files.size(file)).isBetween(1_000_000L, 1_500_000L);
    assertThat(page).startsWith("<!DOCTYPE html>");
    tagsAreBalanced(page);
    idsAreUnique(page);
  }

  @Test
  void saysWhatMatters() throws IOException {
    String page = withoutScripts(ReportPages.html(runs(4)));
    assertThat(page)
        .contains("All 4 claims hold, judged on 4 runs.")
        .contains("Neural Collapse Beyond the Unconstrained Features Model")
        .contains("@inproceedings{wu2025neural,")
        .contains("The batch size is not stated; we take 64.")
        .contains("./collapsar verify RUN", "The command was not recorded.")
        .doesNotContain("reproduce --only")
        .contains("network.width", "0.1.0-SNAPSHOT (012345678)", "seed 4");
    assertThat(occurrences(page, "<th scope=\"row\">NC1</th>")).isEqualTo(1);
    assertThat(occurrences(page, "class=\"static-figure\"")).isEqualTo(2);
  }

  @Test
  void asksNothingOfAnyNetwork() {
    String page = withoutScripts(ReportPages.html(runs(2)));
    List<String> links = new ArrayList<>();
    Matcher matcher =
        Pattern.compile("(?:src|href|action|srcset|poster)=\"([^\"]*)\"").matcher(page);
    while (matcher.find()) {
      String target = matcher.group(1);
      if (!target.startsWith("data:") && !target.startsWith("#")) {
        links.add(target);
      }
    }
    assertThat(links).containsOnly("https://arxiv.org/abs/2501.19104");
    assertThat(page).doesNotContain("@import", "url(", "<iframe", "<link rel=\"stylesheet\"");
    assertThat(page).contains("default-src &#39;none&#39;");
  }

  @Test
  void theEmbeddedNumbersAreThoseOfTheRuns() throws IOException {
    List<RunRecord> runs = runs(3);
    JsonNode data = data(ReportPages.html(runs));
    assertThat(data).hasSize(1);
    JsonNode panel = data.get(0).get("figures").get(0).get("panels").get(1);
    assertThat(panel.get("metric").asText()).isEqualTo("nc1.total");
    double[] column = runs.get(2).metrics().column("nc1.total");
    for (int epoch = 0; epoch < column.length; epoch++) {
      assertThat(
              panel.get("groups").get(0).get("runs").get(2).get("values").get(epoch).doubleValue())
          .isEqualTo(column[epoch]);
    }
    assertThat(panel.get("groups").get(0).get("mean")).hasSize(41);
  }

  @Test
  void hostileTextStaysText() throws IOException {
    String evil = "</title></script><script>alert('1')</script><!-- \"&amp;";
    Path run = new SyntheticRuns().id("evil").title(evil).write(temp.resolve("evil"), 1);
    String json = Files.readString(run.resolve("run.json"));
    json = json.replace("https://arxiv.org/abs/2501.19104", "javascript:alert(2)");
    json = json.replace("The batch size is not stated", "<img src=x onerror=alert(3)>");
    int data = json.lastIndexOf("\"name\" : \"synthetic\"");
    json = json.substring(0, data) + "\"na</td>me\" : \"<b>\"," + json.substring(data);
    json = json.replace("Collapse: training loss", "</figure></script>");
    Files.writeString(run.resolve("run.json"), json);
    String page = ReportPages.html(List.of(RunRecord.read(run)));
    tagsAreBalanced(page);
    String visible = withoutScripts(page);
    assertThat(visible)
        .doesNotContain("<script>alert", "<img src=x", "href=\"javascript:", "<b>", "</td>me")
        .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;")
        .contains("javascript:alert(2)");
    assertThat(occurrences(page, "</script>")).isEqualTo(12);
  }

  /** A run that was trained elsewhere has no configuration; its tables say what there is. */
  @Test
  void aRunTrainedElsewhereIsDrawnFromItsTables() throws IOException {
    String hostile = "</script><!--<script>";
    Path run = Files.createDirectories(temp.resolve("elsewhere"));
    Files.writeString(
        run.resolve("run.json"),
        """
        {"schema": "collapsar/run/1", "id": "cnn", "seed": 1, "status": "done", "epochs": 2,
         "external": {"name": "A <small> CNN", "framework": "PyTorch 2.4",
                      "layers": [{"name": "fc", "width": 64}]},
         "provenance": {"version": "0.1.0"}}
        """);
    Files.writeString(
        run.resolve("metrics.csv"), "epoch,loss," + hostile + "\n0,2,1\n1,0.2,0\n2,0.002,1\n");
    Files.writeString(
        run.resolve("layers.csv"),
        "epoch,layer,metric,value\n0,1,nc2.kappa,3\n2,1,nc2.kappa,1.5\n");
    String page = ReportPages.html(List.of(RunRecord.read(run)));
    tagsAreBalanced(page);
    assertThat(withoutScripts(page))
        .contains(
            "A &lt;small&gt; CNN", "Trained elsewhere, with PyTorch 2.4", "How it was measured")
        .contains("Metrics of the layers over the epochs", "0.1.0")
        .doesNotContain("Configuration", "To run it again", "reproduce", "<small> CNN");
    JsonNode panels = data(page).get(0).get("figures").get(0).get("panels");
    assertThat(panels.findValuesAsText("metric")).containsExactly("loss", hostile);
    assertThat(panels.get(0).get("logarithmic").asBoolean()).isTrue();
    assertThat(panels.get(1).get("logarithmic").asBoolean()).isFalse();
  }

  @Test
  void aClaimThatFailsIsShownAsFailing() throws IOException {
    List<Path> paths = new SyntheticRuns().writeAll(temp, 2);
    Path csv = paths.get(1).resolve("metrics.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(csv));
    String[] cells = lines.get(41).split(",", -1);
    cells[5] = "0.05";
    lines.set(41, String.join(",", cells));
    Files.write(csv, lines);
    String page = withoutScripts(ReportPages.html(paths.stream().map(RunRecord::read).toList()));
    assertThat(page).contains("3 of 4 claims hold.").contains("seed 2: <span title=\"0.05\">");
    assertThat(occurrences(page, "</span>fails</td>")).isEqualTo(1);
    assertThat(occurrences(page, "</span>holds</td>")).isEqualTo(3);
  }

  @Test
  void severalExperimentsShareAPage() throws IOException {
    List<RunRecord> all = new ArrayList<>(runs(2));
    all.add(
        RunRecord.read(
            new SyntheticRuns()
                .id("other")
                .title("Another one")
                .stopped("interrupted", 5)
                .write(temp.resolve("other"), 5)));
    String page = ReportPages.html(all);
    assertThat(page)
        .contains("<title>2 experiments", "href=\"#experiment-2\"")
        .contains("Seed 5 is not finished (interrupted, epoch 4 of 40).")
        .contains("Not decided yet: no run has finished.");
    assertThat(data(page)).hasSize(2);
    tagsAreBalanced(page);
    idsAreUnique(page);
  }

  @Test
  void aRunWithNothingToShowStillGetsItsPage() throws IOException {
    Path run = new SyntheticRuns().stopped("failed", 0).write(temp.resolve("empty"), 1);
    Files.delete(run.resolve("metrics.csv"));
    String page = ReportPages.html(List.of(RunRecord.read(run)));
    assertThat(page).contains("nothing measured yet");
    tagsAreBalanced(page);
    assertThatThrownBy(() -> ReportPages.html(List.of())).isInstanceOf(BadInputException.class);
  }

  private List<RunRecord> runs(int seeds) {
    return new SyntheticRuns().writeAll(temp, seeds).stream().map(RunRecord::read).toList();
  }

  private static JsonNode data(String page) throws IOException {
    Matcher matcher =
        Pattern.compile("id=\"report-data\">(.*?)</script>", Pattern.DOTALL).matcher(page);
    assertThat(matcher.find()).isTrue();
    return new ObjectMapper().readTree(matcher.group(1));
  }

  private static String withoutScripts(String page) {
    return page.replaceAll("(?s)<script[^>]*>.*?</script>", "");
  }

  private static int occurrences(String page, String what) {
    return page.split(Pattern.quote(what), -1).length - 1;
  }

  private static void idsAreUnique(String page) {
    List<String> ids =
        Pattern.compile(" id=\"([^\"]*)\"")
            .matcher(withoutScripts(page))
            .results()
            .map(result -> result.group(1))
            .toList();
    assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
    Set<String> known = new HashSet<>(ids);
    assertThat(
            Pattern.compile("(?:aria-labelledby|data-copy|href)=\"#?(experiment-[^\"]*)\"")
                .matcher(page)
                .results()
                .map(result -> result.group(1)))
        .isNotEmpty()
        .allMatch(known::contains);
  }

  /** Every element that is opened is closed in order; raw angle brackets would break this. */
  private static void tagsAreBalanced(String page) {
    String markup =
        withoutScripts(page).replaceAll("(?s)<style>.*?</style>", "").replaceAll("/>", ">");
    Deque<String> open = new ArrayDeque<>();
    for (MatchResult tag :
        Pattern.compile("<(/?)([a-zA-Z!][a-zA-Z0-9]*)[^<>]*>").matcher(markup).results().toList()) {
      String name = tag.group(2).toLowerCase(Locale.ROOT);
      if (VOID.contains(name)) {
        continue;
      }
      if (tag.group(1).isEmpty()) {
        open.push(name);
      } else {
        assertThat(open).as("open elements at " + tag.group()).isNotEmpty();
        assertThat(open.pop()).isEqualTo(name);
      }
    }
    assertThat(open).isEmpty();
  }
}
