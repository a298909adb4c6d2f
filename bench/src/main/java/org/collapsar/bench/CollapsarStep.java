package org.collapsar.bench;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Activation;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.collapsar.train.Step;

/** The step of this library, called as its training loop calls it. */
final class CollapsarStep implements StepEngine {
  private static final Seed NOISE = Seed.of(1);

  private final Workload workload;
  private final Network network;
  private final Samples samples;
  private final ThreadTeam team;
  private final Step step;
  private final int[] order;
  private long steps;

  CollapsarStep(Problem problem, int threads) {
    workload = problem.workload();
    network =
        Network.initialise(
            NetworkSpec.meanField(
                workload.inputs(),
                workload.particles(),
                workload.features(),
                workload.classes(),
                Activation.TANH,
                1,
                0,
                workload.decay(),
                workload.noise(),
                true),
            workload.precision(),
            Seed.of(1));
    network.setWeights(0, problem.particles());
    network.setWeights(1, problem.secondLayer());
    network.setWeights(2, problem.head());
    samples = Samples.of(new Batches(problem), workload.precision());
    order = IntStream.range(0, samples.size()).toArray();
    team = new ThreadTeam(threads);
    step = new Step(network, workload.batch(), team);
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
  public double[] particles() {
    return network.weights(0);
  }

  @Override
  public double[] secondLayer() {
    return network.weights(1);
  }

  @Override
  public void close() {
    team.close();
    step.close();
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
