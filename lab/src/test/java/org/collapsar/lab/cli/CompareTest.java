package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.collapsar.lab.run.SyntheticRuns;
import org.collapsar.lab.run.SyntheticStacks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareTest {
  @TempDir Path here;

  @BeforeEach
  void write() {
    new SyntheticRuns().id("a").writeAll(here.resolve("a"), 2);
    new SyntheticRuns().id("b").stopped("running", 9).write(here.resolve("b/seed-1"), 1);
  }

  @Test
  void runsAreOverlaidInOneFile() throws IOException {
    Typed typed = Typed.in(here, "compare", "a", "b/seed-1", "--out", "c.html");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    String page = Files.readString(here.resolve("c.html"));
    assertThat(page)
        .contains("3 runs compared")
        .contains("The runs over the epochs")
        .contains("The runs at the same training loss")
        .contains("The runs at the same training accuracy")
        .contains("a, seed 2")
        .contains("b, seed 1")
        .doesNotContain("src=\"http");
  }

  @Test
  void itSaysWhatWasCompared() throws IOException {
    Typed typed = Typed.in(here, "compare", "a/seed-1", "b/seed-1", "--json");
    assertThat(typed.json().path("schema").asText()).isEqualTo("collapsar/compare/1");
    assertThat(typed.json().path("runs")).hasSize(2);
    assertThat(Path.of(typed.json().path("page").asText())).isRegularFile();
  }

  @Test
  void metricsAreChosen() throws IOException {
    Typed typed = Typed.in(here, "compare", "a", "--metrics", "nc1.total,loss");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(Files.readString(here.resolve("compare.html")))
        .contains("\"metric\":\"nc1.total\"")
        .doesNotContain("\"metric\":\"gradient.norm\"");
  }

  /** NC1 to NC3 of the classifier's input, where layers are measured, and then columns. */
  @Test
  void collapseAtTheClassifierComesFirst() throws IOException {
    for (int seed = 1; seed <= 2; seed++) {
      new SyntheticStacks(2, 2).write(here.resolve("s/seed-" + seed), seed, Map.of(), 1);
    }
    assertThat(Typed.in(here, "compare", "s").exitCode()).isZero();
    Matcher panels =
        Pattern.compile("\"metric\":\"([^\"]+)\"")
            .matcher(Files.readString(here.resolve("compare.html")));
    assertThat(panels.results().map(found -> found.group(1)).distinct().limit(6).toList())
        .containsExactly(
            "nc1.quotient@last-1",
            "nc2.kappa@last-1",
            "nc3.cosine@last-1",
            "loss",
            "loss.regularised",
            "gradient.norm");
  }

  /** On a phone each cell stands in a line of its own, which says what it is. */
  @Test
  void cellsOfTheTableSayWhatTheyAre() throws IOException {
    Typed.in(here, "compare", "a", "--metrics", "nc1.total,loss");
    assertThat(Files.readString(here.resolve("compare.html")))
        .contains("<table class=\"compared\">", ".compared td[data-label]::before")
        .contains("data-label=\"Directory\"", "data-label=\"Epochs\"")
        .contains("data-label=\"Training loss at the end\"");
  }

  @Test
  void mistakesAreOneLine() {
    assertThat(Typed.in(here, "compare", "a/seed-1").err())
        .isEqualTo("collapsar: expected 2 to 20 runs to compare, found 1\n");
    assertThat(Typed.in(here, "compare", "a/seed-1", "a/seed-1").err())
        .isEqualTo("collapsar: expected different runs to compare, found one of them twice\n");
    assertThat(Typed.in(here, "compare", "a", "--metrics", "nc9").err())
        .startsWith("collapsar: --metrics: expected metrics of the runs, found nc9, which none has")
        .hasLineCount(1);
    assertThat(Typed.in(here, "compare", "a", "none").exitCode()).isEqualTo(2);
    assertThat(Typed.in(here, "compare", "a", "--out", "b").err())
        .contains("expected a file, found a directory");
    new SyntheticRuns().id("c").writeAll(here.resolve("many"), 21);
    assertThat(Typed.in(here, "compare", "many").err())
        .isEqualTo("collapsar: expected 2 to 20 runs to compare, found 21\n");
  }
}
