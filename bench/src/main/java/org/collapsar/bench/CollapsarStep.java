package org.collapsar.bench;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.DescentRule;
import org.collapsar.net.Network;
import org.collapsar.net.Samples;
import org.collapsar.net.WeightArrays;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;
import org.collapsar.train.Step;
import org.jspecify.annotations.Nullable;

/** The step of this library, called as its training loop calls it. */
final class CollapsarStep implements StepEngine {
  private static final Seed NOISE = Seed.of(1);

  private final Workload workload;
  private final Network network;
  private final Samples samples;
  private final @Nullable WeightArrays velocities;
  private final ThreadTeam team;
  private final Step step;
  private final int[] order;
  private long steps;

  CollapsarStep(Problem problem, int threads) {
    workload = problem.workload();
    network = Network.initialise(workload.network(), workload.precision(), Seed.of(1));
    for (int l = 0; l < workload.network().depth(); l++) {
      network.setWeights(l, problem.weights(l));
    }
    samples = Samples.of(new Batches(problem), workload.precision());
    order = IntStream.range(0, samples.size()).toArray();
    team = new ThreadTeam(threads);
    DescentRule rule = workload.rule();
    velocities =
        rule.hasMomentum() ? new WeightArrays(workload.network(), workload.precision()) : null;
    step = new Step(network, workload.batch(), team, Loss.SQUARED, rule, velocities);
    step.size(workload.eta());
  }

  @Override
  public String name() {
    return "Collapsar";
  }

  @Override
  public void step(int batch) {
    int from = batch * workload.batch();
    step.step(samples, order, from, from + workload.batch(), NOISE.split(steps++));
  }

  @Override
  public double[] weights(int l) {
    return network.weights(l);
  }

  @Override
  public void close() {
    team.close();
    step.close();
    if (velocities != null) {
      velocities.close();
    }
    samples.close();
    network.close();
  }

  /** The batches of a problem one after the other. */
  private static final class Batches implements Dataset {
    private final Workload workload;
    private final double[][] inputs;
    private final int[][] labels;

    Batches(Problem problem) {
      workload = problem.workload();
      inputs = new double[workload.batches()][];
      labels = new int[workload.batches()][];
      Arrays.setAll(inputs, problem::inputs);
      Arrays.setAll(labels, problem::labels);
    }

    @Override
    public int size() {
      return workload.batches() * workload.batch();
    }

    @Override
    public int dimension() {
      return workload.inputs();
    }

    @Override
    public int classes() {
      return workload.classes();
    }

    @Override
    public int label(int i) {
      return labels[i / workload.batch()][i % workload.batch()];
    }

    @Override
    public void copyRow(int i, double[] target, int offset) {
      int d = workload.inputs();
      System.arraycopy(inputs[i / workload.batch()], i % workload.batch() * d, target, offset, d);
    }
  }
}
