package org.collapsar.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.ExternalWriter;
import org.collapsar.lab.run.Machine;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.probe.EpochMeasurement;
import org.collapsar.probe.EpochProbe;
import org.collapsar.probe.HeadProbe;
import org.collapsar.probe.Moment;
import org.collapsar.theory.Certificate;
import org.collapsar.train.Loss;
import org.jspecify.annotations.Nullable;

/**
 * Measures the collapse of a model that DJL trains, of any engine and any blocks, at the end of
 * each epoch, and writes a run directory that {@code collapsar report} reads at any moment.
 *
 * <pre>
 * config.addTrainingListeners(CollapseListener.of(Path.of("runs/mine"), train, 10).build());
 * </pre>
 *
 * <p>The layers are the linear ones at the end of the model, with the ReLU or tanh between them;
 * features are what the last one takes, W and b its weights. They are found where blocks follow
 * each other in sequential ones, and a last linear layer in any block; outputs of the model are
 * compared with W h + b, and what differs is refused. The model is run in evaluation mode, without
 * gradients, a batch at a time: of the data set only its labels and sums over its samples are kept.
 * Nothing of the training changes.
 *
 * <p>Epoch 0 is measured at the first batch, before its step: parameters are the initial ones, the
 * running moments of batch normalisation have seen that batch. A model or a data set that cannot be
 * measured throws there, before anything has been trained. What goes wrong later, a full disk or
 * outputs that are not finite, ends the measuring and not the training: {@link #failure} and the
 * run's {@code run.json} say it.
 */
public final class CollapseListener implements TrainingListener {
  private static final System.Logger LOG = System.getLogger(CollapseListener.class.getName());

  /** Of the features, W and b: the four properties of the collapse, by one metric each. */
  private static final List<String> METRICS =
      List.of(
          "nc1.quotient",
          "nc2.etf_error.means",
          "nc2.kappa",
          "nc3.self_duality",
          "nc3.cosine",
          "nc4.mismatch");

  private static final List<String> OF_LAYERS = List.of("nc1.quotient", "nc2.kappa");

  private final Builder asked;
  private @Nullable Session session;
  private int epoch;
  private @Nullable String failure;
  private boolean over;

  private CollapseListener(Builder asked) {
    this.asked = asked;
  }

  /**
   * Begins to say what is measured and where it is written.
   *
   * @param directory of the experiment, whose name is its id; the run is in {@code seed-1} there
   * @param data measured at each epoch, mostly those of training without augmentation; samples are
   *     taken in their order, whatever its sampler
   * @param epochs that will be trained; later ones are not measured
   */
  public static Builder of(Path directory, Dataset data, int epochs) {
    return new Builder(directory, data, epochs);
  }

  /** What is measured, and where it is written. */
  public static final class Builder {
    private final Path directory;
    private final Dataset data;
    private final int epochs;
    private @Nullable Dataset test;
    private @Nullable String name;
    private @Nullable String classifier;
    private @Nullable Loss loss;
    private long seed = 1;
    private int threads = 1;
    private boolean certificates;
    private @Nullable List<String> metrics;
    private List<String> layers = OF_LAYERS;

    private Builder(Path directory, Dataset data, int epochs) {
      if (epochs < 1) {
        throw new BadInputException("epochs: expected at least 1, found " + epochs);
      }
      this.directory = directory;
      this.data = data;
      this.epochs = epochs;
    }

    /** Test samples, whose accuracy is measured as well. */
    public Builder test(Dataset test) {
      this.test = test;
      return this;
    }

    /** What the run is called on pages; the name of the model unless given. */
    public Builder name(String name) {
      this.name = name;
      return this;
    }

    /** Tells runs of one experiment apart; 1 unless given. */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * The linear block that is the classifier, by its name as in the names of its parameters, such
     * as {@code 02SequentialBlock_03Linear}; the last one of the model unless given.
     */
    public Builder classifier(String block) {
      this.classifier = block;
      return this;
    }

    /**
     * The loss of the column {@code loss}, of W h + b; cross-entropy where DJL trains with it, and
     * no such column otherwise.
     */
    public Builder loss(Loss loss) {
      this.loss = loss;
      return this;
    }

    /** Ids of metrics of the network in place of the usual ones. */
    public Builder metrics(String... ids) {
      this.metrics = List.of(ids);
      return this;
    }

    /** Ids of metrics of every layer in place of nc1.quotient and nc2.kappa. */
    public Builder layers(String... ids) {
      this.layers = List.of(ids);
      return this;
    }

    /**
     * Evaluates the theorems about linear layers at the end as well, which keeps the features of
     * all samples in memory, 8 bytes a number.
     */
    public Builder certificates() {
      this.certificates = true;
      return this;
    }

    /** How many threads measure, no number depends on it; 1 unless given. */
    public Builder threads(int threads) {
      this.threads = threads;
      return this;
    }

    /** The listener of one training. */
    public CollapseListener build() {
      return new CollapseListener(this);
    }
  }

  /** Why the measuring ended early, in a line; null where it did not. */
  public @Nullable String failure() {
    return failure;
  }

  /** Directory of the run. */
  public Path directory() {
    return asked.directory.resolve("seed-" + asked.seed);
  }

  @Override
  public void onTrainingBegin(Trainer trainer) {}

  /** Before its step, as DJL calls it. */
  @Override
  public void onTrainingBatch(Trainer trainer, BatchData batchData) {
    if (session == null && !over) {
      Session begun = new Session(asked, directory(), trainer);
      session = begun;
      measure(begun, 0);
    }
  }

