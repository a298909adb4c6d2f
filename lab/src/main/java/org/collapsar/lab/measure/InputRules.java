package org.collapsar.lab.measure;

import java.util.List;
import org.collapsar.files.LabelRules;
import org.collapsar.files.Shaping;
import org.collapsar.files.text.TextOptions;
import org.jspecify.annotations.Nullable;

/**
 * How files that somebody brings are read, where their content leaves a choice.
 *
 * @param text of tables of text
 * @param shaping of features of more than two dimensions
 * @param ignored labels of samples that are left out
 * @param minPerClass classes of fewer samples are left out
 * @param argmax whether labels are scores, of which the largest counts
 * @param classesFrom file of the names of classes, in order
 * @param join whether all files of a glob are one table
 * @param transposeWeights whether W lies as [D x K]
 * @param biasInWeights whether the last column of W is b
 */
public record InputRules(
    TextOptions text,
    Shaping shaping,
    List<String> ignored,
    int minPerClass,
    boolean argmax,
    @Nullable String classesFrom,
    boolean join,
    boolean transposeWeights,
    boolean biasInWeights) {

  /** As the files tell. */
  public static final InputRules DEFAULT =
      new InputRules(
          TextOptions.DEFAULT, Shaping.NONE, List.of(), 1, false, null, false, false, false);

  public InputRules {
    ignored = List.copyOf(ignored);
  }

  /**
   * How labels become classes.
   *
   * @param classes K, where the user says so
   */
  LabelRules labels(@Nullable Integer classes) {
    return new LabelRules(classes, ignored, minPerClass, argmax, classesFrom);
  }

  /** Of test and out-of-distribution features, whose labels are no column unless they say so. */
  InputRules ofOthers() {
    return new InputRules(
        text.withLabelColumn(null),
        shaping,
        ignored,
        minPerClass,
        argmax,
        classesFrom,
        join,
        false,
        false);
  }
}
