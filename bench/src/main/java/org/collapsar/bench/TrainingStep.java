package org.collapsar.bench;

import ai.djl.engine.Engine;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.collapsar.linalg.Precision;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Times the training step against libtorch in one JVM and prints a Markdown table. */
@Command(
    name = "bench/run",
    mixinStandardHelpOptions = true,
    description = "Times the training step of W1 (784 -> 6272 -> 16 -> 3, batch 64, tanh) against libtorch.")
final class TrainingStep implements Callable<Integer> {

  /** The cases of the table. */
  enum Case {
    SGD32("SGD, float32", 0, Precision.FLOAT32),
    LANGEVIN32("Langevin, float32", 1e-4, Precision.FLOAT32),
    SGD64("SGD, float64", 0, Precision.FLOAT64);

    private final String title;
    private final double noise;
    private final Precision precision;

    Case(String title, double noise, Precision precision) {
      this.title = title;
      this.noise = noise;
      this.precision = precision;
    }
  }

  enum Contender {
    LIBTORCH,
    COLLAPSAR
  }

  @Option(names = "--cases", split = ",", paramLabel = "CASE", description = "Which of ${COMPLETION-CANDIDATES} (default: all).")
  private List<Case> cases = List.of(Case.values());

  @Option(names = "--engines", split = ",", paramLabel = "ENGINE", description = "Which of ${COMPLETION-CANDIDATES} (default: both).")
  private List<Contender> contenders = List.of(Contender.values());

  @Option(names = "--threads", description = "Threads of each engine (default: ${DEFAULT-VALUE}).")
  private int threads = 2;

  @Option(names = "--rounds", description = "Rounds (default: ${DEFAULT-VALUE}).")
  private int rounds = 11;

  @Option(names = "--steps", description = "Timed steps in each block (default: ${DEFAULT-VALUE}).")
  private int steps = 20;

  @Option(names = "--warmup", description = "Steps of each engine before the first round, not timed (default: ${DEFAULT-VALUE}).")
  private int warmup = 60;

  @Option(names = "--lead-in", description = "Steps at the start of each block, not timed (default: ${DEFAULT-VALUE}).")
  private int leadIn = 3;

  @Option(names = "--pause", description = "Milliseconds of sleep before each block (default: ${DEFAULT-VALUE}).")
  private long pause = 200;

  @Option(names = "--cache", description = "Directory where libtorch is unpacked (default: ${DEFAULT-VALUE}).")
  private Path cache = Path.of("target", "djl");

  public static void main(String[] args) {
    System.exit(new CommandLine(new TrainingStep()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  @Override
  public Integer call() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    Engine torch = LibtorchStep.load(threads, cache);
    Interleaving interleaving = new Interleaving(warmup, rounds, leadIn, steps, pause);
    for (Case each : cases) {
      Workload workload = Workload.w1(each.noise, each.precision);
      Problem problem = new Problem(workload, 1);
      MachinePeak peak = MachinePeak.measure(workload, threads);
      List<StepEngine> engines = new ArrayList<>();
      if (contenders.contains(Contender.LIBTORCH)) {
        engines.add(new LibtorchStep(torch, problem));
      }
      double[][] millis = interleaving.run(engines, workload.batches(), System::nanoTime);
      System.out.printf("%s peak %.1f GF/s %.1f GB/s load %.2f%n", each.title, peak.flops() / 1e9, peak.bytes() / 1e9, load);
      for (int e = 0; e < engines.size(); e++) {
        System.out.printf("%s %s%n", engines.get(e).name(), Sample.of(millis[e]));
        engines.get(e).close();
      }
    }
    Machine.describe().forEach(System.out::println);
    System.out.println(MachinePeak.blas());
    return 0;
  }
}
