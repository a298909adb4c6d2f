package org.collapsar.files;

import java.util.Arrays;

/**
 * The numbers that occur in a list, each once, and how often. A sample takes part by two array
 * accesses: a tree of boxed numbers took longer than reading the labels.
 *
 * @param numbers ascending
 * @param counts of each
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Occurrences(int[] numbers, int[] counts) {
  /** Numbers below it are counted in an array of their own; a list with larger ones is sorted. */
  private static final int COUNTED = 1 << 20;

  /** Of those that are not negative. */
  static Occurrences of(int[] list) {
    int largest = -1;
    for (int number : list) {
      largest = Math.max(largest, number);
    }
    return largest < COUNTED ? counted(list, largest) : sorted(list);
  }

  private static Occurrences counted(int[] list, int largest) {
    int[] all = new int[largest + 1];
    for (int number : list) {
      if (number >= 0) {
        all[number]++;
      }
    }
    int distinct = 0;
    for (int count : all) {
      distinct += count > 0 ? 1 : 0;
    }
    int[] numbers = new int[distinct];
    int[] counts = new int[distinct];
    int at = 0;
    for (int number = 0; number < all.length; number++) {
      if (all[number] > 0) {
        numbers[at] = number;
        counts[at++] = all[number];
      }
    }
    return new Occurrences(numbers, counts);
  }

  private static Occurrences sorted(int[] list) {
    int[] sorted = list.clone();
    Arrays.sort(sorted);
    int[] numbers = new int[sorted.length];
    int[] counts = new int[sorted.length];
    int distinct = 0;
    for (int number : sorted) {
      if (number < 0) {
        continue;
      }
      if (distinct == 0 || numbers[distinct - 1] != number) {
        numbers[distinct++] = number;
      }
      counts[distinct - 1]++;
    }
    return new Occurrences(Arrays.copyOf(numbers, distinct), Arrays.copyOf(counts, distinct));
  }

  boolean isEmpty() {
    return numbers.length == 0;
  }

  int first() {
    return numbers[0];
  }

  int last() {
    return numbers[numbers.length - 1];
  }

  /** Those of at least so many. */
  Occurrences atLeast(int count) {
    int[] kept = new int[numbers.length];
    int[] theirs = new int[numbers.length];
    int some = 0;
    for (int i = 0; i < numbers.length; i++) {
      if (counts[i] >= count) {
        kept[some] = numbers[i];
        theirs[some++] = counts[i];
      }
    }
    return new Occurrences(Arrays.copyOf(kept, some), Arrays.copyOf(theirs, some));
  }

  /** Puts the place of each number in the place of it; -1 for one that does not occur here. */
  void replace(int[] list) {
    int[] places = new int[isEmpty() || last() >= COUNTED ? 0 : last() + 1];
    Arrays.fill(places, -1);
    for (int i = 0; i < numbers.length && places.length > 0; i++) {
      places[numbers[i]] = i;
    }
    for (int i = 0; i < list.length; i++) {
      int number = list[i];
      if (places.length > 0) {
        list[i] = number < 0 || number >= places.length ? -1 : places[number];
      } else {
        list[i] = Math.max(-1, Arrays.binarySearch(numbers, number));
      }
    }
  }
}
