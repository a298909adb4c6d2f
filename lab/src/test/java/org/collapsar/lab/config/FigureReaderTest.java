package org.collapsar.lab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.collapsar.lab.experiment.ClaimSpec.Window;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.FigureSpec.Scale;
import org.collapsar.lab.experiment.Fit;
import org.collapsar.lab.experiment.LayerRange;
import org.collapsar.lab.experiment.ReferenceLine;
import org.collapsar.lab.experiment.SweepView;
import org.collapsar.lab.gibbs.GibbsMeasurement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FigureReaderTest {
  private static final BothLanguages DEEP = new BothLanguages(BothLanguages.DEEP, "figures");
  private static final BothLanguages FIELD = new BothLanguages(BothLanguages.MEAN_FIELD, "figures");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{id: a, title: t, kind: band, metrics: [loss, nc2.kappa@last], logarithmic: [loss]}",
        "{id: a, title: t, kind: lines, metrics: [loss], logarithmic: true, caption: c, only:"
            + " {depth: '3'}, references: {loss: {value: nc1.total, name: half, from: 0.25}}}",
        "{id: a, title: t, kind: layers, metrics: [nc2.kappa], layers: [1, 'head..last']}",
        "{id: a, title: t, kind: gram, layers: last, normalise: trace}",
        "{id: a, title: t, kind: sweep, axis: depth, series: decay, metrics: [loss],"
            + " logarithmicX: true, fit: power, window: [0.5, 1]}",
        "{id: a, title: t, kind: certificate, metrics: [jacot2025.theorem3.1.nc1]}",
      })
  void aFigureOfADeepNetworkComesBack(String figure) throws Exception {
    comesBack(DEEP, figure);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{id: a, title: t, kind: matrices, matrices: [lemma4.5.difference], caption: c}",
        "{id: a, title: t, kind: histogram, samples: [w], logarithmic: true}",
        "{id: a, title: t, kind: parity}",
      })
  void aFigureOfAMeanFieldNetworkComesBack(String figure) throws Exception {
    String samples = figure.replace("[w]", GibbsMeasurement.SAMPLES.toString());
    comesBack(FIELD, samples);
  }

  /** From YAML, from the JSON that is written of it, and from JSON that a person wrote. */
  private static void comesBack(BothLanguages language, String figure) throws Exception {
    Experiment e = language.read(figure);
    assertThat(e.info().figures()).hasSize(1);
    assertThat(Stored.again(e, 1).info()).isEqualTo(e.info());
    String json = figure.replace("layers: [1,", "layers: ['1',");
    assertThat(language.readJson(json).info()).isEqualTo(e.info());
  }

  @Test
  void everyPartIsRead() {
    FigureSpec lines =
        DEEP.read(
                "{id: a, title: t, kind: lines, metrics: [loss, nc1.total], logarithmic: true,"
                    + " only: {depth: '3'}, references: {loss: {value: nc1.total, name: half, from:"
                    + " 0.25}}}")
            .info()
            .figures()
            .get(0);
    assertThat(lines.kind()).isEqualTo(FigureKind.LINES);
    assertThat(lines.logarithmic()).containsExactly("loss", "nc1.total");
    assertThat(lines.only()).isEqualTo(Map.of("depth", "3"));
    assertThat(lines.references())
        .isEqualTo(Map.of("loss", ReferenceLine.of("half", "nc1.total", 0.25)));
    FigureSpec gram =
        DEEP.read("{id: a, title: t, kind: gram, layers: [1, head..last], normalise: trace}")
            .info()
            .figures()
            .get(0);
    assertThat(gram.layers())
        .isEqualTo(List.of(LayerRange.parse("1"), LayerRange.parse("head..last")));
    assertThat(gram.scale()).isEqualTo(Scale.TRACE);
    FigureSpec sweep =
        DEEP.read(
                "{id: a, title: t, kind: sweep, axis: depth, metrics: [loss], fit: power,"
                    + " window: [0.5, 1]}")
            .info()
            .figures()
            .get(0);
    assertThat(sweep.axes())
        .isEqualTo(new SweepView("depth", null, false, Fit.POWER, new Window(0.5, 1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{id: a/b, title: t, kind: band, metrics: [loss]}|.id: expected letters, digits, dots and"
            + " hyphens, found a/b",
        "{id: a, kind: band, metrics: [loss]}|.title: expected a text, found nothing",
        "{id: a, title: t, metrics: [loss]}|.kind: expected one of band, lines, layers, gram,"
            + " matrices, sweep, histogram, certificate, parity, simplex, found nothing",
        "{id: a, title: t, kind: bands, metrics: [loss]}|.kind: expected one of band, lines,"
            + " layers, gram, matrices, sweep, histogram, certificate, parity, simplex, found"
            + " bands, did you mean band?",
        "{id: a, title: t, kind: band, metrics: []}|.metrics: expected at least one metric, found a"
            + " list of 0 entries",
        "{id: a, title: t, kind: band, metrics: loss}|.metrics: expected a list of metrics, found"
            + " loss",
        "{id: a, title: t, kind: band, metrics: [loss, 'nc2.kappa@1..2']}|.metrics.1: expected one"
            + " number, such as min(nc2.kappa@1..2), found nc2.kappa@1..2",
        "{id: a, title: t, kind: layers, metrics: [nc2.kapa]}|.metrics.0: expected one of"
            + " nc2.kappa, nc3.cosine, found nc2.kapa, did you mean nc2.kappa?",
        "{id: a, title: t, kind: layers, metrics: [nc2.kappa], layers: [first]}|.layers: expected a"
            + " layer or a range, or a list of them, for example [1, head..last], found first",
        "{id: a, title: t, kind: band, metrics: [loss], logarithmic: [nc1.total]}|.logarithmic:"
            + " expected true, false, or a list of metrics of the figure (loss), found a list of 1"
            + " entry",
        "{id: a, title: t, kind: band, metrics: [loss], logarithmic: maybe}|.logarithmic: expected"
            + " true or false, found maybe",
        "{id: a, title: t, kind: band, metrics: [loss], references: {nc1.total: {value: x}}}"
            + "|.references: expected a group with metrics of the figure (loss) as keys, found"
            + " nc1.total",
        "{id: a, title: t, kind: band, metrics: [loss], references: {loss: {name: n, value:"
            + " nc1.total, from: 2}}}|.references.loss.from: expected a fraction of the epochs,"
            + " from 0 to 1, found 2",
        "{id: a, title: t, kind: sweep, metrics: [loss]}|.axis: expected a text, found nothing",
        "{id: a, title: t, kind: sweep, axis: b, metrics: [loss], window: [0.5, 0.5]}|.window:"
            + " expected two fractions of the epochs, the first below the second, such as [0, 0.8],"
            + " found a list of 2 entries",
        "{id: a, title: t, kind: sweep, axis: b, metrics: [loss], window: [x, 1]}|.window.0:"
            + " expected a fraction of the epochs, found x",
        "{id: a, title: t, kind: matrices, matrices: [m]}|.matrices.0: expected metrics.matrices to"
            + " list m, found no matrices",
        "7|: expected a group of keys, found 7",
      })
  void aMistakeIsTheSameInYamlAndJson(String figure, String message) {
    DEEP.refuses(figure, message);
  }

  /** A configuration is strict; run.json may be of a newer version. */
  @Test
  void anUnknownKeyIsRefusedInYamlAlone() throws Exception {
    String figure = "{id: a, title: t, kind: band, metrics: [loss], colour: red}";
    assertThat(DEEP.readJson(figure).info().figures()).hasSize(1);
    assertThatThrownBy(() -> DEEP.read(figure))
        .hasMessage(
            "my.yaml:8: expected one of the keys id, title, kind, metrics, logarithmic, references,"
                + " only, caption, found figures.0.colour");
  }
}
