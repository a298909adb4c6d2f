package org.collapsar.lab.model;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.collapsar.files.format.TensorType;
import org.collapsar.linalg.Matrix;
import org.collapsar.model.ClassifierChoice;
import org.collapsar.model.FoundClassifier;
import org.collapsar.model.LinearLayer;
import org.collapsar.model.ModelClassifier;
import org.collapsar.model.ModelDevice;
import org.collapsar.model.ModelInput;
import org.collapsar.model.ModelRun;
import org.collapsar.model.ModelTensor;
import org.collapsar.model.TrainedModel;
import org.jspecify.annotations.Nullable;

/**
 * A network that is computed here: images [3 x 2 x 2]; map [4 x 2 x 2], of each pixel r, g, b and r
 * g b; features [4], its mean over the pixels; middle = V features + (0.1, 0, 0); logits = W
 * middle.
 */
final class TinyModel implements TrainedModel {
  static final Matrix V =
      new Matrix(3, 4, new double[] {2, -1, -1, 0.5, -1, 2, -1, 0.25, -1, -1, 2, -0.5});
  static final double[] V_BIAS = {0.125, 0, 0};

  /** W of the file; what is computed may be that of another. */
  private final Matrix w;

  private final Matrix computed;
  private final ModelInput.Layout layout;
  private int lanes = 1;
  final AtomicInteger batches = new AtomicInteger();
  final AtomicInteger mostAtATime = new AtomicInteger();
  private final AtomicInteger now = new AtomicInteger();
  int closed;

  static final Matrix W = new Matrix(3, 3, new double[] {1, 0, 0, 0, 1, 0.5, 0, 0, 1});

  TinyModel() {
    this(W, W, ModelInput.Layout.NCHW);
  }

  TinyModel(Matrix w, Matrix computed, ModelInput.Layout layout) {
    this.w = w;
    this.computed = computed;
    this.layout = layout;
  }

  /** Computes so many batches at a time, every third of them late. */
  TinyModel withLanes(int count) {
    lanes = count;
    return this;
  }

  @Override
  public Path path() {
    return Path.of("tiny.onnx");
  }

  @Override
  public String description() {
    return "tiny";
  }

  @Override
  public ModelInput input() {
    List<Long> shape =
        layout == ModelInput.Layout.NCHW
            ? List.of(-1L, 3L, 2L, 2L)
            : layout == ModelInput.Layout.NHWC ? List.of(-1L, 2L, 2L, 3L) : List.of(-1L, 12L);
    return new ModelInput("images", shape, TensorType.F32, layout);
  }

  @Override
  public List<ModelTensor> tensors() {
    return List.of(
        new ModelTensor("images", "Input", null),
        new ModelTensor("map", "Conv", null),
        new ModelTensor("features", "ReduceMean", null),
        new ModelTensor("middle", "Gemm", null),
        new ModelTensor("logits", "MatMul", null));
  }

  @Override
  public List<String> automatic(FoundClassifier classifier) {
    return List.of("map", "middle", "logits");
  }

  @Override
  public @Nullable String meanOf(String tensor) {
    return tensor.equals("features") ? "map" : null;
  }

  @Override
  public FoundClassifier classifier(ClassifierChoice choice) {
    return FoundClassifier.of(
        new ModelClassifier(
            "middle",
            "logits",
            List.of(
                new LinearLayer("V", "features", "middle", V, V_BIAS),
                new LinearLayer("W", "middle", "logits", w, null))));
  }

  @Override
  public ModelRun run(List<String> names, ModelDevice device, int threads) {
    return new ModelRun() {
      @Override
      public List<ModelTensor> tensors() {
        return names.stream()
            .map(name -> TinyModel.this.tensors().stream().filter(t -> t.name().equals(name)))
            .map(found -> found.findFirst().orElseThrow())
            .toList();
      }

      @Override
      public String description() {
        return "by hand";
      }

      @Override
      public int lanes() {
        return lanes;
      }

      @Override
      public void forward(float[] samples, List<Integer> sample, int count, Visitor visitor) {
        mostAtATime.accumulateAndGet(now.incrementAndGet(), Math::max);
        if (batches.getAndIncrement() % 3 == 0 && lanes > 1) {
          LockSupport.parkNanos(20_000_000);
        }
        for (int t = 0; t < names.size(); t++) {
          List<float[]> all = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            all.add(tensor(names.get(t), samples, i * 12));
          }
          int size = all.get(0).length;
          FloatBuffer values = FloatBuffer.allocate(count * size);
          all.forEach(values::put);
          visitor.accept(
              t, 0, count, names.get(t).equals("map") ? List.of(4, 2, 2) : List.of(size), values);
        }
        now.decrementAndGet();
      }

      @Override
      public void requireIndependentSamples(float[] samples, List<Integer> sample, int count) {}

      @Override
      public void close() {
        closed++;
      }
    };
  }

  /** A tensor of one image of 12 numbers. */
  float[] tensor(String name, float[] samples, int at) {
    float[] map = new float[16];
    for (int p = 0; p < 4; p++) {
      float product = 1;
      for (int c = 0; c < 3; c++) {
        boolean last = layout == ModelInput.Layout.NHWC;
        map[c * 4 + p] = samples[at + (last ? p * 3 + c : c * 4 + p)];
        product *= map[c * 4 + p];
      }
      map[12 + p] = product;
    }
    float[] features = new float[4];
    for (int c = 0; c < 4; c++) {
      features[c] =
          (float) (((double) map[c * 4] + map[c * 4 + 1] + map[c * 4 + 2] + map[c * 4 + 3]) / 4);
    }
    float[] middle = times(V, V_BIAS, features);
    return switch (name) {
      case "map" -> map;
      case "features" -> features;
      case "middle" -> middle;
      case "logits" -> times(computed, new double[3], middle);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static float[] times(Matrix w, double[] b, float[] h) {
    float[] z = new float[w.rows()];
    for (int k = 0; k < z.length; k++) {
      double sum = b[k];
      for (int j = 0; j < h.length; j++) {
        sum += w.get(k, j) * h[j];
      }
      z[k] = (float) sum;
    }
    return z;
  }
}
