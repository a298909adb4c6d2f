package org.collapsar.metrics;

/** Soft ranks of a matrix from its singular values, descending. */
final class Ranks {
  private Ranks() {}

  enum Kind {
    /** ||A||_F^2/||A||^2. */
    STABLE,
    /** (||A||_* / ||A||_F)^2. */
    NUMERICAL,
    /** exp of the entropy of s/sum(s). Source: Roy and Vetterli, EUSIPCO 2007. */
    EFFECTIVE
  }

  static MetricValue of(double[] s, Kind kind, String what, double floor) {
    if (s.length == 0 || s[0] <= floor || s[0] == 0) {
      return MetricValue.undefined("because " + what + " = 0");
    }
    double sum = 0;
    double squares = 0;
    for (double x : s) {
      sum += x / s[0];
      squares += x / s[0] * (x / s[0]);
    }
    double entropy = 0;
    for (double x : s) {
      double p = x / s[0] / sum;
      if (p > 0) {
        entropy -= p * Math.log(p);
      }
    }
    return Values.finite(
        switch (kind) {
          case STABLE -> squares;
          case NUMERICAL -> sum * sum / squares;
          case EFFECTIVE -> Math.exp(entropy);
        });
  }
}
