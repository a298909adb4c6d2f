package org.collapsar.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of convolutional networks and of TorchScript as a user types them, through the
 * launcher, which builds the program and this module where they are not built.
 */
@DisabledOnOs(OS.WINDOWS)
@NeedsGradients
class TorchCommandsIT {
  private static final Path LAUNCHER = Path.of("..", "..", "collapsar").toAbsolutePath();
  private static final String YAML =
      """
      id: digits
      title: A residual network on digits
      data: {name: digits, samplesPerClass: 10}
      network:
        kind: resnet
        blocks: [1, 1]
        widths: [4, 8]
        head: [relu 16, 16]
        weightDecay: 0.0005
      train: {epochs: 40, batch: 25, steps: 0.02, momentum: 0.9, threads: 1}
      metrics: {columns: [nc3.cosine], layers: [nc1.quotient], certificates: true}
      """;
  private static final List<String> TABLES =
      List.of(
          "metrics.csv",
          "layers.csv",
          "certificates.csv",
          "certificates.json",
          "checkpoint/state.safetensors");

  @TempDir private Path here;

  private record Launched(int exitCode, String out, String err) {}

  private ProcessBuilder builder(String command) {
    List<String> words = new ArrayList<>(List.of("bash", LAUNCHER.toString()));
    words.addAll(List.of(command.split(" +", -1)));
    ProcessBuilder builder = new ProcessBuilder(words).directory(here.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("COLLAPSAR_MODULES", "torch");
    return builder;
  }

  private Launched run(String command) throws IOException, InterruptedException {
    Path out = here.resolve("stdout");
    Path err = here.resolve("stderr");
    Process process =
        builder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(6, TimeUnit.MINUTES)).as(command).isTrue();
    return new Launched(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private String ok(String command) throws IOException, InterruptedException {
    Launched launched = run(command);
    assertThat(launched.exitCode()).as(command + "\n" + launched.err()).isZero();
    return launched.out();
  }

  private JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(here.resolve(file).toFile());
  }

  @Test
  void aRunIsKilledResumedCertifiedExportedReportedAndSwept() throws Exception {
    Files.writeString(here.resolve("digits.yaml"), YAML);
    ok("modules");
    ok("train digits.yaml --out whole");

    Process killed =
        builder("train digits.yaml --out cut")
            .redirectOutput(here.resolve("cut.out").toFile())
            .redirectErrorStream(true)
            .start();
    Path checkpoint = here.resolve("cut/seed-1/checkpoint/state.safetensors");
    while (killed.isAlive() && !Files.exists(checkpoint)) {
      Thread.sleep(5);
    }
    killed.destroyForcibly().waitFor();
    assertThat(json("cut/seed-1/run.json").path("status").asText()).isEqualTo("running");
    ok("resume cut/seed-1");
    assertThat(json("cut/seed-1/run.json").path("status").asText()).isEqualTo("done");
    for (String file : TABLES) {
      assertThat(here.resolve("cut/seed-1").resolve(file))
          .hasSameBinaryContentAs(here.resolve("whole/seed-1").resolve(file));
    }

    assertThat(ok("certify cut/seed-1")).contains("3.1 (18)", "residual");
    ok("export cut/seed-1 --out exported");
    JsonNode rows =
        new ObjectMapper()
            .readTree(
                ok(
                    "measure --features exported/features.npz --labels exported/labels.npy"
                        + " --metrics nc1.quotient --json"))
            .path("rows");
    List<String> last =
        Files.readAllLines(here.resolve("cut/seed-1/layers.csv")).stream()
            .filter(line -> line.startsWith("40,"))
            .toList();
    assertThat(rows).hasSize(3);
    assertThat(last).hasSize(3);
    for (int l = 0; l < 3; l++) {
      assertThat(rows.path(l).at("/metrics/nc1.quotient/value").asDouble())
          .as("what training measured of layer %d", l + 1)
          .isCloseTo(
              Double.parseDouble(last.get(l).substring(last.get(l).lastIndexOf(',') + 1)),
              within(1e-9));
    }
    assertThat(ok("verify cut/seed-1 --quick 2")).contains("metrics.csv: 3 rows are the same");
    Files.delete(here.resolve("cut/report.html"));
    ok("report cut");
    assertThat(Files.readString(here.resolve("cut/report.html")))
        .contains("A residual network on digits");

    Files.writeString(
        here.resolve("sweep.yaml"),
        YAML
            + """
            sweep:
              axes:
                - {name: decay, key: network.weightDecay, values: [0.001, 0.01]}
            """);
    ok("sweep sweep.yaml --set train.epochs=2 --jobs 2 --out swept");
    assertThat(json("swept/sweep.json").path("cells")).hasSize(2);
    for (String cell : List.of("weightDecay=0.001", "weightDecay=0.01")) {
      assertThat(json("swept/" + cell + "/seed-1/run.json").path("status").asText())
          .isEqualTo("done");
    }
  }

  /** Grey pictures are trained and said; of 2 x 2 pixels the second stride leaves nothing. */
  @Test
  void picturesThatAreGreyOrTooSmallAreSaid() throws Exception {
    for (int i = 0; i < 20; i++) {
      for (int side : new int[] {2, 8}) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        for (int p = 0; p < side * side; p++) {
          image.getRaster().setSample(p % side, p / side, 0, (i * 37 + p * 11) % 256);
        }
        Path folder = Files.createDirectories(here.resolve("of" + side + "/c" + i % 2));
        ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
      }
    }
    Files.writeString(
        here.resolve("pictures.yaml"),
        """
        id: pictures
        title: A residual network on pictures
        data: {name: images, path: of8}
        network: {kind: resnet, blocks: [1, 1, 1], widths: [4, 4, 8]}
        train: {epochs: 1, batch: 10, steps: 0.02, threads: 1}
        """);
    Launched grey = run("train pictures.yaml --out grey");
    assertThat(grey.exitCode()).as(grey.err()).isZero();
    assertThat(grey.err()).contains("pictures are grey: all three channels are equal; data.grays");
    assertThat(json("grey/seed-1/run.json").path("data").path("notes").toString())
        .contains("pictures are grey");
    Launched small = run("train pictures.yaml --set data.path=of2 --out small");
    assertThat(small.exitCode()).isEqualTo(2);
    assertThat(small.err())
        .contains("images of 3 x 2 x 2 (data.name images), found a stride of 2 on an image of 4 x")
        .endsWith("; larger images (data.resize) or fewer stages fit\n");
    assertThat(here.resolve("small")).doesNotExist();
  }

