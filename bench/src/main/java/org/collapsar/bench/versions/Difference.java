package org.collapsar.bench.versions;

import org.jspecify.annotations.Nullable;

/**
 * Something that differs.
 *
 * @param place file, {@code #}, and where in it
 * @param base what the old build has there
 * @param now what the new build has there
 */
record Difference(String place, String base, String now) {

  /** Both as numbers, or null: |base - now| over the larger of them. */
  @Nullable Double relative() {
    try {
      double x = Double.parseDouble(base);
      double y = Double.parseDouble(now);
      return x == y ? 0 : Math.abs(x - y) / Math.max(Math.abs(x), Math.abs(y));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  @Override
  public String toString() {
    return place + "  base " + base + "  now " + now;
  }
}
