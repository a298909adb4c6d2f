package org.collapsar.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.ThreadTeam;
import org.junit.jupiter.api.Test;

/**
 * Every value and bound of the landscape certificates, and the kernel of Gaussian particles,
 * against NumPy: src/test/python/landscape_reference.py wrote them.
 */
class LandscapeReferenceTest {

  private static List<String[]> lines() throws IOException {
    try (InputStream in =
        LandscapeReferenceTest.class.getResourceAsStream("landscape_reference.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .replace("nan", "NaN")
          .lines()
          .map(line -> line.split(" "))
          .toList();
    }
  }

  private static double[] numbers(String[] words, int from) {
    return Arrays.stream(words, from, words.length).mapToDouble(Double::parseDouble).toArray();
  }

  private static Nonlinearity sigma(String name) {
    return name.equals("tanh") ? MeanFields.tanh() : MeanFields.sigmoid();
  }

  @Test
  void agreesWithNumPy() throws IOException {
    String[] head = new String[0];
    Matrix[] parts = new Matrix[4];
    List<Certificate> certificates = List.of();
    int compared = 0;
    for (String[] words : lines()) {
      switch (words[0]) {
        case "case" -> {
          head = words;
          certificates = List.of();
        }
        case "x", "u", "a", "w" -> {
          int which = "xuaw".indexOf(words[0]);
          int n = Integer.parseInt(head[2]);
          int particles = Integer.parseInt(head[5]);
          int p = Integer.parseInt(head[4]);
          int rows = new int[] {n, particles, particles, p}[which];
          double[] data = numbers(words, 1);
          parts[which] = new Matrix(rows, data.length / rows, data);
        }
        case "expect" -> {
          if (certificates.isEmpty()) {
            certificates = network(head, parts).landscape().certificates();
          }
          double[] expected = numbers(words, 2);
          Certificate c =
              certificates.stream()
                  .filter(each -> each.id().equals("wu2025." + words[1]))
                  .findFirst()
                  .orElseThrow();
          String what = head[1] + " " + words[1];
          same(what, c.value().orNaN(), expected[0]);
          assertThat(c.bounds()).as(what).hasSize(expected.length - 1);
          for (int b = 1; b < expected.length; b++) {
            same(what + " " + b, c.bounds().get(b - 1).bound().orNaN(), expected[b]);
            compared += Double.isNaN(expected[b]) ? 0 : 1;
          }
        }
        default -> {}
      }
    }
    assertThat(compared).as("bounds compared").isGreaterThan(60);
  }

  private static MeanFields.Network network(String[] head, Matrix[] parts) {
    double[] constants = numbers(head, 7);
    int q = Integer.parseInt(head[3]);
    int[] labels = new int[parts[0].rows()];
    Arrays.setAll(labels, i -> i % q);
    return new MeanFields.Network(
        parts[0],
        labels,
        parts[1],
        parts[2],
        parts[3],
        new MeanFieldModel(
            constants[0],
            constants[1],
            constants[2],
            constants[3],
            false,
            sigma(head[1]),
            MeanFields.UNIT));
  }

  /** The slope of sigma in the test's networks is a difference: eps_S agrees to 1e-8. */
  private static void same(String what, double actual, double expected) {
    if (Double.isNaN(expected)) {
      assertThat(actual).as(what).isNaN();
    } else {
      assertThat(actual).as(what).isCloseTo(expected, within(1e-7 * Math.abs(expected) + 1e-20));
    }
  }

  @Test
  void theKernelOfGaussianParticlesIsThatOfQuadratureInThePlane() throws IOException {
    Matrix x = new Matrix(0, 0);
    Nonlinearity sigma = MeanFields.tanh();
    int kernels = 0;
    try (ThreadTeam team = new ThreadTeam(2)) {
      for (String[] words : lines()) {
        if (words[0].equals("kernel")) {
          sigma = sigma(words[1]);
          int n = Integer.parseInt(words[2]);
          x = new Matrix(n, Integer.parseInt(words[3]), numbers(words, 4));
        } else if (words[0].equals("entries")) {
          double[] expected = numbers(words, 1);
          try (GaussianKernel.Approximation k = GaussianKernel.of(x, sigma.value(), team)) {
            assertThat(k.error()).isLessThan(1e-11);
            for (int i = 0; i < expected.length; i++) {
              assertThat(k.entries().get(i)).isCloseTo(expected[i], within(1e-12));
            }
          }
        } else if (words[0].equals("lowest")) {
          Certificate c = LandscapeCertificates.kernel(x, sigma, 2);
          double expected = numbers(words, 1)[0];
          assertThat(c.value().orNaN()).isCloseTo(expected, within(1e-11));
          double proved = c.bounds().get(1).bound().orNaN();
          assertThat(proved).isBetween(expected - 2e-11, expected + 1e-13);
          kernels++;
        }
      }
    }
    assertThat(kernels).isEqualTo(2);
  }
}