  @Test
  void aCardThatIsNotThereIsSaidBeforeAnythingIsWritten() throws Exception {
    Files.writeString(here.resolve("digits.yaml"), YAML);
    Launched launched = run("train digits.yaml --device cuda:7 --out never");
    assertThat(launched.err())
        .contains("device cuda:7: expected a libtorch with CUDA and such a card, found ");
    assertThat(launched.exitCode()).isEqualTo(1);
    assertThat(here.resolve("never")).doesNotExist();
  }

  @Test
  void aScriptIsMeasuredCertifiedAndWritten() throws Exception {
    try (InputStream in = TorchCommandsIT.class.getResourceAsStream("scripts/both.pt")) {
      Files.write(here.resolve("both.pt"), Objects.requireNonNull(in).readAllBytes());
    }
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 60; i++) {
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < 64; p++) {
        image.setRGB(p % 8, p / 8, random.nextInt(1 << 24));
      }
      Path folder = Files.createDirectories(here.resolve("pictures/c" + i % 3));
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
    }
    String model = " --model both.pt --data images:pictures";
    Launched distrusted = run("measure" + model);
    assertThat(distrusted.exitCode()).isEqualTo(2);
    assertThat(distrusted.err()).contains("both.pt: expected --trust-model, as");
    String trusted = model + " --trust-model";
    // Lines are broken where the terminal ends.
    assertThat(
            ok("measure" + trusted + " --metrics nc1.quotient,nc3.cosine").replaceAll("\\s+", " "))
        .contains("TorchScript, libtorch 2.7.1")
        .contains(
            "fc.weight [3 x 4] with bias; the features are tensor \"output1\", the"
                + " logits tensor \"output2\"");
    assertThat(ok("certify" + trusted)).contains("3.1");
    ok("features" + trusted + " --layers features,logits --to f.safetensors");
    assertThat(ok("measure --features f.safetensors --metrics nc1.quotient")).contains("output1");
  }
}
