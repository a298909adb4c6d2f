package org.collapsar.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.data.images.ImageBatch;
import org.collapsar.data.images.ImageBatches;
import org.collapsar.data.images.ImageSet;
import org.collapsar.data.images.ImageSetOptions;
import org.collapsar.data.images.ImageSets;
import org.collapsar.data.images.Preprocessing;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.NeuralCollapse;
import org.collapsar.model.ClassifierChoice;
import org.collapsar.model.ModelClassifier;
import org.collapsar.model.ModelDevice;
import org.collapsar.model.ModelRun;
import org.collapsar.model.Models;
import org.collapsar.model.TrainedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two real networks on archives of images, from the files to the metrics, against the values that
 * NumPy computed of the features that PyTorch and ONNX Runtime gave.
 */
@EnabledIfEnvironmentVariable(
    named = "COLLAPSAR_SHARED",
    matches = ".+",
    disabledReason = "SKIPPED: COLLAPSAR_SHARED does not say where the shared data are")
class ReferenceCollapseTest {
  private static final Preprocessing RESNET =
      Preprocessing.NONE
          .withMean(List.of(0.485, 0.456, 0.406))
          .withStd(List.of(0.229, 0.224, 0.225));

  @TempDir Path here;

  private record Features(double[] rows, int width, int[] labels, double accuracy) {}

  private static Path data(String name) {
    return Path.of(System.getenv("COLLAPSAR_SHARED"), "data", name);
  }

  @Test
  void resNet20OnTheJpegsOfCifar10() {
    TrainedModel model = Models.open(data("resnet20_cifar10.onnx"));
    ModelClassifier classifier = model.classifier(ClassifierChoice.NONE).require();
    ImageSetOptions firstThousand =
        new ImageSetOptions("train", null, 1000, null, null, ImageSetOptions.CIFAR_PLANES);
    Features test =
        run(model, "cifar10-images.zip", ImageSetOptions.DEFAULT.ofSplit("test"), RESNET);
    Features train = run(model, "cifar10-images.zip", firstThousand, RESNET);
    assertThat(test.accuracy()).isEqualTo(0.8103);
    assertThat(train.accuracy()).isEqualTo(0.8611);
    Measurement ofTest = of(test, 10).weights(classifier.weights(), classifier.bias()).measureAll();
    Measurement ofTrain =
        of(train, 10)
            .weights(classifier.weights(), classifier.bias())
            .test(Rows.of(test.rows(), 64), test.labels())
            .measureAll();
    Object[][] values = {
      {"nc1.quotient", 0.9040548165, 0.8140620880},
      {"nc1.total", 0.4748050364, 0.4487509515},
      {"nc1.pinv", 0.9321703858, 0.7568237310},
      {"nc1.cdnv", 0.4773331664, 0.4159333357},
      {"nc2.kappa", 10.70463150, 9.571679266},
      {"nc2.equinorm.means", 0.1554477233, 0.1396269417},
      {"nc2.equinorm.weights", 0.02957744852, 0.02957744852},
      {"nc2.equiangular.mean.means", 0.2366186966, 0.2157530695},
      {"nc2.equiangular.mean.weights", 0.07995671474, 0.07995671474},
      {"nc2.etf_error.means", 0.6654038881, 0.6284634699},
      {"nc3.cosine", 0.4106208429, 0.4265876436},
      {"nc3.cosine.means", 0.4621873501, 0.4760956184},
      {"nc3.cosine.means.centred", 0.9383422325, 0.9449044210},
      {"nc3.self_duality", 0.3851352072, 0.3635340036},
      {"nc3.dual_error", 0.4978893725, 0.4739985965},
      {"nc4.mismatch", 0.0863, 0.0780},
      {"accuracy", 1 - 0.1897, 1 - 0.1389},
      {"accuracy.nearest_mean", 1 - 0.1719, 1 - 0.1201},
    };
    for (Object[] value : values) {
      String id = (String) value[0];
      close(id + ", test", ofTest, id, (Double) value[1], 1e-6);
      close(id + ", train", ofTrain, id, (Double) value[2], 1e-6);
    }
    assertThat(variance(ofTest)).isCloseTo(10.50840971, within(1e-5));
    assertThat(variance(ofTrain)).isCloseTo(10.08153613, within(1e-5));
    assertThat(variance(ofTest) / ofTest.values().get("nc1.quotient").orNaN())
        .isCloseTo(11.62364219, within(1e-5));
    assertThat(variance(ofTrain) / ofTrain.values().get("nc1.quotient").orNaN())
        .isCloseTo(12.38423491, within(1e-5));
    close("strong", ofTrain, "accuracy.nearest_mean.test.strong", 1 - 0.1723, 1e-9);
  }

