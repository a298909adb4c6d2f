package org.collapsar.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Everything that a mouse can do, the keyboard can. */
@ExtendWith(Chromium.Given.class)
class KeyboardIT {
  /** What takes the focus, in the order of the document; numbers them, and names them. */
  private static final String NUMBER_THE_CONTROLS =
      """
      () => {
        const all = document.querySelectorAll('a[href], button, select, input, summary, [tabindex="0"]');
        return [...all].filter(e => e.checkVisibility() && !e.disabled).map((e, i) => {
          e.dataset.control = String(i);
          return i + ' ' + e.tagName.toLowerCase() + (e.className ? '.' + e.className : '') + ' '
            + (e.getAttribute('aria-label') || e.textContent).trim().slice(0, 40);
        });
      }
      """;

  private static final String FOCUSED =
      """
      () => {
        const e = document.activeElement;
        if (!e || e === document.body) return '';
        const style = getComputedStyle(e);
        const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        return e.dataset.control + (ring ? '' : ' without a ring');
      }
      """;

  /** The controls that the Tab key reaches: of a toolbar one, and arrow keys reach the others. */
  private static final String LEAVE_THOSE_IN_SEQUENCE =
      """
      () => document.querySelectorAll('[data-control]').forEach(e => {
        if (e.tabIndex < 0) delete e.dataset.control;
      })
      """;

  /** For each toolbar the place of the button that Tab reaches, and of all that are seen. */
  private static final String TOOLBARS =
      """
      () => [...document.querySelectorAll('[role=toolbar]')].map(bar => {
        const seen = [...bar.querySelectorAll('button')].filter(e => e.checkVisibility());
        const of = (buttons) => buttons.map(e => e.dataset.control).join(' ');
        return of(seen.filter(e => e.tabIndex === 0)) + ': ' + of(seen);
      }).filter(bar => bar !== ': ')
      """;

  @TestFactory
  Stream<DynamicTest> tabReachesEveryControlInOrder(Chromium chromium, MadePages pages) {
    return each(pages, page -> reach(chromium, page));
  }

  @TestFactory
  Stream<DynamicTest> arrowKeysWalkOverAToolbar(Chromium chromium, MadePages pages) {
    return each(pages, page -> walk(chromium, page));
  }

  @TestFactory
  Stream<DynamicTest> everyControlWorksByKeys(Chromium chromium, MadePages pages) {
    return each(pages, page -> work(chromium, page));
  }

  private interface Check {
    void of(MadePage page);
  }

  private static Stream<DynamicTest> each(MadePages pages, Check check) {
    return pages.all().stream().map(p -> DynamicTest.dynamicTest(p.name(), () -> check.of(p)));
  }

  private static void reach(Chromium chromium, MadePage made) {
    try (Visit visit = chromium.open(made, 1200)) {
      visit.unfold();
      reach(visit);
    }
  }

