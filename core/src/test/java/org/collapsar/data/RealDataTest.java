package org.collapsar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.collapsar.random.Seed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On the real files, where they are in the data directory; nothing is fetched. */
class RealDataTest {

  @ParameterizedTest
  @CsvSource({
    "mnist, 5923 6742 5958 6131 5842 5421 5918 6265 5851 5949, 33.318421",
    "fashion-mnist, 6000 6000 6000 6000 6000 6000 6000 6000 6000 6000, 72.940352"
  })
  void isWhatTheLiteratureDescribes(String name, String perClass, double meanPixel) {
    DataDirectory directory = DataDirectory.resolve(null);
    assumeTrue(DataSets.isPresent(name, directory), name + " has not been fetched");
    DataSplit split = DataSets.load(name, null, directory, FetchListener.NONE);
    assertThat(split.train().size()).isEqualTo(60_000);
    assertThat(split.test().size()).isEqualTo(10_000);
    assertThat(split.train().dimension()).isEqualTo(784);
    assertThat(split.provenance().perClass())
        .isEqualTo(List.of(perClass.split(" ", -1)).stream().map(Integer::valueOf).toList());
    // The mean pixel of the training set, 0.1307 of 255 for MNIST and 0.2860 for Fashion-MNIST.
    assertThat(meanPixel(split.train())).isCloseTo(meanPixel, within(1e-6));
    DataSplit thirds = split.relabelModulo(3).subsample(10_000, Seed.of(1));
    assertThat(thirds.provenance().perClass()).containsExactly(10_000, 10_000, 10_000);
    assertThat(thirds.provenance().cap()).isNull();
  }

  private static double meanPixel(Dataset data) {
    double sum = 0;
    double[] row = new double[data.dimension()];
    for (int i = 0; i < data.size(); i++) {
      data.copyRow(i, row, 0);
      for (double x : row) {
        sum += x;
      }
    }
    return sum / data.size() / data.dimension();
  }
}
