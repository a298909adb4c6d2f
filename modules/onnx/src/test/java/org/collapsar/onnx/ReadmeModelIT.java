package org.collapsar.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The README's command for a network, as written, on a small network and a folder of pictures. */
@DisabledOnOs(OS.WINDOWS)
class ReadmeModelIT {
  private static final Path README = Path.of("../../README.md");

  @TempDir Path here;

  @Test
  void theCommandOfTheReadmeMeasuresANetwork() throws IOException, InterruptedException {
    String readme = Files.readString(README);
    Matcher line =
        Pattern.compile("(?m)^    \\./collapsar (measure --model net.onnx .*)$").matcher(readme);
    assertThat(line.find()).isTrue();
    writeNetwork(here.resolve("net.onnx"));
    writePictures(here.resolve("DIR_OR_ZIP"));
    Launched measured = Launched.ok(here, line.group(1));
    for (String shown : List.of("accuracy ", "network: ", "images: ", "preprocessing: ")) {
      assertThat(readme).contains("\n    " + shown);
      assertThat(measured.out()).containsPattern("(?m)^" + shown);
    }
    assertThat(here.resolve("measured/report.html")).exists();
  }

  /** Classifies by the mean colour. */
  private static void writeNetwork(Path file) throws IOException {
    new TinyModel()
        .input("images", TinyModel.FLOAT, -1, 3, 224, 224)
        .output("logits", TinyModel.FLOAT, -1, 3)
        .raw("weight", new float[] {2, -1, -1, -1, 2, -1, -1, -1, 2}, 3, 3)
        .raw("bias", new float[] {0, 0.1f, 0}, 3)
        .node("GlobalAveragePool", "images", "pooled")
        .node("Flatten", "pooled", "features")
        .node("Gemm", "features weight bias", "logits", TinyModel.integer("transB", 1))
        .write(file);
  }

  /** Red, green and blue, each with some noise. */
  private static void writePictures(Path folder) throws IOException {
    Random random = new Random(1);
    for (int c = 0; c < 3; c++) {
      Path ofClass = Files.createDirectories(folder.resolve("test/" + "abc".charAt(c)));
      for (int i = 0; i < 4; i++) {
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 40 * 30; p++) {
          int strong = 150 + random.nextInt(100);
          image.setRGB(p % 40, p / 40, (random.nextInt() & 0x3f3f3f) | (strong << (16 - 8 * c)));
        }
        ImageIO.write(image, "png", ofClass.resolve(i + ".png").toFile());
      }
    }
  }
}
