package org.collapsar.net;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The entrywise function after a dense layer. The derivative is a function of the activation's
 * output, so that nothing but the output is stored; that of {@link #smoothLeakyRelu} alone needs
 * its input.
 */
public final class Activation {
  /** sigma(x) = x. */
  public static final Activation IDENTITY = new Activation(Kind.IDENTITY, 1, 0);

  /** max(x, 0). */
  public static final Activation RELU = new Activation(Kind.RELU, 0, 0);

  /** The hyperbolic tangent. */
  public static final Activation TANH = new Activation(Kind.TANH, 0, 0);

  /** The logistic function 1/(1 + e^-x). */
  public static final Activation SIGMOID = new Activation(Kind.SIGMOID, 0, 0);

  /** Which function, without its parameters. */
  public enum Kind {
    /** sigma(x) = x. */
    IDENTITY,
    /** max(x, 0). */
    RELU,
    /** The hyperbolic tangent. */
    TANH,
    /** The logistic function 1/(1 + e^-x). */
    SIGMOID,
    /** max(x, g x) with a slope g. */
    LEAKY_RELU,
    /** The leaky ReLU convolved with a Gaussian. */
    SMOOTH_LEAKY_RELU
  }

  private final Kind kind;
  private final double slope;
  private final double smoothing;

  private Activation(Kind kind, double slope, double smoothing) {
    this.kind = kind;
    this.slope = slope;
    this.smoothing = smoothing;
  }

  /**
   * Makes the leaky ReLU, max(x, g x).
   *
   * @param g slope below 0, from 0 to below 1
   * @return the activation
   * @throws IllegalArgumentException if it is anything else
   */
  public static Activation leakyRelu(double g) {
    return new Activation(Kind.LEAKY_RELU, slope(g), 0);
  }

  /**
   * Makes the leaky ReLU convolved with a Gaussian of width s and shifted to vanish at 0,
   *
   * <pre>sigma(x) = g x + (1 - g) (x Phi(x/s) + s phi(x/s) - s / sqrt(2 pi)),</pre>
   *
   * the activation of Jacot, Sukenik, Wang and Mondelli (ICLR 2025), section 4. Phi and phi are the
   * standard Gaussian's distribution function and density.
   *
   * @param g slope at minus infinity, from 0 to below 1
   * @param s smoothing, positive
   * @return the activation
   * @throws IllegalArgumentException if they are anything else
   */
  public static Activation smoothLeakyRelu(double g, double s) {
    if (!(s > 0 && Double.isFinite(s))) {
      throw new IllegalArgumentException("smoothing: expected a positive number, found " + s);
    }
    return new Activation(Kind.SMOOTH_LEAKY_RELU, slope(g), s);
  }

  private static double slope(double g) {
    if (!(g >= 0 && g < 1)) {
      throw new IllegalArgumentException("slope: expected a number from 0 to below 1, found " + g);
    }
    return g;
  }

  /** {@return which function it is, without its parameters} */
  public Kind kind() {
    return kind;
  }

  /** {@return whether sigma(x) = x} */
  public boolean isIdentity() {
    return kind == Kind.IDENTITY;
  }

  /**
   * {@return the name in configurations and run records, without parameters: {@code leaky-relu}}
   */
  public String name() {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@return g of the leaky ones; inf sigma' of every other} */
  public double slope() {
    return slope;
  }

  /** {@return s of the smooth leaky ReLU; 0 for every other} */
  public double smoothing() {
    return smoothing;
  }

  /** Whether the derivative is a function of the input only, which then has to be kept. */
  boolean needsInput() {
    return kind == Kind.SMOOTH_LEAKY_RELU;
  }

  /** {@return inf sigma', the gamma of Assumption 4.2 of Jacot et al. (ICLR 2025)} */
  public OptionalDouble gamma() {
    return OptionalDouble.of(slope);
  }

  /**
   * {@return beta of Assumption 4.2 of Jacot et al. (ICLR 2025): the Lipschitz constant of sigma',
   * or 1 where it is smaller, as they want beta &gt;= 1; empty where sigma' jumps}
   */
  public OptionalDouble beta() {
    return switch (kind) {
      case RELU, LEAKY_RELU -> OptionalDouble.empty();
      // |tanh''| <= 4 / 3^{3/2} = 0.77, |sigmoid''| <= 3^{1/2} / 18 = 0.096.
      case IDENTITY, TANH, SIGMOID -> OptionalDouble.of(1);
      case SMOOTH_LEAKY_RELU ->
          OptionalDouble.of(Math.max(1, (1 - slope) / (smoothing * Math.sqrt(2 * Math.PI))));
    };
  }

  /**
   * {@return sigma(z), to the same bits in interpreted and compiled code}
   *
   * @param z what is before the activation
   */
  public double value(double z) {
    return switch (kind) {
      case IDENTITY -> z;
      case RELU -> Math.max(z, 0);
      case TANH -> StrictMath.tanh(z);
      case SIGMOID -> 1 / (1 + StrictMath.exp(-z));
      case LEAKY_RELU -> Math.max(z, slope * z);
      case SMOOTH_LEAKY_RELU -> SmoothRelu.value(z, slope, smoothing);
    };
  }

  /**
   * {@return sigma'(z); 0 or g at a kink}
   *
   * @param z what is before the activation
   */
  public double derivative(double z) {
    return kind == Kind.SMOOTH_LEAKY_RELU
        ? SmoothRelu.derivative(z, slope, smoothing)
        : derivativeAt(value(z));
  }

  /** sigma'(z) as a function of a = sigma(z), for every activation that does not need z. */
  private double derivativeAt(double a) {
    return switch (kind) {
      case IDENTITY -> 1;
      case RELU -> a > 0 ? 1 : 0;
      case TANH -> 1 - a * a;
      case SIGMOID -> a * (1 - a);
      case LEAKY_RELU -> a > 0 ? 1 : slope;
      case SMOOTH_LEAKY_RELU -> throw new IllegalStateException("the derivative needs the input");
    };
  }

  /**
   * {@return sigma'(z); 0 or g at a kink}
   *
   * @param z what is before the activation
   * @param a sigma(z), which is used wherever it is enough
   */
  public double derivative(double z, double a) {
    return needsInput() ? derivative(z) : derivativeAt(a);
  }

  /**
   * {@return sigma''(z); 0 at a kink}
   *
   * @param z what is before the activation
   */
  public double secondDerivative(double z) {
    return switch (kind) {
      case IDENTITY, RELU, LEAKY_RELU -> 0;
      case TANH, SIGMOID -> {
        double a = value(z);
        yield kind == Kind.TANH ? -2 * a * (1 - a * a) : a * (1 - a) * (1 - 2 * a);
      }
      case SMOOTH_LEAKY_RELU -> SmoothRelu.secondDerivative(z, slope, smoothing);
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Activation a
        && kind == a.kind
        && Double.compare(slope, a.slope) == 0
        && Double.compare(smoothing, a.smoothing) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, slope, smoothing);
  }

  /** The name with the parameters: {@code smooth-leaky-relu(0.5, 0.3)}. */
  @Override
  public String toString() {
    return switch (kind) {
      case LEAKY_RELU -> name() + "(" + slope + ")";
      case SMOOTH_LEAKY_RELU -> name() + "(" + slope + ", " + smoothing + ")";
      default -> name();
    };
  }
}
