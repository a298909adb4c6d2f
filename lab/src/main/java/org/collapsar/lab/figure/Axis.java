package org.collapsar.lab.figure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Axis of a figure with its ends and ticks: the one place that chooses them, for print and pages
 * ({@link AxisData}).
 *
 * @param from lower end
 * @param to upper end
 * @param logarithmic whether it is
 * @param ticks from lower to upper
 */
public record Axis(double from, double to, boolean logarithmic, List<Tick> ticks) {

  /** Decades of an axis at most whose parts have ticks within a decade. */
  private static final int MOST_DIVIDED = 40;

  private static final double SHARE_STEP = 0.01;

  /** Numbers beyond it, and below its inverse on a logarithmic axis, have no place on one. */
  private static final double GREATEST = 1e300;

  /** Whether an axis can show a value: XChart throws at others, but only when it draws. */
  static boolean shows(double value, boolean logarithmic) {
    return Math.abs(value) <= GREATEST && (!logarithmic || value >= 1 / GREATEST);
  }

  /**
   * Position on the axis.
   *
   * @param value where the tick is
   * @param label empty for a tick that is drawn without
   */
  public record Tick(double value, String label) {}

  /** A tick of a part of the axis, with a rank: the ticks of rank 0 are the fewest. */
  record RankedTick(double value, String label, int rank) {}

  /**
   * Chooses the vertical axis that shows a range with a little room.
   *
   * @param least lower end of the range; above 0 on a logarithmic axis
   * @param greatest upper end of the range
   * @param logarithmic whether the axis is
   * @return an axis that holds the range
   */
  public static Axis of(double least, double greatest, boolean logarithmic) {
    return logarithmic ? logarithmic(least, greatest) : linear(least, greatest);
  }

  /**
   * Chooses the horizontal axis from epoch 0 to the last one.
   *
   * @param last epoch, at least 0
   * @param labels about how many ticks it gets
   * @return a linear axis with ticks at whole epochs
   */
  public static Axis epochs(int last, int labels) {
    double step = Math.max(1, niceStep(Math.max(1, last) / (double) labels));
    return new Axis(0, Math.max(1, last), false, multiples(0, Math.max(1, last), step));
  }

  /**
   * All ticks that a part of a logarithmic axis may have, from lower to upper, each with a label:
   * of rank 0 decades as on the axis itself, of rank 1 every decade, of rank 2 also twice and five
   * times it, of rank 3 also the other digits.
   */
  List<RankedTick> finer() {
    int low = exponent(from);
    int high = exponent(to);
    int every = every(Math.log10(to) - Math.log10(from));
    // Nobody zooms from hundreds of decades into one: the data are then told apart by their power.
    int digits = high - low > MOST_DIVIDED ? 1 : 9;
    List<RankedTick> ticks = new ArrayList<>();
    for (int power = low; power <= high; power++) {
      for (int digit = 1; digit <= digits; digit++) {
        double value = times(digit, power);
        if (value >= from && value <= to) {
          int rank =
              digit == 1
                  ? Math.floorMod(power, every) == 0 ? 0 : 1
                  : digit == 2 || digit == 5 ? 2 : 3;
          ticks.add(new RankedTick(value, label(value, value), rank));
        }
      }
    }
    return ticks;
  }

  /**
   * The ticks of the lowest ranks of which there are three, or all.
   *
   * @return in the order of the given ones
   */
  static List<Tick> few(List<RankedTick> ticks) {
    for (int rank = 0; ; rank++) {
      int most = rank;
      List<RankedTick> there = ticks.stream().filter(tick -> tick.rank <= most).toList();
      if (there.size() > 2 || there.size() == ticks.size()) {
        return there.stream().map(tick -> new Tick(tick.value, tick.label)).toList();
      }
    }
  }

