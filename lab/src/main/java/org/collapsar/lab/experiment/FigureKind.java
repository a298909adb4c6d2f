package org.collapsar.lab.experiment;

import java.util.ArrayList;
import java.util.List;

/**
 * Kinds of figures, with the facts of each: the keys of its section and the names of its panels.
 * What draws a kind is in {@code org.collapsar.lab.figure.FigureMakers}.
 */
public enum FigureKind {
  /** Mean over the runs with a band of one standard deviation, over the epochs. */
  BAND(Panels.METRICS, "logarithmic", "references", "only"),
  /** One line per run, over the epochs. */
  LINES(Panels.METRICS, "logarithmic", "references", "only"),
  /** One curve per layer, mean and band over the runs, over the epochs. */
  LAYERS(Panels.METRICS_OF_LAYERS, "logarithmic", "layers"),
  /** The Gram matrices of the class means as heat maps, one per layer. */
  GRAM(Panels.NONE, "layers", "normalise"),
  /** Symmetric matrices as heat maps, one each. */
  MATRICES(Panels.MATRICES),
  /** The ends of the runs of a sweep over one of its axes. */
  SWEEP(Panels.METRICS_ALONG_AN_AXIS, "logarithmic", "logarithmicX", "fit", "window"),
  /** Samples of the particles' law beside it, as densities, on the last epoch. */
  HISTOGRAM(Panels.SAMPLES, "logarithmic"),
  /** What certificates are about and their bounds, over the epochs. */
  CERTIFICATE(Panels.CERTIFICATES, "logarithmic"),
  /** Features as Theorem 4.2 of Wu and Mondelli predicts them against what they are. */
  PARITY(Panels.NONE),
  /** Class means, rows of W and some samples in the space of the means, moving over the epochs. */
  SIMPLEX(Panels.NONE);

  /** Kinds of names of panels, with the keys that name them. */
  public enum Panels {
    /** References to one number per epoch. */
    METRICS("metrics"),
    /** Metrics of layers.csv. */
    METRICS_OF_LAYERS("metrics"),
    /** References, over an axis of the sweep. */
    METRICS_ALONG_AN_AXIS("axis", "series", "metrics"),
    /** Ids of certificates. */
    CERTIFICATES("metrics"),
    /** Names of matrices. */
    MATRICES("matrices"),
    /** Samples of the particles' law. */
    SAMPLES("samples"),
    /** Nothing: the figure shows all that there is. */
    NONE();

    private final List<String> keys;

    Panels(String... keys) {
      this.keys = List.of(keys);
    }
  }

  private final Panels panels;
  private final List<String> further;

  FigureKind(Panels panels, String... further) {
    this.panels = panels;
    this.further = List.of(further);
  }

  /** {@return the kind of names that its panels have} */
  public Panels panels() {
    return panels;
  }

  /** {@return the keys of its section, in the order of messages} */
  public List<String> keys() {
    List<String> keys = new ArrayList<>(List.of("id", "title", "kind"));
    keys.addAll(panels.keys);
    keys.addAll(further);
    keys.add("caption");
    return keys;
  }

  /**
   * Tells whether its section may have a key.
   *
   * @param key of the section
   * @return true where it may
   */
  public boolean has(String key) {
    return keys().contains(key);
  }

  /** {@return whether a figure of this kind is about metrics that it names} */
  public boolean ofMetrics() {
    return panels != Panels.NONE;
  }

  /**
   * {@return the key that names its panels}
   *
   * @throws IllegalStateException if it names none
   */
  public String panelsKey() {
    if (!ofMetrics()) {
      throw new IllegalStateException(this + " names no panels");
    }
    return panels.keys.get(panels.keys.size() - 1);
  }
}
