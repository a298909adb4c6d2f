package org.collapsar.spark.command;

import java.io.Serializable;

/**
 * Range of the rows of a file, with the class of each: what a task gets.
 *
 * @param first number of the first row, from 0
 * @param classes of the rows from there on; -1 for a row that is left out
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record RowRange(long first, int[] classes) implements Serializable {
  private static final long serialVersionUID = 1L;
}
