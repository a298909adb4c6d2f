package org.collapsar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.collapsar.e2e.LivePages.POINTS;
import static org.collapsar.e2e.LivePages.act;
import static org.collapsar.e2e.LivePages.open;
import static org.collapsar.e2e.LivePages.wide;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are started and stopped from the pages. */
@ExtendWith(Chromium.Given.class)
class StartIT {
  /** No job is going on. */
  private static final String AT_REST =
      "document.querySelector('#jobs .state.running, #jobs .state.stopping') === null";

  @TempDir Path here;

  /**
   * A preset as a form: changed by keys alone, started, seen, stopped, resumed, thrown away, taken
   * back.
   */
  @Test
  void aRunIsStartedAndStoppedFromThePage(Chromium chromium) throws Exception {
    try (Served server = new Served(here);
        Visit visit = chromium.open(server, server.fragment(), wide())) {
      visit.page.locator("a[href='/start']").press("Enter");
      visit.await("document.querySelectorAll('#keys .key').length > 20");
      assertThat(visit.text("document.getElementById('verdict')?.textContent"))
          .isEqualTo("4 runs of 40 epochs.");
      assertThat(visit.text("document.getElementById('keys')?.textContent"))
          .contains("paper: label = digit mod 3");
      AccessibilityIT.check(visit);
      type(visit, "train.epochs", "many");
      visit.await("document.getElementById('verdict')?.textContent.includes('expected a whole')");
      assertThat(visit.page.locator("#go").isDisabled()).isTrue();
      type(visit, "train.epochs", "100000");
      type(visit, "data.name", "digits");
      type(visit, "data.samplesPerClass", "30");
      type(visit, "network.width", "64");
      type(visit, "seeds", "1");
      visit.await("document.getElementById('verdict')?.textContent === '1 run of 100000 epochs.'");
      visit.page.locator("input[name=place]").fill("mine");
      visit.page.locator("#go").press("Enter");
      visit.await("document.querySelector('#jobs .state.running') !== null");

      visit.page.locator(".brand a").press("Enter");
      open(visit, "seed");
      visit.await(POINTS + " > 3");
      assertThat(visit.page.locator("#actions button:visible").count()).isZero();
      visit.page.navigate(server.url() + "start");
      visit.page.locator("#jobs button").press("Enter");
      visit.await(AT_REST);
      visit.page.locator(".brand a").press("Enter");
      open(visit, "seed");
      visit.await("document.getElementById('state')?.textContent === 'stopped'");
      act(visit, "Resume");
      visit.await("document.getElementById('state')?.textContent === 'running'");
      visit.page.navigate(server.url() + "start");
      visit.page.locator("#jobs button").press("Enter");
      visit.await(AT_REST);
      visit.page.locator(".brand a").press("Enter");
      open(visit, "seed");
      act(visit, "Move to trash");
      visit.await("document.getElementById('acted')?.textContent.startsWith('Moved')");
      visit.page.navigate(server.url() + "start");
      visit.page.locator("#trash button").press("Enter");
      visit.await("document.getElementById('trash')?.textContent === 'Nothing in the trash.'");
      assertThat(here.resolve("runs/mine/seed-1/metrics.csv")).exists();
      visit.assertQuietBut("422|404");
    }
  }

  /** Types into the control of a key, and goes on to the next. */
  private static void type(Visit visit, String key, String value) {
    visit.page.getByLabel(key, new Page.GetByLabelOptions().setExact(true)).fill(value);
    visit.page.keyboard().press("Tab");
  }

  /** What the keys are at: what it is called, its id, its text. */
  private static final String AT =
      "(e => [e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? '', e.id,"
          + " e.tagName === 'SELECT' ? '' : e.textContent].map(t => t.trim()).join('|'))"
          + "(document.activeElement)";

  /** Presses Tab until the keys are at a control that is described like this. */
  private static void tabTo(Visit visit, String regex) {
    Pattern wanted = Pattern.compile(regex);
    String at = "";
    for (int i = 0; i < 400; i++) {
      visit.page.keyboard().press("Tab");
      at = visit.text(AT);
      if (wanted.matcher(at).find()) {
        return;
      }
    }
    throw new AssertionError("expected a control " + regex + ", found none; the last is " + at);
  }

  /** Types over the value of a key, which Tab finds. */
  private static void overwrite(Visit visit, String key, String value) {
    tabTo(visit, "^" + Pattern.quote(key) + "\\|");
    Keyboard keyboard = visit.page.keyboard();
    keyboard.press("Control+A");
    keyboard.type(value);
  }

  /** Goes down the list of words that the keys are at. */
  private static void choose(Visit visit, String value) {
    for (int i = 0; i < 60; i++) {
      if (visit.text("document.activeElement.value").equals(value)) {
        return;
      }
      visit.page.keyboard().press("ArrowDown");
    }
    throw new AssertionError("expected " + value + " in the list, found none");
  }

