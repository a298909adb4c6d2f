package org.collapsar.lab.figure;

import java.util.List;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.run.RunRecord;

/** Computes the figures of one kind or of several. */
interface FigureMaker {

  /**
   * Computes a figure.
   *
   * @param runs of one experiment, in the order in which they are shown; finished or not
   */
  DrawnFigure draw(FigureSpec figure, List<RunRecord> runs);
}
