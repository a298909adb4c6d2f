package org.collapsar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.collapsar.random.Seed;

class SubsampleProperties {

  @Property(tries = 300)
  void isBalancedDistinctAndDeterministic(
      @ForAll @Size(min = 4, max = 200) List<@IntRange(min = 0, max = 3) Integer> drawn,
      @ForAll @IntRange(min = 1, max = 60) int count,
      @ForAll long root) {
    Dataset data = withLabels(drawn);
    Subsample subsample = Subsample.perClass(count, Seed.of(root));
    int[] indices = subsample.indices(data);
    int smallest = Collections.min(ClassCounts.of(data));
    int expected = Math.min(count, smallest);
    assertThat(ClassCounts.of(subsample.of(data))).containsOnly(expected).hasSize(4);
    assertThat(indices).isSorted().doesNotHaveDuplicates();
    assertThat(subsample.indices(data)).isEqualTo(indices);
    assertThat(subsample.capOf(data) == null).isEqualTo(smallest >= count);
  }

  /** Each member of a class is drawn equally often, whatever its place. */
  @Example
  void everySampleHasTheSameChance() {
    byte[] labels = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
    Dataset data = new ByteDataset("made up", new byte[labels.length], labels, 1, 2);
    int[] drawn = new int[labels.length];
    int rounds = 20_000;
    for (int seed = 0; seed < rounds; seed++) {
      for (int i : Subsample.perClass(3, Seed.of(seed)).indices(data)) {
        drawn[i]++;
      }
    }
    // Three of seven, give or take five standard deviations.
    double chance = 3.0 / 7;
    double deviation = Math.sqrt(rounds * chance * (1 - chance));
    for (int count : drawn) {
      assertThat((double) count).isCloseTo(rounds * chance, within(5 * deviation));
    }
  }

  /** One sample of each class goes before the given ones, so that none is empty. */
  private static Dataset withLabels(List<Integer> given) {
    byte[] labels = new byte[given.size() + 4];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i < 4 ? i : given.get(i - 4));
    }
    return new ByteDataset("made up", new byte[labels.length], labels, 1, 4);
  }
}
