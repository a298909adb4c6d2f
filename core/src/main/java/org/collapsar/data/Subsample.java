package org.collapsar.data;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.collapsar.BadInputException;
import org.collapsar.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * Balanced subsample: the same number of samples of each class, drawn without replacement. Where
 * the smallest class has fewer than asked, every class gets as many as that one has.
 *
 * @param count samples asked for in each class, at least 1
 * @param seed decides which; each class has a generator of its own, so that what is drawn of one
 *     class does not depend on the others
 */
public record Subsample(int count, Seed seed) {

  /**
   * Checks the number.
   *
   * @param count samples asked for in each class, at least 1
   * @param seed decides which; each class has a generator of its own, so that what is drawn of one
   *     class does not depend on the others
   * @throws BadInputException if it is below 1
   */
  public Subsample {
    if (count < 1) {
      throw new BadInputException("samples per class: expected at least 1, found " + count);
    }
  }

  /**
   * Makes the rule for a subsample.
   *
   * @param count samples asked for in each class, at least 1
   * @param seed decides which
   * @return the rule, which draws when it is asked
   * @throws BadInputException if the count is below 1
   */
  public static Subsample perClass(int count, Seed seed) {
    return new Subsample(count, seed);
  }

  /**
   * Draws the subsample.
   *
   * @param data with at least one sample of each class
   * @return a view, in the order of {@code data}
   * @throws BadInputException when a class has none
   */
  public Dataset of(Dataset data) {
    return data.select(indices(data));
  }

  /**
   * Draws the numbers of the samples.
   *
   * @param data with at least one sample of each class
   * @return numbers from 0, ascending
   * @throws BadInputException when a class has none
   */
  public int[] indices(Dataset data) {
    List<Integer> sizes = ClassCounts.of(data);
    int take = Math.min(count, smallest(sizes));
    int[] chosen = new int[take * data.classes()];
    for (int c = 0; c < data.classes(); c++) {
      int[] members = members(data, c, sizes.get(c));
      draw(members, take, seed.split("subsample").split(c).generator());
      System.arraycopy(members, 0, chosen, c * take, take);
    }
    Arrays.sort(chosen);
    return chosen;
  }

  /**
   * Says why fewer were taken than asked for.
   *
   * @param data with at least one sample of each class
   * @return a line for a record; null when all were there
   * @throws BadInputException when a class has none
   */
  public @Nullable String capOf(Dataset data) {
    int smallest = smallest(ClassCounts.of(data));
    return smallest >= count
        ? null
        : "asked "
            + count
            + " a class, the smallest class has "
            + smallest
            + ": "
            + smallest
            + " of each class taken";
  }

  private static int smallest(List<Integer> sizes) {
    int smallest = Collections.min(sizes);
    if (smallest == 0) {
      throw new BadInputException(
          "samples per class: expected samples of every class, found none of class "
              + sizes.indexOf(0));
    }
    return smallest;
  }

  private static int[] members(Dataset data, int label, int count) {
    int[] members = new int[count];
    int next = 0;
    for (int i = 0; i < data.size(); i++) {
      if (data.label(i) == label) {
        members[next++] = i;
      }
    }
    return members;
  }

  /**
   * The first {@code take} places get a uniform draw (the first steps of a Fisher-Yates shuffle).
   */
  private static void draw(int[] members, int take, SplittableRandom random) {
    for (int i = 0; i < take; i++) {
      int j = random.nextInt(i, members.length);
      int kept = members[i];
      members[i] = members[j];
      members[j] = kept;
    }
  }
}
