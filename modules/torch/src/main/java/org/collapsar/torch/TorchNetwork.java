package org.collapsar.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.pooling.Pool;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.collapsar.lab.convolution.Architecture;
import org.collapsar.lab.convolution.ParameterSpec;
import org.collapsar.lab.learner.ConvolutionPlan;
import org.collapsar.lab.learner.Execution;
import org.collapsar.lab.learner.NetworkPlan;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.SampleSource;
import org.collapsar.probe.LayerView;
import org.collapsar.probe.NetworkSpectra;
import org.collapsar.probe.NetworkSweep;
import org.collapsar.probe.ObservedNetwork;
import org.collapsar.probe.ParameterGroup;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;
import org.jspecify.annotations.Nullable;

/**
 * A network of libtorch, observed: Z_0 is what its backbone makes, the layers are those behind it,
 * and, asked for, the backbone's stages by the means of their channels.
 *
 * <p>Longer than other files because the layers and groups that it shows are views of its tensors,
 * which it alone makes, changes and frees.
 */
final class TorchNetwork implements ObservedNetwork, AutoCloseable {
  private final ConvolutionPlan plan;
  private final Architecture architecture;
  private final Precision precision;
  private final Execution execution;
  private final int batch;
  private final PtNDManager manager;
  private final ParameterStore store;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final List<Block> stages = new ArrayList<>();
  private final List<Block> linears = new ArrayList<>();
  private final List<Layer> layers = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();

  /** What a pass has made, of which some is kept: Z_0 and the layers, before and after. */
  record Made(PtNDArray features, List<PtNDArray> before, List<PtNDArray> after) {
    PtNDArray outputs() {
      return after.get(after.size() - 1);
    }
  }

  /**
   * @param seed of the initial parameters
   * @param batch samples that batch norm sees together where it is measured by batches
   */
  TorchNetwork(
      ConvolutionPlan plan, Precision precision, Execution execution, int batch, Seed seed) {
    this.plan = plan;
    this.architecture = plan.architecture();
    this.precision = precision;
    this.execution = execution;
    this.batch = batch;
    this.manager = Libtorch.manager(execution.device());
    this.store = new ParameterStore(manager, false);
    Libtorch.threads(execution.threads());
    for (ParameterSpec spec : architecture.tensors()) {
      Tensor tensor =
          new Tensor(manager, NativeArray.allocate(precision, spec.numbers()), spec.shape());
      tensors.put(spec.name(), tensor);
      double[] start = start(spec, seed);
      tensor.host().write(0, start, 0, start.length);
      tensor.push();
      if (spec.role().trained()) {
        tensor.array().setRequiresGradient(true);
      }
    }
    DjlBlocks blocks = new DjlBlocks(tensors);
    architecture.stages().forEach(stage -> stages.add(blocks.of(stage.parts())));
    for (int l = 0; l < architecture.head().size(); l++) {
      linears.add(blocks.of(architecture.headParts(l).subList(0, 1)));
    }
    addLayers();
    addGroups();
  }

  private double[] start(ParameterSpec spec, Seed seed) {
    double[] values = new double[spec.numbers()];
    switch (spec.role()) {
      case KERNEL, MATRIX -> {
        if (!spec.startsAtZero()) {
          int width = Math.toIntExact(spec.shape().get(0));
          values =
              (linearOfHead(spec) ? plan.headInitialisation() : plan.initialisation())
                  .draw(width, spec.inputs(), seed.split(spec.name()));
        }
      }
      case SCALE, VARIANCE -> Arrays.fill(values, 1);
      default -> {
        // 0
      }
    }
    return values;
  }

  private boolean linearOfHead(ParameterSpec spec) {
    for (int l = 0; l < architecture.head().size(); l++) {
      if (spec.name().equals(weightOf(l))) {
        return !architecture.head().get(l).relu();
      }
    }
    return false;
  }

  private static String weightOf(int headLayer) {
    return "head." + headLayer + ".weight";
  }

  private static String biasOf(int headLayer) {
    return "head." + headLayer + ".bias";
  }

