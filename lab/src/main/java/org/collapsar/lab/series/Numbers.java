package org.collapsar.lab.series;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Writer of numbers for readers: rounded, with the full value at hand. */
public final class Numbers {

  private Numbers() {}

  /**
   * Rounds a number, keeping trailing zeros.
   *
   * @param value any
   * @param digits how many are significant
   * @return for example "0.1000" or "1.500e-09"; "undefined" for NaN
   */
  public static String rounded(double value, int digits) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "undefined" : value > 0 ? "infinite" : "minus infinite";
    }
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    if (size < 1e-4 || size >= 1e6) {
      return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
    // 0.0999996 rounds to 0.1000: the scale follows the rounded number, not the raw one.
    int scale = Math.max(0, digits - (rounded.precision() - rounded.scale()));
    return rounded.setScale(scale, RoundingMode.HALF_EVEN).toPlainString();
  }

  /**
   * Rounds a number as {@link #rounded} does, with commas between thousands.
   *
   * @param value any
   * @param digits how many are significant
   * @return for example "12,300"
   */
  public static String grouped(double value, int digits) {
    StringBuilder text = new StringBuilder(rounded(value, digits));
    int end = text.indexOf(".") < 0 ? text.length() : text.indexOf(".");
    boolean plain = Double.isFinite(value) && text.indexOf("e") < 0;
    for (int at = end - 3; plain && at > 0 && text.charAt(at - 1) != '-'; at -= 3) {
      text.insert(at, ',');
    }
    return text.toString();
  }
}