  @Test
  void mobileNetOnThreeSuperClasses() throws Exception {
    Path relabel = here.resolve("super.csv");
    Files.writeString(
        relabel,
        """
        beaver,aquatic mammals
        dolphin,aquatic mammals
        otter,aquatic mammals
        seal,aquatic mammals
        whale,aquatic mammals
        bear,large carnivores
        leopard,large carnivores
        lion,large carnivores
        tiger,large carnivores
        wolf,large carnivores
        baby,people
        boy,people
        girl,people
        man,people
        woman,people
        """);
    TrainedModel model = Models.open(data("mobilenet_v1_imagenet.onnx"));
    ImageSetOptions first =
        new ImageSetOptions(
            "train", null, 100, relabel.toString(), null, ImageSetOptions.CIFAR_PLANES);
    Features features = run(model, "cifar100-animals-people.zip", first, Preprocessing.IMAGENET_TF);
    // One of the images is the first of beaver.bin.
    assertThat(
            IntStream.range(0, 1500)
                .filter(i -> Math.abs(features.rows()[i * 1024] - 0.1700368) < 2e-6)
                .mapToDouble(i -> Arrays.stream(features.rows(), i * 1024, i * 1024 + 1024).sum()))
        .anyMatch(sum -> Math.abs(sum - 344.2370) < 2e-3);
    Measurement measured = of(features, 3).measureAll();
    close("3 classes", measured, "nc1.quotient", 6.294028, 1e-4);
    close("3 classes", measured, "nc1.pinv", 0.6667987, 1e-4);
    close("3 classes", measured, "nc2.kappa", 14.87625, 1e-4);
    close("3 classes", measured, "accuracy.nearest_mean", 0.8007, 5e-5);
    assertThat(variance(measured)).isCloseTo(21.16242, within(2e-3));
  }

  private static void close(
      String as, Measurement measured, String id, double expected, double relative) {
    assertThat(measured.values().get(id).orNaN())
        .as(as)
        .isCloseTo(expected, within(relative * Math.abs(expected)));
  }

  private static NeuralCollapse of(Features features, int classes) {
    return NeuralCollapse.of(
        Rows.of(features.rows(), features.width()), features.labels(), classes);
  }

  /** tr Sigma_W; classes have equally many samples. */
  private static double variance(Measurement measured) {
    return measured.perClass().stream()
        .mapToDouble(c -> c.withinVariance().orNaN())
        .average()
        .orElseThrow();
  }

  private static Features run(
      TrainedModel model, String archive, ImageSetOptions options, Preprocessing preprocessing) {
    List<String> layers =
        model.tensors().stream().anyMatch(t -> t.name().equals("logits"))
            ? List.of("features", "logits")
            : List.of("features");
    int width = layers.size() == 2 ? 64 : 1024;
    try (ImageSet set =
            ImageSets.open(
                "images:" + data(archive), options, DataDirectory.resolve(null), new Silent());
        ImageBatches batches = ImageBatches.of(set, preprocessing, ModelRun.BATCH, 2, false);
        ModelRun run = model.run(layers, ModelDevice.CPU, 2)) {
      double[] rows = new double[set.size() * width];
      int[] right = {0};
      for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
        ImageBatch one = batch;
        run.forward(
            one.values(),
            List.of(3, one.height(), one.width()),
            one.count(),
            (tensor, first, count, shape, values) -> {
              for (int i = 0; i < count; i++) {
                if (tensor == 0) {
                  for (int j = 0; j < width; j++) {
                    rows[(one.first() + first + i) * width + j] = values.get(i * width + j);
                  }
                } else {
                  int largest = 0;
                  for (int c = 1; c < 10; c++) {
                    largest = values.get(i * 10 + c) > values.get(i * 10 + largest) ? c : largest;
                  }
                  right[0] += largest == one.labels()[first + i] ? 1 : 0;
                }
              }
            });
      }
      return new Features(rows, width, set.labels(), right[0] / (double) set.size());
    }
  }

  /** Nothing is fetched. */
  private static final class Silent implements FetchListener {}
}
