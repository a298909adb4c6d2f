package org.collapsar.probe;

/**
 * When a family of metrics is measured while a network is trained.
 *
 * @param key of the section {@code metrics:} of an experiment that sets {@code n}; empty where
 *     there is nothing to set
 * @param rule what {@code n} counts
 * @param usual n unless set
 */
public record Cadence(String key, Rule rule, int usual) {
  /** After every epoch, and before the first. */
  public static final Cadence EACH_EPOCH = new Cadence("", Rule.EVERY, 1);

  /** When matrices are kept. */
  public static final Cadence FRAMES = new Cadence("gramFrames", Rule.FRAMES, 40);

  /** What the number counts. */
  public enum Rule {
    /** Epochs between two measurements. */
    EVERY,
    /** The same; measured after the last epoch of the first of two stages of training as well. */
    EVERY_AND_STAGE,
    /** Measurements, about so many of a run. */
    FRAMES
  }

  public Cadence {
    if (usual < 1) {
      throw new IllegalArgumentException("cadence: expected at least 1, found " + usual);
    }
  }

  /** Before the first epoch, after the last, and every {@code n}. */
  public static Cadence every(String key, int usual) {
    return new Cadence(key, Rule.EVERY, usual);
  }

  /** The same, and at the end of the first of two stages. */
  public static Cadence everyAndStage(String key, int usual) {
    return new Cadence(key, Rule.EVERY_AND_STAGE, usual);
  }

  /** Whether something is measured at a moment, the first and the last in any case. */
  public boolean due(Moment at, int n) {
    int every = rule == Rule.FRAMES ? Math.max(1, (at.epochs() + n - 1) / n) : n;
    return at.epoch() == at.epochs()
        || at.epoch() % every == 0
        || (rule == Rule.EVERY_AND_STAGE && at.epoch() == at.stage());
  }

  /** In words, to follow "measured". */
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
