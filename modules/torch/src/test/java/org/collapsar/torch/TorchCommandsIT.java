package org.collapsar.torch;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(
            ok(
                "measure --features exported/features.npz --labels exported/labels.npy --metrics"
                    + " nc1.quotient"))
        .contains("dimension 16", "dimension 10");
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
    assertThat(ok("measure" + trusted + " --metrics nc1.quotient,nc3.cosine"))
        .contains("TorchScript, libtorch 2.7.1")
        .contains("fc.weight [3 x 4] with bias; features output1, logits output2");
    assertThat(ok("certify" + trusted)).contains("3.1");
    ok("features" + trusted + " --layers features,logits --to f.safetensors");
    assertThat(ok("measure --features f.safetensors --metrics nc1.quotient")).contains("output1");
  }
}
