package org.collapsar.probe;

import java.util.Optional;
import org.collapsar.net.SampleSource;

/**
 * Visitor of the pass that measures a network, which takes a {@link SimplexFrame} of the features
 * that the last layer takes.
 */
public final class SimplexProbe implements PassVisitor {
  /** Cadence of frames. */
  public static final Cadence CADENCE = new Cadence("simplexFrames", Cadence.Rule.FRAMES, 40);

  private final ObservedNetwork network;
  private final int last;
  private final int dimension;
  private final SimplexTally tally;
  private final double[] block;

  /**
   * Prepares to see passes.
   *
   * @param network stays open and belongs to the caller
   * @param train the samples of the pass
   */
  public SimplexProbe(ObservedNetwork network, SampleSource train) {
    this.network = network;
    this.last = network.depth() - 1;
    this.dimension = network.inputsOf(last);
    this.tally = new SimplexTally(dimension, train.labels(), train.classes());
    this.block = new double[ObservedNetwork.PIECE * dimension];
  }

  /**
   * Forgets the last pass, before the next begins.
   *
   * @return this probe
   */
  public SimplexProbe begin() {
    tally.begin();
    return this;
  }

  @Override
  public void visit(int start, int samples, Activations pass) {
    (last > 0 ? pass.after(last - 1) : pass.inputs()).read(0, block, 0, samples * dimension);
    tally.accept(block, start, samples);
  }

  /**
   * {@return what the pass has shown; empty where fewer than two classes occur or it has diverged}
   */
  public Optional<SimplexFrame> frame() {
    return tally.frame(network.layer(last).actingWeights().orElse(null));
  }
}
