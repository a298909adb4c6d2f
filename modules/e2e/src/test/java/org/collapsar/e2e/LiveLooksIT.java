package org.collapsar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.collapsar.e2e.LivePages.POINTS;
import static org.collapsar.e2e.LivePages.act;
import static org.collapsar.e2e.LivePages.at;
import static org.collapsar.e2e.LivePages.look;
import static org.collapsar.e2e.LivePages.open;
import static org.collapsar.e2e.LivePages.run;
import static org.collapsar.e2e.LivePages.write;

import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.lab.run.ExternalWriter;
import org.collapsar.lab.run.RunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The server's pages for everybody: light and dark, wide and on a phone, by keys alone. */
@ExtendWith(Chromium.Given.class)
class LiveLooksIT {
  private static final String LONG =
      "a-name-of-a-run-that-is-much-longer-than-a-phone-is-wide-and-goes-on";

  @TempDir Path here;

  private interface Look {
    void at(Visit visit, int width, ColorScheme scheme);
  }

  /** Opens a page in every form. It complains of nothing and asks its own server alone. */
  private static void inEveryForm(Chromium chromium, Served server, String path, Look look) {
    for (int width : List.of(1200, 360)) {
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        try (Visit visit = chromium.open(server, path + server.fragment(), at(width, scheme))) {
          look.at(visit, width, scheme);
          visit.assertQuiet();
        }
      }
    }
  }

  @Test
  void theListAndARun(Chromium chromium) throws Exception {
    write(run(here, LONG), 0, 5);
    try (Served server = new Served(here)) {
      inEveryForm(
          chromium,
          server,
          "",
          (visit, width, scheme) -> {
            visit.await("document.querySelectorAll('#runs a').length === 1");
            look(visit, width, scheme);
            open(visit, "Net");
            visit.await(POINTS + " === 5");
            visit.unfold();
            look(visit, width, scheme);
          });
    }
  }

  @Test
  void theForm(Chromium chromium) throws Exception {
    // In the trash a name is as long as anywhere.
    ExternalWriter writer = run(here, LONG);
    write(writer, 0, 2);
    writer.end(RunRecord.Status.DONE, null);
    try (Served server = new Served(here)) {
      try (Visit visit = chromium.open(server, server.fragment(), at(1200, ColorScheme.LIGHT))) {
        open(visit, "Net");
        act(visit, "Move to trash");
        visit.await("document.getElementById('acted')?.textContent.startsWith('Moved')");
      }
      inEveryForm(
          chromium,
          server,
          "start",
          (visit, width, scheme) -> {
            visit.await("document.querySelectorAll('#keys .key').length > 20");
            visit.await("document.querySelector('#trash button') !== null");
            visit.unfold();
            look(visit, width, scheme);
          });
    }
  }

  /** Two runs chosen by keys; the address keeps them. */
  @Test
  void theComparison(Chromium chromium) throws Exception {
    write(run(here, LONG), 0, 5);
    write(run(here, "short"), 0, 9);
    write(run(here, "other"), 0, 3);
    try (Served server = new Served(here)) {
      inEveryForm(
          chromium,
          server,
          "compare",
          (visit, width, scheme) -> {
            visit.await("document.querySelectorAll('#run-list input').length === 3");
            assertThat(visit.text("document.getElementById('count').textContent"))
                .isEqualTo("0 runs: choose two or more");
            visit
                .page
                .locator("#run-list li", LivePages.text(LONG))
                .locator("input")
                .press("Space");
            visit
                .page
                .locator("#run-list li", LivePages.text("short"))
                .locator("input")
                .press("Space");
            visit.await("document.querySelector('#comparison .chart canvas') !== null");
            visit.await("document.querySelectorAll('#metric-list input').length > 0");
            assertThat(visit.text("document.getElementById('count').textContent"))
                .isEqualTo("2 runs");
            visit.page.reload();
            visit.await("document.querySelector('#comparison .chart canvas') !== null");
            visit.await("document.querySelectorAll('#run-list input:checked').length === 2");
            visit.unfold();
            look(visit, width, scheme);
          });
    }
  }
}
