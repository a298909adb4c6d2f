package org.collapsar.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.collapsar.files.Npy;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of a trained network as a user types them, through the launcher, which builds the
 * program and this module where they are not built: a network that is written here, a convolution
 * and three linear layers, and pictures that are drawn here.
 */
@DisabledOnOs(OS.WINDOWS)
class ModelCommandsIT {
  private static final List<String> CLASSES = List.of("blue", "green", "red");
  private static final int SIDE = 4;
  private static final int TRAIN = 40;
  private static final int TEST = 30;
  private static final String DATA = "--data images:pictures";

  private static final float[] C = Runs.normal(1, 4 * 3);
  private static final float[] V1 = Runs.normal(2, 4 * 4);
  private static final float[] B1 = {0.25f, -0.5f, 0.125f, 0};
  private static final float[] V2 = Runs.normal(3, 3 * 4);
  private static final float[] B2 = {0.5f, 0.25f, -1};
  private static final float[] W = {-1, 0.5f, 2, 0.25f, 1, -1, 1, -1.5f, 0.5f};
  private static final float[] B = {0, 0.5f, -0.25f};

  @TempDir private Path here;

  /** What goes into the first linear layer of each picture of a split, by class. */
  private final Map<String, double[][]> inputs = new TreeMap<>();

  private record Outcome(Launched launched) {
    int exitCode() {
      return launched.exitCode();
    }

    String out() {
      return launched.out();
    }

    String err() {
      return launched.err();
    }

    /** Of the only table, or the first. */
    double metric(String id) {
      return Double.parseDouble(String.valueOf(metrics().get(id)));
    }

    /** Values of a document by their ids, as they are written; the first of each. */
    Map<String, String> metrics() {
      String rows =
          out().substring(out().indexOf("\"metrics\"")).replaceFirst("(?s)\"model\" *: *\\{.*", "");
      Matcher values =
          Pattern.compile("\"([a-z][a-z0-9._]+)\" *: *\\{\\s*\"value\" *: *([-0-9.Ee]+)")
              .matcher(rows);
      Map<String, String> found = new TreeMap<>();
      while (values.find()) {
        found.putIfAbsent(values.group(1), values.group(2));
      }
      return found;
    }
  }

  @BeforeEach
  void aNetworkAndPictures() throws IOException {
    network(false).write(here.resolve("net.onnx"));
    Random random = new Random(7);
    for (String split : List.of("test", "train")) {
      List<double[]> all = new ArrayList<>();
      for (int c = 0; c < CLASSES.size(); c++) {
        Path folder =
            Files.createDirectories(here.resolve("pictures/" + split + "/" + CLASSES.get(c)));
        for (int i = 0; i < (split.equals("test") ? TEST : TRAIN); i++) {
          BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
          double[] pixels = new double[3 * SIDE * SIDE];
          for (int p = 0; p < SIDE * SIDE; p++) {
            int rgb = 0;
            for (int channel = 0; channel < 3; channel++) {
              int v = random.nextInt(170) + (2 - channel == c ? 85 : 0);
              rgb = rgb << 8 | v;
              pixels[channel * SIDE * SIDE + p] = v / 255.0;
            }
            image.setRGB(p % SIDE, p / SIDE, rgb);
          }
          ImageIO.write(image, "png", folder.resolve("%02d.png".formatted(i)).toFile());
          all.add(backbone(pixels));
        }
      }
      inputs.put(split, all.toArray(new double[0][]));
    }
  }

  /** A convolution, the mean over its places, and three linear layers. */
  private static TinyModel network(boolean pixelAfterPixel) {
    TinyModel tiny = new TinyModel();
    if (pixelAfterPixel) {
      tiny.input("images", TinyModel.FLOAT, -1, SIDE, SIDE, 3)
          .node("Transpose", "images", "planes", TinyModel.integers("perm", 0, 3, 1, 2));
    } else {
      tiny.input("images", TinyModel.FLOAT, -1, 3, SIDE, SIDE);
    }
    return tiny.raw("conv", C, 4, 3, 1, 1)
        .raw("first", V1, 4, 4)
        .raw("first.bias", B1, 4)
        .raw("second", Runs.turned(V2, 3), 4, 3)
        .raw("second.bias", B2, 3)
        .raw("last", W, 3, 3)
        .raw("last.bias", B, 3)
        .node("Conv", (pixelAfterPixel ? "planes" : "images") + " conv", "map")
        .node("Relu", "map", "active")
        .node("GlobalAveragePool", "active", "pooled")
        .node("Flatten", "pooled", "h0")
        .node("Gemm", "h0 first first.bias", "h1", TinyModel.integer("transB", 1))
        .node("MatMul", "h1 second", "m2")
        .node("Add", "m2 second.bias", "h2")
        .node("Gemm", "h2 last last.bias", "y", TinyModel.integer("transB", 1))
        .output("y", TinyModel.FLOAT, -1, 3);
  }

