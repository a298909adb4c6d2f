package org.collapsar.bench;

import ai.djl.engine.Engine;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Precision;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times training steps against libtorch, both in this JVM and in turns, and prints what it found as
 * Markdown.
 */
@Command(
    name = "bench/run",
    mixinStandardHelpOptions = true,
    description =
        "Times the training step against libtorch: of W1, 784 -> 6272 -> 16 -> 3 (tanh, batch 64);"
            + " of W2, 784 -> 512 (8 times) -> 10 (ReLU, batch 128); and of figure 4 of Jacot et"
            + " al. in quick form, 784 -> 256 (8 times) -> 10 (ReLU, batch 64, momentum).")
final class TrainingStep implements Callable<Integer> {
  /** The cases of the table. */
  enum Case {
    SGD32("W1: SGD, float32", Workload.w1(0, Precision.FLOAT32)),
    LANGEVIN32("W1: Langevin, float32", Workload.w1(1e-4, Precision.FLOAT32)),
    SGD64("W1: SGD, float64", Workload.w1(0, Precision.FLOAT64)),
    DEEP32("W2: SGD, float32", Workload.w2(Precision.FLOAT32)),
    DEEP64("W2: SGD, float64", Workload.w2(Precision.FLOAT64)),
    FIGURE4("figure 4: momentum, float32", Workload.figure4(Precision.FLOAT32));

    private final String title;
    private final Workload workload;

    Case(String title, Workload workload) {
      this.title = title;
      this.workload = workload;
    }
  }

  /** Who can be timed. */
  enum Contender {
    LIBTORCH,
    COLLAPSAR
  }

  @Option(
      names = "--cases",
      split = ",",
      paramLabel = "CASE",
      description = "Which of ${COMPLETION-CANDIDATES} (default: all).")
  private Set<Case> cases = new LinkedHashSet<>(List.of(Case.values()));

  @Option(
      names = "--engines",
      split = ",",
      paramLabel = "ENGINE",
      description = "Which of ${COMPLETION-CANDIDATES} (default: both).")
  private Set<Contender> contenders = new LinkedHashSet<>(List.of(Contender.values()));

  @Option(names = "--threads", description = "Threads of each (default: ${DEFAULT-VALUE}).")
  private int threads = 2;

  @Option(names = "--rounds", description = "Rounds (default: ${DEFAULT-VALUE}).")
  private int rounds = 11;

  @Option(names = "--steps", description = "Timed steps of a block (default: ${DEFAULT-VALUE}).")
  private int steps = 25;

  @Option(
      names = "--warmup",
      description =
          "Steps of each engine before the first round, not timed (default: ${DEFAULT-VALUE}).")
  private int warmup = 60;

  @Option(
      names = "--lead-in",
      description = "Steps at the start of a block, not timed (default: ${DEFAULT-VALUE}).")
  private int leadIn = 3;

  @Option(
      names = "--pause",
      description = "Milliseconds of sleep before a block (default: ${DEFAULT-VALUE}).")
  private long pause = 200;

  @Option(
      names = "--cache",
      description = "Directory where libtorch is unpacked (default: ${DEFAULT-VALUE}).")
  private Path cache = Path.of("bench", "target", "djl");

  private TrainingStep() {}

  /** Runs the command line. */
  public static void main(String[] args) {
    CommandLine command =
        new CommandLine(new TrainingStep())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(
                (failure, line, parsed) -> {
                  int code =
                      failure instanceof BadInputException
                          ? 2
                          : failure instanceof FailedException ? 1 : 0;
                  if (code == 0) {
                    throw failure;
                  }
                  line.getErr().println("bench/run: " + failure.getMessage());
                  return code;
                });
    System.exit(command.execute(args));
  }

  @Override
  public Integer call() {
    Interleaving interleaving = interleaving();
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    say("loading libtorch");
    Engine torch = LibtorchStep.load(threads, cache);
    List<CaseResult> results = new ArrayList<>();
    for (Case each : cases) {
      say("%s: %d steps of warm-up and %d rounds each", each.title, warmup, rounds);
      results.add(measure(each, torch, interleaving));
    }
    print(torch, load, results);
    return 0;
  }

  private Interleaving interleaving() {
    try {
      if (threads < 1) {
        throw new IllegalArgumentException("--threads: expected at least 1, found " + threads);
      }
      return new Interleaving(warmup, rounds, leadIn, steps, pause);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }

  private CaseResult measure(Case each, Engine torch, Interleaving interleaving) {
    Workload workload = each.workload;
    Problem problem = new Problem(workload, 1);
    List<StepEngine> engines = new ArrayList<>();
    try {
      // The peer first: the ratio is peer over ours.
      if (contenders.contains(Contender.LIBTORCH)) {
        engines.add(new LibtorchStep(torch, problem));
      }
      if (contenders.contains(Contender.COLLAPSAR)) {
        engines.add(new CollapsarStep(problem, threads));
      }
      if (engines.size() == 2) {
        agree(each, Agreement.after(engines.get(0), engines.get(1), workload));
      }
      MachinePeak before = MachinePeak.measure(workload, threads);
      Timings timings =
          interleaving.run(engines, workload.batches(), System::nanoTime, new OtherWork());
      MachinePeak peak = before.max(MachinePeak.measure(workload, threads));
      List<String> names = engines.stream().map(StepEngine::name).toList();
      return new CaseResult(each.title, workload, peak, names, timings);
    } finally {
      engines.forEach(StepEngine::close);
    }
  }

  private static void agree(Case each, Agreement agreement) {
    String what =
        each.workload.noise() == 0
            ? "largest difference of a weight"
            : "difference of the weights over that of independent noises";
    if (!agreement.holds()) {
      throw new FailedException(
          each.title
              + ": the engines do not compute the same, "
              + what
              + " after three steps "
              + agreement.found());
    }
    say("%s: %s after three steps %.3g", each.title, what, agreement.found());
  }

  private void print(Engine torch, double load, List<CaseResult> results) {
    List<String> lines = new ArrayList<>();
    Machine.describe().forEach(line -> lines.add("- " + line));
    lines.add("- BLAS: " + Blas.library());
    lines.add("- Peer: libtorch " + torch.getVersion() + " through DJL");
    lines.add(
        String.format(
            Locale.ROOT,
            "- Run: %d threads each, %d rounds of %d steps, load average before it %.2f%s",
            threads,
            rounds,
            steps,
            load,
            settings()));
    lines.add(
        String.format(
            Locale.ROOT,
            "- Other processes used more than %.1f cores in %d rounds, which were repeated, and in %d"
                + " rounds that count",
            Interleaving.TOLERATED,
            results.stream().mapToInt(r -> r.timings().repeated()).sum(),
            results.stream().mapToInt(r -> r.timings().disturbed()).sum()));
    lines.add("");
    lines.addAll(ResultTable.of(results));
    lines.forEach(System.out::println);
  }

  /** Environment variables that change how libtorch or the C library work. */
  private static String settings() {
    StringBuilder found = new StringBuilder();
    new TreeMap<>(System.getenv())
        .forEach(
            (name, value) -> {
              if (name.matches("(OMP|GOMP|MKL|KMP|OPENBLAS|MALLOC|THP)_.*|GLIBC_TUNABLES")) {
                found.append(", ").append(name).append('=').append(value);
              }
            });
    return found.toString();
  }

  private static void say(String format, Object... arguments) {
    System.err.printf(Locale.ROOT, format + "%n", arguments);
  }
}
