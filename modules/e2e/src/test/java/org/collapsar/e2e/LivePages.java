package org.collapsar.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.ExternalWriter;
import org.collapsar.lab.run.Machine;
import org.collapsar.metrics.MetricValue;

/** What tests of the server's pages have in common. */
final class LivePages {
  /** How many points the first curve is drawn through. */
  static final String POINTS =
      "(document.querySelector('.live-curves svg path')?.getAttribute('d') ?? '')"
          + ".split(/[ML]/).length - 1";

  private LivePages() {}

  static Browser.NewContextOptions at(int width, ColorScheme scheme) {
    return new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme);
  }

  static Browser.NewContextOptions wide() {
    return at(1200, ColorScheme.LIGHT);
  }

  /**
   * A run that is trained elsewhere.
   *
   * @param here the directory of the test
   */
  static ExternalWriter run(Path here, String name) {
    return ExternalWriter.start(
        here.resolve("runs").resolve(name).resolve("seed-1"),
        name,
        1,
        new External("Net " + name, "a test", List.of()),
        1,
        List.of("loss"),
        Machine.provenance(1, "float32", ""));
  }

  /** Writes its epochs from one up to another, which is not among them. */
  static void write(ExternalWriter writer, int from, int to) {
    for (int epoch = from; epoch < to; epoch++) {
      writer.write(
          new EpochRecord(
              epoch,
              Map.of("loss", MetricValue.of(1.0 / (1 + epoch))),
              null,
              Map.of(),
              null,
              null,
              null,
              0,
              0));
    }
  }

  static Page.LocatorOptions text(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  /** Goes from the list to the run whose line has this text. */
  static void open(Visit visit, String name) {
    visit.await(
        "[...document.querySelectorAll('#runs a')].some(a => a.textContent.includes('"
            + name
            + "'))");
    visit.page.locator("#runs a", text(name)).press("Enter");
  }

  /** Presses a button of a run's page as soon as the run is in a state that has it. */
  static void act(Visit visit, String button) {
    visit.await(
        "[...document.querySelectorAll('#actions button')].some(b => b.textContent === '"
            + button
            + "' && b.checkVisibility())");
    visit.page.locator("#actions button", text(button)).press("Enter");
  }

  /**
   * What a page shows now has no fault that axe-core finds, is as wide as the screen, and has the
   * colours of the system; on a wide screen all of it can be reached by keys, and the colours be
   * changed.
   */
  static void look(Visit visit, int width, ColorScheme scheme) {
    AccessibilityIT.check(visit);
    assertThat((Integer) visit.page.evaluate("document.documentElement.scrollWidth"))
        .as("width of the page")
        .isLessThanOrEqualTo(width);
    assertThat(visit.list(LooksIT.CUT)).as("wider than the page").isEmpty();
    boolean dark = scheme == ColorScheme.DARK;
    assertThat(visit.holds(LooksIT.DARK)).as("dark").isEqualTo(dark);
    if (width > 1000) {
      visit.page.evaluate("document.activeElement.blur()");
      KeyboardIT.reach(visit);
      visit.page.locator("button.theme").press("Space");
      assertThat(visit.holds(LooksIT.DARK)).as("dark").isEqualTo(!dark);
      visit.page.locator("button.theme").press("Space");
    }
  }
}
