package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.collapsar.lab.document.Node;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.collapsar.net.Activation;

/**
 * An activation: its name, or a group of keys with the name and its parameters, {@code {name:
 * smooth-leaky-relu, slope: 0.5, smoothing: 0.3}}.
 */
final class ActivationReader {
  private ActivationReader() {}

  /** The value of {@code key} in {@code s}. */
  static Activation read(Section s, String key) {
    Value value = s.value(key, "an activation");
    if (!(value.node() instanceof Node.Mapping)) {
      Activation.Kind kind = s.word(key, Activation.Kind.class);
      return switch (kind) {
        case LEAKY_RELU, SMOOTH_LEAKY_RELU ->
            throw value.bad(
                "{name: "
                    + Value.word(kind)
                    + ", slope: .."
                    + (kind == Activation.Kind.LEAKY_RELU ? "" : ", smoothing: ..")
                    + "}",
                Value.word(kind) + " alone");
        default -> plain(kind);
      };
    }
    Activation.Kind kind = value.anyKeys().word("name", Activation.Kind.class);
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

  /** The key {@code activation}, as it is read. */
  static void write(ObjectNode json, Activation f) {
    switch (f.kind()) {
      case LEAKY_RELU -> json.putObject("activation").put("name", f.name()).put("slope", f.slope());
      case SMOOTH_LEAKY_RELU ->
          json.putObject("activation")
              .put("name", f.name())
              .put("slope", f.slope())
              .put("smoothing", f.smoothing());
      default -> json.put("activation", f.name());
    }
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
}