  /**
   * All ticks that a part of an axis of shares may have: of rank 0 some six, of rank 1 every
   * hundredth.
   */
  static List<RankedTick> shares(double from, double to) {
    double step = Math.max(SHARE_STEP, niceStep((to - from) / 6));
    long each = Math.round(step / SHARE_STEP);
    List<RankedTick> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(from / SHARE_STEP - 1e-9); i * SHARE_STEP <= to + 1e-9; i++) {
      double value = i * SHARE_STEP;
      ticks.add(new RankedTick(value, label(value, SHARE_STEP), i % each == 0 ? 0 : 1));
    }
    return ticks;
  }

  private static Axis linear(double least, double greatest) {
    double span = greatest - least;
    double from;
    double to;
    if (span <= 1e-12 * Math.max(Math.abs(least), Math.abs(greatest))) {
      // A constant: room on both sides, so that the line does not lie on the frame.
      double room = least == 0 ? 1 : Math.abs(least) / 10;
      from = least - room;
      to = greatest + room;
    } else {
      // Zero is shown where it is near: the distance to it is then seen rather than read.
      from = least >= 0 && least <= 1.2 * span ? 0 : least - 0.06 * span;
      to = greatest + 0.06 * span;
    }
    double step = niceStep((to - from) / 6);
    List<Tick> ticks = multiples(from, to, step);
    return new Axis(from, to, false, ticks.size() > 3 ? ticks : multiples(from, to, step / 2));
  }

  /** Ends on 1, 2, .., 9 times a power of ten, so that there are labelled ticks on any span. */
  private static Axis logarithmic(double least, double greatest) {
    int low = (int) Math.floor(Math.log10(least));
    int high = (int) Math.floor(Math.log10(greatest));
    double from = times(Math.max(1, (int) (least / times(1, low) * 0.97)), low);
    double to = times((int) Math.ceil(greatest / times(1, high) * 1.03), high);
    double decades = Math.log10(to) - Math.log10(from);
    int every = every(decades);
    List<Tick> ticks = new ArrayList<>();
    for (int power = low; power <= high + 1; power++) {
      for (int digit = 1; digit <= (decades > 4 ? 1 : 9); digit++) {
        double value = times(digit, power);
        if (value >= from && value <= to) {
          boolean labelled =
              decades > 2.2
                  ? digit == 1 && Math.floorMod(power, every) == 0
                  : decades <= 0.8 || digit == 1 || digit == 2 || digit == 5;
          ticks.add(new Tick(value, labelled ? label(value, value) : ""));
        }
      }
    }
    return new Axis(from, to, true, ticks);
  }

  /** Of how many decades one has a label. */
  private static int every(double decades) {
    return (int) Math.max(1, Math.ceil(decades / 8));
  }

  /** The double nearest to digit * 10^power; a product would be off in the last place. */
  private static double times(int digit, int power) {
    return Double.parseDouble(digit + "e" + power);
  }

  private static List<Tick> multiples(double from, double to, double step) {
    List<Tick> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) {
      ticks.add(new Tick(i * step, label(i * step, step)));
    }
    return ticks;
  }

  /** The smallest of 1, 2, 5 times a power of ten that is not below the given step. */
  private static double niceStep(double atLeast) {
    double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
    double ratio = atLeast / power;
    return power * (ratio <= 1.0001 ? 1 : ratio <= 2.0001 ? 2 : ratio <= 5.0001 ? 5 : 10);
  }

  /** A tick's value with the digits that tell it from its neighbours a step away. */
  private static String label(double value, double step) {
    double size = Math.abs(value);
    if (size < step / 2) {
      return "0";
    }
    int last = exponent(step);
    int digits = Math.max(1, exponent(size) - last + 2);
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
    return size >= 1e-4 && size < 1e6 ? rounded.toPlainString() : scientific(rounded);
  }

  /** For example 1.5e-9: one digit, and the others behind a point. */
  private static String scientific(BigDecimal value) {
    int power = value.precision() - value.scale() - 1;
    return value.movePointLeft(power).toPlainString() + "e" + power;
  }

  private static int exponent(double value) {
    return (int) Math.floor(Math.log10(value) + 1e-9);
  }
}
