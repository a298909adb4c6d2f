package org.collapsar.lab.run;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.collapsar.data.Dataset;
import org.collapsar.lab.experiment.CellPoint;
import org.collapsar.lab.experiment.DataConfig;
import org.collapsar.lab.experiment.TrainingConfig;
import org.collapsar.lab.learner.NetworkPlan;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.Samples;
import org.collapsar.probe.StartingSharpness;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;

/**
 * Says before the first epoch where a step of a schedule is beyond the edge of stability of the
 * network as it starts: {@link org.collapsar.net.DescentRule#edge} over the sharpness, of which
 * {@link StartingSharpness} is a lower bound. Sharpness changes in training, mostly upwards, and
 * mini-batches have an edge below that of the full batch, so that to be silent is no promise.
 *
 * <p>Of each cell the first run is looked at, and networks that differ in their steps alone once.
 * It costs at most 1% of the arithmetic of the training, or about two seconds.
 */
final class StepCheck {
  private static final double SHARE = 0.01;

  /** Two seconds or so of one core, in floating-point operations. */
  private static final double LEAST = 5e10;

  private static final long MEMORY = 1L << 30;

  private static final int MOST_SAMPLES = 512;
  private static final int FEWEST_SAMPLES = 64;

  /** A product with the Hessian over a step, 8 products of matrices for 3, twice for double. */
  private static final double PRODUCT_OVER_STEP = 2 * 8 / 3.0;

  private static final Seed DRAW = Seed.of(0).split("step check");

  private final Workers workers;
  private final Interruption interruption;
  private final Map<Start, List<PlannedRun>> starts = new LinkedHashMap<>();
  private final int most;
  private final List<Beyond> beyond = new ArrayList<>();
  private int skipped;

  /** Equal where the networks and what they are trained on are, before the first step. */
  private record Start(
      NetworkPlan network, DataConfig data, Loss loss, Precision precision, long seed) {
    static Start of(PlannedRun plan) {
      TrainingConfig train = plan.experiment().train();
      return new Start(
          plan.network(), plan.experiment().data(), train.loss(), train.precision(), plan.seed());
    }
  }

  /** A step that is too large: the largest of a schedule. */
  private record Beyond(PlannedRun plan, int epoch, double step, double edge, double sharpness) {
    double times() {
      return step * sharpness / edge;
    }
  }

  private StepCheck(List<PlannedRun> plans, Workers workers, Interruption interruption) {
    this.workers = workers;
    this.interruption = interruption;
    Map<List<CellPoint>, PlannedRun> firsts = new LinkedHashMap<>();
    plans.stream()
        .filter(plan -> plan.fromEpoch() == 0 && plan.epochsLeft() > 0)
        .forEach(plan -> firsts.putIfAbsent(plan.experiment().cell(), plan));
    firsts
        .values()
        .forEach(plan -> starts.computeIfAbsent(Start.of(plan), s -> new ArrayList<>()).add(plan));
    double all =
        plans.stream()
            .mapToDouble(p -> p.flopsPerStep() * p.stepsPerEpoch() * p.epochsLeft())
            .sum();
    double ofSample =
        starts.values().stream()
            .mapToDouble(alike -> alike.get(0).network().flopsPerSample())
            .sum();
    double products = PRODUCT_OVER_STEP * (StartingSharpness.PRODUCTS + 2);
    most = (int) Math.min(MOST_SAMPLES, Math.max(LEAST, SHARE * all) / (ofSample * products));
  }

  /** Lines for the user; none where nothing is to be said. */
  static List<String> lines(List<PlannedRun> plans, Workers workers, Interruption interruption) {
    StepCheck check = new StepCheck(plans, workers, interruption);
    check.starts.values().forEach(check::check);
    return check.lines();
  }

  /** Runs whose networks start alike. */
  private void check(List<PlannedRun> alike) {
    if (interruption.requested()) {
      return;
    }
    OptionalDouble sharpness = sharpness(alike.get(0));
    if (sharpness.isEmpty() || !(sharpness.getAsDouble() > 0)) {
      return;
    }
    for (PlannedRun plan : alike) {
      TrainingConfig train = plan.experiment().train();
      int epoch = 0;
      for (int e = 0; e < train.epochs(); e++) {
        epoch = size(train, e) > size(train, epoch) ? e : epoch;
      }
      Beyond largest =
          new Beyond(plan, epoch, size(train, epoch), train.rule().edge(), sharpness.getAsDouble());
      if (largest.times() > 1) {
        beyond.add(largest);
      }
    }
  }

