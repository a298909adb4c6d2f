package org.collapsar.files;

import java.util.List;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * Rules by which labels become classes.
 *
 * @param classes K, and labels are 0 .. K-1, with samples or without; null for the classes that
 *     occur
 * @param ignored labels, numbers or names, of samples that are left out
 * @param minPerClass classes of fewer samples are left out
 * @param argmax whether a table of labels holds a score per class, of which the largest counts
 * @param classesFrom file of the names of classes, a line each, in order; null for none
 */
public record LabelRules(
    @Nullable Integer classes,
    List<String> ignored,
    int minPerClass,
    boolean argmax,
    @Nullable String classesFrom) {

  /** The classes that occur. */
  public static final LabelRules DEFAULT = new LabelRules(null, List.of(), 1, false, null);

  /**
   * Checks the rules.
   *
   * @param classes K, and labels are 0 .. K-1, with samples or without; null for the classes that
   *     occur
   * @param ignored labels, numbers or names, of samples that are left out
   * @param minPerClass classes of fewer samples are left out
   * @param argmax whether a table of labels holds a score per class, of which the largest counts
   * @param classesFrom file of the names of classes, a line each, in order; null for none
   * @throws BadInputException if there is not one class, or not one sample per class
   */
  public LabelRules {
    ignored = List.copyOf(ignored);
    if (classes != null && classes < 1) {
      throw new BadInputException("expected at least 1 class, found " + classes);
    }
    if (minPerClass < 1) {
      throw new BadInputException("expected at least 1 sample per class, found " + minPerClass);
    }
  }

  /**
   * Makes rules for the classes that occur, or for 0 .. K-1 where K is given.
   *
   * @param classes K; null for the classes that occur
   * @return rules that leave no sample out
   */
  public static LabelRules of(@Nullable Integer classes) {
    return classes == null ? DEFAULT : new LabelRules(classes, List.of(), 1, false, null);
  }

  /**
   * Makes the same rules with a number of classes.
   *
   * @param k how many classes; null for the classes that occur
   * @return a copy that differs in this alone
   */
  public LabelRules withClasses(@Nullable Integer k) {
    return new LabelRules(k, ignored, minPerClass, argmax, classesFrom);
  }

  /** These, with classes of few samples. */
  LabelRules withMinPerClass(int samples) {
    return new LabelRules(classes, ignored, samples, argmax, classesFrom);
  }
}
