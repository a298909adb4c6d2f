package org.collapsar.torch;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.linalg.NativeArray;
import org.collapsar.net.SampleSource;
import org.collapsar.probe.Activations;
import org.collapsar.probe.Gradient;
import org.collapsar.probe.NetworkSweep;
import org.collapsar.probe.ObservedNetwork;
import org.collapsar.probe.PassVisitor;
import org.collapsar.train.Loss;

/**
 * Passes of a model of DJL over {@link DjlSamples}: batches of the data set, whose rows are handed
 * on in pieces. What a batch makes is freed before the next one.
 */
final class DjlSweep implements NetworkSweep, Activations {
  private final DjlNetwork network;
  private final Loss loss;
  private final boolean before;
  private final NativeArray features;
  private final List<NativeArray> z = new ArrayList<>();
  private final List<NativeArray> bent = new ArrayList<>();
  private final NativeArray outputs;

  DjlSweep(DjlNetwork network, Loss loss, boolean before) {
    this.network = network;
    this.loss = loss;
    this.before = before;
    this.features = array(network.inputs());
    for (int l = 0; l < network.depth(); l++) {
      NativeArray after = array(network.layer(l).width());
      z.add(after);
      bent.add(before && !network.layer(l).linear() ? array(network.layer(l).width()) : after);
    }
    this.outputs = array(network.outputs());
  }

  private NativeArray array(int width) {
    return NativeArray.allocate(network.precision(), (long) ObservedNetwork.PIECE * width);
  }

  /** Nobody asks for a piece of samples that come in the order of a data set. */
  @Override
  public Activations forward(SampleSource data, int start, int count) {
    throw new UnsupportedOperationException("batches of DJL come one after the other");
  }

  @Override
  public double evaluate(SampleSource data, PassVisitor visitor) {
    DjlSamples samples = (DjlSamples) data;
    double[] sum = {0};
    samples.forEach(
        (start, count, inputs) -> {
          LinearTail.Made made = network.tail().forward(inputs);
          Rows rows = new Rows(made);
          for (int done = 0; done < count; ) {
            int at = (start + done) % ObservedNetwork.PIECE;
            int some = Math.min(count - done, ObservedNetwork.PIECE - at);
            rows.copy(done, at, some);
            done += some;
            boolean full = at + some == ObservedNetwork.PIECE;
            if (full || start + done == samples.size()) {
              sum[0] += visit(samples, start + done - at - some, at + some, visitor);
            }
          }
        });
    network.passed(Double.isFinite(sum[0]));
    return loss.mean(sum[0], samples.size());
  }

  private double visit(DjlSamples samples, int start, int count, PassVisitor visitor) {
    int classes = network.outputs();
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = samples.label(start + i);
    }
    outputs.copyFrom(0, z.get(z.size() - 1), 0, count * classes);
    double sum = loss.sum(outputs, classes, count, labels);
    visitor.visit(start, count, this);
    return sum;
  }

  /** The numbers of a batch. */
  private final class Rows {
    private final double[] ofFeatures;
    private final List<double[]> ofAfter = new ArrayList<>();
    private final List<double[]> ofBefore = new ArrayList<>();

    Rows(LinearTail.Made made) {
      this.ofFeatures = Numbers.of(made.features());
      for (int l = 0; l < z.size(); l++) {
        ofAfter.add(Numbers.of(made.after().get(l)));
        NDArray straight = made.before().get(l);
        ofBefore.add(bent.get(l) == z.get(l) ? new double[0] : Numbers.of(straight));
      }
    }

    /** Rows from {@code from} of the batch to row {@code to} of the piece. */
    void copy(int from, int to, int count) {
      copy(ofFeatures, features, network.inputs(), from, to, count);
      for (int l = 0; l < z.size(); l++) {
        int width = network.layer(l).width();
        copy(ofAfter.get(l), z.get(l), width, from, to, count);
        if (bent.get(l) != z.get(l)) {
          copy(ofBefore.get(l), bent.get(l), width, from, to, count);
        }
      }
    }

    private static void copy(
        double[] rows, NativeArray piece, int width, int from, int to, int count) {
      piece.write(to * width, rows, from * width, count * width);
    }
  }

  @Override
  public double differentiate(SampleSource data, PassVisitor visitor) {
    throw new UnsupportedOperationException(network.withoutGradient());
  }

  @Override
  public Gradient gradient() {
    throw new UnsupportedOperationException(network.withoutGradient());
  }

  @Override
  public NativeArray inputs() {
    return features;
  }

  @Override
  public NativeArray after(int l) {
    return z.get(l);
  }

  @Override
  public NativeArray before(int l) {
    if (!before && !network.layer(l).linear()) {
      throw new IllegalStateException(
          "the sweep was opened not to keep what is before activations");
    }
    return bent.get(l);
  }

  @Override
  public void close() {
    features.close();
    outputs.close();
    for (int l = 0; l < z.size(); l++) {
      if (bent.get(l) != z.get(l)) {
        bent.get(l).close();
      }
      z.get(l).close();
    }
  }
}
