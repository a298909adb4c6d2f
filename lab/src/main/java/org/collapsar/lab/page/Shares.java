package org.collapsar.lab.page;

import org.collapsar.lab.series.Numbers;

/** Writer of shares in per cent. */
public final class Shares {
  private Shares() {}

  /**
   * {@return a share in per cent, "81.0%", "0.0300%", "0%", "100%": three digits, and never 100 or
   * 0 of what is not all or none}
   *
   * @param share from 0 to 1
   */
  public static String text(double share) {
    if (share == 0 || share == 1) {
      return share == 0 ? "0%" : "100%";
    }
    String rounded = Numbers.rounded(100 * share, 3);
    return (rounded.equals("100") ? "above 99.9" : rounded) + "%";
  }
}
