package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.collapsar.files.format.SafetensorsFile;
import org.collapsar.linalg.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that writes checkpoints is killed at random moments; the file is always whole. */
class KilledWriterIT {
  private static final int KILLS = 12;
  private static final int VALUES = 100_000;

  @TempDir Path directory;

  @Test
  void aCheckpointIsAlwaysTheOldOrTheNewOne() throws IOException, InterruptedException {
    Path file = directory.resolve("state.safetensors");
    SplittableRandom random = new SplittableRandom(4);
    int left = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = write(file);
      assertThat(process.getInputStream().read()).isEqualTo('!');
      assertThat(process.waitFor(random.nextInt(80), TimeUnit.MILLISECONDS)).isFalse();
      process.destroyForcibly().waitFor();
      try (SafetensorsFile opened = SafetensorsFile.open(file)) {
        double expected = Double.parseDouble(String.valueOf(opened.metadata().get("value")));
        assertThat(opened.values("w")).hasSize(VALUES).containsOnly(expected);
      }
      left += directory.toFile().list().length - 1;
    }
    // Else no kill came while a file was being written, and nothing was shown.
    assertThat(left).isPositive();
  }

  private static Process write(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Writing.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The process that is killed. */
  static final class Writing {
    private Writing() {}

    public static void main(String[] arguments) {
      Path file = Path.of(arguments[0]);
      double[] values = new double[VALUES];
      for (int i = 0; ; i++) {
        Arrays.fill(values, i);
        Safetensors.write(
            file,
            Map.of("value", Integer.toString(i)),
            List.of(Tensor.of("w", 1, VALUES, values, Precision.FLOAT64)));
        if (i == 0) {
          System.out.print('!');
          System.out.flush();
        }
      }
    }
  }
}
