package org.collapsar.lab.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Description of an experiment, as every run keeps it in run.json: all that a report needs.
 *
 * @param id the preset's name, or the name of the user's file
 * @param title one line
 * @param summary one paragraph; empty when there is none
 * @param source the paper, or null for an experiment that reproduces none
 * @param choices what the paper leaves open and what was chosen, one sentence or two each
 * @param figures in the order of the report
 * @param claims in the order of the report
 */
public record ExperimentInfo(
    String id,
    String title,
    String summary,
    @Nullable Source source,
    List<String> choices,
    List<FigureSpec> figures,
    List<ClaimSpec> claims) {

  /**
   * Keeps copies of the lists.
   *
   * @param id the preset's name, or the name of the user's file
   * @param title one line
   * @param summary one paragraph; empty when there is none
   * @param source the paper, or null for an experiment that reproduces none
   * @param choices what the paper leaves open and what was chosen, one sentence or two each
   * @param figures in the order of the report
   * @param claims in the order of the report
   */
  public ExperimentInfo {
    choices = List.copyOf(choices);
    figures = List.copyOf(figures);
    claims = List.copyOf(claims);
  }
}
