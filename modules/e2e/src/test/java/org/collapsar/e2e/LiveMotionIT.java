package org.collapsar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.collapsar.e2e.LivePages.open;
import static org.collapsar.e2e.LivePages.wide;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SimplexTable;
import org.collapsar.linalg.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Figures with a slider over the epochs, on the page of a run that trains. */
@ExtendWith(Chromium.Given.class)
class LiveMotionIT {
  private static final String YAML =
      """
      id: moves
      title: A run that moves
      data: {name: digits, samplesPerClass: 10}
      network:
        kind: dense
        layers:
          - {width: 12, activation: relu, weightDecay: 0.001}
          - {width: classes, activation: identity, weightDecay: 0.001}
      train: {epochs: 60, batch: 25, steps: 0.05}
      metrics: {base: [loss], layers: [nc1.quotient], gram: true, gramFrames: 60,
        simplex: true, simplexFrames: 60}
      seeds: 1
      figures:
        - {id: gram, title: Cosines of the layers, kind: gram, layers: [last-1, last]}
        - {id: simplex, title: Means in motion, kind: simplex}
      """;

  private static final String SIMPLEX = "figure:has(.panels.simplex)";
  private static final String GRAM = "figure:has(.panels.heat)";

  @TempDir Path here;

  private Training train() {
    return Training.start(YAML, here.resolve("runs/moves"), here.resolve("data"));
  }

  private static String slider(String figure) {
    return "document.querySelector('" + figure + " input[type=range]')";
  }

  private static String shown(String figure) {
    return "document.querySelector('" + figure + " output')?.textContent";
  }

  private static String playing() {
    return "document.querySelector('" + SIMPLEX + " [data-do=play]').getAttribute('aria-pressed')";
  }

  private static void awaitEpochs(Visit visit, String figure, int last) {
    visit.await(slider(figure) + "?.max === '" + last + "'");
  }

  /** Keeps every epoch that a figure shows from now on, in their order, and the figure itself. */
  private static void watch(Visit visit, String figure) {
    visit.page.evaluate(
        """
        (selector) => {
          window.kept = document.querySelector(selector);
          window.epochs = [];
          const output = kept.querySelector('output');
          let before = output.textContent;
          new MutationObserver(() => {
            if (output.textContent !== before) epochs.push(output.textContent.replace('epoch ', ''));
            before = output.textContent;
          }).observe(output, { childList: true, characterData: true, subtree: true });
        }
        """,
        figure);
  }

  private static List<String> upTo(int last) {
    return IntStream.rangeClosed(0, last).mapToObj(Integer::toString).toList();
  }

  /** Played from the start; new epochs come meanwhile, and it plays on through them. */
  @Test
  void playGoesOnThroughNewEpochs(Chromium chromium) throws Exception {
    try (Training training = train();
        Served server = new Served(here)) {
      training.until(12);
      try (Visit visit = chromium.open(server, "", wide())) {
        open(visit, "moves");
        awaitEpochs(visit, SIMPLEX, 12);
        assertThat(visit.text(shown(SIMPLEX))).isEqualTo("epoch 12");
        Locator play = visit.page.locator(SIMPLEX + " [data-do=play]");
        play.scrollIntoViewIfNeeded();
        watch(visit, SIMPLEX);
        play.press("Enter");
        training.until(24);
        awaitEpochs(visit, SIMPLEX, 24);
        visit.await(playing() + " === 'false' && " + shown(SIMPLEX) + " === 'epoch 24'");
        assertThat(visit.list("epochs")).as("epochs that were shown").isEqualTo(upTo(24));
        assertThat(visit.holds("kept.isConnected")).as("the figure is the same").isTrue();

        // At its end it follows the run by itself.
        training.until(26);
        // It is shown before the last step of the way there is over.
        visit.await(playing() + " === 'false' && " + shown(SIMPLEX) + " === 'epoch 26'");
        assertThat(visit.list("epochs")).isEqualTo(upTo(26));

        // Paused, and moved by keys: it stays where it is while the run goes on.
        play.press("Enter");
        visit.await(playing() + " === 'true'");
        play.press("Enter");
        assertThat(visit.text(playing())).isEqualTo("false");
        String paused = visit.text(shown(SIMPLEX));
        training.until(30);
        awaitEpochs(visit, SIMPLEX, 30);
        assertThat(visit.text(shown(SIMPLEX))).isEqualTo(paused).isNotEqualTo("epoch 30");
        play.press("Enter");
        Locator slider = visit.page.locator(SIMPLEX + " input[type=range]");
        slider.press("Home");
        slider.press("ArrowRight");
        assertThat(visit.text(playing())).as("moved by the reader").isEqualTo("false");
        training.until(34);
        awaitEpochs(visit, SIMPLEX, 34);
        assertThat(visit.text(shown(SIMPLEX))).isEqualTo("epoch 1");
        assertThat(visit.holds("kept.isConnected")).isTrue();
        assertThat(spokenCosine(visit)).isCloseTo(cosine(1), within(2e-3));
        slider.press("End");
        assertThat(visit.text(shown(SIMPLEX))).isEqualTo("epoch 34");
        assertThat(spokenCosine(visit)).isCloseTo(cosine(34), within(2e-3));
        training.finish();
        visit.await("document.getElementById('state')?.textContent === 'finished'");
        visit.await(shown(SIMPLEX) + " === 'epoch 60'");
        visit.assertQuiet();
      }
    }
  }

