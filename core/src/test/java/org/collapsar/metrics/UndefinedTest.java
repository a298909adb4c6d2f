package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;

/** Degenerate input has reasons, malformed input has errors, and the page has every metric. */
class UndefinedTest {
  private static final double[][] H = {{1, 0}, {2, 0}, {0, 1}, {0, 2}};

  private static void undefined(Measurement m, String id, String reason) {
    assertThat(m.value(id)).as(id).isEqualTo(MetricValue.undefined(reason));
  }

  @Test
  void reasonsNameWhatIsMissing() {
    Measurement plain = NeuralCollapse.of(H, new int[] {0, 0, 1, 1}, 2).measureAll();
    undefined(plain, "nc4.mismatch", "because no weights W were given");
    undefined(plain, "nc3.cosine", "because no weights W were given");
    undefined(plain, "nc1.pinv.test.weak", "because no test features and labels were given");
    undefined(plain, "nc5.ood", "because no out-of-distribution features were given");
    assertThat(plain.value("nc1.pinv")).isInstanceOf(MetricValue.Defined.class);

    Measurement empty = NeuralCollapse.of(H, new int[] {0, 0, 2, 2}, 3).measureAll();
    for (String id : List.of("nc1.quotient", "nc1.cdnv", "nc2.kappa", "rank.stable.means")) {
      undefined(empty, id, "because class 1 has no samples");
    }
    assertThat(empty.value("nc1.total")).isInstanceOf(MetricValue.Defined.class);
    assertThat(empty.value("nc1.fuzziness")).isInstanceOf(MetricValue.Defined.class);
    assertThat(empty.withinVariances().get(1))
        .isEqualTo(MetricValue.undefined("because class 1 has no samples"));

    Measurement single = NeuralCollapse.of(H, new int[] {0, 0, 0, 1}, 2).measureAll();
    undefined(single, "nc1.cdnv", "because class 1 has one sample: its variance is not known");
    undefined(single, "nc1.vci", "because class 1 has one sample: its variance is not known");
    assertThat(single.value("nc1.quotient")).isInstanceOf(MetricValue.Defined.class);
    Measurement singles = NeuralCollapse.of(H, new int[] {0, 1, 2, 3}, 4).measureAll();
    for (String id : List.of("nc1.total", "nc1.quotient", "nc1.pinv")) {
      undefined(
          singles, id, "because no class has two samples: the within-class variance is not known");
    }

    Measurement one = NeuralCollapse.of(H, new int[4], 1).weights(new Matrix(1, 2)).measureAll();
    undefined(one, "nc1.quotient", "because there is only one class");
    undefined(one, "nc2.etf_error.weights", "because there is only one class");
    undefined(one, "rank.stable.weights", "because W = 0");

    double[][] equal = {{1, 3}, {2, 1}, {2, 1}, {1, 3}};
    Measurement same =
        NeuralCollapse.of(equal, new int[] {0, 0, 1, 1}, 2)
            .weights(new Matrix(2, 2, new double[] {1, 0, 0, 1}))
            .measureAll();
    for (String id : List.of("nc1.quotient", "nc1.pinv", "nc4.mismatch")) {
      undefined(same, id, "because all class means are equal");
    }
    undefined(same, "nc2.equinorm.means", "because every centred mean is zero");
    undefined(same, "bias_collapse", "because no bias b was given");
    double[][] origin = {{1, 0}, {-1, 0}, {0, 0}, {0, 2}};
    Measurement zero =
        NeuralCollapse.of(origin, new int[] {0, 0, 1, 1}, 2)
            .weights(new Matrix(2, 2, new double[] {1, 0, 0, 1}))
            .measureAll();
    undefined(zero, "nc3.cosine.means", "because the mean of class 0 is zero");
    assertThat(zero.value("nc3.cosine"))
        .isEqualTo(MetricValue.of(1.0 / 3, "over 3 of 4 samples: the features of one are all 0"));
    Measurement dead =
        NeuralCollapse.of(new double[4][2], new int[] {0, 0, 1, 1}, 2)
            .weights(new Matrix(2, 2, new double[] {1, 0, 0, 1}))
            .measureAll();
    undefined(dead, "nc3.cosine", "because the features of all samples are 0");
    undefined(dead, "nc3.misalignment", "because the features of all samples are 0");
  }

