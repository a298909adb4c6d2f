package org.collapsar.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Light and dark, on a phone, on paper, and as the system of its reader asks for. */
@ExtendWith(Chromium.Given.class)
class LooksIT {
  static final String DARK =
      """
      () => {
        const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b < 60;
      }
      """;

  /** How far the page can be moved to the side. */
  private static final String TOO_WIDE =
      "document.documentElement.scrollWidth - document.documentElement.clientWidth";

  /** What is wider than the screen and cannot be moved by itself. */
  static final String CUT =
      """
      () => [...document.body.querySelectorAll('*')].filter((e) => {
        const box = e.getBoundingClientRect();
        return box.width > 0 && box.right > innerWidth + 1 && !e.closest('.scroll, pre, .visually-hidden, math');
      }).map((e) => e.outerHTML.slice(0, 120))
      """;

  /** The colour of each chart's ground. */
  private static final String CORNERS =
      """
      () => [...document.querySelectorAll('.chart canvas')].filter((c) => c.checkVisibility()).map((c) =>
        [...c.getContext('2d').getImageData(1, c.height - 2, 1, 1).data].join())
      """;

  private static final String LIGHT_CARD = "255,255,255,255";

  @TestFactory
  Stream<DynamicTest> noPageIsWiderThanAPhone(Chromium chromium, MadePages pages) {
    return pages.all().stream()
        .flatMap(page -> Stream.of(320, 360).map(width -> phone(chromium, page, width)));
  }

