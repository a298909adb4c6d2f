package org.collapsar.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.linalg.Matrix;
import org.junit.jupiter.api.Test;

/** Every value and bound against NumPy: src/test/python/theory_reference.py wrote them. */
class TheoryReferenceTest {
  private static final Map<String, String> IDS =
      Map.of(
          "nc1", "jacot2025.theorem3.1.nc1",
          "kappa", "jacot2025.theorem3.1.kappa",
          "nc2", "jacot2025.theorem3.1.nc2",
          "nc3", "jacot2025.theorem3.1.nc3",
          "5.1", "jacot2025.proposition5.1");

  private static final class Case {
    String[] head = new String[0];
    int[] labels = new int[0];
    Matrix z = new Matrix(0, 0);
    final List<Matrix> weights = new ArrayList<>();
    final Map<String, double[]> expected = new LinkedHashMap<>();
  }

  private static double[] numbers(String[] words, int from) {
    return Arrays.stream(words, from, words.length).mapToDouble(Double::parseDouble).toArray();
  }

  private static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream in = TheoryReferenceTest.class.getResourceAsStream("reference.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
        String[] words = line.replace("nan", "NaN").replace("inf", "Infinity").split(" ");
        Case last = cases.isEmpty() ? new Case() : cases.get(cases.size() - 1);
        switch (words[0]) {
          case "case" -> {
            cases.add(new Case());
            cases.get(cases.size() - 1).head = words;
          }
          case "labels" ->
              last.labels = Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray();
          case "z" -> {
            int d = Integer.parseInt(words[1]);
            last.z = new Matrix(last.labels.length, d, numbers(words, 2));
          }
          case "w" ->
              last.weights.add(
                  new Matrix(
                      Integer.parseInt(words[1]), Integer.parseInt(words[2]), numbers(words, 3)));
          case "expect" -> last.expected.put(words[1], numbers(words, 2));
          default -> {}
        }
      }
    }
    return cases;
  }

  @Test
  void agreesWithNumPy() throws IOException {
    int compared = 0;
    for (Case c : cases()) {
      LinearHead head = LinearHead.of(c.z, c.labels, Integer.parseInt(c.head[3]), c.weights);
      NetworkFacts facts =
          NetworkFacts.NONE
              .withInputNorm(Double.parseDouble(c.head[5]))
              .withNonlinearLayers(Integer.parseInt(c.head[6]))
              .withParameterNorm(Double.parseDouble(c.head[7]));
      for (Certificate certificate : HeadCertificates.of(head, facts, 1)) {
        for (Map.Entry<String, String> id : IDS.entrySet()) {
          if (!id.getValue().equals(certificate.id())) {
            continue;
          }
          double[] expected = c.expected.get(id.getKey());
          String what = c.head[1] + " " + id.getKey();
          same(what, certificate.value().orNaN(), expected[0]);
          for (int b = 0; b < certificate.bounds().size(); b++) {
            same(what + " " + b, certificate.bounds().get(b).bound().orNaN(), expected[b + 1]);
            compared += Double.isNaN(expected[b + 1]) ? 0 : 1;
          }
        }
      }
    }
    assertThat(compared).as("bounds compared").isGreaterThan(50);
  }

  private static void same(String what, double actual, double expected) {
    if (Double.isNaN(expected)) {
      assertThat(actual).as(what).isNaN();
    } else {
      assertThat(actual).as(what).isCloseTo(expected, within(1e-7 * Math.abs(expected) + 1e-20));
    }
  }
}
