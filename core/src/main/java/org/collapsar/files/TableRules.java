package org.collapsar.files;

import org.collapsar.files.text.TextOptions;

/**
 * Rules for reading tables and labels of a user, where their content leaves a choice.
 *
 * @param text of tables of text
 * @param shaping of features of more than two dimensions
 * @param labels how labels become classes
 * @param join whether all files of a glob are one table
 */
public record TableRules(TextOptions text, Shaping shaping, LabelRules labels, boolean join) {

  /** As the files tell. */
  public static final TableRules DEFAULT =
      new TableRules(TextOptions.DEFAULT, Shaping.NONE, LabelRules.DEFAULT, false);

  /**
   * {@return the rules for test and out-of-distribution features, whose labels are no column unless
   * they say so}
   */
  public TableRules ofOthers() {
    return new TableRules(text.withLabelColumn(null), shaping, labels, join);
  }
}
