package org.collapsar.train;

import java.util.List;

/**
 * A step size that is constant on pieces of the run, the pieces given by fractions of the epochs:
 * epoch e of E (from 0) uses the last piece whose {@code from * E <= e}.
 */
public record StepSchedule(List<Piece> pieces) {

  /**
   * @param from fraction of the epochs where this step size starts, 0 for the first piece
   * @param size eta, positive
   */
  public record Piece(double from, double size) {}

  /**
   * Checks the pieces.
   *
   * @param pieces at least one, the first from 0
   * @throws IllegalArgumentException if there are none, the first does not start at 0, fractions do
   *     not increase within [0, 1), or a size is not positive
   */
  public StepSchedule {
    pieces = List.copyOf(pieces);
    if (pieces.isEmpty() || pieces.get(0).from() != 0) {
      throw new IllegalArgumentException("steps: expected a first piece that starts at 0");
    }
    double last = -1;
    for (Piece p : pieces) {
      if (!(p.from() > last && p.from() < 1)) {
        throw new IllegalArgumentException(
            "steps: expected fractions that increase from 0 and stay below 1, found "
                + p.from()
                + " after "
                + last);
      }
      if (!(p.size() > 0 && Double.isFinite(p.size()))) {
        throw new IllegalArgumentException(
            "steps: expected a positive step size, found " + p.size());
      }
      last = p.from();
    }
  }

  /**
   * Makes a schedule of one step size.
   *
   * @param size eta, positive
   * @return a schedule of one piece
   */
  public static StepSchedule constant(double size) {
    return new StepSchedule(List.of(new Piece(0, size)));
  }

  /**
   * Looks up the step size of an epoch.
   *
   * @param epoch from 0
   * @param epochs of the run
   * @return eta
   */
  public double sizeAt(int epoch, int epochs) {
    double size = pieces.get(0).size();
    for (Piece p : pieces) {
      if (p.from() * epochs <= epoch) {
        size = p.size();
      }
    }
    return size;
  }
}
