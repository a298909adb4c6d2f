package org.collapsar.data;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.random.Seed;

/**
 * A training set, a test set and what is recorded of them. Immutable: each method gives a view. The
 * order that an experiment uses is classes, relabel, subsample, scale, so that what scaling
 * estimates comes from the samples that are trained on.
 *
 * @param train the samples that are trained on
 * @param test the samples that are only measured; may be none
 * @param provenance what is recorded of both
 */
public record DataSplit(Dataset train, Dataset test, Provenance provenance) {

  /**
   * Relabels both halves: class c becomes c mod k.
   *
   * @param k number of new classes
   * @return a view of both halves
   * @throws org.collapsar.BadInputException unless k is 2 to the number of classes
   */
  public DataSplit relabelModulo(int k) {
    Dataset relabelled = Relabel.modulo(train, k);
    return new DataSplit(
        relabelled,
        Relabel.modulo(test, k),
        provenance.withClasses(merge(provenance.classNames(), k), ClassCounts.of(relabelled)));
  }

  /**
   * Finds the class that a number means: where all are called by numbers, as labels from 1 or with
   * gaps are, the one that is called so; else the one at that place, from 0.
   *
   * @param names of all classes, in order
   * @param number as a user writes it
   * @return the class, from 0; -1 where none is called so; may be beyond the classes where they
   *     have other names
   */
  public static int place(List<String> names, int number) {
    return names.stream().allMatch(name -> name.matches("[0-9]+"))
        ? names.indexOf(Integer.toString(number))
        : number;
  }

  /**
   * Chooses the samples of some classes, in both halves; class {@code numbers.get(k)} becomes k.
   *
   * @param numbers at least two different ones, as {@link #place} takes them
   * @return a view of both halves
   * @throws org.collapsar.BadInputException for any others
   */
  public DataSplit ofClasses(List<Integer> numbers) {
    List<Integer> classes = numbers.stream().map(c -> place(provenance.classNames(), c)).toList();
    Dataset chosen = Relabel.classes(train, classes);
    return new DataSplit(
        chosen,
        Relabel.classes(test, classes),
        provenance.withClasses(
            classes.stream().map(provenance.classNames()::get).toList(), ClassCounts.of(chosen)));
  }

  /**
   * Draws a balanced subsample of the training set; the test set stays whole.
   *
   * @param count samples of each class
   * @param seed decides which samples
   * @return a view of the training set, and the same test set
   * @throws org.collapsar.BadInputException when count is below 1 or a class is empty
   */
  public DataSplit subsample(int count, Seed seed) {
    Subsample subsample = Subsample.perClass(count, seed);
    Dataset drawn = subsample.of(train);
    return new DataSplit(
        drawn, test, provenance.withCounts(ClassCounts.of(drawn), subsample.capOf(train)));
  }

  /**
   * Scales both halves by what the training set says.
   *
   * @param scaling rule
   * @return a view of both halves
   * @throws org.collapsar.BadInputException where the training samples are all zero, or all equal,
   *     and the rule divides by a norm that is zero then
   */
  public DataSplit scaled(Scaling scaling) {
    return scaling.apply(this);
  }

  /** Class names 0, 1, .., 9 with k = 3 become "0, 3, 6, 9", "1, 4, 7" and "2, 5, 8". */
  private static List<String> merge(List<String> names, int k) {
    List<String> merged = new ArrayList<>();
    for (int c = 0; c < k; c++) {
      StringBuilder joined = new StringBuilder(names.get(c));
      for (int i = c + k; i < names.size(); i += k) {
        joined.append(", ").append(names.get(i));
      }
      merged.add(joined.toString());
    }
    return merged;
  }
}
