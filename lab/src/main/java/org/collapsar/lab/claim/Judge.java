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

  /**
   * Judges a claim on the rows that there are so far. Unless a judge knows better, nothing is lost
   * before all runs have ended.
   */
  default LiveClaim live(ClaimSpec claim, List<RunRecord> runs) {
    ClaimResult result = judge(claim, runs);
    boolean ended = !runs.isEmpty() && runs.stream().allMatch(Claims::ended);
    return LiveClaim.of(result, ended && !result.holds(), ended);
  }
}
