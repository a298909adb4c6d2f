package org.collapsar.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.Dataset;
import org.collapsar.data.FetchListener;
import org.collapsar.data.ImageShape;
import org.collapsar.data.images.ImageBatch;
import org.collapsar.data.images.ImageBatches;
import org.collapsar.data.images.ImageSet;
import org.collapsar.data.images.ImageSetOptions;
import org.collapsar.data.images.ImageSets;
import org.collapsar.data.images.Preprocessing;
import org.collapsar.files.ArrayFormats;
import org.collapsar.files.format.StoredArray;
import org.collapsar.lab.convolution.Architecture;
import org.collapsar.lab.convolution.HeadLayer;
import org.collapsar.lab.convolution.ResNet;
import org.collapsar.lab.learner.ConvolutionPlan;
import org.collapsar.lab.learner.Execution;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.NeuralCollapse;
import org.collapsar.net.Initialisation;
import org.collapsar.net.Samples;
import org.collapsar.probe.Activations;
import org.collapsar.probe.NetworkSweep;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Our ResNet20 with the weights of another's trained one: the logits that ONNX Runtime makes of it,
 * and the collapse that NumPy found in the features of PyTorch.
 */
@EnabledIfEnvironmentVariable(
    named = "COLLAPSAR_SHARED",
    matches = ".+",
    disabledReason = "SKIPPED: COLLAPSAR_SHARED does not say where the shared data are")
class ReferenceResNetTest {
  private static final ImageShape IMAGE = new ImageShape(3, 32, 32);
  private static final Preprocessing PREPROCESSING =
      Preprocessing.NONE
          .withMean(List.of(0.485, 0.456, 0.406))
          .withStd(List.of(0.229, 0.224, 0.225));

  private static Path data(String name) {
    return Path.of(System.getenv("COLLAPSAR_SHARED"), "data", name);
  }

  private static TorchNetwork network() {
    Architecture architecture =
        new Architecture(
            IMAGE,
            new ResNet(List.of(3, 3, 3), List.of(16, 32, 64), ResNet.Shortcut.A, true).stages(),
            List.of(new HeadLayer(10, false)),
            true,
            false);
    TorchNetwork network =
        new TorchNetwork(
            new ConvolutionPlan(architecture, 0, true, true, Initialisation.HE, Initialisation.HE),
            Precision.FLOAT32,
            new Execution(1, Execution.USUAL.device(), false),
            64,
            Seed.of(1));
    int taken = 0;
    for (StoredArray array : ArrayFormats.open(data("resnet20_cifar10.th")).arrays()) {
      String name =
          array.name().replaceFirst("^.*module\\.", "").replaceFirst("^linear\\.", "head.0.");
      if (network.tensors().containsKey(name)) {
        Tensor tensor = network.tensor(name);
        double[] values = values(array.flattened());
        assertThat(values).as(name).hasSize(tensor.host().length());
        tensor.host().write(0, values, 0, values.length);
        tensor.push();
        taken++;
      }
    }
    assertThat(taken).isEqualTo(97).isEqualTo(network.tensors().size());
    return network;
  }

  private static double[] values(Rows rows) {
    double[] values = new double[(int) rows.rows() * rows.columns()];
    rows.read(0, (int) rows.rows(), values);
    return values;
  }

  private record Images(float[] pixels, int[] labels) {
    Samples samples() {
      return Samples.of(
          new Dataset() {
            @Override
            public int size() {
              return labels.length;
            }

            @Override
            public int dimension() {
              return IMAGE.dimension();
            }

            @Override
            public Optional<ImageShape> image() {
              return Optional.of(IMAGE);
            }

            @Override
            public int classes() {
              return 10;
            }

            @Override
            public int label(int i) {
              return labels[i];
            }

            @Override
            public void copyRow(int i, double[] target, int offset) {
              for (int j = 0; j < dimension(); j++) {
                target[offset + j] = pixels[i * dimension() + j];
              }
            }
          },
          Precision.FLOAT32);
    }
  }

