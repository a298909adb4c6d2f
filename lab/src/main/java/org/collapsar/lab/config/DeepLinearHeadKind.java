package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.HiddenWidths;
import org.collapsar.lab.experiment.NetworkConfig;
import org.collapsar.net.Initialisation;

/** Layers with an activation and linear ones behind them, the network of Jacot et al. */
final class DeepLinearHeadKind implements NetworkKind<NetworkConfig.DeepLinearHead> {
  @Override
  public String name() {
    return "deep-linear-head";
  }

  @Override
  public Class<NetworkConfig.DeepLinearHead> type() {
    return NetworkConfig.DeepLinearHead.class;
  }

  @Override
  public List<String> keys() {
    return List.of(
        "width",
        "firstWidth",
        "widths",
        "nonlinear",
        "linear",
        "activation",
        "weightDecay",
        "decayAtWidth",
        "bias",
        "decayBias",
        "initialisation",
        "headInitialisation",
        "initialisationScales");
  }

  @Override
  public NetworkConfig.DeepLinearHead read(Section s) {
    int nonlinear = s.whole("nonlinear", 0);
    int linear = s.whole("linear", 1);
    Initialisation initialisation =
        s.word("initialisation", Initialisation.class, Initialisation.HE);
    return new NetworkConfig.DeepLinearHead(
        widths(s, (long) nonlinear + linear - 1),
        nonlinear,
        linear,
        ActivationReader.read(s, "activation"),
        s.notNegative("weightDecay", 0),
        s.whole("decayAtWidth", 0, 0),
        s.flag("bias", false),
        s.flag("decayBias", true),
        initialisation,
        s.word("headInitialisation", Initialisation.class, initialisation),
        scales(s, nonlinear + linear));
  }

  /** A number per layer, none for 1 each. */
  private static List<Double> scales(Section s, int depth) {
    if (!s.has("initialisationScales")) {
      return List.of();
    }
    String expected = "%d numbers of at least 0, one for each layer".formatted(depth);
    List<Double> scales =
        s.list(
            "initialisationScales",
            expected,
            item -> item.number("a number of at least 0", x -> x >= 0));
    if (scales.size() != depth) {
      throw s.bad("initialisationScales", expected);
    }
    return scales;
  }

  /** One width for every hidden layer, or a list with each one's. */
  private static HiddenWidths widths(Section s, long hidden) {
    if (hidden > 10_000) {
      throw s.bad("nonlinear", "at most 10000 layers with network.linear");
    }
    if (!s.has("widths")) {
      int width = s.has("width") || hidden > 0 ? s.whole("width", 1) : 1;
      if (s.has("firstWidth")) {
        if (hidden < 1) {
          throw s.bad("firstWidth", "a network with a layer besides the last");
        }
        return HiddenWidths.firstAndOthers(s.whole("firstWidth", 1), width, (int) hidden);
      }
      return HiddenWidths.all(width, (int) hidden);
    }
    for (String other : List.of("width", "firstWidth")) {
      if (s.has(other)) {
        throw s.bad(other, "either network." + other + " or network.widths");
      }
    }
    List<Integer> widths =
        s.list("widths", "a list of the widths of the hidden layers", item -> item.whole(1));
    if (widths.size() != hidden) {
      throw s.bad(
          "widths",
          "%d widths, one for each layer but the last of %d".formatted(hidden, hidden + 1));
    }
    return HiddenWidths.each(widths);
  }

  @Override
  public void write(NetworkConfig.DeepLinearHead d, ObjectNode json) {
    if (d.widths().common().isPresent()) {
      json.put("width", d.widths().common().getAsInt());
      d.widths().first().ifPresent(first -> json.put("firstWidth", first));
    } else {
      d.widths().widths().forEach(json.putArray("widths")::add);
    }
    json.put("nonlinear", d.nonlinear()).put("linear", d.linear());
    ActivationReader.write(json, d.activation());
    if (!d.initialisationScales().isEmpty()) {
      d.initialisationScales().forEach(json.putArray("initialisationScales")::add);
    }
    json.put("weightDecay", d.weightDecay())
        .put("decayAtWidth", d.decayAtWidth())
        .put("bias", d.bias())
        .put("decayBias", d.decayBias())
        .put("initialisation", Value.word(d.initialisation()))
        .put("headInitialisation", Value.word(d.headInitialisation()));
  }
}
