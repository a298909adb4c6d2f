package org.collapsar.files.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Decimal numbers in bytes of ASCII, to the nearest double. */
final class DecimalText {
  private static final Set<String> NOT_FINITE = Set.of("nan", "inf", "infinity");

  /** Integers up to here are doubles. */
  private static final long EXACT_INTEGER = 1L << 53;

  private static final int EXACT_POWER = 22;
  private static final double[] POWERS = new double[EXACT_POWER + 1];

  static {
    for (int i = 0; i <= EXACT_POWER; i++) {
      POWERS[i] = Double.parseDouble("1e" + i);
    }
  }

  private DecimalText() {}

  /**
   * Reads {@code [+-]digits[.digits][e[+-]digits]}, with digits before or after the point.
   *
   * @return the nearest double, an infinity where it is beyond all of them, NaN where this is no
   *     such number
   */
  static double parse(byte[] text, int from, int to) {
    int at = from;
    boolean negative = at < to && text[at] == '-';
    if (at < to && (text[at] == '-' || text[at] == '+')) {
      at++;
    }
    long digits = 0;
    boolean exact = true;
    int count = 0;
    int afterPoint = 0;
    boolean point = false;
    for (; at < to; at++) {
      int c = text[at];
      if (c >= '0' && c <= '9') {
        count++;
        afterPoint += point ? 1 : 0;
        exact &= digits <= (EXACT_INTEGER - 9) / 10;
        digits = exact ? digits * 10 + (c - '0') : digits;
      } else if (c == '.' && !point) {
        point = true;
      } else {
        break;
      }
    }
    if (count == 0) {
      return Double.NaN;
    }
    int power = -afterPoint;
    if (at < to) {
      if (text[at] != 'e' && text[at] != 'E') {
        return Double.NaN;
      }
      int exponent = exponent(text, at + 1, to);
      if (exponent == Integer.MIN_VALUE) {
        return Double.NaN;
      }
      power += exponent;
    }
    if (exact && power >= -EXACT_POWER && power <= EXACT_POWER) {
      // Both factors are doubles, so that the one rounding is that of the result.
      double value = power < 0 ? digits / POWERS[-power] : digits * POWERS[power];
      return negative ? -value : value;
    }
    return Double.parseDouble(new String(text, from, to - from, StandardCharsets.US_ASCII));
  }

  /** The exponent, cut at a million; Integer.MIN_VALUE where it is none. */
  private static int exponent(byte[] text, int from, int to) {
    int at = from;
    boolean negative = at < to && text[at] == '-';
    if (at < to && (text[at] == '-' || text[at] == '+')) {
      at++;
    }
    if (at == to) {
      return Integer.MIN_VALUE;
    }
    int value = 0;
    for (; at < to; at++) {
      int digit = text[at] - '0';
      if (digit < 0 || digit > 9) {
        return Integer.MIN_VALUE;
      }
      value = Math.min(value * 10 + digit, 1_000_000);
    }
    return negative ? -value : value;
  }

  /** Whether this is nan or inf in one of the ways that programs write it. */
  static boolean isNotFinite(byte[] text, int from, int to) {
    int start = from < to && (text[from] == '-' || text[from] == '+') ? from + 1 : from;
    int length = to - start;
    return length >= 3
        && length <= 8
        && NOT_FINITE.contains(
            new String(text, start, length, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT));
  }

  /**
   * Whether this is a number as programming languages write some and {@link #parse} does not read
   * them: hexadecimal (0x1f), or with the letter of its type behind (1d, 2.5f, 3L).
   */
  static boolean isForeign(byte[] text, int from, int to) {
    int start = from < to && (text[from] == '-' || text[from] == '+') ? from + 1 : from;
    if (to - start >= 3 && text[start] == '0' && (text[start + 1] | 0x20) == 'x') {
      return Character.digit(text[start + 2], 16) >= 0;
    }
    return to - start >= 2
        && "dDfFlL".indexOf(text[to - 1]) >= 0
        && !Double.isNaN(parse(text, from, to - 1));
  }

  /**
   * Reads a number with a decimal comma in place of the point.
   *
   * @return NaN where this has no comma or is no such number
   */
  static double parseComma(byte[] text, int from, int to) {
    int comma = -1;
    for (int i = from; i < to; i++) {
      if (text[i] == '.') {
        return Double.NaN;
      }
      comma = comma < 0 && text[i] == ',' ? i : comma;
    }
    if (comma < 0) {
      return Double.NaN;
    }
    byte[] copy = Arrays.copyOfRange(text, from, to);
    copy[comma - from] = '.';
    return parse(copy, 0, copy.length);
  }

  /** Whether the comma may just as well divide thousands: 1,234 and -12,345,678. */
  static boolean isThousands(byte[] text, int from, int to) {
    return new String(text, from, to - from, StandardCharsets.ISO_8859_1)
        .matches("[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+");
  }
}
