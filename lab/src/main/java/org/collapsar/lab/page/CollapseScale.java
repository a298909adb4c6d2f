package org.collapsar.lab.page;

import java.util.List;
import org.collapsar.lab.series.Numbers;
import org.collapsar.metrics.MetricGroup;

/**
 * How far a property of neural collapse has come, as one number on a logarithmic scale with words.
 * The borders between the words are decades, or thirds of them, and ours: papers state none. The
 * distances of Gram matrices e are to be read as cosines, 1 - e^2/2: 0.995, 0.955 and 0.755 at the
 * borders.
 */
enum CollapseScale {
  /** Samples and the mean of their class. */
  NC1(
      MetricGroup.NC1,
      "Samples gather at the mean of their class",
      "nc1.quotient",
      "The variance within classes is %s times that between the class means; in full collapse it is"
          + " 0.",
      1e-3,
      1e3,
      List.of(0.01, 0.1, 1.0),
      0.5,
      List.of("collapsed", "largely collapsed", "partly collapsed", "not collapsed")),
  /** The class means. */
  NC2(
      MetricGroup.NC2,
      "Class means form a simplex",
      "nc2.etf_error.means",
      "Distance of the class means from a simplex, where all lengths and all angles are equal: %s."
          + " For a simplex it is 0.",
      1e-2,
      1,
      List.of(0.1, 0.3, 0.7),
      1.0 / 3,
      List.of("a simplex", "nearly a simplex", "partly a simplex", "no simplex")),
  /** W and the class means. */
  NC3(
      MetricGroup.NC3,
      "The classifier lies along the class means",
      "nc3.dual_error",
      "Distance of W and the class means from a simplex with W along it: %s. It is 0 in full"
          + " alignment and 1.41 if they are unrelated.",
      1e-2,
      1,
      List.of(0.1, 0.3, 0.7),
      0.8,
      List.of("along the means", "nearly along the means", "partly along the means", "not along")),
  /** Decisions. */
  NC4(
      MetricGroup.NC4,
      "Decisions follow the nearest class mean",
      "nc4.mismatch",
      "The classifier and the nearest class mean disagree on %s of the samples; in full collapse"
          + " they agree on all.",
      1e-3,
      1,
      List.of(0.001, 0.01, 0.1),
      0.8,
      List.of("the same decisions", "nearly the same", "mostly the same", "other decisions"));

  private final MetricGroup group;
  private final String title;
  private final String metric;
  private final String sentence;
  private final double least;
  private final double greatest;
  private final List<Double> borders;
  private final double nearRandom;
  private final List<String> words;

  CollapseScale(
      MetricGroup group,
      String title,
      String metric,
      String sentence,
      double least,
      double greatest,
      List<Double> borders,
      double nearRandom,
      List<String> words) {
    this.group = group;
    this.title = title;
    this.metric = metric;
    this.sentence = sentence;
    this.least = least;
    this.greatest = greatest;
    this.borders = borders;
    this.nearRandom = nearRandom;
    this.words = words;
  }

  MetricGroup group() {
    return group;
  }

  /** What the property is, as a heading. */
  String title() {
    return title;
  }

  /** Id of the metric whose value is on the scale; 0 is full collapse. */
  String metric() {
    return metric;
  }

  /** What a value says. */
  String sentence(double value) {
    return sentence.formatted(shown(value));
  }

  /** A share in per cent, else three digits. */
  String shown(double value) {
    return this == NC4 ? Shares.text(value) : Numbers.grouped(value, 3);
  }

  /** Where the scale begins, unless a smaller value is on it. */
  double least() {
    return least;
  }

  /** Where the scale ends, unless a greater value is on it. */
  double greatest() {
    return greatest;
  }

  /** Where one word ends and the next begins; a border belongs to the word before it. */
  List<Double> borders() {
    return borders;
  }

  /** 0 for collapsed to 3 for not. */
  int level(double value) {
    int level = 0;
    while (level < borders.size() && value > borders.get(level)) {
      level++;
    }
    return level;
  }

  /**
   * Whether random features may well come to such a value. Those of NC2 spread most, over a factor
   * of three for three classes; in many dimensions unrelated W and means all have the same
   * distance.
   *
   * @param random what is expected of them
   */
  boolean likeRandom(double value, double random) {
    return value >= nearRandom * random;
  }

  /** "partly collapsed". */
  String word(double value) {
    return words.get(level(value));
  }
}
