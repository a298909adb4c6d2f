package org.collapsar.lab.claim;

/**
 * A claim, judged on the rows that there are so far.
 *
 * @param result the number so far, and that of each run
 * @param standing whether it holds now, and if not, whether it still can
 * @param decided whether no later epoch of these runs can change the standing
 */
public record LiveClaim(ClaimResult result, Standing standing, boolean decided) {

  static LiveClaim of(ClaimResult result, boolean lost, boolean settled) {
    Standing standing = lost ? Standing.CANNOT : result.holds() ? Standing.HOLDS : Standing.NOT_YET;
    return new LiveClaim(result, standing, lost || settled);
  }
}
