package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Presets on pictures in an archive: {@code --data images:PATH}. */
class PicturesRunTest {
  @TempDir Path here;

  /** Ten classes of four JPEGs, in a name that YAML would read as something else. */
  @BeforeEach
  void write() throws IOException {
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(here.resolve("pictures: #1.zip")))) {
      for (int i = 0; i < 40; i++) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 64; p++) {
          image.setRGB(p % 8, p / 8, (i / 4) * 0x0a1408 + (p * (i + 1)) % 60);
        }
        zip.putNextEntry(new ZipEntry("train/c" + i / 4 + "/" + i + ".jpg"));
        ImageIO.write(image, "jpeg", zip);
        zip.closeEntry();
      }
    }
  }

  private Typed type(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--set",
                "data.samplesPerClass=3",
                "--set",
                "network.width=24",
                "--set",
                "train.batch=4",
                "--set",
                "train.epochs=2",
                "--seeds",
                "1"));
    arguments.addAll(0, List.of(more));
    return Typed.in(here, arguments.toArray(new String[0]));
  }

  @Test
  void areNamedByTheirPath() throws IOException {
    Typed typed =
        type("train", "wu2025-fig1a", "--data", "images:pictures: #1.zip", "--out", "r", "--json");
    assertThat(typed.err()).doesNotContain("collapsar:");
    assertThat(typed.exitCode()).isZero();
    JsonNode run = new JsonMapper().readTree(Files.readString(here.resolve("r/seed-1/run.json")));
    assertThat(run.at("/config/data/name").asText()).isEqualTo("images");
    assertThat(run.at("/config/data/path").asText())
        .isEqualTo(here.resolve("pictures: #1.zip").toString());
    assertThat(run.at("/data/source").asText())
        .as("decoded pixels of JPEGs are not those that were stored")
        .startsWith("JPEG pictures of the user, ");
    assertThat(run.at("/experiment/choices").toString())
        .contains("--set train.epochs=2, --data images:pictures: #1.zip, --seeds 1.");
    String page = Files.readString(here.resolve("r/report.html"));
    assertThat(page).contains("images (pictures: #1.zip, JPEG), 9 training samples, 3 classes");
  }

  @Test
  void anotherFormAndPathsOfDataSets() {
    assertThat(type("reproduce", "--only", "wu2025-fig1a", "--data", "images:no.zip").err())
        .isEqualTo("collapsar: " + here.resolve("no.zip") + ": expected a file, found none\n");
    assertThat(type("train", "wu2025-fig1a", "--data", "images:").err())
        .isEqualTo("collapsar: --data: expected a name, found an empty one\n");
    assertThat(type("train", "wu2025-fig1a", "--data", "mnist:nowhere").err())
        .startsWith("collapsar: " + here.resolve("nowhere"))
        .hasLineCount(1);
  }
}