  @Test
  void withoutWeightsTheReasonIsThatWhichIsGiven() {
    NeuralCollapse none = NeuralCollapse.of(H, new int[] {0, 0, 1, 1}, 2);
    undefined(none.measureAll(), "nc4.mismatch", "because no weights W were given");
    String other = "because the weights belong to the table 'last'";
    Measurement m = none.withoutWeights(other).measureAll();
    for (MetricInfo info : MetricCatalogue.all()) {
      if (info.needs().equals(Set.of(Need.WEIGHTS))) {
        undefined(m, info.id(), other);
      }
    }
    assertThat(
            none.withoutWeights(other)
                .weights(new Matrix(2, H[0].length))
                .measureAll()
                .value("nc0")
                .orNaN())
        .isEqualTo(0);
  }

  /** No number, however large or small, makes a crash or a NaN. */
  @Test
  void extremeNumbersAreValuesOrUndefined() {
    for (double scale : new double[] {1e300, 1e160, 1e30, 1e-30, 1e-160, 1e-310, 0}) {
      double[][] h = new double[7][3];
      int[] labels = new int[7];
      for (int i = 0; i < 7; i++) {
        labels[i] = i % 3;
        for (int j = 0; j < 3; j++) {
          h[i][j] = scale * ((i * 7 + j * j * 5) % 11 - 4);
        }
      }
      Matrix w = new Matrix(3, 3, new double[] {scale, 0, 0, 0, 1, 0, 0, 0, 1 / 3.0});
      Measurement m =
          NeuralCollapse.of(h, labels, 3)
              .weights(w, new double[] {scale, 0, 1})
              .test(Rows.of(h), labels)
              .outOfDistribution(Rows.of(h))
              .measureAll();
      assertThat(m.values().keySet())
          .containsExactlyElementsOf(
              MetricCatalogue.all().stream()
                  .filter(info -> info.taken().contains(Taken.OF_FEATURES))
                  .map(MetricInfo::id)
                  .toList());
      m.values()
          .forEach(
              (id, value) ->
                  assertThat(
                          value instanceof MetricValue.Undefined u
                              ? u.reason().startsWith("because ")
                              : Double.isFinite(value.orNaN()))
                      .as(id + " at " + scale)
                      .isTrue());
    }
  }

  @Test
  void malformedInputIsOneClearLine() {
    NeuralCollapse input = NeuralCollapse.of(H, new int[] {0, 0, 1, 1}, 2);
    assertThatThrownBy(() -> input.weights(new Matrix(3, 2)))
        .isInstanceOf(BadInputException.class)
        .hasMessage("weights: expected 2 x 2 (classes x columns of features), found 3 x 2");
    assertThatThrownBy(() -> input.weights(new Matrix(2, 2), new double[1]))
        .hasMessage("bias: expected 2 numbers, one per class, found 1");
    assertThatThrownBy(() -> input.test(Rows.of(new double[3], 3), new int[1]))
        .hasMessage("features: expected 2 columns as in features, found 3");
    assertThatThrownBy(() -> NeuralCollapse.of(H, new int[3], 2))
        .hasMessage("labels: expected 4, one per row of features, found 3");
    assertThatThrownBy(() -> NeuralCollapse.of(H, new int[4], 0))
        .isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> input.threads(0)).isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> input.measure(List.of("nc1.pnv")))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "metric: expected one of the catalogue's, found 'nc1.pnv', did you mean nc1.pinv?");
    double[][] bad = {{1, 0}, {2, Double.NaN}, {0, 1}, {0, 2}};
    assertThatThrownBy(() -> NeuralCollapse.of(bad, new int[4], 1).measure())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("NaN in row 1, column 1");
  }

  @Test
  void theDefaultsAreThoseOfTheCatalogueAndThePageHasALineForEveryMetric() throws IOException {
    Measurement m = NeuralCollapse.of(H, new int[] {0, 0, 1, 1}, 2).measure();
    assertThat(m.values())
        .containsKeys("nc1.pinv", "nc4.mismatch")
        .doesNotContainKeys("nc1.vci", "nc5.ood", "nc1.quotient.test.weak");
    String page = Files.readString(Path.of("../docs/metrics.md"));
    assertThat(MetricCatalogue.all())
        .allSatisfy(
            info -> {
              assertThat(page).contains("| `" + info.id() + "` | " + info.sentence() + " |");
              assertThat(info.edgeCases()).startsWith("Undefined");
              assertThat(MetricCatalogue.find(info.id())).isEqualTo(info);
            });
  }
}