  private static Images images(ImageSetOptions options) {
    try (ImageSet set =
            ImageSets.open(
                "images:" + data("cifar10-images.zip"),
                options,
                DataDirectory.resolve(null),
                new FetchListener() {});
        ImageBatches batches = ImageBatches.of(set, PREPROCESSING, 64, 2, false)) {
      float[] pixels = new float[set.size() * IMAGE.dimension()];
      for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
        System.arraycopy(
            batch.values(),
            0,
            pixels,
            batch.first() * IMAGE.dimension(),
            batch.count() * IMAGE.dimension());
      }
      return new Images(pixels, set.labels());
    }
  }

  @Test
  void givesTheLogitsOfOnnxRuntime() throws Exception {
    Images images =
        images(new ImageSetOptions("test", null, 20, null, null, ImageSetOptions.CIFAR_PLANES));
    int n = images.labels().length;
    double[] expected = logits(images.pixels(), n);
    try (Samples samples = images.samples();
        TorchNetwork network = network();
        ThreadTeam team = new ThreadTeam(1);
        NetworkSweep sweep = network.sweep(team, Loss.SQUARED, false)) {
      Activations made = sweep.forward(samples, 0, n);
      double[] found = new double[n * 10];
      made.after(0).read(0, found, 0, found.length);
      assertThat(found).containsExactly(expected, within(1e-4));
      double[] first = {
        7.89011, -1.08766, 2.63423, -1.01254, -2.83701, -6.95334, -3.34811, -6.49845, 6.97379,
        4.20976
      };
      // test/airplane/0000.jpg
      double[] ofFirst = new double[10];
      System.arraycopy(found, 0, ofFirst, 0, 10);
      assertThat(ofFirst).containsExactly(first, within(1e-4));
    }
  }

  /** On a thread with a stack of its own: ONNX Runtime goes through long command lines deeply. */
  private static double[] logits(float[] pixels, int n) throws Exception {
    double[] logits = new double[n * 10];
    Exception[] failure = new Exception[1];
    Thread thread =
        new Thread(
            null,
            () -> {
              try (OrtEnvironment environment = OrtEnvironment.getEnvironment();
                  OrtSession session =
                      environment.createSession(data("resnet20_cifar10.onnx").toString());
                  OnnxTensor input =
                      OnnxTensor.createTensor(
                          environment, FloatBuffer.wrap(pixels), new long[] {n, 3, 32, 32});
                  OrtSession.Result result = session.run(Map.of("images", input))) {
                float[][] rows = (float[][]) result.get("logits").orElseThrow().getValue();
                for (int i = 0; i < n; i++) {
                  for (int k = 0; k < 10; k++) {
                    logits[i * 10 + k] = rows[i][k];
                  }
                }
              } catch (Exception e) {
                failure[0] = e;
              }
            },
            "onnxruntime",
            64L << 20);
    thread.start();
    thread.join();
    if (failure[0] != null) {
      throw failure[0];
    }
    return logits;
  }

  @Test
  void hasTheCollapseOfPyTorchsFeatures() {
    Measurement test = measured(ImageSetOptions.DEFAULT.ofSplit("test"));
    Measurement train =
        measured(
            new ImageSetOptions("train", null, 1000, null, null, ImageSetOptions.CIFAR_PLANES));
    Object[][] values = {
      {"nc1.quotient", 0.9040548165, 0.8140620880},
      {"nc1.total", 0.4748050364, 0.4487509515},
      {"nc1.pinv", 0.9321703858, 0.7568237310},
      {"nc1.cdnv", 0.4773331664, 0.4159333357},
      {"nc2.kappa", 10.70463150, 9.571679266},
      {"nc2.equinorm.means", 0.1554477233, 0.1396269417},
      {"nc2.equinorm.weights", 0.02957744852, 0.02957744852},
      {"nc2.equiangular.mean.means", 0.2366186966, 0.2157530695},
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
      close(id + ", test", test.values().get(id).orNaN(), (Double) value[1]);
      close(id + ", train", train.values().get(id).orNaN(), (Double) value[2]);
    }
  }

  private static void close(String as, double found, double expected) {
    assertThat(found).as(as).isCloseTo(expected, within(1e-6 * Math.abs(expected)));
  }

  private static Measurement measured(ImageSetOptions options) {
    Images images = images(options);
    int n = images.labels().length;
    double[] features = new double[n * 64];
    try (Samples samples = images.samples();
        TorchNetwork network = network();
        ThreadTeam team = new ThreadTeam(1);
        NetworkSweep sweep = network.sweep(team, Loss.SQUARED, false)) {
      sweep.evaluate(
          samples, (start, count, pass) -> pass.inputs().read(0, features, start * 64, count * 64));
      return NeuralCollapse.of(Rows.of(features, 64), images.labels(), 10)
          .weights(network.layer(0).weights().orElseThrow(), network.layer(0).bias())
          .measureAll();
    }
  }
}
