package org.collapsar;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The known name that somebody who wrote an unknown one probably meant. */
public final class NearestName {
  /** Finder of the known name that somebody who wrote an unknown one probably meant. */
  private NearestName() {}

  /**
   * Finds the candidate with the smallest edit distance (insertions, deletions, substitutions and
   * swaps of neighbours).
   *
   * @param name unknown
   * @param candidates known names
   * @return the candidate, if its distance is within a third of the length of the longer name
   *     (rounded up), or the first that begins like the name; else empty
   */
  public static Optional<String> of(String name, Collection<String> candidates) {
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    if (best == null) {
      return Optional.empty();
    }
    boolean close = bestDistance <= (Math.max(name.length(), best.length()) + 2) / 3;
    return close ? Optional.of(best) : beginningLike(name, candidates);
  }

  private static Optional<String> beginningLike(String name, Collection<String> candidates) {
    return name.length() < 3
        ? Optional.empty()
        : candidates.stream().filter(c -> c.startsWith(name) || name.startsWith(c)).findFirst();
  }

  /**
   * {@return ", did you mean X?" or nothing}
   *
   * @param name unknown
   * @param candidates known names
   */
  public static String hint(String name, Collection<String> candidates) {
    return of(name, candidates).map(n -> ", did you mean " + n + "?").orElse("");
  }

  /** Optimal string alignment distance. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] =
            Math.min(d[i - 1][j - 1] + substitution, Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