  private static DynamicTest phone(Chromium chromium, MadePage made, int width) {
    return DynamicTest.dynamicTest(
        made + ", " + width + " px",
        () -> {
          try (Visit visit = chromium.open(made, width)) {
            visit.unfold();
            assertThat(visit.list(CUT)).isEmpty();
            assertThat(visit.text(TOO_WIDE)).isEqualTo("0");
            visit.assertQuiet();
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> pagesAreDarkWhereTheSystemIs(Chromium chromium, MadePages pages) {
    return pages.all().stream()
        .map(p -> DynamicTest.dynamicTest(p.name(), () -> checkColours(chromium, p)));
  }

  private static void checkColours(Chromium chromium, MadePage made) {
    var options = new Browser.NewContextOptions().setColorScheme(ColorScheme.DARK);
    try (Visit visit = chromium.open(made, options)) {
      Page page = visit.page;
      assertThat(visit.holds(DARK)).as("dark").isTrue();
      assertThat(page.locator("button.theme").textContent()).isEqualTo("Light");
      // The page follows the system while it is open.
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
      visit.await("document.querySelector('button.theme').textContent === 'Dark'");
      assertThat(visit.holds(DARK)).as("light").isFalse();
      // A reader's own choice goes before it, and is remembered.
      page.locator("button.theme").click();
      assertThat(visit.holds(DARK)).as("chosen").isTrue();
      // Storage is written behind the page's back.
      for (int i = 0; i < 20 && !(i > 0 && visit.holds(DARK)); i++) {
        page.waitForTimeout(500);
        page.reload();
      }
      assertThat(visit.holds(DARK)).as("remembered").isTrue();
      assertThat(page.locator("button.theme").textContent()).isEqualTo("Light");
    }
  }

  /** Charts are drawn in the colours of the page. */
  @Test
  void chartsAreDrawnAgainInTheOtherColours(Chromium chromium, MadePages pages) {
    try (Visit visit = chromium.open(pages.named("mean-field run"), 1200)) {
      List<String> light = visit.list(CORNERS);
      assertThat(light).hasSizeGreaterThan(3).containsOnly(LIGHT_CARD);
      visit.page.locator("button.theme").click();
      assertThat(visit.list(CORNERS)).containsOnly("26,30,34,255");
    }
  }

  @TestFactory
  Stream<DynamicTest> nothingMovesForReadersWhoAskForIt(Chromium chromium, MadePages pages) {
    return Stream.of(ReducedMotion.values())
        .flatMap(
            motion ->
                Stream.of(
                    DynamicTest.dynamicTest(
                        "span, " + motion,
                        () -> checkSpan(chromium, pages.named("measure"), motion)),
                    DynamicTest.dynamicTest(
                        "simplex, " + motion,
                        () -> checkSimplex(chromium, pages.named("deep linear run"), motion))));
  }

  private static void checkSpan(Chromium chromium, MadePage made, ReducedMotion motion) {
    boolean reduced = motion == ReducedMotion.REDUCE;
    try (Visit visit =
        chromium.open(made, new Browser.NewContextOptions().setReducedMotion(motion))) {
      assertThat(standsStill(visit, "#geometry-span")).isEqualTo(reduced);
      assertThat(visit.page.locator("[data-do=turn]").textContent())
          .isEqualTo(reduced ? "Turn" : "Pause");
      assertThat(visit.text("getComputedStyle(document.documentElement).scrollBehavior"))
          .isEqualTo(reduced ? "auto" : "smooth");
      assertThat(visit.list("document.getAnimations()")).isEmpty();
    }
  }

  private static void checkSimplex(Chromium chromium, MadePage made, ReducedMotion motion) {
    boolean reduced = motion == ReducedMotion.REDUCE;
    try (Visit visit =
        chromium.open(made, new Browser.NewContextOptions().setReducedMotion(motion))) {
      String simplex = "figure:has(.panels.simplex)";
      assertThat(standsStill(visit, simplex)).isEqualTo(reduced);
      assertThat(visit.page.locator(simplex + " [data-do=turn]").getAttribute("aria-pressed"))
          .isEqualTo(String.valueOf(!reduced));
      // Whoever asks for it while the page is open is heard.
      visit.page.emulateMedia(
          new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
      visit.await("!document.querySelector('" + simplex + " [data-do=turn][aria-pressed=true]')");
      assertThat(standsStill(visit, simplex)).isTrue();
    }
  }

  /** Whether the first drawing of a figure is the same a little later. */
  private static boolean standsStill(Visit visit, String figure) {
    visit.page.locator(figure).scrollIntoViewIfNeeded();
    String looks = "document.querySelector('" + figure + " canvas').toDataURL()";
    String before = visit.text(looks);
    visit.page.waitForTimeout(700);
    return visit.text(looks).equals(before);
  }

  /** With colours of the system's own, what is chosen differs by more than a background. */
  @TestFactory
  Stream<DynamicTest> forcedColoursTellWhatIsChosen(Chromium chromium, MadePages pages) {
    return Stream.of("mean-field run", "measure", "sweep")
        .map(name -> DynamicTest.dynamicTest(name, () -> checkForced(chromium, pages.named(name))));
  }

  private static void checkForced(Chromium chromium, MadePage made) {
    var options = new Browser.NewContextOptions().setForcedColors(ForcedColors.ACTIVE);
    try (Visit visit = chromium.open(made, options)) {
      visit.unfold();
      String look =
          """
          (pressed) => {
            const e = [...document.querySelectorAll('.tools [aria-pressed="' + pressed + '"]')]
              .find((button) => button.checkVisibility());
            const style = getComputedStyle(e);
            return style.backgroundColor + ' ' + style.color;
          }
          """;
      assertThat(visit.page.evaluate(look, "true"))
          .isNotEqualTo(visit.page.evaluate(look, "false"));
      // A scale of grades is a picture: its colours stay.
      assertThat(
              visit.list(
                  "[...document.querySelectorAll('.track .band')]"
                      + ".filter(e => getComputedStyle(e).forcedColorAdjust !== 'none')"))
          .isEmpty();
      visit.assertQuiet();
    }
  }

  @TestFactory
  Stream<DynamicTest> paperBreaksBetweenFigures(Chromium chromium, MadePages pages) {
    return pages.all().stream()
        .map(p -> DynamicTest.dynamicTest(p.name(), () -> checkPrint(chromium, p)));
  }

  /** A figure fits a sheet of A4 with margins of 1 cm and is on one, or each of its panels. */
  private static void checkPrint(Chromium chromium, MadePage made) {
    var options =
        new Browser.NewContextOptions().setColorScheme(ColorScheme.DARK).setViewportSize(718, 1047);
    try (Visit visit = chromium.open(made, options)) {
      Page page = visit.page;
      page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
      page.evaluate("dispatchEvent(new Event('beforeprint'))");
      assertThat(visit.holds(DARK)).as("paper is white").isFalse();
      assertThat(visit.list(CORNERS)).as("charts on it").allMatch(LIGHT_CARD::equals);
      assertThat(
              visit.list(
                  "[...document.querySelectorAll('details:not([open]):not([data-many=yes])')]"
                      + ".filter((e) => !e.closest('[data-many=yes]'))"))
          .isEmpty();
      assertThat(
              visit.list(
                  """
                  () => {
                    const whole = (e) => getComputedStyle(e).breakInside === 'avoid' && e.offsetHeight <= 1047;
                    const image = (e) => e.checkVisibility() && e.offsetHeight <= 1000; // never cut, its caption may be
                    return [...document.querySelectorAll('figure')].filter((e) => e.checkVisibility() && !whole(e)
                      && ![...e.querySelectorAll('.static-figure')].some(image)
                      && ![...e.querySelectorAll('.panels')].some((p) => p.checkVisibility()
                        && [...p.children].length > 1 && [...p.children].every(whole)))
                      .map((e) => e.id + ' of ' + e.offsetHeight + ' px');
                  }
                  """))
          .isEmpty();
      assertThat(
              visit.list(
                  """
                  () => [...document.querySelectorAll('button:not(.sort), .skip')].filter((e) => e.checkVisibility())
                    .map((e) => e.outerHTML)
                  """))
          .as("buttons on paper")
          .isEmpty();
      // What is drawn by the program or by a script is there, once.
      assertThat(
              visit.list(
                  """
                  () => [...document.querySelectorAll('figure')].filter((e) => e.checkVisibility()
                    && ![...e.querySelectorAll('img, canvas, svg, table')].some((d) => d.checkVisibility())
                    && !e.querySelector('.note'))
                    .map((e) => e.id)
                  """))
          .as("empty figures")
          .isEmpty();
      byte[] pdf = page.pdf(new Page.PdfOptions().setFormat("A4"));
      assertThat(new String(pdf, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
      visit.assertQuiet();
    }
  }
}
