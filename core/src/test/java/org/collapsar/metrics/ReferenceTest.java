package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Metrics against NumPy: src/test/python/reference.py wrote the inputs and the values. Those that
 * it does not know have reference values in their own tests.
 */
class ReferenceTest {

  /** A case of the file. */
  record Case(
      String name, int n, int d, int k, Map<String, double[]> arrays, Map<String, Double> values) {
    double[] array(String key) {
      return arrays.getOrDefault(key, new double[0]);
    }

    int[] labels(String key) {
      return Arrays.stream(array(key)).mapToInt(x -> (int) x).toArray();
    }

    NeuralCollapse input(int threads) {
      return input(key -> Rows.of(array(key), d)).threads(threads);
    }

    /** With features from elsewhere: by their key, a table of them. */
    NeuralCollapse input(Function<String, Rows> features) {
      NeuralCollapse input = NeuralCollapse.of(features.apply("features"), labels("labels"), k);
      if (arrays.containsKey("weights")) {
        input = input.weights(new Matrix(k, d, array("weights")), array("bias"));
      }
      if (arrays.containsKey("test_features")) {
        input = input.test(features.apply("test_features"), labels("test_labels"));
      }
      return arrays.containsKey("ood") ? input.outOfDistribution(features.apply("ood")) : input;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() throws IOException {
    return cases("reference.txt");
  }

  static Stream<Case> cases(String resource) throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream in = ReferenceTest.class.getResourceAsStream(resource)) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
        String[] words = line.split(" ");
        if (words[0].equals("#")) {
          continue;
        }
        if (words[0].equals("case")) {
          cases.add(
              new Case(
                  words[1],
                  Integer.parseInt(words[2]),
                  Integer.parseInt(words[3]),
                  Integer.parseInt(words[4]),
                  new LinkedHashMap<>(),
                  new LinkedHashMap<>()));
          continue;
        }
        Case current = cases.get(cases.size() - 1);
        if (words[0].equals("value")) {
          current.values().put(words[1], Double.parseDouble(words[2]));
        } else if (!words[1].equals("unknown")) {
          current
              .arrays()
              .put(
                  words[0],
                  Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray());
        }
      }
    }
    assertThat(cases).hasSize(16);
    return cases.stream();
  }

  /** The metrics that NumPy's script knows. */
  static Set<String> known() throws IOException {
    Set<String> known =
        cases().flatMap(each -> each.values().keySet().stream()).collect(Collectors.toSet());
    assertThat(known).hasSizeGreaterThan(70);
    return known;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyMetricEqualsNumPys(Case c) throws IOException {
    Measurement m = c.input(2).measureAll();
    assertThat(m.samples()).isEqualTo(c.n());
    if (c.arrays().containsKey("rank")) {
      assertThat(m.rank()).isEqualTo((int) c.array("rank")[0]);
    }
    Set<String> known = known();
    m.values()
        .forEach(
            (id, value) -> {
              Double expected = c.values().get(id);
              if (!known.contains(id)) {
                return;
              }
              if (expected == null) {
                assertThat(value).as(id).isInstanceOf(MetricValue.Undefined.class);
              } else {
                assertThat(value).as(id).isInstanceOf(MetricValue.Defined.class);
                assertThat(value.orNaN())
                    .as(id)
                    .isCloseTo(expected, Offset.offset(Math.max(1e-12, 1e-9 * Math.abs(expected))));
                if (Math.abs(expected) > 1e-11 || (id.startsWith("nc1") && !id.contains("vci"))) {
                  assertThat(value.orNaN())
                      .as(id)
                      .isCloseTo(expected, Offset.offset(1e-9 * Math.abs(expected)));
                }
              }
            });
    assertThat(m.values().keySet()).containsAll(c.values().keySet());
  }

  /** The same numbers, bit by bit, alone or together and whoever computes them. */
  @ParameterizedTest
  @MethodSource("cases")
  void aMetricIsTheSameNamedAloneAndByAnyNumberOfThreads(Case c) {
    Map<String, MetricValue> all = c.input(1).measureAll().values();
    assertThat(c.input(3).measureAll().values()).isEqualTo(all);
    all.forEach(
        (id, value) ->
            assertThat(c.input(1).measure(List.of(id)).values()).isEqualTo(Map.of(id, value)));
  }
}
