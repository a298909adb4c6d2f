package org.collapsar.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.collapsar.files.MatrixFile;
import org.collapsar.model.ClassifierChoice;
import org.collapsar.model.FoundClassifier;
import org.collapsar.model.LayerSelection;
import org.collapsar.model.ModelClassifier;
import org.collapsar.model.ModelDevice;
import org.collapsar.model.ModelInput.Layout;
import org.collapsar.model.ModelRun;
import org.collapsar.model.Models;
import org.collapsar.model.TrainedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Real networks on real images, against the values that lie beside them. */
@EnabledIfEnvironmentVariable(
    named = "COLLAPSAR_SHARED",
    matches = ".+",
    disabledReason = "SKIPPED: COLLAPSAR_SHARED does not say where the shared data are")
class SharedModelsTest {
  private static final int CIFAR = 32;
  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] DEVIATION = {0.229, 0.224, 0.225};

  private static Path data(String name) {
    return Path.of(System.getenv("COLLAPSAR_SHARED"), "data", name);
  }

  /** From the README beside the file; and alone, in front of 4 others, the same to the bit. */
  @Test
  void resNet20OnTheFirstImage() throws IOException {
    TrainedModel model = Models.open(data("resnet20_cifar10.onnx"));
    assertThat(model.description()).isEqualTo("ONNX, opset 13, pytorch 1.13.0");
    assertThat(model.input().layout()).isEqualTo(Layout.NCHW);
    assertThat(model.input().shape()).containsExactly(-1L, 3L, 32L, 32L);
    float[] images = new float[5 * 3 * CIFAR * CIFAR];
    try (ZipFile zip = new ZipFile(data("cifar10-images.zip").toFile())) {
      for (int i = 0; i < 5; i++) {
        put(zip, "test/airplane/000" + i + ".jpg", images, i);
      }
    }
    List<float[]> one = forward(model, images, 1);
    List<float[]> five = forward(model, images, 5);
    assertThat(one.get(0)).hasSize(64);
    assertThat(java.util.Arrays.copyOf(five.get(0), 64)).containsExactly(one.get(0));
    double[] features = {0.0706045, 1.8673449, 1.1728103, 0.4374104};
    double[] logits = {
      7.89011, -1.08766, 2.63423, -1.01254, -2.83701, -6.95334, -3.34811, -6.49845, 6.97379, 4.20976
    };
    for (int i = 0; i < features.length; i++) {
      assertThat((double) one.get(0)[i]).isCloseTo(features[i], within(2e-6));
    }
    for (int i = 0; i < logits.length; i++) {
      assertThat((double) one.get(1)[i]).isCloseTo(logits[i], within(2e-5));
    }
  }

  private static List<float[]> forward(TrainedModel model, float[] images, int count) {
    List<float[]> values = new ArrayList<>();
    try (ModelRun run = model.run(List.of("features", "logits"), ModelDevice.CPU, 2)) {
      run.requireIndependentSamples(images, List.of(3, CIFAR, CIFAR), count);
      run.forward(
          images,
          List.of(3, CIFAR, CIFAR),
          count,
          (tensor, first, n, shape, from) -> {
            assertThat(n).isEqualTo(count);
            float[] copy = new float[from.remaining()];
            from.get(copy);
            values.add(copy);
          });
    }
    return values;
  }

  private static void put(ZipFile zip, String name, float[] into, int at) throws IOException {
    try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
      BufferedImage image = ImageIO.read(in);
      int next = at * 3 * CIFAR * CIFAR;
      for (int c = 0; c < 3; c++) {
        // The bands of a decoded JPEG may lie as blue, green, red: getRGB knows.
        for (int i = 0; i < CIFAR * CIFAR; i++) {
          int rgb = image.getRGB(i % CIFAR, i / CIFAR);
          int level = (rgb >> (16 - 8 * c)) & 0xff;
          into[next++] = (float) ((level / 255.0 - MEAN[c]) / DEVIATION[c]);
        }
      }
    }
  }

  /** The state dict that the model was made of, by a reader that knows nothing of ONNX. */
  @Test
  void resNet20HasTheClassifierOfItsStateDict() {
    ModelClassifier classifier =
        Models.open(data("resnet20_cifar10.onnx")).classifier(ClassifierChoice.NONE).require();
    String checkpoint = data("resnet20_cifar10.th") + ":state_dict.module.linear.";
    assertThat(classifier.weights()).isEqualTo(MatrixFile.read(checkpoint + "weight"));
    assertThat(classifier.bias()).containsExactly(MatrixFile.readVector(checkpoint + "bias"));
    assertThat(classifier.weights().get(0, 0)).isEqualTo((double) -1.0598125457763672f);
    assertThat(classifier.describe())
        .isEqualTo(
            "linear.weight [10 x 64] with bias; the features are tensor \"features\","
                + " the logits tensor \"logits\"");
  }

  /** The weights as arrays of the file. */
  @Test
  void weightsByName() {
    String model = data("resnet20_cifar10.onnx") + ":linear.weight";
    String checkpoint = data("resnet20_cifar10.th") + ":linear.weight";
    assertThat(MatrixFile.read(model)).isEqualTo(MatrixFile.read(checkpoint));
  }

  /** Nine residual blocks, each behind its activation. */
  @Test
  void resNet20InDepth() {
    TrainedModel model = Models.open(data("resnet20_cifar10.onnx"));
    FoundClassifier found = model.classifier(ClassifierChoice.NONE);
    List<String> layers = LayerSelection.of(model, found, List.of("auto"));
    List<String> expected = new ArrayList<>();
    for (int stage = 1; stage <= 3; stage++) {
      for (int block = 0; block < 3; block++) {
        expected.add("/layer" + stage + "/layer" + stage + "." + block + "/Relu_1_output_0");
      }
    }
    expected.addAll(List.of("features", "logits"));
    assertThat(layers).isEqualTo(expected);
    assertThat(LayerSelection.of(model, found, List.of("/layer3/*/Relu_1_output_?")))
        .isEqualTo(expected.subList(6, 9));
  }

  /** The first training image of a beaver, enlarged as the README beside the file says. */
  @Test
  void mobileNetOnTheFirstImage() throws IOException {
    byte[] planes;
    try (ZipFile zip = new ZipFile(data("cifar100-animals-people.zip").toFile());
        InputStream in = zip.getInputStream(zip.getEntry("train/beaver.bin"))) {
      planes = in.readNBytes(3 * CIFAR * CIFAR);
    }
    int side = 7 * CIFAR;
    float[] image = new float[3 * side * side];
    for (int at = 0; at < image.length; at++) {
      double y = Math.max((at / side % side + 0.5) / 7 - 0.5, 0);
      double x = Math.max((at % side + 0.5) / 7 - 0.5, 0);
      int plane = at / (side * side) * CIFAR * CIFAR;
      int top = plane + (int) y * CIFAR;
      int bottom = plane + Math.min((int) y + 1, CIFAR - 1) * CIFAR;
      int left = (int) x;
      int right = Math.min(left + 1, CIFAR - 1);
      double above = mix(planes[top + left], planes[top + right], x - left);
      double below = mix(planes[bottom + left], planes[bottom + right], x - left);
      image[at] = (float) ((above + (below - above) * (y - (int) y)) / 127.5 - 1);
    }
    double[] sum = new double[1];
    TrainedModel model = Models.open(data("mobilenet_v1_imagenet.onnx"));
    try (ModelRun run = model.run(List.of("features"), ModelDevice.CPU, 2)) {
      run.forward(
          image,
          List.of(3, side, side),
          1,
          (tensor, first, n, shape, values) -> {
            assertThat(shape).containsExactly(1024);
            double[] begin = {0.1700368, 0.0681045, 0.6262665, 0.0896653, 0};
            for (int i = 0; i < begin.length; i++) {
              assertThat((double) values.get(i)).isCloseTo(begin[i], within(2e-6));
            }
            while (values.hasRemaining()) {
              sum[0] += values.get();
            }
          });
    }
    assertThat(sum[0]).isCloseTo(344.2370, within(2e-4));
  }

  private static double mix(byte a, byte b, double weight) {
    return (a & 0xff) + ((b & 0xff) - (a & 0xff)) * weight;
  }

  /** No residual blocks, no classifier. */
  @Test
  void mobileNetInDepth() {
    TrainedModel model = Models.open(data("mobilenet_v1_imagenet.onnx"));
    FoundClassifier found = model.classifier(ClassifierChoice.NONE);
    assertThat(found.reason())
        .isEqualTo(
            model.path()
                + ": expected a classifier (Gemm, or MatMul and Add, of constant weights), found"
                + " GlobalAveragePool pool before features");
    // 25 convolutions, of which the first takes the image.
    assertThat(model.automatic(found))
        .hasSize(25)
        .endsWith("features")
        .startsWith("conv1_relu/out");
  }
}
