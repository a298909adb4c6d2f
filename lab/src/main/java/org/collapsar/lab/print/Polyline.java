package org.collapsar.lab.print;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Lines through many points with fewer of them, by Douglas and Peucker. */
final class Polyline {

  private Polyline() {}

  /**
   * The points that matter: every point left out lies within the tolerance of the line.
   *
   * @param points [n] of {x, y}
   * @param tolerance in units of the points
   */
  static List<double[]> thinned(List<double[]> points, double tolerance) {
    if (points.size() < 3) {
      return points;
    }
    BitSet kept = new BitSet();
    kept.set(0);
    kept.set(points.size() - 1);
    thin(points, 0, points.size() - 1, tolerance, kept);
    List<double[]> thinned = new ArrayList<>();
    kept.stream().forEach(i -> thinned.add(points.get(i)));
    return thinned;
  }

  private static void thin(
      List<double[]> points, int first, int last, double tolerance, BitSet kept) {
    double[] a = points.get(first);
    double[] b = points.get(last);
    double length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    double farthest = tolerance;
    int where = -1;
    for (int i = first + 1; i < last; i++) {
      double[] p = points.get(i);
      double off =
          length == 0
              ? Math.hypot(p[0] - a[0], p[1] - a[1])
              : Math.abs((b[0] - a[0]) * (a[1] - p[1]) - (a[0] - p[0]) * (b[1] - a[1])) / length;
      if (off > farthest) {
        farthest = off;
        where = i;
      }
    }
    if (where >= 0) {
      kept.set(where);
      thin(points, first, where, tolerance, kept);
      thin(points, where, last, tolerance, kept);
    }
  }
}