  private static double size(TrainingConfig train, int epoch) {
    return train.steps().sizeAt(epoch, train.epochs());
  }

  /** Empty where it would cost too much, which is counted, or is not defined. */
  private OptionalDouble sharpness(PlannedRun plan) {
    int n = plan.samples();
    long bytes = 8 * plan.network().parameters() * StartingSharpness.VECTORS;
    if (bytes > MEMORY) {
      // Whether the sharpness is defined at all is not asked of a network that fills the memory.
      skipped++;
      return OptionalDouble.empty();
    }
    if (most < Math.min(n, FEWEST_SAMPLES)) {
      try (PreparedRun prepared = PreparedRun.of(plan, workers.threads())) {
        skipped += StartingSharpness.refusal(prepared.network()) == null ? 1 : 0;
      }
      return OptionalDouble.empty();
    }
    try (PreparedRun prepared = PreparedRun.of(plan, workers.threads());
        ThreadTeam team = new ThreadTeam(workers.threads())) {
      Loss loss = plan.experiment().train().loss();
      MetricValue found;
      if (n <= most) {
        found =
            StartingSharpness.estimate(
                prepared.network(), prepared.train(), prepared.train(), team, loss);
      } else {
        Dataset all = plan.data().forSeed(plan.seed()).train();
        int count = Math.min(most, n / 2);
        int[] drawn = draw(n, 2 * count);
        Precision precision = plan.experiment().train().precision();
        try (Samples some = part(all, drawn, 0, count, precision);
            Samples others = part(all, drawn, count, count, precision)) {
          found = StartingSharpness.estimate(prepared.network(), some, others, team, loss);
        }
      }
      return found instanceof MetricValue.Defined defined
          ? OptionalDouble.of(defined.value())
          : OptionalDouble.empty();
    }
  }

  private static Samples part(Dataset all, int[] drawn, int from, int count, Precision precision) {
    int[] indices = new int[count];
    System.arraycopy(drawn, from, indices, 0, count);
    return Samples.of(all.select(indices), precision);
  }

  /** The first steps of a Fisher-Yates shuffle of 0 .. n - 1. */
  private static int[] draw(int n, int count) {
    SplittableRandom random = DRAW.generator();
    int[] places = new int[n];
    for (int i = 0; i < n; i++) {
      places[i] = i;
    }
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i, n);
      int kept = places[i];
      places[i] = places[j];
      places[j] = kept;
    }
    return places;
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!beyond.isEmpty()) {
      lines.add(warning());
    }
    if (skipped > 0) {
      lines.add(
          "step sizes are not held against the sharpness at the start"
              + (starts.size() == 1 ? "" : " of " + skipped + " of " + starts.size() + " networks")
              + ": it would cost more than 1% of the training, or 1 GB");
    }
    return lines;
  }

  private String warning() {
    Beyond worst = beyond.get(0);
    for (Beyond other : beyond) {
      worst = other.times() > worst.times() ? other : worst;
    }
    double momentum = worst.plan.experiment().train().rule().momentum();
    String where =
        worst.plan.experiment().cell().stream()
            .map(p -> p.axis() + " " + p.label())
            .collect(Collectors.joining(", "));
    return (where.isEmpty() ? "" : where + ": ")
        + "step size "
        + figures(worst.step)
        + (worst.epoch == 0 ? "" : ", from epoch " + (worst.epoch + 1) + " on,")
        + " is beyond "
        + figures(worst.edge / worst.sharpness)
        + ", the most that the sharpness at the start allows ("
        + figures(worst.edge)
        + "/"
        + figures(worst.sharpness)
        + (momentum > 0 ? ", with momentum " + momentum : "")
        + "): training may diverge"
        + (beyond.size() == 1 ? "" : "; so may " + others(beyond.size() - 1));
  }

  /** Three significant figures. */
  private static String figures(double x) {
    return new BigDecimal(x).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  private static String others(int count) {
    return count + (count == 1 ? " other cell" : " other cells");
  }
}