  /** Tab goes to every stop of a page, in the order of the document, and shows where it is. */
  static void reach(Visit visit) {
    List<String> controls = visit.list(NUMBER_THE_CONTROLS);
    assertThat(controls).hasSizeGreaterThan(3);
    visit.page.evaluate(LEAVE_THOSE_IN_SEQUENCE);
    List<String> expected =
        visit.list("[...document.querySelectorAll('[data-control]')].map(e => e.dataset.control)");
    List<String> reached = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      visit.page.keyboard().press("Tab");
      reached.add(visit.text(FOCUSED));
    }
    assertThat(reached).as(String.join("\n", controls)).isEqualTo(expected);
    visit.page.keyboard().press("Tab"); // and out of the page again
    assertThat(visit.text(FOCUSED)).isIn("", "0");
  }

  private static void walk(Chromium chromium, MadePage made) {
    try (Visit visit = chromium.open(made, 1200)) {
      visit.unfold();
      visit.list(NUMBER_THE_CONTROLS);
      for (String bar : visit.list(TOOLBARS)) {
        String[] parts = bar.split(": ");
        List<String> buttons = List.of(parts[1].split(" "));
        assertThat(parts[0]).as("the stop of " + bar).isEqualTo(buttons.get(0));
        visit.page.locator("[data-control=\"" + parts[0] + "\"]").focus();
        List<String> reached = new ArrayList<>();
        for (int i = 0; i < buttons.size(); i++) {
          reached.add(visit.text(FOCUSED));
          visit.page.keyboard().press("ArrowRight");
        }
        assertThat(reached).as(bar).isEqualTo(buttons);
        assertThat(visit.text(FOCUSED)).as("round").isEqualTo(buttons.get(0));
        visit.page.keyboard().press("End");
        assertThat(visit.text(FOCUSED)).isEqualTo(buttons.get(buttons.size() - 1));
        // Tab leaves the toolbar, and comes back to where it was left.
        visit.page.keyboard().press("Tab");
        assertThat(visit.text(FOCUSED)).isNotIn(buttons);
        visit.page.keyboard().press("Shift+Tab");
        assertThat(visit.text(FOCUSED)).isEqualTo(buttons.get(buttons.size() - 1));
      }
    }
  }

  private static void work(Chromium chromium, MadePage made) {
    try (Visit visit = chromium.open(made, 1200)) {
      visit.unfold();
      List<String> controls = visit.list(NUMBER_THE_CONTROLS);
      for (int i = 0; i < controls.size(); i++) {
        Locator control = visit.page.locator("[data-control=\"" + i + "\"]");
        if (control.isVisible()) {
          control.focus();
          works(visit, control, controls.get(i));
        }
      }
      visit.assertQuiet();
    }
  }

  private static void works(Visit visit, Locator control, String name) {
    String what = control.getAttribute("data-do");
    if (what != null) {
      tool(visit, control, what, name);
    } else if (control.getAttribute("data-copy") != null) {
      visit.page.keyboard().press("Enter");
      visit.await("['Copied', 'Selected'].includes(document.activeElement.textContent)");
    } else if (name.contains("button.theme")) {
      String before = visit.text("document.documentElement.dataset.theme");
      visit.page.keyboard().press("Space");
      assertThat(visit.text("document.documentElement.dataset.theme")).isNotEqualTo(before);
    } else if (name.contains("button.sort")) {
      visit.page.keyboard().press("Enter");
      assertThat(sorted(control)).as(name).isEqualTo("ascending");
      visit.page.keyboard().press("Enter");
      assertThat(sorted(control)).as(name).isEqualTo("descending");
    } else if (name.contains(" button class ")) {
      visit.page.keyboard().press("Space");
      assertThat(control.getAttribute("aria-pressed")).as(name).isEqualTo("false");
      visit.page.keyboard().press("Space");
      assertThat(control.getAttribute("aria-pressed")).as(name).isEqualTo("true");
    } else if (name.contains(" summary")) {
      visit.page.keyboard().press("Enter");
      assertThat(control.evaluate("e => e.parentElement.open")).as(name).isEqualTo(false);
      visit.page.keyboard().press("Enter");
      assertThat(control.evaluate("e => e.parentElement.open")).as(name).isEqualTo(true);
    } else if (name.contains(" select") || name.contains(" input")) {
      visit.page.keyboard().press("Home");
      String first = control.inputValue();
      visit.page.keyboard().press("End");
      assertThat(control.inputValue()).as(name).isNotEqualTo(first);
    } else if (name.contains("div.chart")) {
      chart(visit, name);
    } else {
      // A link, or something that arrow keys scroll: the browser's own.
      assertThat(name).matches("(?s)\\d+ (a|div\\.card scroll|pre)\\b.*");
    }
  }

  private static Object sorted(Locator control) {
    return control.evaluate("e => e.closest('th').getAttribute('aria-sort')");
  }

  /** Buttons of a figure. */
  private static void tool(Visit visit, Locator control, String what, String name) {
    Page page = visit.page;
    switch (what) {
      case "png", "svg" -> {
        Download download = page.waitForDownload(() -> page.keyboard().press("Enter"));
        assertThat(download.suggestedFilename()).as(name).endsWith("." + what);
        assertThat(download.path()).isNotEmptyFile();
      }
      case "log", "linear", "band", "lines" -> {
        page.keyboard().press("Enter");
        assertThat(control.getAttribute("aria-pressed")).as(name).isEqualTo("true");
      }
      case "zoom" -> {
        page.keyboard().press("Enter");
        assertThat(control.getAttribute("aria-pressed")).as(name).isEqualTo("true");
        page.keyboard().press("Enter");
        assertThat(control.getAttribute("aria-pressed")).as(name).isEqualTo("false");
      }
      case "reset" -> {
        // The figure is drawn as it was at the start, whatever was pressed before.
        page.keyboard().press("Enter");
        assertThat(
                control.evaluate(
                    "e => e.closest('.tools').querySelector('[data-do=zoom]')"
                        + ".getAttribute('aria-pressed')"))
            .as(name)
            .isEqualTo("false");
      }
      case "turn", "play" -> {
        String before = control.textContent() + control.getAttribute("aria-pressed");
        page.keyboard().press("Space");
        assertThat(control.textContent() + control.getAttribute("aria-pressed"))
            .as(name)
            .isNotEqualTo(before);
        page.keyboard().press("Space"); // and still again
      }
      default -> throw new AssertionError("a button that this test does not know: " + name);
    }
  }

  /** Arrow keys read the values out; where they turn a drawing, it looks different. */
  private static void chart(Visit visit, String name) {
    String looks = "document.activeElement.querySelector('canvas').toDataURL()";
    String before = visit.text(looks);
    visit.page.evaluate("document.getElementById('spoken').textContent = ''");
    visit.page.keyboard().press("ArrowRight");
    visit.page.evaluate("new Promise(requestAnimationFrame)");
    boolean spoke = visit.holds("document.getElementById('spoken').textContent.length > 5");
    assertThat(spoke || !visit.text(looks).equals(before)).as(name).isTrue();
  }
}
