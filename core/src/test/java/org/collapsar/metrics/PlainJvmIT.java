package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.collapsar.FailedException;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Matrix;
import org.junit.jupiter.api.Test;

/** The measuring half runs on a JVM without --add-modules jdk.incubator.vector. */
class PlainJvmIT {

  @Test
  void everythingIsMeasuredWithoutTheIncubatorModule() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Measuring.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said)
        .contains("without the module, ")
        .contains(
            "backend VECTOR: expected a JVM started with --add-modules jdk.incubator.vector, found"
                + " one without that module");
  }

  /** The other process. */
  static final class Measuring {
    private Measuring() {}

    public static void main(String[] arguments) {
      if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
        throw new IllegalStateException("this JVM has the module");
      }
      double[][] features = {{1, 0, 2}, {1.5, 0, 2}, {0, 1, 0}, {0, 1.25, 0}, {3, 3, 3}, {3, 3, 4}};
      Measurement m =
          NeuralCollapse.of(features, new int[] {0, 0, 1, 1, 2, 2}, 3)
              .weights(new Matrix(3, 3, new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}), new double[3])
              .measureAll();
      long defined =
          m.values().values().stream().filter(MetricValue.Defined.class::isInstance).count();
      if (defined < 40) {
        throw new IllegalStateException("only " + m.values());
      }
      try {
        NeuralCollapse.of(features, new int[] {0, 0, 1, 1, 2, 2}, 3).backend(Backend.VECTOR);
        throw new IllegalStateException("the backend was not missed");
      } catch (FailedException e) {
        System.out.println(e.getMessage());
      }
      System.out.println("without the module, " + defined + " metrics");
    }
  }
}
