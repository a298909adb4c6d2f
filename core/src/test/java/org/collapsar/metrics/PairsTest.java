package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;

/** Who keeps a number for every pair of classes, which many classes make large, says so. */
class PairsTest {
  private static final int K = 1500;
  private static final int D = 2;

  @Test
  void metricsThatKeepPairsSaySo() {
    SplittableRandom random = new SplittableRandom(3);
    double[][] rows = new double[2 * K][D];
    int[] labels = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      labels[i] = i % K;
      rows[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
    }
    Matrix w = new Matrix(K, D);
    for (int i = 0; i < w.data().length; i++) {
      w.data()[i] = random.nextGaussian();
    }
    NeuralCollapse collapse =
        NeuralCollapse.of(Rows.of(rows), labels, K)
            .weights(w, new double[K])
            .test(Rows.of(rows), labels)
            .outOfDistribution(Rows.of(rows), labels, K)
            .threads(1);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    TreeSet<String> keep = new TreeSet<>();
    TreeSet<String> say = new TreeSet<>();
    for (MetricInfo info : MetricCatalogue.all()) {
      // Scores have K logits a sample. Margins are undefined for as many classes as matter.
      if (info.needs().contains(Need.NETWORK)
          || info.needs().contains(Need.OUT_OF_DISTRIBUTION)
          || info.id().startsWith("nc2.margin.")) {
        continue;
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      collapse.values(List.of(info.id()));
      // A number of at least four bytes for each pair c < c'.
      if (threads.getCurrentThreadAllocatedBytes() - before > 2L * K * K) {
        keep.add(info.id());
      }
      if (info.keepsPairs()) {
        say.add(info.id());
      }
    }
    assertThat(say).isEqualTo(keep);
  }
}
