package org.collapsar.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Dataset;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.collapsar.lab.run.RunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of docs/convolutional.md, compiled and run. */
class DjlUsersTest {
  private static final int CLASSES = 10;

  @TempDir Path here;

  /** The indented block behind a heading. */
  private static String lines() throws IOException {
    Path docs = Path.of("../../docs/convolutional.md");
    String text = Files.readString(docs);
    String section = text.substring(text.indexOf("## For DJL users"));
    return String.join(
        "\n",
        section
            .lines()
            .dropWhile(line -> !line.startsWith("    "))
            .takeWhile(line -> line.startsWith("    "))
            .toList());
  }

  @Test
  void compileAndRun() throws Exception {
    Path source = here.resolve("Lines.java");
    Files.writeString(
        source,
        """
        import ai.djl.Model;
        import ai.djl.ndarray.types.Shape;
        import ai.djl.nn.Block;
        import ai.djl.training.*;
        import ai.djl.training.dataset.Dataset;
        import ai.djl.training.loss.Loss;
        import java.nio.file.Path;
        import org.collapsar.torch.CollapseListener;

        public class Lines {
          public static void run(Block net, Dataset train, Dataset held) throws Exception {
        LINES
          }
        }
        """
            .replace("LINES", lines().replace("\"runs/mine\"", quoted(here.resolve("runs/mine")))));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(
            compiler.run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                here.toString(),
                source.toString()))
        .isZero();
    try (NDManager manager = Libtorch.engine().newBaseManager();
        URLClassLoader loader = new URLClassLoader(new URL[] {here.toUri().toURL()})) {
      loader
          .loadClass("Lines")
          .getMethod("run", Block.class, Dataset.class, Dataset.class)
          .invoke(null, net(), data(manager, 300, 1), data(manager, 50, 2));
    }
    Path run = here.resolve("runs/mine/seed-1");
    RunRecord record = RunRecord.read(run);
    assertThat(record.finished()).isTrue();
    assertThat(record.lastEpoch()).isEqualTo(5);
    assertThat(record.metrics().column("accuracy.test")).doesNotContain(Double.NaN);
  }

  private static Block net() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(32).build())
        .add(Activation.reluBlock())
        .add(Linear.builder().setUnits(16).build())
        .add(Linear.builder().setUnits(CLASSES).build());
  }

  private static String quoted(Path path) {
    return '"' + path.toString().replace("\\", "\\\\") + '"';
  }

  private static ArrayDataset data(NDManager manager, int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] x = new float[n][784];
    int[] y = new int[n];
    for (int i = 0; i < n; i++) {
      y[i] = i % CLASSES;
      for (int j = 0; j < x[i].length; j++) {
        x[i][j] = (float) (0.3 * random.nextGaussian() + (j % CLASSES == y[i] ? 1 : 0));
      }
    }
    return new ArrayDataset.Builder()
        .setData(manager.create(x))
        .optLabels(manager.create(y))
        .setSampling(32, true)
        .build();
  }
}
