package org.collapsar.probe;

/**
 * Rule of when a family of metrics is measured while a network is trained.
 *
 * @param key of the section {@code metrics:} of an experiment that sets {@code n}; empty where
 *     there is nothing to set
 * @param rule what {@code n} counts
 * @param usual n unless set
 */
public record Cadence(String key, Rule rule, int usual) {
  /** Cadence of what is measured before the first epoch and after each. */
  public static final Cadence EACH_EPOCH = new Cadence("", Rule.EVERY, 1);

  /** Cadence of matrices. */
  public static final Cadence FRAMES = new Cadence("gramFrames", Rule.FRAMES, 40);

  /** Meanings of the number of a cadence. */
  public enum Rule {
    /** Epochs between two measurements. */
    EVERY,
    /** The same; measured after the last epoch of the first of two stages of training as well. */
    EVERY_AND_STAGE,
    /** Measurements, about so many of a run. */
    FRAMES
  }

  /**
   * Checks the number.
   *
   * @param key of the section {@code metrics:} of an experiment that sets {@code n}; empty where
   *     there is nothing to set
   * @param rule what {@code n} counts
   * @param usual n unless set
   * @throws IllegalArgumentException if it is below 1
   */
  public Cadence {
    if (usual < 1) {
      throw new IllegalArgumentException("cadence: expected at least 1, found " + usual);
    }
  }

  /**
   * Makes a cadence of measurements before the first epoch, after the last, and every n.
   *
   * @param key of the section {@code metrics:} that sets n
   * @param usual n unless set
   * @return a cadence by {@link Rule#EVERY}
   * @throws IllegalArgumentException if n is below 1
   */
  public static Cadence every(String key, int usual) {
    return new Cadence(key, Rule.EVERY, usual);
  }

  /**
   * Makes the same cadence with a measurement at the end of the first of two stages.
   *
   * @param key of the section {@code metrics:} that sets n
   * @param usual n unless set
   * @return a cadence by {@link Rule#EVERY_AND_STAGE}
   * @throws IllegalArgumentException if n is below 1
   */
  public static Cadence everyAndStage(String key, int usual) {
    return new Cadence(key, Rule.EVERY_AND_STAGE, usual);
  }

  /**
   * Tells whether something is measured at a moment, the first and the last in any case.
   *
   * @param at moment of the run
   * @param n as the run has it, in epochs or, by {@link Rule#FRAMES}, in measurements
   * @return true where it is
   */
  public boolean due(Moment at, int n) {
    int every = rule == Rule.FRAMES ? Math.max(1, (at.epochs() + n - 1) / n) : n;
    return at.epoch() == at.epochs()
        || at.epoch() % every == 0
        || (rule == Rule.EVERY_AND_STAGE && at.epoch() == at.stage());
  }

  /** {@return the rule in words, to follow "measured"} */
  public String words() {
    if (key.isEmpty()) {
      return "before the first epoch and after each";
    }
    return switch (rule) {
      case EVERY -> "before the first epoch, after the last, and every " + setting() + " epochs";
      case EVERY_AND_STAGE ->
          "before the first epoch, after the last of each stage, and every "
              + setting()
              + " epochs";
      case FRAMES -> "on about " + setting() + " epochs, the first and the last among them";
    };
  }

  private String setting() {
    return "metrics." + key + " (" + usual + ")";
  }
}
