package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.collapsar.files.Npy;
import org.collapsar.files.Safetensors;
import org.collapsar.files.Tensor;
import org.collapsar.linalg.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The law of data separation over the tables of a file, and over the layers of a run. */
class SeparationLawRunTest {
  @TempDir Path here;

  /** Two classes at -1 and 1 along x; layer l has deviations of 2^-l: D_l = 4^-l. */
  private void layers(int count) throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    for (int l = 0; l < count; l++) {
      double s = Math.pow(2, -l);
      tensors.add(
          Tensor.of(
              "layer-" + l,
              4,
              2,
              new double[] {-1 - s, 0, -1 + s, 0, 1 - s, 0, 1 + s, 0},
              Precision.FLOAT64));
    }
    Safetensors.write(here.resolve("layers.safetensors"), Map.of(), tensors);
    Npy.write(here.resolve("y.npy"), new int[] {0, 0, 1, 1});
  }

  @Test
  void aFileOfLayersHasTheLaw() throws IOException {
    layers(4);
    String[] all = {
      "measure",
      "--features",
      "layers.safetensors",
      "--labels",
      "y.npy",
      "--metrics",
      "separation.slope",
      "--out",
      "measured"
    };
    Typed typed = Typed.in(here, all);
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(typed.out())
        .contains("over the 4 layers of " + here.resolve("layers.safetensors") + ":")
        .containsPattern("(?m)^separation\\.slope +-1\\.386294361$");
    JsonNode json =
        Typed.in(
                here,
                "measure",
                "--features",
                "layers.safetensors",
                "--labels",
                "y.npy",
                "--metrics",
                "nc1.fuzziness",
                "--json")
            .json();
    JsonNode law = json.path("over_layers").get(0);
    assertThat(law.path("layers")).hasSize(4);
    assertThat(law.path("metrics").path("separation.ratio").path("value").asDouble())
        .isCloseTo(0.25, within(1e-14));
    assertThat(Files.readString(here.resolve("measured/report.html"))).contains("Over the layers");
  }

  @Test
  void twoLayersAreTooFew() throws IOException {
    layers(2);
    Typed typed =
        Typed.in(
            here,
            "measure",
            "--features",
            "layers.safetensors",
            "--labels",
            "y.npy",
            "--metrics",
            "separation.r2");
    assertThat(typed.out())
        .containsPattern(
            "(?m)^separation\\.r2 +undefined, because there are fewer than three layers$");
  }

  @Test
  void aRunHasTheLawOfItsLayers() {
    Typed typed =
        Typed.in(
            here,
            "train",
            "jacot2025-fig4",
            "--data",
            "digits",
            "--set",
            "data.samplesPerClass=20",
            "--set",
            "train.epochs=2",
            "--set",
            "metrics.columns=[separation.slope,separation.r2]",
            "--set",
            "metrics.layers=[nc1.quotient,nc2.kappa,nc3.cosine,nc3.cosine.means,negativity,balancedness,rank.stable.means,nc1.fuzziness]",
            "--seeds",
            "1",
            "--out",
            "run");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    List<String> rows = lines("run/seed-1/metrics.csv");
    List<String> header = List.of(rows.get(0).split(",", -1));
    double slope =
        Double.parseDouble(rows.get(3).split(",", -1)[header.indexOf("separation.slope")]);
    // By hand from layers.csv of the last epoch.
    double[] y =
        lines("run/seed-1/layers.csv").stream()
            .filter(line -> line.startsWith("2,") && line.contains(",nc1.fuzziness,"))
            .mapToDouble(
                line -> Math.log(Double.parseDouble(line.substring(line.lastIndexOf(',') + 1))))
            .toArray();
    double above = 0;
    double below = 0;
    for (int l = 0; l < y.length; l++) {
      above += (l - (y.length - 1) / 2.0) * y[l];
      below += Math.pow(l - (y.length - 1) / 2.0, 2);
    }
    assertThat(y).hasSize(9);
    assertThat(slope).isCloseTo(above / below, within(1e-12));
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(here.resolve(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
