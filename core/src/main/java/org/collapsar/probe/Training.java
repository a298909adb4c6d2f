package org.collapsar.probe;

import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.SampleSource;
import org.collapsar.train.Loss;
import org.collapsar.train.TrainConfig;
import org.jspecify.annotations.Nullable;

/**
 * Network in training, as those who measure it see it. What they give is measured by the weights at
 * present; nobody changes them.
 */
public final class Training {
  /** What is said of metrics that depend on {@link #config} where there is none. */
  static final MetricValue UNKNOWN =
      MetricValue.undefined("because it is not known how the network is trained");

  /** What is said of metrics of the parameters where the network gives none. */
  static final MetricValue NO_PARAMETERS =
      MetricValue.undefined("because the parameters of the network are not known");

  private final ObservedNetwork network;
  private final SampleSource train;
  private final @Nullable SampleSource test;
  private final @Nullable TrainConfig config;
  private final Loss loss;
  private final ThreadTeam team;
  private int @Nullable [] labels;

  Training(
      ObservedNetwork network,
      SampleSource train,
      @Nullable SampleSource test,
      @Nullable TrainConfig config,
      Loss loss,
      ThreadTeam team) {
    this.network = network;
    this.train = train;
    this.test = test;
    this.config = config;
    this.loss = loss;
    this.team = team;
  }

  /** {@return the network} */
  public ObservedNetwork network() {
    return network;
  }

  /** {@return the training samples} */
  public SampleSource train() {
    return train;
  }

  /** {@return the test samples, null for none} */
  public @Nullable SampleSource test() {
    return test;
  }

  /** {@return how the network is trained; null where that is not known} */
  public @Nullable TrainConfig config() {
    return config;
  }

  /** {@return the loss that is made small} */
  public Loss loss() {
    return loss;
  }

  /** {@return the threads that compute; used by one collector after the other} */
  public ThreadTeam team() {
    return team;
  }

  /** {@return the labels of the training samples; to be read only} */
  public int[] labels() {
    if (labels == null) {
      labels = train.labels();
    }
    return labels;
  }

  /**
   * {@return the number of steps of an epoch; 0 where it is not known how the network is trained}
   */
  public long stepsPerEpoch() {
    if (config == null) {
      return 0;
    }
    int batch = config.batch();
    return batch == 0 ? config.fullSteps() : (train.size() + batch - 1L) / batch;
  }

  /**
   * {@return the moment after an epoch}
   *
   * @param epoch how many epochs are done
   * @throws IllegalStateException if it is not known how the network is trained
   */
  public Moment after(int epoch) {
    if (config == null) {
      throw new IllegalStateException("how the network is trained is not known");
    }
    double until =
        network.parameters().stream().mapToDouble(ParameterGroup::frozenUntil).max().orElse(0);
    return new Moment(epoch, config.epochs(), (int) Math.ceil(until * config.epochs()));
  }
}
