package org.collapsar.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.lab.convolution.ResNet;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.DescentRule;
import org.collapsar.net.Samples;
import org.collapsar.probe.NetworkSweep;
import org.collapsar.train.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a step makes ends with it: the memory outside the heap stays as it is. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "SKIPPED: memory is read from /proc")
@NeedsGradients
class TorchMemoryTest {
  @Test
  void isFlatAfterTheTenthEpoch() throws Exception {
    ResNet trunk = new ResNet(List.of(1, 1), List.of(32, 64), ResNet.Shortcut.A, true);
    try (Samples samples = Small.samples(60, Precision.FLOAT32);
        ThreadTeam team = new ThreadTeam(1);
        TorchLearner learner =
            new TorchLearner(
                Small.plan(trunk, 0.001),
                Small.setup(
                    samples,
                    Small.config(60, 12, 0.001, new DescentRule(0.9, false, false)),
                    Precision.FLOAT32,
                    false));
        NetworkSweep sweep = learner.network().sweep(team, Loss.SQUARED, false)) {
      double tenth = 0;
      for (int epoch = 1; epoch <= 60; epoch++) {
        learner.epoch(epoch, e -> true);
        sweep.differentiate(samples, (start, count, pass) -> {});
        if (epoch == 10) {
          tenth = outsideTheHeap();
        }
      }
      assertThat(outsideTheHeap()).isLessThan(1.05 * tenth);
    }
  }

  /** Resident bytes beyond what the heap has taken. */
  private static double outsideTheHeap() throws Exception {
    System.gc();
    double resident =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                .sum()
            * 1024;
    return resident - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
  }
}
