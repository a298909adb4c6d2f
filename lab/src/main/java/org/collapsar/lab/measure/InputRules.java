package org.collapsar.lab.measure;

import org.collapsar.files.TableRules;

/**
 * Rules by which files that are measured are read, where their content leaves a choice.
 *
 * @param tables of features and labels
 * @param transposeWeights whether W lies as [D x K]
 * @param biasInWeights whether the last column of W is b
 */
public record InputRules(TableRules tables, boolean transposeWeights, boolean biasInWeights) {

  /** Rules for files that are read as they tell. */
  public static final InputRules DEFAULT = new InputRules(TableRules.DEFAULT, false, false);
}