  /** From the empty list to a run that is stopped and resumed: nothing but keys. */
  @Test
  void keysAloneStartAndStopARun(Chromium chromium) throws Exception {
    try (Served server = new Served(here);
        Visit visit = chromium.open(server, server.fragment(), wide())) {
      Keyboard keyboard = visit.page.keyboard();
      visit.await("document.getElementById('count')?.textContent.startsWith('No runs yet')");
      tabTo(visit, "Start a run$");
      keyboard.press("Enter");
      visit.await("document.querySelectorAll('#keys .key').length > 20");
      tabTo(visit, "^Experiment");
      choose(visit, "jacot2025-fig4");
      visit.await("document.getElementById('verdict').textContent === '2 runs of 200 epochs.'");
      overwrite(visit, "Directory", "keys");
      // The keys of the experiment, in whatever order they stand.
      overwrite(visit, "data.name", "digits");
      overwrite(visit, "data.samplesPerClass", "30");
      overwrite(visit, "network.width", "64");
      overwrite(visit, "train.epochs", "100000");
      overwrite(visit, "seeds", "1");
      keyboard.press("Tab");
      visit.await("document.getElementById('verdict').textContent === '1 run of 100000 epochs.'");
      tabTo(visit, "\\|go\\|");
      keyboard.press("Enter");
      visit.await("document.querySelector('#jobs .state.running') !== null");
      assertThat(visit.text("document.getElementById('verdict').textContent"))
          .isEqualTo("In the queue: keys.");
      // Its line in the list is made anew with each epoch; the keys stay at it.
      tabTo(visit, "\\|Collapsar$");
      keyboard.press("Enter");
      visit.await("document.querySelector('#runs .state')?.textContent === 'running'");
      tabTo(visit, "seed 1$");
      visit.page.evaluate("() => { window.before = document.activeElement; }");
      visit.await("!before.isConnected");
      assertThat(visit.text(AT)).endsWith("seed 1");
      keyboard.press("Enter");
      visit.await(POINTS + " > 3");
      tabTo(visit, "\\|Collapsar$");
      keyboard.press("Enter");
      visit.await("document.getElementById('count')?.textContent === '1 of 1 run'");
      tabTo(visit, "Start a run$");
      keyboard.press("Enter");
      visit.await("document.querySelector('#jobs button') !== null");
      tabTo(visit, "^Stop keys");
      keyboard.press("Enter");
      visit.await(AT_REST);
      tabTo(visit, "\\|Collapsar$");
      keyboard.press("Enter");
      visit.await("document.querySelector('#runs .state')?.textContent === 'stopped'");
      tabTo(visit, "seed 1$");
      keyboard.press("Enter");
      visit.await("document.getElementById('state')?.textContent === 'stopped'");
      visit.await("document.querySelector('#actions button')?.checkVisibility()");
      tabTo(visit, "\\|Resume$");
      keyboard.press("Enter");
      visit.await("document.getElementById('state')?.textContent === 'running'");
      assertThat(here.resolve("runs/keys/seed-1/metrics.csv")).exists();
      visit.assertQuiet();
    }
  }

  private static final String ESTIMATE = "document.getElementById('estimate').textContent";

  /** Nothing but keys: what is known, what is not known yet, and what is wrong. */
  @Test
  void anEstimateComesBeforeTheStart(Chromium chromium) throws Exception {
    try (Served server = new Served(here);
        Visit visit = chromium.open(server, "start" + server.fragment(), wide())) {
      Keyboard keyboard = visit.page.keyboard();
      visit.await("document.querySelectorAll('#keys .key').length > 20");
      tabTo(visit, "\\|measure\\|Estimate$");
      keyboard.press("Enter");
      visit.await(ESTIMATE + ".startsWith('No estimate, because mnist is not fetched yet: ')");
      type(visit, "data.name", "digits");
      type(visit, "data.samplesPerClass", "30");
      type(visit, "network.width", "64");
      type(visit, "train.epochs", "7");
      visit.await("document.getElementById('verdict').textContent === '4 runs of 7 epochs.'");
      assertThat(visit.text(ESTIMATE)).as("of the form as it was").isEmpty();
      visit.page.locator("#measure").focus();
      keyboard.press("Space");
      visit.await(ESTIMATE + ".startsWith('Estimate from ')");
      assertThat(visit.text(ESTIMATE))
          .matches(
              "Estimate from \\d+ timed steps: about \\d+ s for 4 runs, \\d+ MB of disk; the timed"
                  + " steps took \\d+ MB of memory\\.");
      assertThat(visit.text(AT)).as("the keys stay at the button").endsWith("|measure|Estimate");
      AccessibilityIT.check(visit);
      assertThat(here.resolve("runs")).as("nothing has begun").isEmptyDirectory();
      type(visit, "train.batch", "4000");
      visit.await(ESTIMATE + " === ''");
      visit.page.locator("#measure").press("Enter");
      visit.await("document.querySelector('#estimate.bad') !== null");
      assertThat(visit.text(ESTIMATE)).contains("train.batch: expected at most the number of");
      type(visit, "train.batch", "many");
      visit.await("document.getElementById('measure').disabled");
      visit.assertQuietBut("422");
    }
  }
}