  private static double[] backbone(double[] pixels) {
    double[] means = new double[4];
    int places = SIDE * SIDE;
    for (int k = 0; k < 4; k++) {
      for (int p = 0; p < places; p++) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
          sum += C[k * 3 + c] * pixels[c * places + p];
        }
        means[k] += Math.max(sum, 0) / places;
      }
    }
    return means;
  }

  private static double[] features(double[] h) {
    return Runs.linear(Runs.linear(h, V1, B1, 4), V2, B2, 4);
  }

  // ---- the three commands
  // ------------------------------------------------------------------------

  @Test
  void measured() throws Exception {
    String options = " --layers features,logits --json";
    Outcome outcome = ok("measure --model net.onnx " + DATA + " --split test --out m" + options);
    double[][] h = inputs.get("test");
    double[][] f = Stream.of(h).map(ModelCommandsIT::features).toArray(double[][]::new);
    int right = 0;
    for (int i = 0; i < f.length; i++) {
      double[] y = Runs.linear(f[i], W, B, 3);
      int label = i / TEST;
      right += y[label] == Arrays.stream(y).max().orElseThrow() ? 1 : 0;
    }
    assertThat(outcome.metric("accuracy")).isCloseTo(right / 90.0, within(1e-12));
    assertThat(outcome.metric("nc1.quotient")).isCloseTo(quotient(f), within(1e-4 * quotient(f)));
    assertThat(outcome.out()).contains("\"preprocessing\": \"RGB, own size, in [0, 1], NCHW\"");
    assertThat(here.resolve("m/measure.json")).isNotEmptyFile();
    assertThat(here.resolve("m/report.html")).isNotEmptyFile();

    Outcome written =
        ok("features --model net.onnx " + DATA + " --layers features,logits --to F.safetensors");
    assertThat(written.out()).contains("h2 [n x 3], y [n x 3]");
    Outcome again = ok("measure --features F.safetensors --json");
    assertThat(again.metrics()).isEqualTo(outcome.metrics()).hasSizeGreaterThan(20);
  }

  /** tr Sigma_W over tr Sigma_B, equal classes. */
  private static double quotient(double[][] f) {
    double[][] means = new double[3][3];
    double[] middle = new double[3];
    for (int i = 0; i < f.length; i++) {
      for (int j = 0; j < 3; j++) {
        means[i / TEST][j] += f[i][j] / TEST;
        middle[j] += f[i][j] / f.length;
      }
    }
    double within = 0;
    double between = 0;
    for (int i = 0; i < f.length; i++) {
      for (int j = 0; j < 3; j++) {
        within += Math.pow(f[i][j] - means[i / TEST][j], 2) / f.length;
        between += Math.pow(means[i / TEST][j] - middle[j], 2) / f.length;
      }
    }
    return within / between;
  }

  /** The head is the three layers, as certify has it from files of the same numbers. */
  @Test
  void certifiedWithThreeLinearLayers() throws Exception {
    Outcome model = ok("certify --model net.onnx " + DATA + " --json");
    double[][] h = inputs.get("train");
    float[][] rows = new float[h.length][4];
    int[] labels = new int[h.length];
    for (int i = 0; i < h.length; i++) {
      labels[i] = i / TRAIN;
      for (int j = 0; j < 4; j++) {
        rows[i][j] = (float) h[i][j];
      }
    }
    Npy.write(here.resolve("H.npy"), Rows.of(rows), Precision.FLOAT32);
    Npy.write(here.resolve("labels.npy"), labels);
    StringBuilder head = new StringBuilder();
    List<float[]> biases = List.of(B1, B2, B);
    int layer = 0;
    for (float[] weights : List.of(V1, V2, W)) {
      int columns = layer == 2 ? 3 : 4;
      float[][] matrix = new float[weights.length / columns][];
      for (int r = 0; r < matrix.length; r++) {
        matrix[r] = Arrays.copyOfRange(weights, r * columns, (r + 1) * columns);
      }
      float[][] bias = {biases.get(layer)};
      Npy.write(here.resolve("W" + layer + ".npy"), Rows.of(matrix), Precision.FLOAT32);
      Npy.write(here.resolve("b" + layer + ".npy"), Rows.of(bias), Precision.FLOAT32);
      head.append(" --weights W%d.npy --bias b%d.npy".formatted(layer, layer));
      layer++;
    }
    Outcome files = ok("certify --features H.npy --labels labels.npy --json" + head);
    List<Double> ofModel = numbers(model.out());
    List<Double> ofFiles = numbers(files.out());
    assertThat(ofModel).hasSameSizeAs(ofFiles).hasSizeGreaterThan(10);
    for (int i = 0; i < ofModel.size(); i++) {
      assertThat(ofModel.get(i))
          .isCloseTo(ofFiles.get(i), within(1e-4 * Math.abs(ofFiles.get(i)) + 1e-9));
    }
    assertThat(model.out()).doesNotContain("ends in one linear layer");
    assertThat(ok("certify --model net.onnx " + DATA).out())
        .contains("120 images of pictures, train");
  }

  /** Measured values and bounds of a document of certify, in its order. */
  private static List<Double> numbers(String document) {
    Matcher values =
        Pattern.compile("\"value\" *: *([-0-9.Ee]+)")
            .matcher(document.replaceFirst("(?s)\"model\" *: *\\{.*", ""));
    List<Double> found = new ArrayList<>();
    while (values.find()) {
      found.add(Double.valueOf(values.group(1)));
    }
    return found;
  }

  @Test
  void pixelAfterPixel() throws Exception {
    network(true).write(here.resolve("last.onnx"));
    Outcome first = ok("measure --model net.onnx " + DATA + " --layers features --json");
    Outcome last = ok("measure --model last.onnx " + DATA + " --layers features --json");
    assertThat(last.metrics()).isEqualTo(first.metrics());
    assertThat(last.out()).contains("NHWC\"");
    Outcome wrong = run("measure --model last.onnx " + DATA + " --layout nchw");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err())
        .isEqualTo(
            "collapsar: --layout: expected nhwc, as last.onnx takes [any x 4 x 4 x 3], found"
                + " nchw\n");
  }

  @Test
  void testSamplesAndOtherData() throws Exception {
    Outcome outcome =
        ok(
            "measure --model net.onnx --data images:pictures --split train --test-split test"
                + " --ood-data images:pictures --layers features --json");
    assertThat(outcome.metrics())
        .containsKeys("nc1.quotient.test.weak", "accuracy.test", "nc5.ood");
  }

  /** As the issue has them, on what is not in the repository. */
  @Test
  void aRealNetwork() throws Exception {
    String shared = System.getenv("COLLAPSAR_SHARED");
    assumeThat(shared).as("COLLAPSAR_SHARED").isNotNull();
    String data = Path.of(String.valueOf(shared), "data").toString();
    String net = " --model " + data + "/resnet20_cifar10.onnx --data images:" + data;
    String rest =
        "/cifar10-images.zip --split test --preprocess none --mean 0.485,0.456,0.406 --std"
            + " 0.229,0.224,0.225";
    Outcome measured = ok("measure" + net + rest + " --layers features --json");
    assertThat(measured.metric("accuracy")).isEqualTo(0.8103);
    assertThat(measured.metric("nc1.quotient")).isCloseTo(0.9040548165, within(1e-6));
    Outcome certified = ok("certify" + net + rest + " --max-per-class 100");
    assertThat(certified.out()).startsWith("note: the network ends in one linear layer.");
    ok("features" + net + rest + " --max-per-class 100 --layers features,logits --to R.npz");
    assertThat(ok("measure --features R.npz").out()).contains("nc1.quotient");
  }

  // ---- what goes wrong
  // ---------------------------------------------------------------------------

  @Test
  void everyBadInputIsOneLine() throws Exception {
    byte[] whole = Files.readAllBytes(here.resolve("net.onnx"));
    Files.writeString(here.resolve("text.onnx"), "no model at all\n");
    Files.write(here.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length / 2));
    network(false).opset(99).write(here.resolve("new.onnx"));
    network(false)
        .initializer(
            TinyModel.external(
                TinyModel.header("beside", TinyModel.FLOAT, 2), "location", "weights.bin"))
        .node("Add", "y beside", "z")
        .write(here.resolve("external.onnx"));
    new TinyModel()
        .input("rows", TinyModel.FLOAT, -1, 5)
        .raw("w", new float[15], 3, 5)
        .node("Gemm", "rows w", "y", TinyModel.integer("transB", 1))
        .output("y", TinyModel.FLOAT, -1, 3)
        .write(here.resolve("rows.onnx"));
    Files.createDirectories(here.resolve("empty/a"));
    Files.createDirectories(here.resolve("empty/b"));
    Files.copy(here.resolve("pictures/test/red/00.png"), here.resolve("empty/a/1.png"));
    Files.createDirectories(here.resolve("none/a"));
    Files.createDirectories(here.resolve("none/b"));
    Files.copy(here.resolve("pictures/test/red/00.png"), here.resolve("none/a/1.png"));
    Files.writeString(here.resolve("none/b/1.png"), "no picture");
    List<String> before = listed();

    bad(
        "text.onnx",
        "images:pictures",
        "text.onnx: expected a model in ONNX or TorchScript, found something else");
    bad("cut.onnx", "images:pictures", "cut.onnx: expected");
    bad("new.onnx", "images:pictures", "new.onnx: expected");
    bad("external.onnx", "images:pictures", "weights.bin");
    bad("rows.onnx", "images:pictures", "rows.onnx: expected 5 numbers");
    bad("net.onnx", "images:empty", "empty: expected pictures of every class, found none in b");
    bad("net.onnx", "images:none", "none:b/1.png: expected a picture");
    bad("no.onnx", "images:pictures", "no.onnx");
    bad("net.onnx", "images:nowhere", "nowhere");
    assertThat(listed()).isEqualTo(before);
  }

  private void bad(String model, String data, String said) throws Exception {
    boolean all = model.equals("text.onnx") || data.equals("images:none");
    for (String command :
        all
            ? List.of("measure --out m", "features --to F.npz", "certify --out c")
            : List.of("measure --out m")) {
      Outcome outcome = run(command + " --model " + model + " --data " + data);
      assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(2);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err().strip().lines().filter(line -> line.startsWith("collapsar: ")))
          .as(outcome.err())
          .hasSize(1)
          .allMatch(line -> line.contains(said));
    }
  }

  /** ONNX Runtime's own, empty, which a process that is cut off cannot delete. */
  private static boolean isUnpackedFolder(Path file) {
    return Files.isDirectory(file) && file.getFileName().toString().startsWith("onnxruntime-java");
  }

  private List<String> listed() throws IOException {
    try (Stream<Path> files = Files.walk(here)) {
      return files
          .filter(file -> !isUnpackedFolder(file))
          .map(here::relativize)
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }

  /** Images enough for a minute, in files that take no room. */
  @Test
  void interrupted() throws Exception {
    for (String name : CLASSES) {
      Path file = Files.createDirectories(here.resolve("many/test")).resolve(name + ".bin");
      try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
        sparse.setLength(3L * SIDE * SIDE * 1_000_000);
      }
    }
    Path temporary = Files.createDirectory(here.resolve("tmp"));
    List<String> before = listed();
    for (String command : List.of("measure --out m", "features --to F.safetensors")) {
      Path err = here.resolve("err");
      ProcessBuilder builder =
          Launched.builder(
              here,
              command
                  + " --model net.onnx --data images:many --planes 3x4x4 --layers features,logits");
      builder.environment().put("COLLAPSAR_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
      Process process = builder.redirectError(err.toFile()).start();
      for (int i = 0; i < 6000 && !Files.readString(err).contains("temporary files"); i++) {
        assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
        Thread.sleep(20);
      }
      assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor())
          .isZero();
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(process.getInputStream().readAllBytes()).isEmpty();
      Files.delete(err);
      assertThat(listed()).isEqualTo(before);
    }
  }

  // ---- processes
  // ---------------------------------------------------------------------------------

  private Outcome ok(String command) throws Exception {
    return new Outcome(Launched.ok(here, command));
  }

  private Outcome run(String command) throws Exception {
    return new Outcome(Launched.run(here, command));
  }
}