  private void addLayers() {
    int ofStages = plan.layers().size() - architecture.head().size();
    for (int l = 0; l < plan.layers().size(); l++) {
      layers.add(new Layer(plan.layers().get(l), l - ofStages));
    }
  }

  private void addGroups() {
    List<ParameterSpec> specs = architecture.tensors();
    for (ParameterSpec spec : specs) {
      if (!spec.role().trained() || spec.role() == ParameterSpec.Role.BIAS) {
        continue;
      }
      String bias = spec.name().replaceFirst("weight$", "bias");
      boolean beside =
          !spec.role().ofBatchNorm()
              && specs.stream()
                  .anyMatch(s -> s.name().equals(bias) && s.role() == ParameterSpec.Role.BIAS);
      groups.add(new Group(spec, beside ? bias : null));
    }
  }

  ConvolutionPlan plan() {
    return plan;
  }

  Execution execution() {
    return execution;
  }

  /** Samples that batch norm sees together where the network is measured by batches. */
  int batch() {
    return batch;
  }

  PtNDManager manager() {
    return manager;
  }

  /** For what lives no longer than a step; memory grows where none is used, or it is not closed. */
  PtNDManager steps() {
    return (PtNDManager) manager.newSubManager();
  }

  /** Every tensor by its name, in the order of the parts. */
  Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  Tensor tensor(String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  List<Group> groups() {
    return groups;
  }

  /** A batch of images, or of vectors. */
  long[] shapeOf(int samples) {
    var image = architecture.image();
    return new long[] {samples, image.channels(), image.height(), image.width()};
  }

  /**
   * Forward, in the manager of {@code x}.
   *
   * @param batches whether batch norm takes the moments of this batch, and moves its running ones
   */
  Made forward(PtNDArray x, boolean batches) {
    List<PtNDArray> before = new ArrayList<>();
    List<PtNDArray> after = new ArrayList<>();
    NDArray z = x;
    PtNDArray features = x;
    for (int s = 0; s < stages.size(); s++) {
      z = run(stages.get(s), z, batches);
      if (architecture.stagesAsLayers()) {
        PtNDArray means = (PtNDArray) (z.getShape().dimension() == 2 ? z : Pool.globalAvgPool2d(z));
        if (s == 0) {
          features = means;
        } else {
          before.add(means);
          after.add(means);
        }
      }
    }
    if (!architecture.stagesAsLayers()) {
      features = (PtNDArray) z;
    }
    for (int l = 0; l < linears.size(); l++) {
      z = run(linears.get(l), z, batches);
      before.add((PtNDArray) z);
      if (architecture.head().get(l).relu()) {
        z = JniUtils.relu((PtNDArray) z);
      }
      after.add((PtNDArray) z);
    }
    return new Made(features, before, after);
  }

  private NDArray run(Block block, NDArray z, boolean training) {
    return block.forward(store, new NDList(z), training).singletonOrThrow();
  }

  /** Forgets what backward passes have added up. */
  void clearGradients() {
    for (Group group : groups) {
      JniUtils.zeroGrad(tensor(group.spec.name()).array());
      if (group.biasName != null) {
        JniUtils.zeroGrad(tensor(group.biasName).array());
      }
    }
  }

  @Override
  public int inputs() {
    if (architecture.stagesAsLayers()) {
      return architecture.stageWidths().get(0);
    }
    return architecture.features();
  }

  @Override
  public boolean backbone() {
    return architecture.backbone();
  }

  @Override
  public List<? extends LayerView> layers() {
    return layers;
  }

  @Override
  public List<? extends ParameterGroup> parameters() {
    return groups;
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public NetworkSweep sweep(ThreadTeam team, Loss loss, boolean before) {
    return new TorchSweep(this, loss, before);
  }

  /** Where batch norm has seen no data, it would be asked about another network than is trained. */
  @Override
  public Optional<NetworkSpectra> spectra(
      SampleSource samples, ThreadTeam team, Loss loss, Seed seed) {
    return architecture.batchNorm() && !execution.batchStatistics() && atStart()
        ? Optional.empty()
        : Optional.of(new TorchSpectra(this, samples, loss, seed));
  }

  private boolean atStart() {
    return architecture.tensors().stream()
        .filter(spec -> spec.role() == ParameterSpec.Role.MEAN)
        .allMatch(spec -> tensor(spec.name()).pull().squaredNorm() == 0);
  }

  /** A copy in float64, which the caller closes. */
  TorchNetwork inDouble() {
    TorchNetwork copy = new TorchNetwork(plan, Precision.FLOAT64, execution, batch, Seed.of(0));
    tensors.forEach(
        (name, tensor) -> {
          double[] values = tensor.pull().toDoubles();
          copy.tensor(name).host().write(0, values, 0, values.length);
          copy.tensor(name).push();
        });
    return copy;
  }

  /** How many numbers are trained. */
  int parameterCount() {
    return Math.toIntExact(plan.parameters());
  }

  /** All that are trained, in the order of the groups. */
  double[] parameterVector() {
    double[] all = new double[parameterCount()];
    int at = 0;
    for (Group group : groups) {
      for (Tensor tensor : group.tensors()) {
        NativeArray numbers = tensor.pull();
        numbers.read(0, all, at, numbers.length());
        at += numbers.length();
      }
    }
    return all;
  }

  /** Sets them. */
  void setParameters(double[] all) {
    int at = 0;
    for (Group group : groups) {
      for (Tensor tensor : group.tensors()) {
        tensor.host().write(0, all, at, tensor.host().length());
        tensor.push();
        at += tensor.host().length();
      }
    }
  }

  @Override
  public void close() {
    manager.close();
    tensors.values().forEach(tensor -> tensor.host().close());
  }

  /** A layer of the head, or, before those, a stage. */
  private final class Layer implements LayerView {
    private final NetworkPlan.Layer layer;
    private final int ofHead;

    Layer(NetworkPlan.Layer layer, int ofHead) {
      this.layer = layer;
      this.ofHead = ofHead;
    }

    @Override
    public int width() {
      return layer.width();
    }

    @Override
    public String activation() {
      return layer.activation();
    }

    @Override
    public boolean hasWeights() {
      return ofHead >= 0;
    }

    @Override
    public Optional<Matrix> weights() {
      if (ofHead < 0) {
        return Optional.empty();
      }
      NativeArray w = tensor(weightOf(ofHead)).pull();
      return Optional.of(new Matrix(width(), w.length() / width(), w.toDoubles()));
    }

    @Override
    public double[] bias() {
      return ofHead >= 0 && architecture.bias()
          ? tensor(biasOf(ofHead)).pull().toDoubles()
          : new double[0];
    }

    @Override
    public boolean givesBefore() {
      return ofHead >= 0;
    }
  }

  /** A kernel or matrix with its bias, or scale or shift of batch norm. */
  final class Group implements ParameterGroup {
    private final ParameterSpec spec;
    private final @Nullable String biasName;

    Group(ParameterSpec spec, @Nullable String biasName) {
      this.spec = spec;
      this.biasName = biasName;
    }

    String name() {
      return spec.name();
    }

    String biasName() {
      return Objects.requireNonNull(biasName);
    }

    Tensor weightTensor() {
      return tensor(spec.name());
    }

    /** Weights, and the bias if there is one. */
    List<Tensor> tensors() {
      Tensor bias = biasTensor();
      return bias == null ? List.of(weightTensor()) : List.of(weightTensor(), bias);
    }

    @Nullable Tensor biasTensor() {
      return biasName == null ? null : tensor(biasName);
    }

    @Override
    public NativeArray weights() {
      return weightTensor().pull();
    }

    @Override
    public @Nullable NativeArray bias() {
      Tensor bias = biasTensor();
      return bias == null ? null : bias.pull();
    }

    @Override
    public double decay() {
      return !spec.role().ofBatchNorm() || plan.decayBatchNorm() ? plan.decay() : 0;
    }

    @Override
    public boolean decaysBias() {
      return plan.decayBias();
    }
  }
}
