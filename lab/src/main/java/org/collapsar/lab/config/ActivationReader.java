package org.collapsar.lab.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.collapsar.BadInputException;
import org.collapsar.net.Activation;

/**
 * An activation: its name, or a group of keys with the name and its parameters, {@code {name:
 * smooth-leaky-relu, slope: 0.5, smoothing: 0.3}}.
 */
final class ActivationReader {
  private ActivationReader() {}

  /** The value of {@code key} in {@code s}. */
  static Activation read(Section s, String key) {
    ConfigNode node = s.get(key, "an activation");
    if (!(node instanceof ConfigNode.Mapping)) {
      Activation.Kind kind = kind(s, key);
      return switch (kind) {
        case LEAKY_RELU, SMOOTH_LEAKY_RELU ->
            throw new BadInputException(
                node.where()
                    + ": "
                    + s.name(key)
                    + ": expected {name: "
                    + word(kind)
                    + ", slope: .."
                    + (kind == Activation.Kind.LEAKY_RELU ? "" : ", smoothing: ..")
                    + "}, found "
                    + word(kind)
                    + " alone");
        default -> plain(kind);
      };
    }
    Activation.Kind kind = kind(Section.withAnyKeys(s.name(key), node), "name");
    return switch (kind) {
      case LEAKY_RELU -> Activation.leakyRelu(slope(s.section(key, "name", "slope")));
      case SMOOTH_LEAKY_RELU -> {
        Section parameters = s.section(key, "name", "slope", "smoothing");
        yield Activation.smoothLeakyRelu(slope(parameters), parameters.positive("smoothing"));
      }
      default -> {
        s.section(key, "name");
        yield plain(kind);
      }
    };
  }

  private static double slope(Section s) {
    return s.number("slope", "a number from 0 to below 1", x -> x >= 0 && x < 1);
  }

  private static Activation plain(Activation.Kind kind) {
    return switch (kind) {
      case IDENTITY -> Activation.IDENTITY;
      case RELU -> Activation.RELU;
      case TANH -> Activation.TANH;
      case SIGMOID -> Activation.SIGMOID;
      case LEAKY_RELU, SMOOTH_LEAKY_RELU ->
          throw new IllegalArgumentException(kind + " has parameters");
    };
  }

  private static Activation.Kind kind(Section s, String key) {
    List<String> words = new ArrayList<>();
    for (Activation.Kind kind : Activation.Kind.values()) {
      words.add(word(kind));
    }
    return Activation.Kind.values()[words.indexOf(s.oneOf(key, words))];
  }

  private static String word(Activation.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
