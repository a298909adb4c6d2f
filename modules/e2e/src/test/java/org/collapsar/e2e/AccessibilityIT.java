package org.collapsar.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** What axe-core finds on each kind of page: WCAG 2.2, levels A and AA. */
@ExtendWith(Chromium.Given.class)
class AccessibilityIT {
  private static final List<String> LEVELS =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

  @TestFactory
  Stream<DynamicTest> nothingOnAnyPage(Chromium chromium, MadePages pages) {
    return pages.all().stream()
        .flatMap(
            page ->
                Stream.of(
                    DynamicTest.dynamicTest(
                        page + ", light", () -> check(chromium, page, ColorScheme.LIGHT, 1200)),
                    DynamicTest.dynamicTest(
                        page + ", dark, on a phone",
                        () -> check(chromium, page, ColorScheme.DARK, 360))));
  }

  private static void check(Chromium chromium, MadePage made, ColorScheme scheme, int width) {
    var options =
        new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 900);
    try (Visit visit = chromium.open(made, options)) {
      visit.unfold();
      check(visit);
      visit.assertQuiet();
    }
  }

  /** What is to be seen now has no fault that axe-core finds. */
  static void check(Visit visit) {
    var result = new AxeBuilder(visit.page).withTags(LEVELS).analyze();
    assertThat(result.getPasses()).as("rules that were checked").hasSizeGreaterThan(10);
    List<String> violations = new ArrayList<>();
    result
        .getViolations()
        .forEach(
            rule ->
                rule.getNodes()
                    .forEach(
                        node ->
                            violations.add(
                                rule.getId()
                                    + ": "
                                    + node.getHtml()
                                    + " "
                                    + node.getFailureSummary())));
    assertThat(violations).isEmpty();
  }
}
