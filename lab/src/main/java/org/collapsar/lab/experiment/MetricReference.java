package org.collapsar.lab.experiment;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reference to a number of a run that is measured again and again while it trains: a column of
 * metrics.csv ({@code nc1.total}), a bound of a certificate or what it bounds ({@code
 * jacot2025.theorem3.1.nc1/residual}, {@code ../value}), a metric of layers.csv at one layer
 * ({@code nc2.kappa@last-1}), at several ({@code nc2.kappa@head..last}), or its least, mean or
 * greatest over several ({@code max(balancedness@head+1..last-1)}).
 *
 * @param metric column of metrics.csv, or metric of layers.csv
 * @param layers which layers; null for a column of metrics.csv
 * @param over how several layers become one number; null where they are to stay apart
 */
public record MetricReference(
    String metric, @Nullable LayerRange layers, @Nullable Reduction over) {

  /** Description of such a text, for messages. */
  public static final String EXPECTED =
      "a metric of metrics.csv, ID@LAYER, ID@FROM..TO, or min, mean or max of (ID@FROM..TO), where"
          + " a layer is "
          + LayerPlace.EXPECTED;

  private static final Pattern FORM =
      Pattern.compile("(?:(min|mean|max)\\(([^@()]+)@([^@()]+)\\)|([^@()]+)@([^@()]+))");

  /** Ways to make one value of those of several layers. */
  public enum Reduction {
    /** The smallest of them. */
    MIN,
    /** Their mean. */
    MEAN,
    /** The largest of them. */
    MAX;

    /** {@return the word in a reference} */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Makes one value of several.
     *
     * @param values at least one
     * @return NaN where one of them is
     */
    public double of(double[] values) {
      double sum = 0;
      double least = Double.POSITIVE_INFINITY;
      double greatest = Double.NEGATIVE_INFINITY;
      for (double value : values) {
        sum += value;
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
      return switch (this) {
        case MIN -> least;
        case MEAN -> sum / values.length;
        case MAX -> greatest;
      };
    }
  }

  /**
   * Reads a reference. Any text without {@code @} names a column of metrics.csv.
   *
   * @param text such as {@code nc2.kappa@last-1}
   * @return the reference, which a run may not have
   * @throws IllegalArgumentException if the text is none; the message says what was expected
   */
  public static MetricReference parse(String text) {
    if (text.indexOf('@') < 0) {
      return new MetricReference(text, null, null);
    }
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(EXPECTED);
    }
    boolean reduced = matcher.group(1) != null;
    String metric = matcher.group(reduced ? 2 : 4).strip();
    LayerRange layers = LayerRange.parse(matcher.group(reduced ? 3 : 5));
    return new MetricReference(
        metric,
        layers,
        reduced ? Reduction.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)) : null);
  }

  /** {@return whether it is one number per epoch: a range that is not reduced is several} */
  public boolean single() {
    return layers == null || over != null || layers.single();
  }

  /**
   * The layers that it names in a network.
   *
   * @param stack of the network
   * @return their numbers, ascending; empty where the network does not have all of them, and for a
   *     column of metrics.csv
   */
  public int[] layersIn(LayerStack stack) {
    return layers == null || !layers.within(stack)
        ? new int[0]
        : layers.in(stack).stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * {@return why {@link #layersIn} is empty, to follow "because"}
   *
   * @param stack of the network
   * @throws IllegalStateException for a column of metrics.csv
   */
  public String missingIn(LayerStack stack) {
    if (layers == null) {
      throw new IllegalStateException("a column of metrics.csv has no layers");
    }
    return "there is no %s (%s in a network of %d %s, the last non-linear one %s)"
        .formatted(
            layers,
            layers.named(stack),
            stack.layers(),
            stack.layers() == 1 ? "layer" : "layers",
            stack.head() == 0 ? "none" : Integer.toString(stack.head()));
  }

  /**
   * Computes its value from those of its layers; a single layer's is its own.
   *
   * @param values in the order of the layers
   * @return NaN where one of them is
   * @throws IllegalStateException if several layers are to stay apart
   */
  public double reduce(double[] values) {
    return over == null && values.length == 1 ? values[0] : reduction().of(values);
  }

  private Reduction reduction() {
    if (over == null) {
      throw new IllegalStateException(this + " is several numbers");
    }
    return over;
  }

  /** {@return the reference as it is written} */
  @Override
  public String toString() {
    if (layers == null) {
      return metric;
    }
    String at = metric + "@" + layers;
    return over == null ? at : over.word() + "(" + at + ")";
  }
}