  @Override
  public void onEpoch(Trainer trainer) {
    epoch++;
    Session running = session;
    if (over) {
      return;
    }
    if (running == null) {
      throw new BadInputException(
          "epoch 1: expected a batch of training before its end, found none; a loop of one's own"
              + " tells its listeners by trainer.notifyListeners(l -> l.onTrainingBatch(..)) before"
              + " trainer.step()");
    }
    try {
      measure(running, epoch);
    } catch (BadInputException | FailedException e) {
      failure = String.valueOf(e.getMessage());
      LOG.log(System.Logger.Level.WARNING, "epoch {0} is not measured: {1}", epoch, failure);
      end(running, RunRecord.Status.FAILED, failure);
    }
  }

  private void measure(Session running, int epoch) {
    if (!running.measure(epoch)) {
      failure = "the outputs are not finite after epoch " + epoch;
      end(running, RunRecord.Status.DIVERGED, failure);
    } else if (epoch == asked.epochs) {
      end(running, RunRecord.Status.DONE, null);
    }
  }

  @Override
  public void onValidationBatch(Trainer trainer, BatchData batchData) {}

  @Override
  public void onTrainingEnd(Trainer trainer) {
    Session running = session;
    if (running != null && !over) {
      end(
          running,
          RunRecord.Status.INTERRUPTED,
          "the trainer was closed after epoch " + epoch + " of " + asked.epochs);
    }
  }

  private void end(Session running, RunRecord.Status status, @Nullable String message) {
    over = true;
    try (running) {
      running.writer.end(status, message);
    } catch (FailedException e) {
      failure = String.valueOf(e.getMessage());
      LOG.log(System.Logger.Level.WARNING, "the run is not ended: {0}", failure);
    }
  }

  /** A training under way. */
  private static final class Session implements AutoCloseable {
    private final DjlNetwork network;
    private final NDManager manager;
    private final EpochProbe probe;
    private final @Nullable HeadProbe head;
    private final int threads;
    private final ExternalWriter writer;
    private long last = System.nanoTime();

    Session(Builder asked, Path directory, Trainer trainer) {
      this.network = new DjlNetwork(LinearTail.of(trainer.getModel().getBlock(), asked.classifier));
      this.threads = asked.threads;
      this.manager = trainer.getManager().newSubManager();
      EpochProbe open = null;
      try {
        DjlSamples train = new DjlSamples(asked.data, manager, network.outputs());
        DjlSamples test =
            asked.test == null ? null : new DjlSamples(asked.test, manager, network.outputs());
        train.first(
            (start, n, inputs) -> network.tail().check(inputs, network.tail().forward(inputs)));
        Loss known = loss(asked, trainer);
        List<String> metrics = metrics(asked, known != null);
        Loss loss = known == null ? Loss.SQUARED : known;
        open =
            EpochProbe.of(network, train)
                .test(test)
                .loss(loss)
                .threads(threads)
                .metrics(metrics)
                .layers(asked.layers)
                .open();
        this.head = asked.certificates ? new HeadProbe(network, train, loss, false) : null;
        this.writer =
            ExternalWriter.startAlone(
                directory,
                String.valueOf(asked.directory.toAbsolutePath().normalize().getFileName()),
                asked.seed,
                origin(asked, trainer, network),
                asked.epochs,
                metrics,
                Machine.provenance(
                    threads, network.precision().name().toLowerCase(java.util.Locale.ROOT), "DJL"));
        this.probe = open;
        open = null;
      } finally {
        if (open != null) {
          open.close();
        }
      }
    }

    private static @Nullable Loss loss(Builder asked, Trainer trainer) {
      if (asked.loss != null) {
        return asked.loss;
      }
      return trainer.getLoss() instanceof SoftmaxCrossEntropyLoss ? Loss.CROSS_ENTROPY : null;
    }

    private static List<String> metrics(Builder asked, boolean loss) {
      List<String> all = new ArrayList<>();
      if (asked.metrics != null) {
        all.addAll(asked.metrics);
        if (!loss && all.contains("loss")) {
          throw new BadInputException(
              "metric loss: expected loss(..) beside a loss of DJL that is not softmax"
                  + " cross-entropy, found none");
        }
        return all;
      }
      if (loss) {
        all.add("loss");
      }
      all.add("accuracy.train");
      if (asked.test != null) {
        all.add("accuracy.test");
      }
      all.addAll(METRICS);
      return all;
    }

    private static External origin(Builder asked, Trainer trainer, DjlNetwork network) {
      Engine engine = trainer.getManager().getEngine();
      List<External.Layer> layers = new ArrayList<>();
      for (int l = 0; l < network.depth(); l++) {
        layers.add(
            new External.Layer(
                network.tail().links().get(l).name(),
                OptionalInt.of(network.layer(l).width()),
                network.layer(l).activation()));
      }
      return new External(
          asked.name == null ? trainer.getModel().getName() : asked.name,
          "DJL "
              + Engine.getDjlVersion()
              + ", "
              + engine.getEngineName()
              + " "
              + engine.getVersion(),
          layers);
    }

    /** Measures and writes; false where the network has diverged, of which nothing is written. */
    boolean measure(int epoch) {
      long begin = System.nanoTime();
      EpochMeasurement found =
          probe.measure(
              new Moment(epoch, Math.max(1, epoch), 0),
              cadence -> true,
              head == null ? List.of() : List.of(head));
      if (!network.finite()) {
        return false;
      }
      List<Certificate> certificates = head == null ? null : head.certificates(threads);
      long end = System.nanoTime();
      writer.write(
          new EpochRecord(
              epoch,
              found.values(),
              found.layers(),
              found.matrices(),
              null,
              certificates,
              null,
              (begin - last) / 1e9,
              (end - begin) / 1e9));
      last = end;
      return true;
    }

    @Override
    public void close() {
      if (head != null) {
        head.close();
      }
      probe.close();
      manager.close();
    }
  }
}
