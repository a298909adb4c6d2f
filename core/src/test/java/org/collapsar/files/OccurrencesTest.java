package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OccurrencesTest {
  /** Beside a map, on both sides of the size from which on numbers are sorted. */
  @ParameterizedTest
  @ValueSource(ints = {10, 1 << 20, (1 << 20) + 1, Integer.MAX_VALUE})
  void areThoseOfAMap(int bound) {
    Random random = new Random(bound);
    int[] some = random.ints(40, 0, bound).toArray();
    int[] list = random.ints(500, -1, some.length).map(i -> i < 0 ? -1 : some[i]).toArray();
    list[7] = bound - 1;
    TreeMap<Integer, Integer> map = new TreeMap<>();
    Arrays.stream(list).filter(n -> n >= 0).forEach(n -> map.merge(n, 1, Integer::sum));
    Occurrences all = Occurrences.of(list);
    assertThat(all.numbers()).containsExactly(ints(map.keySet().stream().toList()));
    assertThat(all.counts()).containsExactly(ints(map.values().stream().toList()));
    assertThat(all.first()).isEqualTo(map.firstKey());
    assertThat(all.last()).isEqualTo(bound - 1);

    map.values().removeIf(count -> count < 9);
    assertThat(map).isNotEmpty();
    Occurrences often = all.atLeast(9);
    assertThat(often.numbers()).containsExactly(ints(map.keySet().stream().toList()));
    assertThat(often.counts()).containsExactly(ints(map.values().stream().toList()));

    List<Integer> numbers = new ArrayList<>(map.keySet());
    int[] places = Arrays.stream(list).map(numbers::indexOf).toArray();
    int[] replaced = list.clone();
    often.replace(replaced);
    assertThat(replaced).containsExactly(places);
    assertThat(all.atLeast(1000).isEmpty()).isTrue();
    all.atLeast(1000).replace(replaced);
    assertThat(replaced).containsOnly(-1);
  }

  private static int[] ints(List<Integer> of) {
    return of.stream().mapToInt(i -> i).toArray();
  }
}
