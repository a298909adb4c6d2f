package org.collapsar.theory;

import java.util.Locale;
import org.collapsar.metrics.MetricValue;

/**
 * Numbers by their natural logarithms: products over layers and powers leave the range of double
 * long before their comparison stops making sense.
 */
public final class Logs {
  /** exp of more overflows. */
  private static final double LARGEST = Math.log(Double.MAX_VALUE);

  /** exp of less loses digits. */
  private static final double SMALLEST = Math.log(Double.MIN_NORMAL);

  private Logs() {}

  /**
   * Computes e^x.
   *
   * @param log x
   * @return e^x; undefined, with the exponent, where it is beyond the range of double
   */
  public static MetricValue exp(double log) {
    if (Double.isNaN(log)) {
      return MetricValue.undefined("because the numbers leave the range of double precision");
    }
    if (log == Double.NEGATIVE_INFINITY) {
      return MetricValue.of(0);
    }
    if (log > LARGEST || log < SMALLEST) {
      return MetricValue.undefined(
          "because the number, " + textOfExp(log) + ", is out of the range of double precision");
    }
    return MetricValue.of(Math.exp(log));
  }

  /**
   * Makes a value of a number.
   *
   * @param value any number
   * @return the number; undefined where it is NaN or infinite
   */
  public static MetricValue defined(double value) {
    return Double.isFinite(value)
        ? MetricValue.of(value)
        : MetricValue.undefined("because the numbers leave the range of double precision");
  }

  /**
   * Writes a number with six digits, whole numbers as they are.
   *
   * @param x the number
   * @return its text, for example {@code 3.87298}
   */
  public static String text(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e9
        ? Long.toString((long) x)
        : String.format(Locale.ROOT, "%.6g", x);
  }

  /**
   * Writes e^x with six digits, or as a power of ten where it is beyond the range of double.
   *
   * @param log x
   * @return its text, for example {@code 10^412.07}
   */
  public static String textOfExp(double log) {
    if (log == Double.NEGATIVE_INFINITY) {
      return "0";
    }
    return log > LARGEST || log < SMALLEST || Double.isNaN(log)
        ? String.format(Locale.ROOT, "10^%.2f", log / Math.log(10))
        : text(Math.exp(log));
  }
}
