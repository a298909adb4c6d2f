package org.collapsar.lab.claim;

import java.util.List;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.run.RunRecord;

/** Judges the claims of one rule or of several. */
interface Judge {

  /**
   * Judges a claim.
   *
   * @param runs of the experiment, all of them; finished or not
   */
  ClaimResult judge(ClaimSpec claim, List<RunRecord> runs);
}
