package org.collapsar.lab.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Short form of a curve that grows: neighbouring points are put together, and of each such bucket
 * its least and its greatest value are kept, in the order in which they came. So no peak is lost,
 * nothing is smoothed, and one more point costs the same however many there are.
 */
public final class Spark {
  /** At most so many buckets; a curve has at most twice as many points. */
  public static final int BUCKETS = 48;

  private int width = 1;
  private int points;
  private final double[] least = new double[BUCKETS];
  private final double[] greatest = new double[BUCKETS];
  private final boolean[] leastFirst = new boolean[BUCKETS];

  /**
   * Adds the point of the next epoch.
   *
   * @param value NaN where there is none
   */
  public void add(double value) {
    if (points == BUCKETS * width) {
      halve();
    }
    int bucket = points / width;
    if (points % width == 0) {
      least[bucket] = Double.NaN;
      greatest[bucket] = Double.NaN;
    }
    points++;
    if (Double.isNaN(value)) {
      return;
    }
    if (Double.isNaN(least[bucket])) {
      least[bucket] = value;
      greatest[bucket] = value;
      leastFirst[bucket] = true;
    } else if (value < least[bucket]) {
      least[bucket] = value;
      leastFirst[bucket] = false;
    } else if (value > greatest[bucket]) {
      greatest[bucket] = value;
      leastFirst[bucket] = true;
    }
  }

  private void halve() {
    for (int i = 0; i < BUCKETS / 2; i++) {
      merge(i, 2 * i, 2 * i + 1);
    }
    Arrays.fill(least, BUCKETS / 2, BUCKETS, Double.NaN);
    Arrays.fill(greatest, BUCKETS / 2, BUCKETS, Double.NaN);
    width *= 2;
  }

  private void merge(int into, int a, int b) {
    if (Double.isNaN(least[a]) || Double.isNaN(least[b])) {
      int only = Double.isNaN(least[a]) ? b : a;
      least[into] = least[only];
      greatest[into] = greatest[only];
      leastFirst[into] = leastFirst[only];
      return;
    }
    boolean leastInA = least[a] <= least[b];
    boolean greatestInA = greatest[a] >= greatest[b];
    boolean first = leastInA == greatestInA ? leastFirst[leastInA ? a : b] : leastInA;
    double low = Math.min(least[a], least[b]);
    double high = Math.max(greatest[a], greatest[b]);
    least[into] = low;
    greatest[into] = high;
    leastFirst[into] = first;
  }

  /** {@return the number of points that came} */
  public int points() {
    return points;
  }

  /** {@return how many neighbouring points a bucket holds, a power of two} */
  public int width() {
    return width;
  }

  /**
   * {@return the curve: of each bucket with a value one number, or two where its least and greatest
   * differ} The positions are those of buckets, in epochs.
   */
  public List<Point> curve() {
    List<Point> curve = new ArrayList<>();
    for (int i = 0; i * width < points; i++) {
      if (Double.isNaN(least[i])) {
        continue;
      }
      int epoch = i * width;
      int end = Math.min(points - 1, epoch + width - 1);
      if (least[i] == greatest[i]) {
        curve.add(new Point(epoch, least[i]));
      } else {
        curve.add(new Point(epoch, leastFirst[i] ? least[i] : greatest[i]));
        curve.add(new Point(end, leastFirst[i] ? greatest[i] : least[i]));
      }
    }
    return curve;
  }

  /**
   * Value of the curve at about an epoch.
   *
   * @param epoch from 0
   * @param value of a point of the bucket
   */
  public record Point(int epoch, double value) {}

  /** Its numbers, for {@link #of}: width, points, then three numbers a bucket. */
  double[] numbers() {
    int used = (points + width - 1) / width;
    double[] numbers = new double[2 + 3 * used];
    numbers[0] = width;
    numbers[1] = points;
    for (int i = 0; i < used; i++) {
      numbers[2 + 3 * i] = least[i];
      numbers[3 + 3 * i] = greatest[i];
      numbers[4 + 3 * i] = leastFirst[i] ? 1 : 0;
    }
    return numbers;
  }

  /**
   * A curve from its numbers.
   *
   * @throws IllegalArgumentException if they are none
   */
  static Spark of(double[] numbers) {
    Spark spark = new Spark();
    int used = (numbers.length - 2) / 3;
    if (numbers.length < 2 || numbers.length != 2 + 3 * used || used > BUCKETS) {
      throw new IllegalArgumentException("expected the numbers of a curve");
    }
    spark.width = (int) numbers[0];
    spark.points = (int) numbers[1];
    if (spark.width < 1 || (spark.points + spark.width - 1) / spark.width != used) {
      throw new IllegalArgumentException("expected the numbers of a curve");
    }
    for (int i = 0; i < used; i++) {
      spark.least[i] = numbers[2 + 3 * i];
      spark.greatest[i] = numbers[3 + 3 * i];
      spark.leastFirst[i] = numbers[4 + 3 * i] != 0;
    }
    return spark;
  }
}