  /** Of the means of the first two classes, as an arrow key on the matrix says it. */
  private static double spokenCosine(Visit visit) {
    Locator gram = visit.page.locator(SIMPLEX + " .chart").nth(1);
    gram.press("ArrowLeft");
    gram.press("ArrowRight");
    String spoken = visit.text("document.getElementById('spoken').textContent");
    assertThat(spoken).startsWith("classes 0 and 1: ");
    return Double.parseDouble(spoken.substring(spoken.indexOf(": ") + 2));
  }

  /** The same from simplex.csv; its means are centred. */
  private double cosine(int epoch) {
    Matrix means =
        RunRecord.read(here.resolve("runs/moves/seed-1"))
            .table(SimplexTable.TABLE)
            .frames()
            .get(epoch)
            .means();
    double product = 0;
    double first = 0;
    double second = 0;
    for (int j = 0; j < means.columns(); j++) {
      product += means.get(0, j) * means.get(1, j);
      first += means.get(0, j) * means.get(0, j);
      second += means.get(1, j) * means.get(1, j);
    }
    return product / Math.sqrt(first * second);
  }

  /** The matrices of the layers: the last epoch stays the last one, another stays where it is. */
  @Test
  void theSliderOfMatricesStaysWhereItIs(Chromium chromium) throws Exception {
    try (Training training = train();
        Served server = new Served(here)) {
      training.until(5);
      try (Visit visit = chromium.open(server, "", wide())) {
        open(visit, "moves");
        awaitEpochs(visit, GRAM, 5);
        watch(visit, GRAM);
        assertThat(visit.text(shown(GRAM))).isEqualTo("epoch 5");
        training.until(8);
        visit.await(shown(GRAM) + " === 'epoch 8'");
        Locator slider = visit.page.locator(GRAM + " input[type=range]");
        slider.press("Home");
        slider.press("ArrowRight");
        training.until(12);
        awaitEpochs(visit, GRAM, 12);
        assertThat(visit.text(shown(GRAM))).isEqualTo("epoch 1");
        assertThat(visit.text("document.activeElement === kept.querySelector('input')"))
            .as("the keys are still its own")
            .isEqualTo("true");
        visit.page.keyboard().press("End");
        training.until(15);
        visit.await(shown(GRAM) + " === 'epoch 15'");
        assertThat(visit.holds("kept.isConnected")).as("the figure is the same").isTrue();
        visit.assertQuiet();
      }
    }
  }

  /** For readers who asked for less motion the last epoch is shown at once. */
  @Test
  void nothingMovesForReadersWhoAskForIt(Chromium chromium) throws Exception {
    try (Training training = train();
        Served server = new Served(here)) {
      training.until(5);
      try (Visit visit = chromium.open(server, "", wide().setReducedMotion(ReducedMotion.REDUCE))) {
        open(visit, "moves");
        awaitEpochs(visit, SIMPLEX, 5);
        watch(visit, SIMPLEX);
        visit.page.evaluate(
            """
            () => {
              window.played = 0;
              const play = kept.querySelector('[data-do=play]');
              new MutationObserver(() => {
                played += Number(play.getAttribute('aria-pressed') === 'true');
              }).observe(play, { attributeFilter: ['aria-pressed'] });
            }
            """);
        training.until(20);
        visit.await(shown(SIMPLEX) + " === 'epoch 20'");
        assertThat(visit.text("played")).isEqualTo("0");
        assertThat(visit.holds("kept.isConnected")).isTrue();
        visit.assertQuiet();
      }
    }
  }
}
