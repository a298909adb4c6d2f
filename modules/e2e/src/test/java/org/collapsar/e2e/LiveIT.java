package org.collapsar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.collapsar.e2e.LivePages.POINTS;
import static org.collapsar.e2e.LivePages.open;
import static org.collapsar.e2e.LivePages.run;
import static org.collapsar.e2e.LivePages.wide;
import static org.collapsar.e2e.LivePages.write;

import com.microsoft.playwright.Locator;
import java.nio.file.Path;
import org.collapsar.lab.run.ExternalWriter;
import org.collapsar.lab.run.RunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The pages of the server, while runs go on. */
@ExtendWith(Chromium.Given.class)
class LiveIT {
  /** What the browser says by itself while nobody answers. */
  private static final String UNANSWERED = "net::ERR_|Failed to load resource|network error";

  private static final String CLAIMS =
      """
      id: waits
      title: A run that waits
      data: {name: digits, samplesPerClass: 10}
      network:
        kind: dense
        layers:
          - {width: 12, activation: relu, weightDecay: 0.001}
          - {width: classes, activation: identity, weightDecay: 0.001}
      train: {epochs: 40, batch: 25, steps: 0.05}
      metrics: {base: [loss, accuracy.train]}
      seeds: 1
      claims:
        - {id: falls, text: The loss falls., metric: loss, rule: end-over-start-at-most, bound: 0.9}
        - {id: perfect, text: No sample is wrong at the start., metric: accuracy.train,
           rule: mean-above, window: [0, 0.1], bound: 0.999}
      """;

  @TempDir Path here;

  /** From the list to a curve that grows, over the death of the server, without a gap. */
  @Test
  void aCurveGrowsOverARestartOfTheServer(Chromium chromium) throws Exception {
    ExternalWriter writer = run(here, "a");
    write(writer, 0, 3);
    write(run(here, "b"), 0, 2);
    try (Served server = new Served(here);
        Visit visit = chromium.open(server, "", wide())) {
      visit.await("document.getElementById('count')?.textContent === '2 of 2 runs'");
      visit.page.locator("input[name=text]").fill("Net b");
      visit.await("document.getElementById('count')?.textContent === '1 of 2 runs'");
      visit.page.locator("input[name=text]").fill("");
      open(visit, "Net a");
      visit.await(POINTS + " === 3");
      assertThat(visit.text("document.getElementById('title')?.textContent")).isEqualTo("Net a");
      assertThat(visit.text("document.getElementById('state')?.textContent")).isEqualTo("running");
      write(writer, 3, 10);
      visit.await(POINTS + " === 10");

      server.kill();
      write(writer, 10, 20);
      visit.await("document.getElementById('trouble')?.textContent.startsWith('The connection')");
      assertThat(visit.text(POINTS)).isEqualTo("10");
      server.start();
      write(writer, 20, 30);
      visit.await(POINTS + " === 30");
      visit.await("document.getElementById('trouble')?.textContent === ''");
      writer.end(RunRecord.Status.DONE, null);
      visit.await("document.getElementById('state')?.textContent === 'finished'");
      assertThat(visit.text(POINTS)).isEqualTo("30");
      visit.assertQuietBut(UNANSWERED);
    }
  }

  /** Where reading demands the token: the list, a run, and its report, which is a navigation. */
  @Test
  void aReportIsShownWhereReadingNeedsTheToken(Chromium chromium) throws Exception {
    ExternalWriter writer = run(here, "a");
    write(writer, 0, 3);
    writer.end(RunRecord.Status.DONE, null);
    try (Served server = new Served(here, "--private")) {
      try (Visit visit = chromium.open(server, server.fragment(), wide())) {
        open(visit, "Net a");
        visit.await(POINTS + " === 3");
        visit.page.locator("#report").press("Enter");
        String drawn = "document.querySelectorAll('.chart svg, .chart canvas').length > 0";
        visit.await("document.readyState === 'complete' && " + drawn);
        assertThat(visit.text("document.title")).contains("Net a");
        assertThat(visit.text("location.href")).endsWith("/report");
        assertThat(visit.text("document.cookie")).isEmpty();
        visit.page.reload();
        visit.await("document.readyState === 'complete' && " + drawn);
        visit.assertQuiet();
      }
      try (Visit visit = chromium.open(server, "runs/x/report", wide())) {
        visit.await(
            "document.getElementById('trouble')?.textContent.includes('asks for its token')");
        visit.assertQuiet();
      }
    }
  }

  /** How a claim stands, by its text. */
  private static String verdict(String claim) {
    return "([...document.querySelectorAll('#claims tbody tr')].find(row =>"
        + " row.textContent.includes('"
        + claim
        + "'))?.querySelector('.verdict-cell')?.textContent ?? '').replace(/^[^a-z]*/, '')";
  }

  /** A claim that holds from some epoch on, and one whose window passes, while the run trains. */
  @Test
  void claimsTurnWhileARunTrains(Chromium chromium) throws Exception {
    try (Training training =
            Training.start(CLAIMS, here.resolve("runs/waits"), here.resolve("data"));
        Served server = new Served(here);
        Visit visit = chromium.open(server, "", wide())) {
      open(visit, "waits");
      visit.await(verdict("The loss falls.") + " === 'not yet'");
      assertThat(visit.text(verdict("No sample is wrong"))).isEqualTo("not yet");
      assertThat(visit.text("document.querySelector('#claims .verdict').textContent"))
          .contains("0 of 2 claims hold so far.");
      // The runs of a claim are unfolded by keys, and stay so.
      Locator summary = visit.page.locator("#claims summary").first();
      summary.press("Enter");
      String unfolded =
          "document.activeElement.matches('#claims tr:first-child summary')"
              + " && document.activeElement.parentElement.open"
              + " && document.activeElement.parentElement.textContent.includes('epoch ";
      visit.await(unfolded + "0')");

      training.until(6);
      visit.await(verdict("No sample is wrong") + " === 'cannot any more'");
      visit.await(unfolded + "6')");
      training.until(39);
      visit.await(verdict("The loss falls.") + " === 'holds'");
      visit.await(unfolded + "39')");
      assertThat(visit.text("document.querySelector('#claims .verdict').textContent"))
          .contains("1 of 2 claims holds so far, 1 cannot any more.");
      assertThat(visit.text("document.getElementById('claims').textContent"))
          .contains("so far; runs go on");
      training.finish();
      visit.await("document.getElementById('state')?.textContent === 'finished'");
      visit.await("!document.getElementById('claims').textContent.includes('runs go on')");
      assertThat(visit.text("document.querySelector('#claims .verdict').textContent"))
          .contains("1 of 2 claims holds, 1 cannot any more.");
      assertThat(visit.text(verdict("The loss falls."))).isEqualTo("holds");
      assertThat(visit.text(verdict("No sample is wrong"))).isEqualTo("cannot any more");
      visit.assertQuiet();
    }
  }
}
