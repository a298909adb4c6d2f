package org.collapsar.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.PairList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.collapsar.BadInputException;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.NeuralCollapse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that DJL's own loop trains, measured meanwhile. */
class CollapseListenerTest {
  private static final int CLASSES = 3;
  private static final int SIDE = 6;

  /** More than a piece, and no multiple of a batch. */
  private static final int SAMPLES = 530;

  @TempDir Path here;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = Libtorch.engine().newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Images [1 x 6 x 6] about a mean of each class. */
  private static float[][] images() {
    SplittableRandom random = new SplittableRandom(5);
    float[][] x = new float[SAMPLES][SIDE * SIDE];
    for (int i = 0; i < SAMPLES; i++) {
      for (int j = 0; j < x[i].length; j++) {
        x[i][j] = (float) (random.nextGaussian() + (j % CLASSES == i % CLASSES ? 1 : 0));
      }
    }
    return x;
  }

  private static int[] labels() {
    int[] labels = new int[SAMPLES];
    Arrays.setAll(labels, i -> i % CLASSES);
    return labels;
  }

  private ArrayDataset data(boolean shuffled) {
    return data(manager.create(labels()), shuffled);
  }

  private ArrayDataset data(NDArray labels, boolean shuffled) {
    return new ArrayDataset.Builder()
        .setData(manager.create(images()).reshape(SAMPLES, 1, SIDE, SIDE))
        .optLabels(labels)
        .setSampling(50, shuffled)
        .build();
  }

  private static Block dense(int units) {
    return Linear.builder().setUnits(units).build();
  }

  private static SequentialBlock mlp() {
    return new SequentialBlock()
        .add(Blocks.batchFlattenBlock())
        .add(dense(8))
        .add(Activation.reluBlock())
        .add(new SequentialBlock().add(dense(7)).add(dense(CLASSES)));
  }

  private static SequentialBlock convolutional() {
    return new SequentialBlock()
        .add(
            Conv2d.builder()
                .setKernelShape(new Shape(3, 3))
                .optPadding(new Shape(1, 1))
                .setFilters(5)
                .build())
        .add(BatchNorm.builder().build())
        .add(Activation.reluBlock())
        .add(Pool.globalAvgPool2dBlock())
        .add(Dropout.builder().optRate(0.4f).build());
  }

  /** A block of one's own, which runs its parts as it likes. */
  private static final class Own extends AbstractBlock {
    private final Block first = addChildBlock("first", convolutional());
    private final Block second = addChildBlock("second", dense(CLASSES));
    private final boolean more;

    Own(boolean more) {
      this.more = more;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList in, boolean training, PairList<String, Object> params) {
      NDArray h = first.forward(store, in, training).singletonOrThrow().mul(2);
      NDArray z = second.forward(store, new NDList(h), training).singletonOrThrow();
      return new NDList(more ? z.tanh() : z);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] in) {
      return second.getOutputShapes(first.getOutputShapes(in));
    }

