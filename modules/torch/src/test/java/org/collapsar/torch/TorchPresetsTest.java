package org.collapsar.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.collapsar.data.DataDirectory;
import org.collapsar.lab.config.ConfigOverride;
import org.collapsar.lab.config.Presets;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.job.ExperimentJob;
import org.collapsar.lab.job.ExperimentOutcome;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.WhatExists;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The presets of convolutional networks, tiny: every network, table, figure and claim of theirs.
 */
@NeedsGradients
class TorchPresetsTest {
  @TempDir static Path here;

  /** Ten classes of two pictures of 32 x 32. */
  @BeforeAll
  static void pictures() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20; i++) {
      BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < 1024; p++) {
        image.setRGB(p % 32, p / 32, (i / 2) * 0x0a1408 + random.nextInt(60) * 0x010203);
      }
      Path folder = Files.createDirectories(here.resolve("pictures/c" + i / 2));
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
    }
  }

  /**
   * The numbers of parameters of the first cell were counted by hand, those of the first also in
   * PyTorch.
   */
  @ParameterizedTest
  @CsvSource({
    "jacot2025-fig1, '', 290192",
    "jacot2025-fig2-resnet20, '0.values=[1,3]', 70408",
    "jacot2025-fig5, '0.values=[2]', 74504",
    "wu2025-appendixE, '', 709008",
    "architectures, '1.values=[2]', 74504",
    "pyramid-resnet, '', 82376",
    "depth, '', 282000",
  })
  void everyPresetTrainsAndIsDrawn(String id, String axes, int parameters) throws IOException {
    List<ConfigOverride> tiny = new ArrayList<>();
    for (String set :
        List.of(
            "data.name=images",
            "data.path=" + here.resolve("pictures"),
            "data.samplesPerClass=2",
            "train.batch=10",
            "train.epochs=4",
            "train.threads=1",
            "metrics.layersEvery=1",
            "seeds=1")) {
      if (!set.startsWith("metrics.layersEvery") || !id.equals("wu2025-appendixE")) {
        tiny.add(ConfigOverride.parse(set));
      }
    }
    if (!axes.isEmpty()) {
      tiny.add(ConfigOverride.parse("sweep.axes." + axes));
    }
    Sweep sweep = Presets.readSweep(id, false, tiny);
    ExperimentOutcome outcome =
        new ExperimentJob(new DataDirectory(here.resolve("data")))
            .run(sweep, here.resolve(id), WhatExists.RESUME);
    assertThat(outcome.status()).as(outcome.message()).isEqualTo(RunRecord.Status.DONE);
    assertThat(outcome.claims()).hasSameSizeAs(sweep.info().claims());
    for (FigureSpec figure : sweep.info().figures()) {
      assertThat(here.resolve(id).resolve("figures").resolve(figure.id() + ".png"))
          .isNotEmptyFile();
    }
    assertThat(Files.readString(here.resolve(id).resolve("report.html")))
        .contains("images (pictures, PNG), 20 training samples, 10 classes");
    Path run = outcome.runs().get(0).directory().path();
    JsonNode json = new ObjectMapper().readTree(run.resolve("run.json").toFile());
    assertThat(json.path("parameters").asInt()).isEqualTo(parameters);
  }
}
