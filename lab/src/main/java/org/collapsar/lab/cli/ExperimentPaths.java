package org.collapsar.lab.cli;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.job.ExperimentOutcome;
import org.jspecify.annotations.Nullable;

/** Where an experiment is written, and what the process says at its end. */
final class ExperimentPaths {
  private ExperimentPaths() {}

  /** {@code --out}, else the file's output.directory, else ./runs/ID. */
  static Path of(Sweep sweep, @Nullable String out, Terminal terminal) {
    if (out != null) {
      return terminal.resolve(Terminal.named("--out", out));
    }
    String configured = sweep.first().output().directory();
    return terminal.resolve(configured == null ? "runs/" + sweep.id() : configured);
  }

  /** Interrupted before failed before done. */
  static int worst(List<ExperimentOutcome> outcomes) {
    return outcomes.stream().mapToInt(Exit::of).max().orElse(Exit.INTERRUPTED);
  }
}