    @Override
    public void initializeChildBlocks(NDManager m, DataType type, Shape... in) {
      first.initialize(m, type, in);
      second.initialize(m, type, first.getOutputShapes(in));
    }
  }

  private interface Look {
    void at(Model model);
  }

  /** Trains from the same start with DJL's loop. */
  private void train(Block block, int epochs, float step, Look look, TrainingListener... others) {
    Libtorch.engine().setRandomSeed(7);
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optOptimizer(
                Optimizer.sgd()
                    .setLearningRateTracker(Tracker.fixed(step))
                    .optMomentum(0.9f)
                    .build())
            .optInitializer(new XavierInitializer(), "weight")
            .addTrainingListeners(others);
    try (Model model = Model.newInstance("ours")) {
      model.setBlock(block);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(1, 1, SIDE, SIDE));
        Libtorch.engine().setRandomSeed(8);
        EasyTrain.fit(trainer, epochs, data(false), null);
        look.at(model);
      } catch (IOException | ai.djl.translate.TranslateException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private CollapseListener.Builder listener(int epochs) {
    return CollapseListener.of(here.resolve("mine"), data(true), epochs);
  }

  private RunRecord record() {
    return RunRecord.read(here.resolve("mine/seed-1"));
  }

  private static double[] parameters(Model model) {
    List<Double> all = new ArrayList<>();
    model
        .getBlock()
        .getParameters()
        .forEach(
            p -> {
              for (float v : p.getValue().getArray().toFloatArray()) {
                all.add((double) v);
              }
            });
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Matrix matrix(NDArray array) {
    Shape shape = array.getShape();
    return new Matrix((int) shape.get(0), (int) shape.get(1), Numbers.of(array));
  }

  /** max(0, H W^T + b), or without the maximum, in double. */
  private static Matrix dense(Matrix h, Block linear, boolean relu) {
    Matrix w = matrix(linear.getDirectParameters().get("weight").getArray());
    double[] b = Numbers.of(linear.getDirectParameters().get("bias").getArray());
    Matrix z = new Matrix(h.rows(), w.rows());
    for (int i = 0; i < h.rows(); i++) {
      for (int k = 0; k < w.rows(); k++) {
        double sum = b[k];
        for (int j = 0; j < w.columns(); j++) {
          sum += h.get(i, j) * w.get(k, j);
        }
        z.data()[i * w.rows() + k] = relu ? Math.max(0, sum) : sum;
      }
    }
    return z;
  }

  private static void same(RunRecord record, NeuralCollapse expected) {
    for (String id :
        List.of(
            "nc1.quotient",
            "nc2.etf_error.means",
            "nc2.kappa",
            "nc3.self_duality",
            "nc3.cosine",
            "nc4.mismatch")) {
      double[] column = record.metrics().column(id);
      MetricValue value = expected.values(List.of(id)).get(id);
      assertThat(column[column.length - 1])
          .as(id)
          .isCloseTo(((MetricValue.Defined) value).value(), within(2e-5 * Math.max(1, column[0])));
    }
  }

  @Test
  void measuresAStackOfLinearLayersAsByHand() {
    List<double[]> ends = new ArrayList<>();
    SequentialBlock block = mlp();
    train(
        block,
        3,
        0.05f,
        model -> {
          ends.add(parameters(model));
          Block inner = block.getChildren().get(3).getValue();
          Block w1 = block.getChildren().get(1).getValue();
          Block w2 = inner.getChildren().get(0).getValue();
          Block w3 = inner.getChildren().get(1).getValue();
          float[][] x = images();
          Matrix z = new Matrix(SAMPLES, SIDE * SIDE);
          for (int i = 0; i < SAMPLES; i++) {
            for (int j = 0; j < x[i].length; j++) {
              z.data()[i * x[i].length + j] = x[i][j];
            }
          }
          Matrix h = dense(dense(z, w1, true), w2, false);
          same(
              record(),
              NeuralCollapse.of(Rows.of(h.data(), h.columns()), labels(), CLASSES)
                  .weights(
                      matrix(w3.getDirectParameters().get("weight").getArray()),
                      Numbers.of(w3.getDirectParameters().get("bias").getArray())));
          Matrix logits = dense(h, w3, false);
          double loss = 0;
          for (int i = 0; i < SAMPLES; i++) {
            double sum = 0;
            for (int k = 0; k < CLASSES; k++) {
              sum += Math.exp(logits.get(i, k) - logits.get(i, i % CLASSES));
            }
            loss += Math.log(sum) / SAMPLES;
          }
          assertThat(record().metrics().column("loss")[3]).isCloseTo(loss, within(1e-5));
        },
        listener(3).test(data(true)).certificates().threads(2).build());
    RunRecord record = record();
    assertThat(record.finished()).isTrue();
    assertThat(record.lastEpoch()).isEqualTo(3);
    assertThat(record.metrics().column("accuracy.test"))
        .isEqualTo(record.metrics().column("accuracy.train"))
        .satisfies(a -> assertThat(a[3]).isGreaterThan(a[0]));
    assertThat(((External) record.origin()).layers())
        .extracting(l -> l.name() + " " + l.width().orElse(0))
        .containsExactly(
            "02Linear 8", "04SequentialBlock_01Linear 7", "04SequentialBlock_02Linear 3");
    assertThat(((External) record.origin()).framework()).startsWith("DJL 0.36.0, PyTorch 2.7.1");
    assertThat(record.layers().layers("nc2.kappa")).containsExactly(1, 2, 3);
    assertThat(record.activations()).containsExactly("relu", "identity", "identity");
    assertThat(here.resolve("mine/seed-1/certificates.csv"))
        .content()
        .contains("jacot2025.theorem3.1");

    // The same training without anybody looking.
    train(mlp(), 3, 0.05f, model -> assertThat(parameters(model)).isEqualTo(ends.get(0)));
  }

  /** Batch norm and dropout as in evaluation, and the training goes on as without. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void measuresAConvolutionalNetworkInEvaluationMode(boolean own) {
    Block block =
        own ? new Own(false) : convolutional().add(dense(CLASSES)).add(Activation.tanhBlock());
    List<double[]> ends = new ArrayList<>();
    train(
        block,
        2,
        0.05f,
        model -> {
          ends.add(parameters(model));
          Block trunk = own ? block.getChildren().get(0).getValue() : null;
          NDList z = new NDList(manager.create(images()).reshape(SAMPLES, 1, SIDE, SIDE));
          ParameterStore store = new ParameterStore(manager, false);
          if (trunk != null) {
            z = new NDList(trunk.forward(store, z, false).singletonOrThrow().mul(2));
          } else {
            for (var child : block.getChildren().subList(0, 5)) {
              z = child.getValue().forward(store, z, false);
            }
          }
          Block linear = block.getChildren().get(own ? 1 : 5).getValue();
          same(
              record(),
              NeuralCollapse.of(Rows.of(Numbers.of(z.singletonOrThrow()), 5), labels(), CLASSES)
                  .weights(
                      matrix(linear.getDirectParameters().get("weight").getArray()),
                      Numbers.of(linear.getDirectParameters().get("bias").getArray())));
        },
        listener(2).build());
    assertThat(record().finished()).isTrue();
    Block again =
        own ? new Own(false) : convolutional().add(dense(CLASSES)).add(Activation.tanhBlock());
    train(again, 2, 0.05f, model -> assertThat(parameters(model)).isEqualTo(ends.get(0)));
  }

  @Test
  void labelsMayBeOneHot() {
    train(
        mlp(),
        1,
        0.05f,
        model -> {},
        CollapseListener.of(
                here.resolve("mine"), data(manager.create(labels()).oneHot(CLASSES), false), 1)
            .build(),
        CollapseListener.of(here.resolve("numbers"), data(true), 1).build());
    assertThat(record().metrics().column("nc1.quotient"))
        .isEqualTo(RunRecord.read(here.resolve("numbers/seed-1")).metrics().column("nc1.quotient"));
  }

  @Test
  void aModelThatGoesOnBehindItsLastLinearLayerIsRefused() {
    refuses(
        new Own(true),
        listener(1),
        "layer 02second: expected outputs of the model that are W h + b of it, found others");
  }

  @Test
  void aModelWithoutALinearLayerOrOfThatNameIsRefused() {
    refuses(
        new SequentialBlock().add(Blocks.batchFlattenBlock()).add(BatchNorm.builder().build()),
        listener(1),
        "model: expected a block Linear in it, found none");
    refuses(
        mlp(),
        listener(1).classifier("fc"),
        "classifier: expected one of 02Linear, 04SequentialBlock_01Linear,"
            + " 04SequentialBlock_02Linear, found fc");
    refuses(
        mlp(), listener(1).metrics("nc9"), "metric: expected one of the catalogue's, found 'nc9'");
  }

  @Test
  void aLabelThatNoOutputIsForIsRefused() {
    int[] labels = labels();
    labels[77] = 3;
    refuses(
        mlp(),
        CollapseListener.of(here.resolve("mine"), data(manager.create(labels), false), 1),
        "label of sample 77: expected a class number below 3, the outputs of the model, found 3");
  }

  /** Before anything was trained or written. */
  private void refuses(Block block, CollapseListener.Builder listener, String message) {
    assertThatThrownBy(() -> train(block, 1, 0.05f, model -> {}, listener.build()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(message);
    assertThat(here.resolve("mine")).doesNotExist();
  }

  @Test
  void aNamedLinearLayerMayBeBeforeOthers() {
    CollapseListener listener =
        CollapseListener.of(here.resolve("mine"), data(manager.create(labels()).mul(2), true), 1)
            .classifier("04SequentialBlock_01Linear")
            .loss(org.collapsar.train.Loss.SQUARED)
            .seed(4)
            .name("Before the last")
            .build();
    train(mlp(), 1, 0.05f, model -> {}, listener);
    RunRecord record = RunRecord.read(here.resolve("mine/seed-4"));
    assertThat(record.layers().layers("nc2.kappa")).containsExactly(1, 2);
    assertThat(record.info().title()).isEqualTo("Before the last");
  }

  @Test
  void measuringEndsWhereTheNetworkDivergesAndTrainingGoesOn() {
    CollapseListener listener = listener(4).build();
    int[] epochs = {0};
    train(
        mlp(),
        4,
        1e30f,
        model -> {},
        listener,
        new ai.djl.training.listener.TrainingListenerAdapter() {
          @Override
          public void onEpoch(Trainer trainer) {
            epochs[0]++;
          }
        });
    assertThat(epochs[0]).isEqualTo(4);
    assertThat(listener.failure()).isEqualTo("the outputs are not finite after epoch 1");
    assertThat(record().status()).isEqualTo(RunRecord.Status.DIVERGED);
    assertThat(record().message()).isEqualTo(listener.failure());
    assertThat(record().lastEpoch()).isZero();
  }

  @Test
  void aTrainerThatIsClosedEarlyLeavesAnInterruptedRun() {
    train(mlp(), 1, 0.05f, model -> {}, listener(5).build());
    assertThat(record().status()).isEqualTo(RunRecord.Status.INTERRUPTED);
    assertThat(record().message()).isEqualTo("the trainer was closed after epoch 1 of 5");
    assertThat(record().lastEpoch()).isEqualTo(1);
  }

  /** One run has one writer; the second is told, and the first has its rows. */
  @Test
  void aRunThatIsWrittenIsRefused() {
    assertThatThrownBy(
            () -> train(mlp(), 1, 0.1f, model -> {}, listener(1).build(), listener(1).build()))
        .hasMessageEndingWith("found one that another training is writing");
    assertThat(record().status()).isEqualTo(RunRecord.Status.INTERRUPTED);
    assertThat(record().lastEpoch()).isZero();
  }
}
